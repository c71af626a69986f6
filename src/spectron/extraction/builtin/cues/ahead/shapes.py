"""Clauses of notes that were read as questions, put right: "Sunday's the marathon", "tonight is our reunion"."""

from dataclasses import replace

from spectron.extraction.builtin.grammar.clauses import Clause
from spectron.extraction.builtin.grammar.parsing import Sentence
from spectron.extraction.builtin.grammar.phrases import Noun
from spectron.extraction.builtin.lexis.words import fold_word
from spectron.extraction.dates.words import load_words


def straighten(sentence: Sentence) -> Sentence:
    """The sentence with statements that begin with their day as statements, and a weekday no subject of a question."""
    if sentence.asks or not any(one.question for one in sentence.clauses):
        return sentence
    made = list(sentence.clauses)
    for place in range(1, len(made)):
        first, second = made[place - 1], made[place]
        if second.question and second.verb is not None and second.verb.lemma == "be" and not second.link:
            made[place - 1], made[place] = _join(sentence, first, second)
    return replace(sentence, clauses=tuple(made))


def _join(sentence: Sentence, first: Clause, second: Clause) -> tuple[Clause, Clause]:
    """The two clauses, the second of them a statement where the first is its day or its subject."""
    alone = first.verb is None and first.subject is None and not first.complements
    if alone and first.times and not second.times:
        joined = replace(second, question=False, times=first.times, start=first.start)
        return replace(first, times=(), end=first.start), joined
    noun, day = _lead(sentence, first, second), second.subject
    if noun is None or day is None or fold_word(day.head.text) not in load_words("weekday"):
        return first, second
    tails = tuple(one for one in first.complements if one.prep)
    joined = replace(second, question=False, subject=noun, complements=(*tails, *second.complements), start=first.start)
    return replace(first, verb=None, complements=(), end=first.start), joined


def _lead(sentence: Sentence, first: Clause, second: Clause) -> Noun | None:
    """The noun that a clause begins with, although it was read as an order: "lunch with Ana isn't Saturday"."""
    verb = first.verb
    if verb is None or verb.form != "base" or first.subject is not None or first.times:
        return None
    tokens = [one for one in sentence.tokens if first.start <= one.start < second.start]
    head = next((one for one in tokens if one.start == verb.start), None)
    return Noun(tokens=(head,), head=head) if head is not None and head is tokens[0] else None
