"""The knowledge base: taking documents in, and finding what answers a query in those that a prompt may see."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection

from spectron.domain.access import Access
from spectron.domain.errors import NotFound
from spectron.domain.ids import ContextId, DocumentId, new_id
from spectron.domain.library import Chunk, Document, Excerpt
from spectron.domain.recall import Why
from spectron.domain.scope import EVERYWHERE, Scope
from spectron.domain.temporal import Clock
from spectron.retrieval.library import CHUNK_RECIPE, Stacks, make_chunks, rank
from spectron.service.chunking import KEPT_AS
from spectron.service.embedded import count_within
from spectron.service.indexing import Indexing
from spectron.service.ingest import Once
from spectron.service.once import made_before, note_made
from spectron.service.recall import parts_of, reach
from spectron.service.warm import Shelf, Sight
from spectron.storage.ports import Store
from spectron.storage.queries import library
from spectron.storage.queries.library import Shelved
from spectron.storage.schema import chunk

MOST_BYTES = 128 * 1_048_576


@dataclass(frozen=True, slots=True)
class NewDocument:
    """A document as it came in; without a scope it belongs to all that the key reaches."""

    label: str
    content: str
    scope: Scope = EVERYWHERE
    metadata: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Consulted:
    """What was found, best first; `unseen` chunks wait for the embedder, `failure` says why meaning had no part."""

    excerpts: Sequence[Excerpt]
    unseen: int = 0
    failure: str = ""


@dataclass(frozen=True, slots=True)
class Held:
    """The chunks of a view as of some stamp."""

    shelved: Shelved
    stacks: Stacks

    @property
    def size(self) -> int:
        """About how many bytes it takes."""
        return self.stacks.size


@dataclass(frozen=True, slots=True)
class Library:
    """The documents of one store."""

    store: Store
    clock: Clock
    indexing: Indexing
    shelf: Shelf[Held] = field(default_factory=lambda: Shelf(MOST_BYTES))

    async def add(self, access: Access, new: NewDocument, once: Once | None = None) -> Document:
        """Keep a document, in the place of the one that its scope has under this label; the same again changes nothing.

        It is found by its words once this returns, and by its meaning as soon as the embedder has read it: at once but
        for a long one, whose end is read in the background.
        """
        where = new.scope.clamped(access.clamp)
        made = DocumentId(new_id("document"))
        chunks = await asyncio.to_thread(make_chunks, made, new.label, new.content)
        now = self.clock()
        draft = Document(made, where, new.label, new.metadata, len(chunks), now, now)
        kept, fresh = await self.store.write(lambda conn: _keep_once(conn, access, (draft, new.content, chunks), once))
        if fresh:
            await asyncio.shield(self.indexing.embed_document(access.context_id, kept.id))
        return kept

    async def list(self, access: Access, scope: Scope, limit: int, offset: int) -> tuple[Sequence[Document], int]:
        """A page of the documents inside a scope, those given last first, and how many there are."""
        within = scope.clamped(access.clamp)
        return await self.store.read(
            lambda conn: library.list_documents(conn, access.context_id, within, limit, offset)
        )

    async def get(self, access: Access, document_id: str) -> tuple[Document, str]:
        """One document and its content."""

        def read(conn: Connection) -> tuple[Document, str]:
            found = _find(conn, access, document_id)
            return found, library.read_content(conn, access.context_id, found.id)

        return await self.store.read(read)

    async def delete(self, access: Access, document_id: str) -> None:
        """Erase a document and its chunks; returns when nothing of them is left in the files."""

        def drop(conn: Connection) -> None:
            library.drop_documents(conn, access.context_id, [_find(conn, access, document_id).id])

        await self.store.write(drop)
        await self.store.scrub()

    async def search(self, access: Access, scope: Scope | None, query: str, k: int) -> Consulted:
        """The chunks that answer a query best, as a prompt in this scope may see them.

        Without a scope it goes through everything that the key reaches, as a search of turns does.
        """
        if scope is None:
            return await self._find(access, await reach(self.store, access), query, k)
        return await self._find(access, parts_of(scope.clamped(access.clamp), access), query, k)

    async def consult(self, access: Access, within: Scope, query: str, k: int) -> Sequence[Excerpt]:
        """What a prompt of a scope, which holds the clamp, may be given about a query; nothing about none."""
        if not query.strip():
            return ()
        return (await self._find(access, parts_of(within, access), query, k)).excerpts

    async def _find(self, access: Access, scopes: tuple[str, ...], query: str, k: int) -> Consulted:
        ctx = access.context_id
        if not await self.store.read(lambda conn: library.is_stocked(conn, ctx, scopes)):
            return Consulted(())
        standing = await self.indexing.embedders.choose_standing(ctx, count_within(ctx, scopes, chunk))
        kind, vector, failure = await self.indexing.embedders.hear_question(ctx, standing, query)
        sight = Sight(ctx, scopes, kind)

        def look(conn: Connection) -> tuple[Held, Consulted]:
            held = _catch_up(conn, sight, self.shelf.find(sight))
            ranked = rank(held.stacks, query, vector, kind.model, k)
            return held, Consulted([_quote(conn, ctx, *one) for one in ranked], held.stacks.unseen, failure)

        async with self.shelf.lock(sight):
            held, consulted = await self.store.read(look)
            self.shelf.put(sight, held)
        return consulted


def _keep_once(
    conn: Connection, access: Access, new: tuple[Document, str, Sequence[Chunk]], once: Once | None
) -> tuple[Document, bool]:
    """Keep a document unless it, or this request, came before; returns whether there is something to embed."""
    ctx = access.context_id
    if known := made_before(conn, ctx, once):
        return _find(conn, access, known), False
    kept, fresh = _keep(conn, ctx, *new)
    note_made(conn, ctx, once, kept.id)
    return kept, fresh


def _keep(
    conn: Connection, ctx: ContextId, draft: Document, content: str, chunks: Sequence[Chunk]
) -> tuple[Document, bool]:
    known = library.find_labelled(conn, ctx, draft.scope, draft.label)
    if known is None:
        library.keep_document(conn, ctx, draft, content)
        library.keep_chunks(conn, ctx, draft.id, chunks, CHUNK_RECIPE)
        return draft, True
    if library.read_content(conn, ctx, known.id) == content:
        if known.metadata != draft.metadata:
            library.set_metadata(conn, ctx, known.id, draft.metadata)
        return replace(known, metadata=draft.metadata), False
    kept = replace(draft, id=known.id, created_at=known.created_at)
    library.drop_documents(conn, ctx, [known.id])
    library.keep_document(conn, ctx, kept, content)
    library.keep_chunks(conn, ctx, kept.id, chunks, CHUNK_RECIPE)
    return kept, True


def _find(conn: Connection, access: Access, document_id: str) -> Document:
    found = library.find_document(conn, access.context_id, document_id)
    if found is None:
        raise NotFound(f"no document {document_id} in this context")
    access.require(found.scope, f"document {document_id}")
    return found


def _catch_up(conn: Connection, sight: Sight, known: Held | None) -> Held:
    """The chunks of a view as of now: what came since is added; where documents went, all that is left is read."""
    shelved = library.read_shelved(conn, sight.ctx)
    if known is None or known.shelved.stamp < shelved.removed:
        known = Held(Shelved(0, 0), Stacks.build(()))
    if shelved.stamp == known.shelved.stamp:
        return known
    fresh = library.chunks_since(conn, sight.ctx, sight.scopes, sight.kind, known.shelved.stamp)
    length = sight.kind.dimension
    return Held(shelved, known.stacks.extended([(one, _as_rows(length, data)) for one, data in fresh]))


def _as_rows(length: int, data: bytes) -> NDArray[np.float32] | None:
    """Stored vectors as an array; None where there are none."""
    return np.frombuffer(data, KEPT_AS).astype(np.float32).reshape(-1, length) if data else None


def _quote(conn: Connection, ctx: ContextId, chunk: Chunk, score: float, why: tuple[Why, ...]) -> Excerpt:
    label, words = library.quote_chunk(conn, ctx, chunk)
    return Excerpt(chunk.document, label, words, chunk.start, chunk.end, score, why)
