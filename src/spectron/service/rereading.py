"""Embedding what an embedder has not read: one session after the other, the oldest first, some turns at a time.

Nothing is kept of how far it came but the vectors themselves, so that it can be left and taken up at any turn. What
changes or goes while the embedder reads it is left alone.
"""

from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass

import numpy as np
from sqlalchemy import Connection

from spectron.domain.ids import ContextId, SessionId
from spectron.providers.ports import Embedder, Vectors
from spectron.retrieval.prepare import pieces
from spectron.service.chunking import KEPT_AS
from spectron.storage.ports import Store
from spectron.storage.queries import embedding, passages
from spectron.storage.queries.embedding import Kind, Unread

TURNS_AT_ONCE = 32
PROBE = "memory"  # a word of no importance: the length of its vector is that of all others


@dataclass(frozen=True, slots=True)
class Step:
    """A session with turns that an embedder has not read: they have vectors of these other kinds, or none."""

    embedder: Embedder
    session: SessionId
    others: Sequence[Kind]


def other_kinds(conn: Connection, ctx: ContextId, wanted: Kind) -> Sequence[Kind]:
    """The kinds of vectors that turns are to be read anew for; without a dimension, any of the wanted model will do."""
    kinds = embedding.list_kinds(conn, ctx)
    return [one for one in kinds if one.model != wanted.model or one.dimension != (wanted.dimension or one.dimension)]


def next_step(conn: Connection, ctx: ContextId, embedder: Embedder, dimension: int, after: str) -> Step | None:
    """The first session behind one that has turns to be read, or None."""
    others = other_kinds(conn, ctx, Kind(embedder.name, dimension))
    session = embedding.next_session(conn, ctx, others, after)
    return None if session is None else Step(embedder, session, others)


async def embed_session(store: Store, ctx: ContextId, step: Step) -> AsyncIterator[tuple[int, int]]:
    """Embed the turns of a session in their order; yields how many were read, and how many of these kept."""
    place = -1

    def look(conn: Connection) -> Sequence[Unread]:
        return embedding.unread_in_session(conn, ctx, step.session, step.others, place, TURNS_AT_ONCE)

    while found := await store.read(look):
        yield len(found), await embed_turns(store, ctx, step.embedder, found)
        place = found[-1].seq


async def reembed(store: Store, ctx: ContextId, wanted: Kind, embedder: Embedder, tell: Callable[[int], None]) -> None:
    """Embed every turn of a context that has no vectors of this kind; `tell` hears how many were done at each step."""
    step: Step | None = None

    def look(conn: Connection) -> Step | None:
        return next_step(conn, ctx, embedder, wanted.dimension, step.session if step else "")

    while step := await store.read(look):
        async for read, _ in embed_session(store, ctx, step):
            tell(read)


async def embed_turns(store: Store, ctx: ContextId, embedder: Embedder, found: Sequence[Unread]) -> int:
    """Embed turns and keep their vectors; returns of how many, those left out that changed meanwhile."""
    if not found:
        return 0
    texts = [pieces(one.content) or [""] for one in found]
    rows = await embed_texts(embedder, [text for some in texts for text in some])
    read = list(zip(found, cut(rows, [len(some) for some in texts]), strict=True))
    kind = Kind(embedder.name, rows.shape[1])
    return await store.write(lambda conn: passages.keep_vectors(conn, ctx, kind, read), durable=False)


async def embed_texts(embedder: Embedder, texts: Sequence[str]) -> Vectors:
    """A row for each text, of the length of all others, also where none of them has a word in it."""
    rows = await embedder.embed(texts)
    return rows if rows.shape[1] else (await embedder.embed([PROBE, *texts]))[1:]


def cut(rows: Vectors, sizes: Sequence[int]) -> list[list[bytes]]:
    """Rows as they are stored, in groups of these sizes."""
    stored = [row.tobytes() for row in rows.astype(KEPT_AS)]
    ends = np.cumsum([0, *sizes])
    return [stored[ends[place] : ends[place + 1]] for place in range(len(sizes))]
