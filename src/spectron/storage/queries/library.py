"""Documents of the knowledge base and their chunks."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import (
    BindParameter,
    Connection,
    Row,
    Select,
    and_,
    bindparam,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)

from spectron.domain.ids import ContextId, DocumentId
from spectron.domain.library import Chunk, Document
from spectron.domain.scope import Scope
from spectron.storage.queries.erase import chunks as several
from spectron.storage.queries.scopes import inside, keep_scope
from spectron.storage.schema import chunk, context, document, scope

_ctx: BindParameter[str] = bindparam("ctx")
_id: BindParameter[str] = bindparam("document_id")
_model: BindParameter[str] = bindparam("model")
_HELD = [column for column in document.c if column is not document.c.content]
_in_scope = and_(scope.c.context_id == document.c.context_id, scope.c.id == document.c.scope_id)
_DOCUMENTS: Select[Any] = select(*_HELD, scope.c.dimensions).join(scope, _in_scope).where(document.c.context_id == _ctx)
_DOCUMENT = _DOCUMENTS.where(document.c.id == _id)
_NAMED = _DOCUMENTS.where(document.c.scope_id == bindparam("scope_id"), document.c.label == bindparam("label"))
_CONTENT = select(document.c.content).where(document.c.context_id == _ctx, document.c.id == _id)
_MARKS = select(context.c.stamp, context.c.renewed, context.c.shelved).where(context.c.id == _ctx)
_SHELVE = (
    update(context)
    .where(context.c.id == _ctx)
    .values(stamp=context.c.stamp + 1, shelved=context.c.stamp + 1)
    .returning(context.c.stamp)
)
_scopes: BindParameter[Any] = bindparam("scopes", expanding=True)
_ANY = select(document.c.id).where(document.c.context_id == _ctx, document.c.scope_id.in_(_scopes)).limit(1)
_CHUNKS = select(chunk).where(chunk.c.context_id == _ctx, chunk.c.scope_id.in_(_scopes))
_CHUNKS_IN_ORDER = _CHUNKS.order_by(chunk.c.id, chunk.c.place)
_lacking = or_(chunk.c.model.is_(None), chunk.c.model < _model, chunk.c.model > _model)
_of_document = and_(document.c.context_id == chunk.c.context_id, document.c.id == chunk.c.id)
_WORDS = func.substr(document.c.content, chunk.c.start + 1, chunk.c.end - chunk.c.start).label("words")
_QUOTE = (
    select(document.c.label, _WORDS)
    .join(document, _of_document)
    .where(chunk.c.context_id == _ctx, chunk.c.id == _id, chunk.c.place == bindparam("at"))
)
_UNREAD = (
    select(chunk.c.id, chunk.c.place, chunk.c.stamp, document.c.label, _WORDS)
    .join(document, _of_document)
    .where(chunk.c.context_id == _ctx, _lacking)
)
_COUNT_UNREAD = select(func.count()).select_from(chunk).where(chunk.c.context_id == _ctx, _lacking)
_KEEP = update(chunk).where(
    chunk.c.context_id == _ctx,
    chunk.c.id == _id,
    chunk.c.place == bindparam("at"),
    chunk.c.stamp == bindparam("read_stamp"),
)


class Shelved(NamedTuple):
    """How far a context has come, and the stamp at which its documents, or rows of the past, last changed."""

    stamp: int
    changed: int


@dataclass(frozen=True, slots=True)
class UnreadChunk:
    """A chunk whose words an embedder has not read yet, as of a stamp."""

    document: DocumentId
    place: int
    stamp: int
    label: str
    words: str


def read_shelved(conn: Connection, ctx: ContextId) -> Shelved:
    """How far a context has come, and when its documents last changed."""
    row = conn.execute(_MARKS, {"ctx": ctx}).one()
    return Shelved(row.stamp, max(row.renewed, row.shelved))


def find_document(conn: Connection, ctx: ContextId, document_id: str) -> Document | None:
    """One document, or None."""
    row = conn.execute(_DOCUMENT, {"ctx": ctx, "document_id": document_id}).one_or_none()
    return None if row is None else _document(row)


def find_labelled(conn: Connection, ctx: ContextId, where: Scope, label: str) -> Document | None:
    """The document of a scope that has this label, or None."""
    row = conn.execute(_NAMED, {"ctx": ctx, "scope_id": where.id, "label": label}).one_or_none()
    return None if row is None else _document(row)


def read_content(conn: Connection, ctx: ContextId, document_id: str) -> str:
    """The content of a document that is there."""
    content: str = conn.execute(_CONTENT, {"ctx": ctx, "document_id": document_id}).scalar_one()
    return content


def list_documents(
    conn: Connection, ctx: ContextId, within: Scope, limit: int, offset: int
) -> tuple[Sequence[Document], int]:
    """A page of the documents inside a scope, those given last first, and how many there are."""
    here = inside(document.c.scope_id, ctx, within)
    newest = document.c.created_at.desc(), document.c.id.desc()
    rows = conn.execute(_DOCUMENTS.where(here).order_by(*newest).limit(limit).offset(offset), {"ctx": ctx})
    total = select(func.count()).select_from(document).where(document.c.context_id == ctx, here)
    return [_document(row) for row in rows], conn.execute(total).scalar_one()


def keep_document(conn: Connection, ctx: ContextId, one: Document, content: str, made: Sequence[Chunk]) -> None:
    """Add a document with its chunks, or put them in the place of what stood under its id."""
    keep_scope(conn, ctx, one.scope)
    drop_documents(conn, ctx, [one.id])
    values = {"label": one.label, "content": content, "metadata": dict(one.metadata), "chunks": len(made)}
    times = {"created_at": one.created_at, "updated_at": one.updated_at}
    conn.execute(insert(document).values(context_id=ctx, id=one.id, scope_id=one.scope.id, **values, **times))
    keep_chunks(conn, ctx, one.scope.id, made)


def keep_chunks(conn: Connection, ctx: ContextId, scope_id: str, made: Sequence[Chunk]) -> None:
    """Add chunks, which no embedder has read."""
    stamp = shelve(conn, ctx)
    new = {"context_id": ctx, "scope_id": scope_id, "stamp": stamp, "model": None, "dimension": None, "data": None}
    rows = [
        {
            **new,
            "id": one.document,
            "place": one.place,
            "start": one.start,
            "end": one.end,
            "stems": " ".join(one.stems),
        }
        for one in made
    ]
    if rows:
        conn.execute(insert(chunk), rows)


def set_metadata(conn: Connection, ctx: ContextId, document_id: str, metadata: Mapping[str, Any]) -> None:
    """Replace what a document carries beside its content."""
    mine = and_(document.c.context_id == ctx, document.c.id == document_id)
    conn.execute(update(document).where(mine).values(metadata=dict(metadata)))


def drop_documents(conn: Connection, ctx: ContextId, ids: Collection[str]) -> None:
    """Delete documents and their chunks."""
    for few in several(ids):
        for table in (chunk, document):
            conn.execute(delete(table).where(table.c.context_id == ctx, table.c.id.in_(few)))
    shelve(conn, ctx)


def shelve(conn: Connection, ctx: ContextId) -> int:
    """Note that the documents of a context have changed; returns the stamp of that."""
    stamp: int = conn.execute(_SHELVE, {"ctx": ctx}).scalar_one()
    return stamp


def is_stocked(conn: Connection, ctx: ContextId, scopes: Sequence[str]) -> bool:
    """Whether some scopes have a document at all."""
    return conn.execute(_ANY, {"ctx": ctx, "scopes": list(scopes)}).first() is not None


def chunks_of(
    conn: Connection, ctx: ContextId, scopes: Sequence[str], model: str
) -> tuple[Sequence[Chunk], Mapping[int, tuple[int, bytes]]]:
    """The chunks of some scopes; and by their places among these the vectors that a model made, with their length."""
    made: list[Chunk] = []
    vectors: dict[int, tuple[int, bytes]] = {}
    for row in conn.execute(_CHUNKS_IN_ORDER, {"ctx": ctx, "scopes": list(scopes)}):
        if row.model == model and row.data:
            vectors[len(made)] = row.dimension, row.data
        made.append(Chunk(DocumentId(row.id), row.place, row.start, row.end, tuple(row.stems.split())))
    return made, vectors


def unread_chunks(
    conn: Connection, ctx: ContextId, model: str, limit: int, document_id: str | None = None
) -> Sequence[UnreadChunk]:
    """Chunks of a document, or of a whole context, that have no vectors of a model."""
    chosen = _UNREAD if document_id is None else _UNREAD.where(chunk.c.id == document_id)
    rows = conn.execute(chosen.limit(limit), {"ctx": ctx, "model": model})
    return [UnreadChunk(DocumentId(row.id), row.place, row.stamp, row.label, row.words) for row in rows]


def count_unread_chunks(conn: Connection, ctx: ContextId, model: str) -> int:
    """How many chunks of a context have no vectors of a model."""
    number: int = conn.execute(_COUNT_UNREAD, {"ctx": ctx, "model": model}).scalar_one()
    return number


def keep_chunk_vectors(
    conn: Connection, ctx: ContextId, model: str, dimension: int, read: Sequence[tuple[UnreadChunk, bytes]]
) -> int:
    """Store the vectors of chunks that are still those that were read; returns of how many."""
    stamp = shelve(conn, ctx)
    kept = 0
    for one, data in read:
        same = {"ctx": ctx, "document_id": one.document, "at": one.place, "read_stamp": one.stamp}
        values = {"model": model, "dimension": dimension, "data": data, "stamp": stamp}
        kept += conn.execute(_KEEP.values(values), same).rowcount
    return kept


def quote_chunk(conn: Connection, ctx: ContextId, found: Chunk) -> tuple[str, str]:
    """The label of a chunk's document, and the words of the chunk."""
    row = conn.execute(_QUOTE, {"ctx": ctx, "document_id": found.document, "at": found.place}).one()
    return row.label, row.words


def _document(row: Row[Any]) -> Document:
    return Document(
        id=DocumentId(row.id),
        scope=Scope.of(row.dimensions),
        label=row.label,
        metadata=row.metadata,
        chunks=row.chunks,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )
