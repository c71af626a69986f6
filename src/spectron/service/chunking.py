"""Cutting documents that wait for it into chunks, and reading these with an embedder, some at a time."""

from functools import partial

import numpy as np
from sqlalchemy import Connection

from spectron.domain.ids import ContextId, DocumentId
from spectron.providers.ports import Embedder
from spectron.retrieval.library import CHUNK_RECIPE, make_chunks, pieces
from spectron.service.refusals import Refusals, embed_apart
from spectron.storage.ports import Store
from spectron.storage.queries import library
from spectron.storage.queries.embedding import Kind

CHUNKS_AT_ONCE = 32
KEPT_AS = np.dtype("<f2")


def cut_waiting(conn: Connection) -> int:
    """Cut one document that came from elsewhere, or was cut by an older recipe; returns how many that was."""
    found = library.find_waiting(conn, CHUNK_RECIPE)
    if found is None:
        return 0
    ctx, one, content = found
    library.keep_chunks(conn, ctx, one.id, make_chunks(one.id, one.label, content), CHUNK_RECIPE)
    return 1


async def embed_chunks(
    store: Store,
    ctx: ContextId,
    embedder: Embedder,
    refusals: Refusals,
    document: DocumentId | None = None,
    dimension: int = 0,
) -> int:
    """Embed some chunks of a document, or of a context, that lack it; returns of how many, refused ones among them.

    With a `dimension`, those whose vectors have another lack it, too. Raises ProviderFailed where the embedder fails.
    """
    wanted = Kind(embedder.name, dimension)
    most = CHUNKS_AT_ONCE + len(refusals.of(ctx, embedder.name))
    lacking = await store.read(lambda conn: library.unread_chunks(conn, ctx, wanted, most, document))
    found = refusals.leave_out(ctx, embedder.name, lacking, CHUNKS_AT_ONCE)
    if not found:
        return 0
    texts = [pieces(one.label, one.words) for one in found]
    for kind, read in (await embed_apart(embedder, ctx, found, texts, refusals)).items():
        stored = [(one, rows.astype(KEPT_AS).tobytes()) for one, rows in read]
        await store.write(partial(library.keep_chunk_vectors, ctx=ctx, kind=kind, read=stored), durable=False)
    return len(found)  # chunks that were replaced meanwhile are others now, and wait in their turn
