"""What is known of a view, kept in memory and brought up to date by what was committed since it was last looked at."""

import asyncio
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Generic, Protocol, TypeVar
from weakref import WeakValueDictionary

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection

from spectron.domain.graph import Correction, Fact, Instruction, Uncertainty
from spectron.domain.ids import ContextId, FactId, RecordId
from spectron.retrieval.facts import Facts, extend
from spectron.retrieval.index import Index
from spectron.service.chunking import KEPT_AS
from spectron.storage.queries import beliefs, passages
from spectron.storage.queries.embedding import Kind
from spectron.storage.queries.passages import Marks, Piece
from spectron.storage.queries.views import MOST_CORRECTIONS

R = TypeVar("R", Instruction, Uncertainty)
W = TypeVar("W", bound="Sized")

MOST_BYTES = 512 * 1_048_576
_FACT_BYTES = 2_000


@dataclass(frozen=True, slots=True)
class Sight:
    """What a question may see: some scopes of a context, and the vectors of one kind."""

    ctx: ContextId
    scopes: tuple[str, ...]
    kind: Kind


@dataclass(frozen=True, slots=True)
class Warm:
    """A view as of some marks: its turns, its facts of all times, and what stands in it now.

    `corrections` are the latest, oldest first; `clock` is the last instant of known time in it.
    """

    marks: Marks
    index: Index
    facts: Facts
    rules: Mapping[RecordId, Instruction] = field(default_factory=dict)
    doubts: Mapping[RecordId, Uncertainty] = field(default_factory=dict)
    corrections: tuple[Correction, ...] = ()
    clock: datetime | None = None

    @property
    def size(self) -> int:
        """About how many bytes it takes."""
        return self.index.size + _FACT_BYTES * len(self.facts.facts)


class Sized(Protocol):
    """What is kept in memory of a view."""

    @property
    def size(self) -> int:
        """About how many bytes it takes."""
        ...


@dataclass(slots=True)
class Shelf(Generic[W]):
    """The views that were asked last, as many as fit into `room` bytes; each is worked on by one at a time."""

    room: int = MOST_BYTES
    taken: int = 0
    _held: OrderedDict[Sight, tuple[W, int]] = field(default_factory=OrderedDict)
    _locks: WeakValueDictionary[Sight, asyncio.Lock] = field(default_factory=WeakValueDictionary)

    def lock(self, sight: Sight) -> asyncio.Lock:
        """The lock under which a view is taken, brought up to date and put back."""
        return self._locks.setdefault(sight, asyncio.Lock())

    def find(self, sight: Sight) -> W | None:
        """A view as it was put here last."""
        held = self._held.get(sight)
        return None if held is None else held[0]

    def put(self, sight: Sight, warm: W) -> None:
        """Keep a view, and let go of those that nobody has asked for the longest; the last one always stays."""
        before = self._held.pop(sight, None)
        size = warm.size
        self._held[sight] = warm, size
        self.taken += size - (before[1] if before else 0)
        while self.taken > self.room and len(self._held) > 1:
            _, (_, given_back) = self._held.popitem(last=False)
            self.taken -= given_back


def catch_up(conn: Connection, sight: Sight, known: Warm | None) -> Warm:
    """A view as of now, from what was known of it: what came since is added, and where the past changed all is read."""
    marks = passages.read_marks(conn, sight.ctx)
    if known is None or known.marks.stamp < marks.renewed:
        known = Warm(Marks(0, 0, 0), Index.build(()), Facts())
    if marks == known.marks:
        return known
    index = known.index
    if marks.stamp != known.marks.stamp:
        index = _read_turns(conn, sight, index, known.marks.stamp)
    if marks.revision == known.marks.revision:
        return replace(known, marks=marks, index=index)
    return replace(_read_beliefs(conn, sight, known), marks=marks, index=index)


def _read_beliefs(conn: Connection, sight: Sight, known: Warm) -> Warm:
    """What is known of a view with what was learned since."""
    since = known.marks.revision
    fresh = beliefs.facts_since(conn, sight.ctx, sight.scopes, since)
    entities = beliefs.entities_since(conn, sight.ctx, sight.scopes, since, fresh)
    facts = extend(known.facts, entities, fresh) if entities or fresh else known.facts
    made = beliefs.corrections_since(conn, sight.ctx, sight.scopes, since, facts.facts)
    corrections = _as_now(known.corrections, {one.id: one for one in fresh}) if fresh else known.corrections
    return replace(
        known,
        facts=facts,
        rules=_open(known.rules, beliefs.rules_since(conn, sight.ctx, sight.scopes, since)),
        doubts=_open(known.doubts, beliefs.doubts_since(conn, sight.ctx, sight.scopes, since)),
        corrections=(*corrections, *made)[-MOST_CORRECTIONS:],
        clock=beliefs.last_instant(conn, sight.ctx, sight.scopes),
    )


def _open(known: Mapping[RecordId, R], changed: Sequence[R]) -> Mapping[RecordId, R]:
    """What is known with what changed, and without what was closed."""
    if not changed:
        return known
    every = dict(known) | {one.id: one for one in changed}
    return {name: one for name, one in every.items() if one.superseded_revision is None}


def _as_now(known: Sequence[Correction], fresh: Mapping[FactId, Fact]) -> Sequence[Correction]:
    """Corrections with the facts as they are now."""
    return [
        replace(one, previous=fresh.get(one.previous.id, one.previous), current=fresh.get(one.current.id, one.current))
        if one.previous.id in fresh or one.current.id in fresh
        else one
        for one in known
    ]


def _read_turns(conn: Connection, sight: Sight, index: Index, since: int) -> Index:
    """An index with the turns and vectors of a view that came since, of which one page at a time is held besides."""
    ctx, kind = sight.ctx, sight.kind
    for passages_read in passages.passages_since(conn, ctx, sight.scopes, since):
        index = index.extended(passages_read)
    if kind.dimension and (numbers := passages.count_vectors(conn, ctx, sight.scopes, kind, since)):
        index = index.with_room(numbers, kind.dimension)
        for found in passages.vectors_since(conn, ctx, list(numbers), kind, since):
            index = index.extended(vectors={turn: as_rows(some) for turn, some in found.items()})
    return index


def as_rows(stored: Sequence[Piece]) -> NDArray[np.float32]:
    """Stored vectors of one kind, each as a row."""
    return np.frombuffer(b"".join(stored), KEPT_AS).astype(np.float32).reshape(len(stored), -1)
