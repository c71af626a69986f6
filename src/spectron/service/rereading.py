"""Embedding what an embedder has not read: one session after the other, the oldest first, some turns at a time.

Nothing is kept of how far it came but the vectors themselves, so that it can be left and taken up at any turn. What
changes or goes while the embedder reads it is left alone.
"""

from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from functools import partial

from sqlalchemy import Connection

from spectron.domain.ids import ContextId, SessionId
from spectron.providers.ports import Embedder, Vectors
from spectron.retrieval.prepare import pieces
from spectron.service.chunking import KEPT_AS
from spectron.service.refusals import Refusals, embed_apart
from spectron.storage.ports import Store
from spectron.storage.queries import embedding, passages
from spectron.storage.queries.embedding import Kind, Unread

TURNS_AT_ONCE = 32


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


async def embed_session(store: Store, ctx: ContextId, step: Step, refusals: Refusals) -> AsyncIterator[tuple[int, int]]:
    """Embed the turns of a session in their order; yields how many were read, and how many of these have changed."""
    place = -1

    def look(conn: Connection) -> Sequence[Unread]:
        return embedding.unread_in_session(conn, ctx, step.session, step.others, place, TURNS_AT_ONCE)

    while found := await store.read(look):
        if left := refusals.leave_out(ctx, step.embedder.name, found, TURNS_AT_ONCE):
            yield len(left), await embed_turns(store, ctx, step.embedder, left, refusals)
        place = found[-1].seq


async def reembed(
    store: Store, ctx: ContextId, embedder: Embedder, dimension: int, refusals: Refusals, tell: Callable[[int], None]
) -> None:
    """Embed every turn of a context that has no vectors of this kind; `tell` hears how many were read at each step."""
    step: Step | None = None

    def look(conn: Connection) -> Step | None:
        return next_step(conn, ctx, embedder, dimension, step.session if step else "")

    while step := await store.read(look):
        async for read, _ in embed_session(store, ctx, step, refusals):
            tell(read)


async def embed_turns(
    store: Store, ctx: ContextId, embedder: Embedder, found: Sequence[Unread], refusals: Refusals
) -> int:
    """Embed turns and keep their vectors; returns how many of them changed meanwhile, and wait again."""
    if not found:
        return 0
    changed = 0
    texts = [pieces(one.content) or [""] for one in found]
    for kind, read in (await embed_apart(embedder, ctx, found, texts, refusals)).items():
        stored = [(one, cut(rows)) for one, rows in read]
        keeping = partial(passages.keep_vectors, ctx=ctx, kind=kind, read=stored)
        changed += len(read) - await store.write(keeping, durable=False)
    return changed


def cut(rows: Vectors) -> list[bytes]:
    """Rows as they are stored."""
    return [row.tobytes() for row in rows.astype(KEPT_AS)]
