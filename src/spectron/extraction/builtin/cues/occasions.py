"""Occasions ahead: what the user has before them, what the agent promised, and what was called off or is over."""

from collections.abc import Iterator, Sequence

from spectron.domain.behaviour import Occasion
from spectron.domain.conversation import Role, Turn
from spectron.domain.graph import Quote
from spectron.extraction.builtin.grammar.clauses import Clause
from spectron.extraction.builtin.grammar.parsing import Sentence
from spectron.extraction.builtin.grammar.phrases import Noun
from spectron.extraction.builtin.scene.kinds import head_matches
from spectron.extraction.builtin.stance.stance import is_unmeant, judge
from spectron.extraction.dates import Precision, TimeExpression, TimeRelation


def read_occasions(turn: Turn, sentences: Sequence[Sentence]) -> Iterator[Occasion]:
    """What the sentences of a turn tell of occasions ahead."""
    if turn.role is not Role.USER:
        return
    for sentence in sentences:
        if is_unmeant(sentence):
            continue
        for clause in sentence.clauses:
            if clause.end > clause.start and judge(clause, sentence).asserted:
                yield from _read_having(turn, clause)


def _read_having(turn: Turn, clause: Clause) -> Iterator[Occasion]:
    """I have a big hike tomorrow."""
    verb, first = clause.verb, clause.complements[0] if clause.complements else None
    if verb is None or verb.lemma != "have" or verb.negated or verb.form != "present" or first is None:
        return
    time = _find_time(turn, clause)
    if first.noun is not None and not first.prep and time is not None and head_matches(first.noun, "event"):
        yield _make(turn, clause, _name(first.noun), time)


def _find_time(turn: Turn, clause: Clause) -> TimeExpression | None:
    """The time of a clause that lies ahead."""
    for time in clause.times:
        start = time.interval.start
        if time.relation is TimeRelation.AT and start is not None and start > turn.said_at:
            return time
    return None


def _name(noun: Noun) -> str:
    return noun.head.lemma


def _make(turn: Turn, clause: Clause, subject: str, time: TimeExpression) -> Occasion:
    quote = Quote(turn.content[clause.start : clause.end], clause.start, clause.end)
    return Occasion(subject, time.interval.start, quote, whole_day=time.precision is not Precision.TIME)
