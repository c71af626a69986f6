"""A chat kept in memory for its memories, and brought up to date by what was committed since it was last asked for."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias

import numpy as np
from sqlalchemy import Connection, Row

from spectron.chats.memories import Block, Read
from spectron.chats.segments import Limits, Message, Part, Segment, extend
from spectron.domain.conversation import Role
from spectron.domain.ids import ContextId, SessionId, TurnId
from spectron.retrieval.prepare import SPEAKERS
from spectron.retrieval.rounded import Rounded
from spectron.service.chunking import KEPT_AS
from spectron.storage.queries import memories, passages
from spectron.storage.queries.embedding import Kind, count_in_session
from spectron.storage.queries.passages import Marks

Vectors: TypeAlias = Mapping[TurnId, Sequence[bytes]]

_NOTHING_READ = Rounded.empty(0)
_MESSAGE_BYTES = 600
_ENTRY_BYTES = 36


@dataclass(frozen=True, slots=True)
class WarmChat:
    """A chat as of a stamp: its messages as rows and as segments see them, what was read of them, and its segments.

    `blocks` are those of segments that were compared before, by their first and last part.
    """

    stamp: int
    limits: Limits
    turns: Sequence[Row[Any]] = ()
    messages: Sequence[Message] = ()
    vectors: Rounded | None = None
    starts: Sequence[int] = ()
    counts: Sequence[int] = ()
    segments: Sequence[Segment] = ()
    blocks: dict[tuple[Part, Part], Block] = field(default_factory=dict)

    @property
    def size(self) -> int:
        """About how many bytes it takes."""
        words = sum(len(one.text) for one in self.messages) + _MESSAGE_BYTES * len(self.messages)
        return words if self.vectors is None else words + self.vectors.size + _ENTRY_BYTES * self.vectors.count

    @property
    def read(self) -> Read:
        """The vectors of its messages."""
        return Read(self.vectors or _NOTHING_READ, self.starts, self.counts)

    @property
    def seen(self) -> int:
        """How many of its messages have been read."""
        return sum(map(bool, self.counts))

    def before(self, edge: int) -> list[Segment]:
        """The segments of the messages before a place."""
        known = self.segments[: bisect_left(self.segments, edge, key=lambda one: one.start)]
        return extend(known, self.messages[:edge], self.limits)

    def block(self, segment: Segment) -> Block:
        """How what a segment says that was read is put together."""
        key = segment.own[0], segment.own[-1]
        if key not in self.blocks:
            self.blocks[key] = self.read.block(segment, self.messages)
        return self.blocks[key]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which chat, by the vectors of which kind, in segments of which size."""

    ctx: ContextId
    chat: SessionId
    kind: Kind
    limits: Limits


def catch_up(conn: Connection, wanted: Wanted, known: WarmChat | None) -> WarmChat:
    """A chat as of now, from what was known of it: what came since is added, and where the past changed all is read."""
    ctx, chat = wanted.ctx, wanted.chat
    marks = passages.read_marks(conn, ctx)
    count, last = memories.count_messages(conn, ctx, chat)
    read = count_in_session(conn, ctx, chat).get(wanted.kind, 0)
    if known is not None and known.limits != wanted.limits:
        known = replace(known, limits=wanted.limits, segments=extend((), known.messages, wanted.limits), blocks={})
    if known is not None and not _is_past_changed(conn, wanted, known, marks):
        if (count, last, read) == (len(known.turns), _last(known), known.seen):
            return replace(known, stamp=marks.stamp)
        fresh = memories.read_messages(conn, ctx, chat, _last(known))
        lacking = [turn.id for turn, number in zip(known.turns, known.counts, strict=True) if not number]
        wanting = [*lacking, *(turn.id for turn in fresh)]
        grown = _grown(known, marks.stamp, fresh, memories.vectors_of(conn, ctx, wanting, wanted.kind))
        if (len(grown.turns), grown.seen) == (count, read):
            return grown
    everything, vectors = memories.read_messages(conn, ctx, chat), memories.read_vectors(conn, ctx, chat, wanted.kind)
    return _grown(WarmChat(marks.stamp, wanted.limits), marks.stamp, everything, vectors)


def _is_past_changed(conn: Connection, wanted: Wanted, known: WarmChat, marks: Marks) -> bool:
    """Whether a message that is known has other words by now."""
    if marks.renewed <= known.stamp:
        return False
    return memories.is_remade(conn, wanted.ctx, wanted.chat, _last(known), known.stamp)


def _last(known: WarmChat) -> int:
    return known.turns[-1].seq if known.turns else 0


def _grown(known: WarmChat, stamp: int, fresh: Sequence[Row[Any]], vectors: Vectors) -> WarmChat:
    """With more messages, and with vectors of these or of earlier ones that had none."""
    turns = [*known.turns, *fresh]
    messages = [
        *known.messages,
        *(Message(row.name or SPEAKERS[Role(row.role)], row.content, row.said_at) for row in fresh),
    ]
    starts, counts = [*known.starts, *(0 for _ in fresh)], [*known.counts, *(0 for _ in fresh)]
    added: list[bytes] = []
    size = known.vectors.count if known.vectors else 0
    for place, turn in enumerate(turns):
        some = () if counts[place] else vectors.get(turn.id, ())
        if some:
            starts[place], counts[place] = size + len(added), len(some)
            added += some
    read = known.vectors
    if added:
        more = np.frombuffer(b"".join(added), KEPT_AS).astype(np.float32).reshape(len(added), -1)
        read = (read or Rounded.empty(more.shape[1])).extended(more)
    segments = extend(known.segments, messages, known.limits)
    closed = {(one.own[0], one.own[-1]) for one in segments[:-1]}
    blocks = {key: block for key, block in known.blocks.items() if key in closed}
    return WarmChat(stamp, known.limits, turns, messages, read, starts, counts, segments, blocks)
