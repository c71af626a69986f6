"""What an assistant says that it will do, and what a user asks it to do later."""

import re
from dataclasses import replace

from spectron.domain.behaviour import FORBORNE
from spectron.domain.conversation import Turn
from spectron.extraction.builtin.cues.ahead.times import When, find_ahead, find_set, without_times
from spectron.extraction.builtin.cues.ahead.words import among, words_behind
from spectron.extraction.builtin.grammar.clauses import SPEAKER, Clause
from spectron.extraction.builtin.grammar.parsing import Sentence
from spectron.extraction.builtin.grammar.phrases import Verb

_LONGEST = 16
_NEAR = 12  # characters behind a clause in which "know" or "posted" may stand
_AT_ONCE = re.compile(
    r"\b(?:now|right away|straight away|immediately|here is|here's|below|in a moment|shortly|first)\b"
)
_ASKING = frozenset({"can", "could", "will", "would", ""})
_MEETING = re.compile(
    r"\b(?:next time|when (?:we|you) (?:next )?(?:talk|speak|chat|meet|catch up|come back|are back|'re back))\b"
)
_MY_WORD = re.compile(r"\b(?:you have my word|my word on it|that's a promise|cross my heart|i promise)\b")
_SWEARING = frozenset({"promise", "swear", "vow", "guarantee"})
_TALKING = frozenset({"talk", "speak", "chat", "meet", "catch", "come", "return", "be"})
_PARTICLES = frozenset({"up", "back", "out", "through", "in", "over"})
_FAR = 5
_CONDITIONS = frozenset({"if", "unless", "whenever", "once", "when"})
_SWAPPED = {"you": "the user", "your": "their", "yours": "theirs", "yourself": "themselves"}
_TURNED = {"me": "the user", "my": "their", "i": "they", "mine": "theirs", "myself": "themselves", "us": "the user"}


def find_promise(turn: Turn, sentence: Sentence, place: int) -> tuple[str, When | None] | None:
    """What the assistant promises in a clause, and for when; None where it promises nothing to be held to."""
    clause = sentence.clauses[place]
    verb = clause.verb
    if clause.subject is None or clause.subject.pronoun not in SPEAKER or clause.question or verb is None:
        return None
    if refrained := _read_refraining(turn, sentence, place):
        return refrained, None
    if verb.negated or verb.passive or verb.perfect or verb.modal not in ("will", "going") or _is_conditional(sentence):
        return None
    meeting = _MEETING.search(sentence.folded)
    when = find_ahead(turn, _with_dependents(sentence, place, True)) or (
        find_set(turn, _whole(sentence, clause)) if meeting else None
    )
    held = bool(_forms(turn, clause, verb) & (among("promised") | among("promised_later")))
    held = held and (when is not None or clause.subject.pronoun == "i")
    timed = held and (when is not None or meeting is not None)
    untimed = (
        clause.subject.pronoun == "i"
        and bool(_forms(turn, clause, verb) & among("promised"))
        and not _AT_ONCE.search(sentence.folded)
    )
    if not timed and not untimed:
        return None
    return _tell(turn, sentence, place, _SWAPPED), when


def _whole(sentence: Sentence, clause: Clause) -> Clause:
    """A clause up to the end of its sentence."""
    return replace(clause, end=sentence.end)


def _read_refraining(turn: Turn, sentence: Sentence, place: int) -> str:
    """I promise I won't bring up your ex again; I promise not to mention it: "not bring up the user's ex"."""
    clause = sentence.clauses[place]
    outer = sentence.clauses[clause.parent].verb if clause.parent is not None else None
    sworn = (outer is not None and outer.lemma in _SWEARING and outer.modal == "") or _MY_WORD.search(sentence.folded)
    verb = clause.verb
    if not sworn or verb is None:
        return ""
    not_to = clause.link == "inf" and outer is not None and outer.negated
    never = verb.modal in ("will", "going") and (verb.negated or "never" in (*verb.adverbs, *clause.adverbs))
    return f"{FORBORNE}{_tell(turn, sentence, place, _SWAPPED, alone=True)}" if not_to or never else ""


def find_request(turn: Turn, sentence: Sentence, place: int) -> tuple[str, When] | None:
    """What the user asks the assistant to do at a time: "remind me to call the bank tomorrow"."""
    clause = sentence.clauses[place]
    verb = clause.verb
    if verb is None or verb.negated or verb.modal not in _ASKING or not _forms(turn, clause, verb) & among("requested"):
        return None
    told = clause.subject is None or clause.subject.pronoun == "you"
    asked = verb.form == "base" or (verb.modal != "" and clause.subject is not None)
    me = any(one.noun is not None and one.noun.pronoun in ("me", "us") for one in clause.complements)
    if not told or not asked or not me or clause.link in _CONDITIONS:
        return None
    when = find_ahead(turn, [one for one in _with_dependents(sentence, place, False) if one.link != "that"])
    return (_tell(turn, sentence, place, _TURNED), when) if when is not None else None


def _is_conditional(sentence: Sentence) -> bool:
    """Whether anything in the sentence is left to a condition; when the two will talk again is none."""
    return any(one.link in _CONDITIONS and not _is_meeting(one) for one in sentence.clauses)


def _is_meeting(clause: Clause) -> bool:
    both = clause.subject is not None and clause.subject.pronoun in ("we", "you")
    return both and clause.verb is not None and clause.link == "when" and clause.verb.lemma.split()[0] in _TALKING


def _forms(turn: Turn, clause: Clause, verb: Verb) -> frozenset[str]:
    """The verb by itself and with the small words behind it: "check in", "let … know"."""
    near = words_behind(turn, replace(clause, end=clause.end + _NEAR))
    apart = (word for word in words_behind(turn, clause, _FAR) if word in _PARTICLES)
    behind = [*clause.adverbs, *near, *apart]
    first = verb.lemma.split(" ")[0]
    return frozenset({verb.lemma, first, *(f"{first} {word}" for word in behind)})


def _with_dependents(sentence: Sentence, place: int, whole: bool) -> list[Clause]:
    """A clause with those that hang on it; with the `whole` sentence behind it where that goes on with no "and"."""
    inside = {place}
    for other, clause in enumerate(sentence.clauses):
        joined = whole and clause.parent is None and clause.link not in ("", "and", "but", "so", ":", "or")
        if other > place and (clause.parent in inside or joined):
            inside.add(other)
    return [sentence.clauses[one] for one in sorted(inside)]


def _tell(turn: Turn, sentence: Sentence, place: int, swapped: dict[str, str], alone: bool = False) -> str:
    """The words of a promise as a subject: "send the user the recipe", "remind the user to call the bank"."""
    with_more = [sentence.clauses[place]] if alone else _with_dependents(sentence, place, True)
    clauses = [one for one in with_more if one.end > one.start and not _is_meeting(one)]
    verb = sentence.clauses[place].verb
    assert verb is not None
    times = [time for clause in clauses for time in clause.times]
    text = without_times(turn, verb.start, max(one.end for one in clauses), times)
    words = [swapped.get(word.lower(), word) for word in text.split()[:_LONGEST]]
    told = " ".join(words).strip(" ,;:.!?-\u2014\u2013()\"'")
    return told[:1].lower() + told[1:]
