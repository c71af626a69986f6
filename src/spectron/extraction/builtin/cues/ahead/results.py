"""Results that name no occasion: "PASSED!!", "just out of there", "it's Doctor Hill now".

Of the occasions that were told before, the one that began last is meant, if it did not begin long ago.
"""

import re
from collections.abc import Sequence
from datetime import timedelta
from typing import NamedTuple

from spectron.domain.behaviour import UNNAMED, Occasion, OccasionKind, Standing
from spectron.domain.conversation import Turn
from spectron.extraction.builtin.cues.ahead.words import among
from spectron.extraction.builtin.grammar.clauses import SPEAKER, Clause
from spectron.extraction.builtin.grammar.parsing import Sentence

_LONGEST_AGO = timedelta(days=7)
_SURE = frozenset({"pass", "fail"})
_WORD = re.compile(r"[a-z]+")
_THERE = re.compile(
    r"^\W*(?:i'm |we're |am )?(?:just |finally |all )*(?:out of|done with|back from|home from) (?:there|it|that)\b"
)
_DOCTOR = re.compile(
    r"^\W*(?:it's|its|it is|call me|i'm|that's) (?:now )?(?:dr|doctor)\b.{0,40}?\b(?:now|to you|please)\b"
)
_HOSPITAL = re.compile(r"^\W*(?:i'm |am |just |finally |back )*(?:home|out|back) (?:from|of) (?:the )?hospital\b")
_WENT = re.compile(
    r"^\W*(?:(?:well|so|phew|ok|right|and),? )?(?:it|that|it all|all|everything) went (?:\w+ ){0,2}"
    r"(?:well|fine|ok|okay|great|badly|brilliantly|terribly|horribly|smoothly|perfectly|better|alright)\b"
)


class Result(NamedTuple):
    """A result without a name: the list of words that its occasion has one of, and whether it is one beyond doubt."""

    among: str = ""
    sure: bool = True


def find_result(sentence: Sentence, place: int) -> Result | None:
    """The result that a sentence tells without a name; None for none, and for all but its first clause."""
    if place != next((at for at, one in enumerate(sentence.clauses) if one.end > one.start), 0):
        return None
    text = sentence.folded
    if _HOSPITAL.search(text):
        return Result("treatments", sure=False)
    if _DOCTOR.search(text):
        return Result("doctorates", sure=False)
    if _THERE.search(text):
        return Result()
    if verb := _find_told(sentence.clauses[place]):
        return Result(sure=verb in _SURE)
    return Result(sure=False) if _WENT.search(text) else None


def _find_told(clause: Clause) -> str:
    """The verb that tells a result by itself: "Passed!!", "nailed it"; "" for none."""
    verb, who = clause.verb, clause.subject
    if verb is None or verb.negated or verb.modal or clause.question or verb.form not in ("past", "part"):
        return ""
    if verb.lemma not in among("told_results") or (who is not None and who.pronoun not in SPEAKER):
        return ""
    it = [one.noun is not None and one.noun.pronoun in ("it", "them") and not one.prep for one in clause.complements]
    told = all(it) and (bool(it) or verb.lemma in _SURE) and not clause.times
    return verb.lemma if told else ""


def name_result(result: Result, turn: Turn, told: Sequence[Occasion]) -> str:
    """What the result is of, among what was told before; `UNNAMED` where none of it fits, "" if it may be no result."""
    words = among(result.among) if result.among else frozenset()
    begun = [
        one
        for one in told
        if one.at is not None
        and one.kind is OccasionKind.EVENT
        and one.standing in (Standing.AHEAD, Standing.MOVED)
        and one.at <= turn.said_at <= one.at + _LONGEST_AGO
        and (not words or words & {*_WORD.findall(one.subject.lower())})
    ]
    if not begun:
        return UNNAMED if result.sure else ""
    return max(begun, key=lambda one: (one.at or turn.said_at, one.subject)).subject
