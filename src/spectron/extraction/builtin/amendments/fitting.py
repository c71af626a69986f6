"""How well a phrase of one sentence fits in the place of what was claimed before."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from spectron.domain.text import fold
from spectron.extraction.builtin.amendments.backdrop import Earlier
from spectron.extraction.builtin.amendments.contrasts import Phrase, list_phrases
from spectron.extraction.builtin.amendments.signals import Signal
from spectron.extraction.builtin.grammar.clauses import SPEAKER, Clause
from spectron.extraction.builtin.grammar.parsing import Sentence
from spectron.extraction.builtin.grammar.phrases import Noun
from spectron.extraction.builtin.grammar.sentences import Span
from spectron.extraction.builtin.lexis.content import find_content
from spectron.extraction.builtin.lexis.sorts import (
    Slot,
    are_of_one_kind,
    find_slot,
    find_sort,
    find_words,
    is_known_kind,
    put_in,
    resembles,
    shares_unit,
    unit_of,
)
from spectron.extraction.builtin.lexis.words import fold_word, given_names, listed, places
from spectron.extraction.builtin.stance.stance import HEARSAY, judge
from spectron.extraction.dates import TimeRelation

_NOW = re.compile(r"\bnow\b")
_TOLD = re.compile(r"\b(?:told|texted|called|emailed|wrote to|informed|reminded) (?:me|us)\b")
_SAYING = frozenset({"mean", "say", "write", "put", "misspeak", "misread", "mistype", "tell", "type", "give", "take"})
_PERSONS = frozenset({"he", "she"})
_NAMING = frozenset({"be", "call", "name", "rename", "become", "go", "go by", "spell", "rebrand"})
_UNLIKE = frozenset({"plan", "goal", "event", "habit", "commitment"})
_POSSESSIVE = frozenset({"my", "his", "her", "our", "their", "your", "its"})
_PRONOUNS = frozenset({"one", "ones", "old one", "new one", "other one", "both", "two of them"})
_LASTING = frozenset({TimeRelation.SINCE, TimeRelation.UNTIL, TimeRelation.FOR})
_ENOUGH, _DOUBTFUL, _FAR = 1.0, 2.0, 3.0
_NAMED = 4.0
_NEAR, _SHORT = 2, 3
_AGE = 0.5


@dataclass(frozen=True, slots=True)
class Fit:
    """A phrase in the place of a part of what was claimed before, and how well it fits there."""

    phrase: Phrase
    earlier: Earlier
    slot: Slot
    score: float


@dataclass(frozen=True, slots=True)
class _Said:
    """A phrase with the clause it stands in, the other phrases of its sentence, and how the sentence signals."""

    sentence: Sentence
    phrase: Phrase
    clause: Clause | None
    others: Sequence[Phrase]
    signal: Signal


def find_best(
    sentence: Sentence, earlier: Callable[[], Iterable[Earlier]], signal: Signal, taken: Sequence[str]
) -> Fit | None:
    """The phrase and the place that fit best; `taken` are the values that the sentence states by itself.

    What was claimed `earlier` is asked for only where the sentence has a phrase that could belong there.
    """
    fits = list(_list_fits(sentence, earlier, signal, taken))
    return max(fits, key=lambda fit: fit.score, default=None)


def _list_fits(
    sentence: Sentence, earlier: Callable[[], Iterable[Earlier]], signal: Signal, taken: Sequence[str]
) -> Iterator[Fit]:
    """Every phrase of the sentence in every place where it could belong."""
    phrases = list_phrases(sentence)
    for phrase in phrases:
        clause = clause_at(sentence, phrase.span)
        if not _may_be_right(clause, phrase) or not is_asserted(sentence, phrase.span):
            continue
        said = _Said(sentence, phrase, clause, [one for one in phrases if one is not phrase], signal)
        wanted = _wanted(said)
        if signal is Signal.NEWS and any(fold(phrase.text) in value for value in taken):
            wanted = _NAMED
        for one in earlier():
            slot = _find_place(said, one)
            if slot is None or (slot.sort in ("word", "name") and one.claim.key in _UNLIKE):
                continue
            if fold(put_in(one.claim.value, slot, phrase.text)) == fold(one.claim.value):
                continue
            score = _score(said, one, slot)
            if score >= wanted:
                told = clause is not None and clause.verb is not None and clause.verb.lemma in _SAYING
                yield Fit(phrase, one, slot, score - _AGE * (one.age + told))


def clause_at(sentence: Sentence, span: Span) -> Clause | None:
    """The clause in which a phrase stands."""
    inside = [one for one in sentence.clauses if one.start <= span.start < one.end]
    return min(inside, key=lambda one: one.end - one.start, default=None)


def is_asserted(sentence: Sentence, span: Span) -> bool:
    """Whether the clause around a phrase states, or tells what somebody said it should be."""
    clause = clause_at(sentence, span)
    if clause is None:
        return True
    stance = judge(clause, sentence)
    return stance.asserted or stance is HEARSAY or _TOLD.search(sentence.folded) is not None


def _may_be_right(clause: Clause | None, phrase: Phrase) -> bool:
    """Whether a phrase can be the value that is right: not what its clause speaks of, nor since when it holds."""
    first = phrase.text.split(" ")[0].lower()
    if fold(phrase.text) in listed("corrective") or first in _POSSESSIVE or fold(phrase.text) in _PRONOUNS:
        return False
    if clause is None:
        return True
    if any(time.start == phrase.span.start and time.relation in _LASTING for time in clause.times):
        return False
    subject = clause.subject
    return subject is None or clause.verb is None or not subject.start <= phrase.span.start < subject.end


def _find_place(said: _Said, earlier: Earlier) -> Slot | None:
    """Where a phrase fits into an earlier value; what somebody is called may be any name."""
    value, text = earlier.claim.value, said.phrase.text
    timed = said.clause is not None and any(one.start == said.phrase.span.start for one in said.clause.times)
    called = earlier.claim.key in ("name", "nickname") and text[:1].isupper() and fold(text) != fold(value)
    if _is_misplaced(said, earlier):
        return None
    if called and said.signal is Signal.NEWS and not _names(said.clause):
        return None
    if called and not timed:
        before = said.sentence.folded[: said.phrase.span.start - said.sentence.start].rstrip()
        return None if before.endswith((" at", " in", " on", " with", " for", " from")) else Slot("name", 0, len(value))
    slot = find_slot(value, text) or _find_denied(said, value) or _find_bare(said, earlier)
    slot = slot or _find_meant(said, earlier)
    counted = slot is not None and slot.sort == "number" and unit_of(text) and not unit_of(value)
    if counted and unit_of(text) not in earlier.words:
        return None
    if slot is not None and slot.sort == "name" and not is_pointed_at(said.sentence, said.phrase):
        return slot if is_known_kind(value, text) or resembles(value, text) or _is_led_back(said) else None
    return slot


def _is_led_back(said: _Said) -> bool:
    """Whether "back to" or "meant" leads to the phrase, or the sentence has no more than the phrase."""
    before = said.sentence.folded[: said.phrase.span.start - said.sentence.start].rstrip()
    return before.endswith(("back to", "meant", "mean", "it's", "not"))


def _is_misplaced(said: _Said, earlier: Earlier) -> bool:
    """Whether a name cannot be of the sort of what a claim leads to: a place for a person, or a person for a place.

    A name that nobody knows may be a place, too, where the speaker says that it was meant.
    """
    text = said.phrase.text
    if not text[:1].isupper() or find_sort(text) is not None:
        return False
    target = earlier.claim.object
    type_ = earlier.mentions[target].type if target is not None else ""
    placed = fold_word(text) in places()
    if earlier.claim.key in ("location", "hometown", "lives_in", "located_in", "birthplace"):
        return not placed and not resembles(text, earlier.claim.value) and _find_meant(said, earlier) is None
    return placed and (type_ == "person" or " " in earlier.claim.value)


def _names(clause: Clause | None) -> bool:
    """Whether a clause tells what somebody or something is called."""
    return clause is None or clause.verb is None or clause.verb.lemma in _NAMING


def _find_denied(said: _Said, value: str) -> Slot | None:
    """Where a noun stands in a value that the sentence puts aside: "not geology any longer, switched to maths"."""
    right = said.phrase.text
    if find_sort(value) or find_sort(right) or right[:1].isupper() or value[:1].isupper():
        return None
    if fold(right) in fold(value):
        return None
    for one in said.others:
        before = said.sentence.folded[: one.span.start - said.sentence.start].rstrip()
        denied = before.endswith(("not", "n't", "no longer")) and one.span.end < said.phrase.span.start
        if denied or (said.signal is Signal.FIRM and fold(one.text) == fold(value)):
            return find_words(value, one.text)
    return None


def _find_meant(said: _Said, earlier: Earlier) -> Slot | None:
    """The whole of a name of just now, in the place of which another was meant that nobody knows."""
    value, right = earlier.claim.value, said.phrase.text
    if said.signal is not Signal.FIRM or earlier.age > _NEAR or not _is_led_back(said):
        return None
    if not (value[:1].isupper() and right[:1].isupper()) or fold_word(right.split(" ")[0]) in given_names():
        return None
    return Slot("name", 0, len(value)) if are_of_one_kind(value, right) else None


def _find_bare(said: _Said, earlier: Earlier) -> Slot | None:
    """The whole of a short noun of just now, where the speaker says that it was wrong and "it" is another."""
    clause, value, right = said.clause, earlier.claim.value, said.phrase.text
    if said.signal is not Signal.FIRM or clause is None or clause.verb is None or earlier.age > _NEAR:
        return None
    first = clause.first
    noun = first.noun if first is not None and not first.prep else None
    if noun is None or noun.det or noun.holder or noun.start != said.phrase.span.start:
        return None
    if not is_pointed_at(said.sentence, said.phrase):
        return None
    plain = not any(find_sort(text) or text[:1].isupper() or len(text.split()) > _SHORT for text in (value, right))
    return Slot("word", 0, len(value)) if plain and fold(right) not in fold(value) else None


def is_same_number(one: str, other: str) -> bool:
    """Whether both have the same digits: "9 March" and "the 9th"."""
    digits = ["".join(mark for mark in text if mark.isdigit()) for text in (one, other)]
    return bool(digits[0]) and digits[0] == digits[1]


def _score(said: _Said, earlier: Earlier, slot: Slot) -> float:
    """How well a phrase fits an earlier claim; 0 or less where the sentence speaks of something else."""
    value, text = earlier.claim.value, said.phrase.text
    gone = value[slot.start : slot.end]
    score = _ENOUGH
    if slot.sort not in ("word", "name") or said.signal is not Signal.NEWS:
        score += min(2, len((_stems(said.sentence.text) - _stems(text)) & earlier.words))
    score += 2 * shares_unit(value, text) + 2 * resembles(gone, text)
    if any(find_words(gone, one.text) or is_same_number(gone, one.text) for one in said.others):
        score += _NAMED
    topic = _find_topic(said)
    return score if topic is None else _weigh_topic(said, topic, earlier, score)


def _weigh_topic(said: _Said, topic: Noun, earlier: Earlier, score: float) -> float:
    """The score in view of what the clause speaks of."""
    own = earlier.bearer.principal is not None
    if topic.pronoun in _PERSONS:
        return 0 if own or earlier.bearer.type not in ("person", "pet") else score + 1
    if topic.pronoun in SPEAKER:
        return score + 1 if own else score - 2
    if topic.pronoun or topic.head.norm in ("that", "this"):
        return score
    start = said.sentence.start
    about = _stems(said.sentence.text[topic.start - start : topic.end - start])
    if not about:
        return score
    if about & _stems(earlier.claim.value) and find_sort(said.phrase.text) is None:
        return score if score >= _NAMED else 0
    if about & earlier.words:
        return score + 2
    return score - 1 if said.signal is Signal.FIRM and find_sort(said.phrase.text) is not None else 0


def _find_topic(said: _Said) -> Noun | None:
    """What the clause speaks of: what is changed where somebody changes something, else its subject."""
    clause = said.clause
    verb = clause.verb if clause is not None else None
    if clause is None or verb is None or verb.lemma in _SAYING:
        return None
    if verb.lemma in listed("shifting") and not verb.passive:
        changed = clause.find_noun()
        if changed is not None and changed.start != said.phrase.span.start:
            return changed
    return clause.subject


def _stems(text: str) -> set[str]:
    """The words of a text that tell something, without the plural."""
    return {word.removesuffix("s") for word in find_content(text)}


def _wanted(said: _Said) -> float:
    """The score that a phrase needs to count as the right value."""
    sort = find_sort(said.phrase.text)
    if said.signal is Signal.FIRM:
        return _ENOUGH
    pointing = is_pointed_at(said.sentence, said.phrase)
    if said.signal is Signal.MILD:
        return _ENOUGH if pointing else _DOUBTFUL
    if sort is not None and sort.sort in ("email", "phone"):
        return _ENOUGH
    before = said.sentence.folded[: said.phrase.span.start - said.sentence.start].rstrip()
    led = (sort is not None and before.endswith((" to", " to the", " by"))) or before.endswith("back to")
    return _ENOUGH if led or (pointing and _NOW.search(said.sentence.folded) is not None) else _FAR


def is_pointed_at(sentence: Sentence, phrase: Phrase) -> bool:
    """Whether a phrase stands alone, or in a clause that says what "it" is."""
    clause = clause_at(sentence, phrase.span)
    verb, subject = (clause.verb, clause.subject) if clause is not None else (None, None)
    return verb is None or (verb.lemma == "be" and subject is not None and subject.pronoun in ("it", "that"))
