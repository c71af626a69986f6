"""What changed: beliefs that gave way, things that began and ended, in the order of time."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from spectron.domain.graph import Correction, Fact
from spectron.domain.ids import EntityId
from spectron.domain.temporal import Interval
from spectron.domain.view import Snapshot
from spectron.retrieval.answering.phrasing import capital, tell
from spectron.retrieval.answering.times import is_dated, say_day, say_end, say_time

_MOST = 12


class Shift(NamedTuple):
    """One change, when it took effect, and the fact that came of it."""

    at: datetime
    text: str
    fact: Fact


def list_changes(snapshot: Snapshot, of: set[EntityId], time: Interval | None, keys: Sequence[str]) -> Sequence[Shift]:
    """The changes of some entities, of all where none is given, within a stretch of time, the oldest first."""
    found = [one for one in _shifts(snapshot, of, keys) if time is None or _inside(one, time)]
    return sorted(dict.fromkeys(found), key=lambda one: one.at)[-_MOST:]


def _inside(shift: Shift, time: Interval) -> bool:
    return time.covers(shift.at) or time.covers(shift.fact.recorded_at)


def _shifts(snapshot: Snapshot, of: set[EntityId], keys: Sequence[str]) -> Iterator[Shift]:
    seen: set[str] = set()
    for one in snapshot.corrections:
        if (of and one.current.entity not in of) or (keys and one.current.key not in keys):
            continue
        if one.previous.value != one.current.value or one.previous.key != one.current.key:
            seen.add(one.current.id)
            yield _shift(one, snapshot)
    for fact in snapshot.facts:
        if fact.id in seen or fact.timeless or (of and fact.entity not in of) or (keys and fact.key not in keys):
            continue
        if fact.valid.end is not None and not _followed(fact, snapshot):
            was = tell(fact.key, [_value(fact, snapshot)], _who(fact, snapshot), past=True)
            text = f"{was} until {say_end(fact)}"
            yield Shift(fact.valid.end, capital(text), fact)
        elif is_dated(fact) and fact.valid.start is not None and fact.valid.end is None:
            since = say_time(fact.valid.start, fact.quote.text)
            text = f"{tell(fact.key, [_value(fact, snapshot)], _who(fact, snapshot))} since {since}"
            yield Shift(fact.valid.start, capital(text), fact)


def _followed(fact: Fact, snapshot: Snapshot) -> bool:
    """Whether a correction tells of the end of this fact already."""
    return any(
        (one.previous.entity, one.previous.key, one.previous.value) == (fact.entity, fact.key, fact.value)
        for one in snapshot.corrections
    )


def _shift(one: Correction, snapshot: Snapshot) -> Shift:
    """A belief that gave way, told with what it was before."""
    fact, who = one.current, _who(one.current, snapshot)
    start = fact.valid.start or one.timestamp
    words = say_time(start, fact.quote.text) if is_dated(fact) else say_day(one.timestamp)
    now = tell(fact.key, [_value(fact, snapshot)], who)
    before = tell(one.previous.key, [_value(one.previous, snapshot)], who, past=True)
    if one.previous.valid.start is not None and fact.valid.start == one.previous.valid.start:
        text = f"{now}, not {_value(one.previous, snapshot)}: that was put right on {say_day(one.timestamp)}"
        return Shift(one.timestamp, capital(text), fact)
    return Shift(start, capital(f"{now} (since {words}); before that {before}"), fact)


def _value(fact: Fact, snapshot: Snapshot) -> str:
    return snapshot.labels.get(fact.object, fact.value) if fact.object else fact.value


def _who(fact: Fact, snapshot: Snapshot) -> str:
    found = next((one for one in snapshot.entities if one.id == fact.entity), None)
    if found is None:
        return "it"
    return {"user": "you", "assistant": "I"}.get(found.principal or "", found.label)
