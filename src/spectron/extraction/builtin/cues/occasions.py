"""Occasions ahead: what the user has before them, what the agent promised, and what was called off or is over."""

from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from typing import NamedTuple, TypeAlias

from spectron.domain.behaviour import Occasion, OccasionKind, Standing
from spectron.domain.conversation import Role, Turn
from spectron.extraction.builtin.cues.ahead.birthdays import find_birthday
from spectron.extraction.builtin.cues.ahead.changes import find_cancelled, find_moved, find_over, find_swapped, puts_off
from spectron.extraction.builtin.cues.ahead.plans import find_plan, looks_ahead
from spectron.extraction.builtin.cues.ahead.promises import find_promise, find_request
from spectron.extraction.builtin.cues.ahead.results import find_result, name_result
from spectron.extraction.builtin.cues.ahead.shapes import straighten
from spectron.extraction.builtin.cues.ahead.times import When, find_ahead, find_day, find_new, find_set
from spectron.extraction.builtin.grammar.clauses import Clause, gather_dependents
from spectron.extraction.builtin.grammar.parsing import Sentence, parse_turn
from spectron.extraction.builtin.stance.stance import is_unmeant, judge
from spectron.extraction.quotes import cite


class Told(NamedTuple):
    """What an occasion is called, when it is, and how it stands."""

    subject: str
    when: When | None
    standing: Standing = Standing.AHEAD


_RECALLED = 7
_A_YEAR = timedelta(days=366)
_CHANGED = frozenset({"now", "actually", "instead"})


def read_occasions(turn: Turn, sentences: Sequence[Sentence], before: Sequence[Turn] = ()) -> Iterator[Occasion]:
    """What the sentences of a turn tell of occasions ahead, each once.

    The turns `before` it are read only where it tells a result without a name.
    """
    read = _READERS.get(turn.role)
    if read is None:
        return
    told: set[tuple[str, Standing]] = set()
    for sentence in map(straighten, sentences):
        for found in (*_read_sentence(read, turn, sentence), *_read_results(turn, sentence, before)):
            if (found.subject, found.standing) not in told:
                told.add((found.subject, found.standing))
                yield found


_Read: TypeAlias = Callable[[Turn, Sentence, int], Occasion | None]


def _read_sentence(read: _Read, turn: Turn, sentence: Sentence) -> Iterator[Occasion]:
    """What one sentence tells; of promises that share a sentence, those that name a time."""
    if is_unmeant(sentence):
        return
    places = (place for place, clause in enumerate(sentence.clauses) if clause.end > clause.start)
    found = [one for place in places if (one := read(turn, sentence, place)) is not None]
    timed = any(one.kind is OccasionKind.PROMISE and one.at is not None for one in found)
    yield from (one for one in found if one.kind is not OccasionKind.PROMISE or one.at is not None or not timed)


def _read_results(turn: Turn, sentence: Sentence, before: Sequence[Turn]) -> Iterator[Occasion]:
    """The result that a sentence of a user tells without a name, as one of an occasion that was told before."""
    if turn.role is not Role.USER or sentence.asks or is_unmeant(sentence):
        return
    for place, clause in enumerate(sentence.clauses):
        result = find_result(sentence, place) if clause.end > clause.start else None
        if result is None:
            continue
        earlier = (one for one in before[-_RECALLED:] if one.role is Role.USER and one.name in (turn.name, None))
        told = [found for one in earlier for found in read_occasions(one, parse_turn(one))]
        if subject := name_result(result, turn, told):
            yield _make(turn, [clause], Told(subject, None, Standing.OVER))


def _read_user(turn: Turn, sentence: Sentence, place: int) -> Occasion | None:
    """What one clause of a user tells."""
    clause = sentence.clauses[place]
    if (asked := find_request(turn, sentence, place)) is not None:
        return _make(turn, _with_dependents(sentence, place), Told(*asked), OccasionKind.PROMISE)
    if not judge(clause, sentence).asserted:
        return None
    if subject := find_birthday(clause):
        day = find_day(turn, clause)
        past = clause.verb is not None and clause.verb.form == "past"
        if day is None or (past and day.at < turn.said_at - _A_YEAR):  # "Mozart's birthday was ... 1756"
            return None
        return _make(turn, [clause], Told(subject, day), OccasionKind.BIRTHDAY)
    told = _read_change(turn, sentence, place) or _read_plan(turn, sentence, place)
    return _make(turn, _with_dependents(sentence, place), told) if told else None


def _read_change(turn: Turn, sentence: Sentence, place: int) -> Told | None:
    """What a clause calls off, moves or looks back on."""
    clause = sentence.clauses[place]
    if swapped := find_swapped(turn, sentence, place):
        return Told(*swapped, Standing.MOVED)
    subject = find_moved(turn, sentence, place)
    when = find_new(turn, clause) if subject else None
    if subject and when is not None:
        return Told(subject, when, Standing.MOVED)
    if subject and puts_off(turn, clause):
        return Told(subject, None, Standing.CANCELLED)
    if subject := find_cancelled(turn, sentence, place):
        return Told(subject, find_ahead(turn, [clause]), Standing.CANCELLED)
    if subject := find_over(turn, clause):
        return Told(subject, None, Standing.OVER)
    return None


def _read_plan(turn: Turn, sentence: Sentence, place: int) -> Told | None:
    """What a clause tells of as ahead."""
    clause = sentence.clauses[place]
    found = find_plan(turn, sentence, place)
    if found is None or (clause.verb is not None and clause.verb.negated):
        return None
    if found.booked:
        when = find_set(turn, clause)
    else:
        when = find_ahead(turn, _with_dependents(sentence, place)) if looks_ahead(clause) else None
    if when is None:
        return None
    changed = bool(_CHANGED & {*clause.adverbs})
    return Told(found.subject, when, Standing.MOVED if changed else Standing.AHEAD)


def _read_assistant(turn: Turn, sentence: Sentence, place: int) -> Occasion | None:
    """What one clause of an assistant promises."""
    promised = find_promise(turn, sentence, place) if judge(sentence.clauses[place], sentence).asserted else None
    if promised is None:
        return None
    return _make(turn, _with_dependents(sentence, place), Told(*promised), OccasionKind.PROMISE)


_READERS: dict[Role, _Read] = {Role.USER: _read_user, Role.ASSISTANT: _read_assistant}


def _with_dependents(sentence: Sentence, place: int) -> list[Clause]:
    """A clause with the infinitives and gerunds that hang on it, as far as they have words of their own."""
    found = (sentence.clauses[one] for one in gather_dependents(sentence.clauses, place))
    return [one for one in found if one.end > one.start]


def _make(turn: Turn, clauses: Sequence[Clause], told: Told, kind: OccasionKind = OccasionKind.EVENT) -> Occasion:
    """The occasion that these clauses tell of."""
    start, end = clauses[0].start, max(one.end for one in clauses)
    quote = cite(turn.content, start, end)
    if told.when is None:
        return Occasion(told.subject, None, quote, kind, told.standing)
    when = told.when
    return Occasion(told.subject, when.at, quote, kind, told.standing, when.whole_day, when.until)
