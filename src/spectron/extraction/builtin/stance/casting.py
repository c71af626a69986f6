"""What casts doubt on a clause from outside its verb: "pretty sure", "I think" behind it, "if the bank agrees"."""

import re
from collections.abc import Sequence, Set
from functools import cache, lru_cache
from typing import NamedTuple

from spectron.domain.graph import DoubtKind
from spectron.extraction.builtin.grammar.clauses import DEPENDENT, SPEAKER, Clause
from spectron.extraction.builtin.grammar.parsing import Sentence
from spectron.extraction.builtin.lexis.words import any_of, listed, mapped

_KINDS = {"verify": DoubtKind.NEEDS_VERIFICATION, "guess": DoubtKind.SPECULATIVE}
_BREAK = re.compile(r"[,;:.!?\u2014\u2013]|\b(?:but|so|because|and i)\b")
_OPENING = re.compile(
    r"(?:if i (?:remember|recall)|if memory|as far as"
    r"|afaik|iirc|from what|to my knowledge|from memory|don'?t quote me"
    r"|do not quote me|don'?t hold me|i could be wrong|i may be wrong|i might be wrong|not sure"
    r"|unconfirmed|rumou?r|word)"
    r"(?: [\w']+){0,5}?(?:,? but\b|[,:])"
)
_MOST_BEHIND = 3  # words that may follow doubting words which look back: "haven't decided on that yet"
_TAILS = frozenset({"think", "guess", "reckon", "believe", "suppose", "imagine"})
_CHOICE = re.compile(r"\bor\b")
_CHOSEN = frozenset({"NNP", "CD"})
_AHEAD = frozenset({"will", "would", "going", "might", "could"})


class Cast(NamedTuple):
    """Words of doubt, and where they stand in the folded sentence."""

    start: int
    end: int
    kind: DoubtKind
    words: str


def find_cast(clause: Clause, sentence: Sentence) -> Cast | None:
    """The words of a sentence that put this clause in doubt: inside it, leading up to it, or behind all it says."""
    start, end = clause.start - sentence.start, clause.end - sentence.start
    for cast in _find_casts(sentence.folded):
        if start <= cast.start < end and _outlasts(cast, start, end):
            return cast
        if cast.start < start and not _BREAK.search(sentence.folded, _end_of(cast, sentence), start):
            return cast
        if cast.start >= end and _looks_back(cast, clause, sentence):
            return cast
    return _find_tail(clause, sentence)


def _end_of(cast: Cast, sentence: Sentence) -> int:
    """Where words of doubt end; those that open a sentence reach over the comma or "but" that sets them off."""
    opening = _OPENING.match(sentence.folded)
    return opening.end() if opening and opening.start() <= cast.start < opening.end() else cast.end


def _outlasts(cast: Cast, start: int, end: int) -> bool:
    """Whether a clause says more than that it is in doubt."""
    return cast.end - cast.start < end - start - 1


@lru_cache(maxsize=64)
def _find_casts(folded: str) -> tuple[Cast, ...]:
    kinds = mapped("casting")
    return tuple(
        Cast(found.start(), found.end(), _KINDS[kinds[found.group()]], found.group())
        for found in _pattern().finditer(folded)
    )


@cache
def _pattern() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{any_of(mapped('casting'))})(?!\w)")


def _looks_back(cast: Cast, clause: Clause, sentence: Sentence) -> bool:
    """Whether doubting words have nothing of their own behind them, and this clause right before them."""
    behind = re.split(r"[,;:.!?\u2014\u2013]", sentence.folded[cast.end :], maxsplit=1)[0].split()
    if len(behind) > _MOST_BEHIND:
        return False
    at = cast.start + sentence.start
    later = (one for one in sentence.clauses if clause.end <= one.start and one.end <= at and one.end > one.start)
    return all(_depends(sentence.clauses, one) or one.verb is None for one in later)


def _depends(clauses: Sequence[Clause], clause: Clause) -> bool:
    return clause.parent is not None and clauses[clause.parent].end <= clause.start


def _find_tail(clause: Clause, sentence: Sentence) -> Cast | None:
    """ "Year 2, I think": an opinion without content of its own right behind the clause."""
    place = next((place for place, one in enumerate(sentence.clauses) if one is clause), 0)
    after = next((one for one in sentence.clauses[place + 1 :] if one.end > one.start), None)
    if after is None or after.verb is None or after.complements or after.verb.lemma not in _TAILS or after.verb.negated:
        return None
    who = after.subject.pronoun if after.subject else ""
    holds = any(one.parent is not None and sentence.clauses[one.parent] is after for one in sentence.clauses)
    if who not in SPEAKER or holds:
        return None
    at = after.start - sentence.start
    return Cast(at, after.end - sentence.start, DoubtKind.SPECULATIVE, f"{who} {after.verb.lemma}")


def offers_choice(clause: Clause, sentence: Sentence) -> bool:
    """Whether a clause leaves open which of two it is: "either Ruth or Rita", "the 3rd or the 4th"."""
    text = sentence.folded[clause.start - sentence.start : clause.end - sentence.start]
    if clause.verb is None or clause.verb.negated or clause.verb.modal == "can" or not _CHOICE.search(text):
        return False
    either = "either" in text
    for one in clause.complements:
        if one.listed == "or" and one.noun is not None and (either or one.noun.head.tag in _CHOSEN):
            return True
    days = [time for time in clause.times if time.cadence is None]
    dated = any(one.word[:1].isdigit() for one in clause.complements)
    return any(re.search(r" or (?:the )?$", text[: time.start - clause.start]) for time in days[0 if dated else 1 :])


def hangs_on_condition(clause: Clause, clauses: Sequence[Clause]) -> bool:
    """Whether the clause tells what follows if something real comes about: "if the bank agrees, I'd move"."""
    verb = clause.verb
    who = clause.subject.pronoun if clause.subject else "i"
    if verb is None or verb.modal not in _AHEAD or who == "you" or clause.link == "if":
        return False
    return any(_is_open_condition(one) for one in clauses)


def _is_open_condition(clause: Clause) -> bool:
    """Whether an if-clause leaves open what will come: "if Ana says yes", not "if I won", "if you like"."""
    verb = clause.verb
    who = clause.subject.pronoun if clause.subject else "you"
    real = verb is not None and verb.form in ("present", "base") and not verb.modal
    return clause.link == "if" and real and who not in ("you", "there")


def shares_condition(clause: Clause, clauses: Sequence[Clause], links: Set[str]) -> bool:
    """Whether a clause goes on with the condition before it: "if I won and bought a castle, …"."""
    if not clause.inherited or clause.link not in ("and", "or"):
        return False
    before = [one for one in clauses if one.end > one.start and one.start < clause.start and one.verb is not None]
    last = next((one for one in reversed(before) if one.link not in DEPENDENT), None)
    if last is None or last.verb is None or clause.verb is None or last.verb.modal != clause.verb.modal:
        return False
    return last.link in links or shares_condition(last, clauses, links)


def is_hearsay(outer: Clause) -> bool:
    """Whether somebody in particular says it, so that it may be verified."""
    subject = outer.subject
    return (
        outer.verb is not None
        and outer.verb.lemma in listed("hearsay")
        and not outer.verb.negated
        and subject is not None
        and subject.head.norm not in listed("generic_speakers")
    )
