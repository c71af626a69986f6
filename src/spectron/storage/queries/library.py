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
    select,
    update,
)

from spectron.domain.ids import ContextId, DocumentId
from spectron.domain.library import Chunk, Document
from spectron.domain.redaction import Phrase, find, holds_all
from spectron.domain.scope import Scope
from spectron.storage.queries.embedding import Kind, Stamped
from spectron.storage.queries.erase import Area
from spectron.storage.queries.erase import chunks as several
from spectron.storage.queries.passages import NEXT_STAMP
from spectron.storage.queries.scopes import inside, keep_scope
from spectron.storage.schema import chunk, context, document, scope

_ctx: BindParameter[str] = bindparam("ctx")
_id: BindParameter[str] = bindparam("document_id")
_model: BindParameter[str] = bindparam("model")
_dimension: BindParameter[int] = bindparam("dimension")
_HELD = [column for column in document.c if column is not document.c.content]
_in_scope = and_(scope.c.context_id == document.c.context_id, scope.c.id == document.c.scope_id)
_DOCUMENTS: Select[Any] = select(*_HELD, scope.c.dimensions).join(scope, _in_scope).where(document.c.context_id == _ctx)
_DOCUMENT = _DOCUMENTS.where(document.c.id == _id)
_NAMED = _DOCUMENTS.where(document.c.scope_id == bindparam("scope_id"), document.c.label == bindparam("label"))
_CONTENT = select(document.c.content).where(document.c.context_id == _ctx, document.c.id == _id)
_MARKS = select(context.c.stamp, context.c.renewed, context.c.shelved).where(context.c.id == _ctx)
_SHELVE = update(context).where(context.c.id == _ctx).values(stamp=context.c.stamp + 1, shelved=context.c.stamp + 1)
_scopes: BindParameter[Any] = bindparam("scopes", expanding=True)
_ANY = select(document.c.id).where(document.c.context_id == _ctx, document.c.scope_id.in_(_scopes)).limit(1)
_CHUNKS = select(chunk).where(chunk.c.context_id == _ctx, chunk.c.scope_id.in_(_scopes))
_CHUNKS_SINCE = _CHUNKS.where(chunk.c.stamp > bindparam("since"))
# without vectors of a model, and of a dimension if one is told; asked for one by one, as an engine may read all chunks
# rather than parts of an index
_LACKING = (
    chunk.c.model.is_(None),
    chunk.c.model < _model,
    chunk.c.model > _model,
    and_(chunk.c.model == _model, _dimension > 0, chunk.c.dimension < _dimension),
    and_(chunk.c.model == _model, _dimension > 0, chunk.c.dimension > _dimension),
)
_of_document = and_(document.c.context_id == chunk.c.context_id, document.c.id == chunk.c.id)
_WORDS = func.substr(document.c.content, chunk.c.start + 1, chunk.c.end - chunk.c.start).label("words")
_QUOTE = (
    select(document.c.label, _WORDS)
    .join(document, _of_document)
    .where(chunk.c.context_id == _ctx, chunk.c.id == _id, chunk.c.place == bindparam("at"))
)
_ALL_WORDS = (
    select(chunk.c.id, chunk.c.place, chunk.c.stamp, document.c.label, _WORDS)
    .join(document, _of_document)
    .where(chunk.c.context_id == _ctx)
    .limit(bindparam("most"))
)
_UNREAD = tuple(_ALL_WORDS.where(lacking) for lacking in _LACKING)
_UNREAD_OF = tuple(_ALL_WORDS.where(lacking, chunk.c.id == _id) for lacking in _LACKING)
_KEEP = update(chunk).where(
    chunk.c.context_id == _ctx,
    chunk.c.id == _id,
    chunk.c.place == bindparam("at"),
    chunk.c.stamp == bindparam("read_stamp"),
)


class Shelved(NamedTuple):
    """How far a context has come, and the stamp at which documents last went, or rows of the past changed."""

    stamp: int
    removed: int


@dataclass(frozen=True, slots=True)
class UnreadChunk:
    """A chunk whose words an embedder has not read yet, as of a stamp."""

    document: DocumentId
    place: int
    stamp: int
    label: str
    words: str

    @property
    def stamped(self) -> Stamped:
        """The chunk as of that stamp."""
        return Stamped(self.document, self.stamp, self.place)


def read_shelved(conn: Connection, ctx: ContextId) -> Shelved:
    """How far a context has come, and when documents were last taken away."""
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


def keep_document(conn: Connection, ctx: ContextId, one: Document, content: str) -> None:
    """Add a document, whose chunks wait to be cut."""
    keep_scope(conn, ctx, one.scope)
    values = {"label": one.label, "content": content, "metadata": dict(one.metadata), "recipe": 0, "chunks": 0}
    times = {"created_at": one.created_at, "updated_at": one.updated_at}
    conn.execute(insert(document).values(context_id=ctx, id=one.id, scope_id=one.scope.id, **values, **times))


