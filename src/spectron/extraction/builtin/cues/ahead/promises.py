"""What an assistant says that it will do, and what a user asks it to do later."""

import re
from dataclasses import replace

from spectron.domain.conversation import Turn
from spectron.extraction.builtin.cues.ahead.times import When, find_ahead, without_times
from spectron.extraction.builtin.cues.ahead.words import among, words_behind
from spectron.extraction.builtin.grammar.clauses import Clause
from spectron.extraction.builtin.grammar.parsing import Sentence
from spectron.extraction.builtin.grammar.phrases import Verb

_LONGEST = 16
_NEAR = 12  # characters behind a clause in which "know" or "posted" may stand
_AT_ONCE = re.compile(
    r"\b(?:now|right away|straight away|immediately|here is|here's|below|in a moment|shortly|first)\b"
)
_ASKING = frozenset({"can", "could", "will", "would", ""})
_CONDITIONS = frozenset({"if", "unless", "whenever", "once", "when"})
_SWAPPED = {"you": "the user", "your": "their", "yours": "theirs", "yourself": "themselves"}
_TURNED = {"me": "the user", "my": "their", "i": "they", "mine": "theirs", "myself": "themselves", "us": "the user"}


def find_promise(turn: Turn, sentence: Sentence, place: int) -> tuple[str, When | None] | None:
    """What the assistant promises in a clause, and for when; None where it promises nothing to be held to."""
    clause = sentence.clauses[place]
    verb = clause.verb
    if verb is None or verb.negated or verb.passive or verb.perfect or verb.modal not in ("will", "going"):
        return None
    if clause.subject is None or clause.subject.pronoun != "i" or clause.question or _is_conditional(sentence):
        return None
    when = find_ahead(turn, _with_dependents(sentence, place, True))
    timed = when is not None and bool(_forms(turn, clause, verb) & (among("promised") | among("promised_later")))
    untimed = bool(_forms(turn, clause, verb) & among("promised")) and not _AT_ONCE.search(sentence.folded)
    if not timed and not untimed:
        return None
    return _tell(turn, sentence, place, _SWAPPED), when


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
    """Whether anything in the sentence is left to a condition."""
    return any(one.link in _CONDITIONS for one in sentence.clauses)


def _forms(turn: Turn, clause: Clause, verb: Verb) -> frozenset[str]:
    """The verb by itself and with the small words behind it: "check in", "let … know"."""
    behind = [*clause.adverbs, *words_behind(turn, replace(clause, end=clause.end + _NEAR))]
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


def _tell(turn: Turn, sentence: Sentence, place: int, swapped: dict[str, str]) -> str:
    """The words of a promise as a subject: "send the user the recipe", "remind the user to call the bank"."""
    clauses = [one for one in _with_dependents(sentence, place, True) if one.end > one.start]
    verb = sentence.clauses[place].verb
    assert verb is not None
    times = [time for clause in clauses for time in clause.times]
    text = without_times(turn, verb.start, max(one.end for one in clauses), times)
    words = [swapped.get(word.lower(), word) for word in text.split()[:_LONGEST]]
    told = " ".join(words).strip(" ,;:.!?-\u2014\u2013()\"'")
    return told[:1].lower() + told[1:]
