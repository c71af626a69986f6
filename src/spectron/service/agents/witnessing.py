"""What a user and an agent showed, kept in memory and brought up to date by what was committed since the last look.

Signals are written in the commit that records a turn and in the one that learns it; an erasure, a redaction and an
import renew the context, and then all is read again.
"""

from bisect import bisect_left
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import datetime
from threading import Lock
from typing import Any, TypeAlias

from sqlalchemy import Connection

from spectron.behaviour.mood import trace_mood
from spectron.domain.agents import Pair
from spectron.domain.behaviour import Affect, Observed, Signal
from spectron.domain.conversation import Role
from spectron.domain.estimates import MoodChange
from spectron.domain.ids import ContextId, TurnId
from spectron.service.agents.mood import AT_REST
from spectron.service.warm import Shelf, Sight
from spectron.storage.queries.embedding import NO_KIND
from spectron.storage.queries.passages import Marks, read_marks
from spectron.storage.queries.signals import KINDS, signals_of, signals_since

MOST_BYTES = 256 * 1_048_576
_SIGNAL_BYTES = 1_000
_Turn: TypeAlias = tuple[datetime, TurnId]


@dataclass(frozen=True, slots=True)
class Witnessed:
    """All signals of a pair as of some marks, in the order they were said, and how the user's mood went by them."""

    marks: Marks
    signals: tuple[Observed[Any], ...]
    moods: tuple[MoodChange, ...]

    @property
    def size(self) -> int:
        """About how many bytes it takes."""
        return _SIGNAL_BYTES * (1 + len(self.signals))

    def of(
        self, kinds: Collection[type[Signal]], since: datetime | None, until: datetime | None
    ) -> list[Observed[Any]]:
        """The signals of these kinds, shown in `[since, until]`."""
        return [
            one
            for one in self.signals
            if type(one.signal) in kinds
            and (since is None or since <= one.said_at)
            and (until is None or one.said_at <= until)
        ]


@dataclass(frozen=True, slots=True)
class Witness:
    """Keeps what the pairs that were asked for last showed; threads may share it."""

    shelf: Shelf[Witnessed] = field(default_factory=lambda: Shelf(MOST_BYTES))
    _lock: Lock = field(default_factory=Lock)

    def look(self, conn: Connection, ctx: ContextId, pair: Pair) -> Witnessed:
        """What a pair showed, as of the snapshot of a read; never inside a write, which may be taken back."""
        sight = Sight(ctx, tuple(sorted(one.id for one in pair.own)), NO_KIND)
        with self._lock:
            known = self.shelf.find(sight)
        found = catch_up(conn, sight, known)
        with self._lock:
            self.shelf.put(sight, found)
        return found


def catch_up(conn: Connection, sight: Sight, known: Witnessed | None) -> Witnessed:
    """What a pair showed as of now, from what was known of it; where the past changed all is read."""
    marks = read_marks(conn, sight.ctx)
    if known is None or known.marks.stamp < marks.renewed or _is_ahead(known.marks, marks):
        every = tuple(signals_of(conn, sight.ctx, sight.scopes, list(KINDS)))
        return Witnessed(marks, every, trace_mood(_felt(every), AT_REST))
    if known.marks == marks:
        return known
    turns, fresh = signals_since(conn, sight.ctx, sight.scopes, known.marks.stamp, known.marks.revision)
    changed = [*(one for one in known.signals if one.turn_id in turns), *fresh]
    return _replay(known, min(map(_turn, changed)), turns, fresh, marks) if changed else replace(known, marks=marks)


def _replay(
    known: Witnessed, first: _Turn, turns: Collection[TurnId], fresh: Collection[Observed[Any]], marks: Marks
) -> Witnessed:
    """What is known up to a turn, and from there on what was known of others than the changed turns, and these anew."""
    start = bisect_left(known.signals, first, key=_turn)
    later = sorted([*(one for one in known.signals[start:] if one.turn_id not in turns), *fresh], key=_order)
    felt = bisect_left(known.moods, first, key=lambda one: (one.at, one.turn_id))
    moods = trace_mood(_felt(later), AT_REST, known.moods[:felt])
    return Witnessed(marks, (*known.signals[:start], *later), moods)


def _is_ahead(known: Marks, marks: Marks) -> bool:
    """Whether what is known is of a later commit than the snapshot that is looked at."""
    return known.stamp > marks.stamp or known.revision > marks.revision


def _felt(signals: Collection[Observed[Any]]) -> list[Observed[Affect]]:
    return [one for one in signals if one.role is Role.USER and isinstance(one.signal, Affect)]


def _turn(one: Observed[Any]) -> _Turn:
    return one.said_at, one.turn_id


def _order(one: Observed[Any]) -> tuple[datetime, str, int, str]:
    return one.said_at, one.turn_id, one.place, KINDS[type(one.signal)]