def keep_chunks(conn: Connection, ctx: ContextId, document_id: str, made: Sequence[Chunk], recipe: int) -> None:
    """Keep the chunks that a document was cut into, in the place of earlier ones; no embedder has read them."""
    mine = and_(document.c.context_id == ctx, document.c.id == document_id)
    values = {"recipe": recipe, "chunks": len(made)}
    scope_id = conn.execute(update(document).where(mine).values(values).returning(document.c.scope_id)).scalar_one()
    if conn.execute(delete(chunk).where(chunk.c.context_id == ctx, chunk.c.id == document_id)).rowcount:
        conn.execute(_SHELVE, {"ctx": ctx})
    stamp = conn.execute(NEXT_STAMP, {"ctx": ctx}).scalar_one()
    new = {"context_id": ctx, "id": document_id, "scope_id": scope_id, "stamp": stamp}
    new |= {"model": None, "dimension": None, "data": None}
    rows = [
        {**new, "place": each.place, "start": each.start, "end": each.end, "stems": " ".join(each.stems)}
        for each in made
    ]
    if rows:
        conn.execute(insert(chunk), rows)


def find_waiting(conn: Connection, recipe: int) -> tuple[ContextId, Document, str] | None:
    """A document of any context whose chunks were not cut by this recipe yet, with its content, or None."""
    old = select(document.c.context_id, document.c.id).where(document.c.recipe < recipe).limit(1)
    row = conn.execute(old).one_or_none()
    if row is None:
        return None
    ctx = ContextId(row.context_id)
    found = conn.execute(_DOCUMENT, {"ctx": ctx, "document_id": row.id}).one()
    return ctx, _document(found), read_content(conn, ctx, row.id)


def set_metadata(conn: Connection, ctx: ContextId, document_id: str, metadata: Mapping[str, Any]) -> None:
    """Replace what a document carries beside its content."""
    mine = and_(document.c.context_id == ctx, document.c.id == document_id)
    conn.execute(update(document).where(mine).values(metadata=dict(metadata)))


def drop_documents(conn: Connection, ctx: ContextId, ids: Collection[str]) -> None:
    """Delete documents and their chunks."""
    for few in several(ids):
        for table in (chunk, document):
            conn.execute(delete(table).where(table.c.context_id == ctx, table.c.id.in_(few)))
    conn.execute(_SHELVE, {"ctx": ctx})


def documents_holding(
    conn: Connection, area: Area, phrases: Collection[Phrase], words: Phrase
) -> frozenset[DocumentId]:
    """The documents of an area in which one of some phrases stands, or that hold every one of some words."""
    columns = document.c.id, document.c.label, document.c.content
    rows = conn.execute(select(*columns).where(area(document)).execution_options(yield_per=1))
    texts = ((DocumentId(row.id), f"{row.label}\n{row.content}") for row in rows)
    return frozenset(one for one, text in texts if find(text, phrases) or (words and holds_all(text, words)))


def is_stocked(conn: Connection, ctx: ContextId, scopes: Sequence[str]) -> bool:
    """Whether some scopes have a document at all."""
    return conn.execute(_ANY, {"ctx": ctx, "scopes": list(scopes)}).first() is not None


def chunks_since(
    conn: Connection, ctx: ContextId, scopes: Sequence[str], kind: Kind, since: int
) -> Sequence[tuple[Chunk, bytes]]:
    """The chunks of some scopes with a later stamp than one; with each its vectors, if it has any of that kind."""
    rows = conn.execute(_CHUNKS_SINCE, {"ctx": ctx, "scopes": list(scopes), "since": since}).all()
    return [
        (
            Chunk(DocumentId(row.id), row.place, row.start, row.end, tuple(row.stems.split())),
            row.data if row.data and kind == (row.model, row.dimension) else b"",
        )
        for row in sorted(rows, key=lambda row: (row.id, row.place))
    ]


def unread_chunks(
    conn: Connection, ctx: ContextId, wanted: Kind, limit: int, document_id: str | None = None
) -> Sequence[UnreadChunk]:
    """Chunks of a document, or of a whole context, that have no vectors of a model; of any length where that is 0."""
    found: list[UnreadChunk] = []
    for chosen in _UNREAD if document_id is None else _UNREAD_OF:
        asked = {"ctx": ctx, **wanted._asdict(), "document_id": document_id, "most": limit - len(found)}
        rows = conn.execute(chosen, asked) if len(found) < limit else ()
        found += [UnreadChunk(DocumentId(row.id), row.place, row.stamp, row.label, row.words) for row in rows]
    return found


def keep_chunk_vectors(conn: Connection, ctx: ContextId, kind: Kind, read: Sequence[tuple[UnreadChunk, bytes]]) -> int:
    """Store the vectors of chunks that are still those that were read; returns of how many."""
    stamp = conn.execute(NEXT_STAMP, {"ctx": ctx}).scalar_one()
    kept = 0
    for one, data in read:
        same = {"ctx": ctx, "document_id": one.document, "at": one.place, "read_stamp": one.stamp}
        values = {**kind._asdict(), "data": data, "stamp": stamp}
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
