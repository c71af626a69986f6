"""Cutting documents that wait for it into chunks, and reading these with an embedder, some at a time."""

from collections.abc import Sequence
from itertools import accumulate, pairwise

import numpy as np
from sqlalchemy import Connection

from spectron.domain.ids import ContextId, DocumentId
from spectron.providers.ports import Embedder, Vectors
from spectron.retrieval.library import CHUNK_RECIPE, make_chunks, pieces
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
    store: Store, ctx: ContextId, embedder: Embedder, document: DocumentId | None = None, dimension: int = 0
) -> int:
    """Embed some chunks of a document, or of a context, that lack it; returns of how many.

    With a `dimension`, those whose vectors have another lack it, too. Raises ProviderFailed where the embedder fails.
    """
    wanted = Kind(embedder.name, dimension)
    found = await store.read(lambda conn: library.unread_chunks(conn, ctx, wanted, CHUNKS_AT_ONCE, document))
    if not found:
        return 0
    texts = [pieces(one.label, one.words) for one in found]
    rows = await embedder.embed([text for some in texts for text in some])
    read = list(zip(found, _join(rows, [len(some) for some in texts]), strict=True))
    kind = Kind(embedder.name, rows.shape[1])
    kept = await store.write(lambda conn: library.keep_chunk_vectors(conn, ctx, kind, read), durable=False)
    return kept or len(found)  # chunks that were replaced meanwhile are others now, and wait in their turn


def _join(rows: Vectors, sizes: Sequence[int]) -> list[bytes]:
    """The vectors of each chunk as they are stored, one behind the other."""
    stored = rows.astype(KEPT_AS)
    return [stored[start:end].tobytes() for start, end in pairwise(accumulate(sizes, initial=0))]
