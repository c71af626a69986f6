"""The knowledge base: documents that were given as they are, and what search keeps of their chunks.

A document's `recipe` is the one that its chunks were cut by, 0 while they wait for it; its content comes last, so that
a list reads none of it. A `chunk` stands under the id of its document, numbered by `place`; it is characters `start` to
`end` of the content and can be made anew. It takes a `stamp` of its context as passages do, when it is made and when it
is embedded; `shelved` of the context is the stamp at which a document last went.
"""

from sqlalchemy import Column, Index, Integer, LargeBinary, String, Table, Text

from spectron.storage.columns import Document, Instant
from spectron.storage.schema.base import context_column, id_column, metadata, record_columns, scope_column

document = Table(
    "document",
    metadata,
    *record_columns(),
    Column("label", String(256), nullable=False),
    Column("metadata", Document, nullable=False),
    Column("recipe", Integer, nullable=False),
    Column("chunks", Integer, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("updated_at", Instant, nullable=False),
    Column("content", Text, nullable=False),
    Index("document_by_label", "context_id", "scope_id", "label", unique=True),
)

chunk = Table(
    "chunk",
    metadata,
    context_column(),
    id_column(),
    Column("place", Integer, primary_key=True),
    scope_column(),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("stems", Text, nullable=False),
    Column("stamp", Integer, nullable=False),
    Column("model", String(320)),
    Column("dimension", Integer),
    Column("data", LargeBinary),
    Index("chunk_by_scope", "context_id", "scope_id", "stamp"),
    Index("chunk_by_model", "context_id", "model", "dimension"),
    Index("chunk_by_scope_model", "context_id", "scope_id", "model", "dimension"),
)
