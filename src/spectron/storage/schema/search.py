"""What search keeps of turns, derived from them and under their ids; all of it can be made anew.

Every write of a passage or vector takes the next `stamp` of its context; `renewed` is the stamp at which rows of the
past last changed (an erasure, an import): who holds rows in memory reads what has a later stamp, and all of it again
where `renewed` is later. A passage names the `model` whose vectors its turn has, all of them, and how many places
(`dimension`) each of these has; none where it has no vectors.
"""

from sqlalchemy import Column, Index, Integer, LargeBinary, String, Table, Text

from spectron.storage.columns import Document, Instant
from spectron.storage.schema.base import context_column, id_column, metadata, record_columns, scope_column

passage = Table(
    "passage",
    metadata,
    *record_columns(),
    Column("session_id", String(64), nullable=False),
    Column("seq", Integer, nullable=False),
    Column("role", String(16), nullable=False),
    Column("speaker", String(256), nullable=False),
    Column("said_at", Instant, nullable=False),
    Column("stems", Text, nullable=False),
    Column("notes", Document, nullable=False),
    Column("features", Document, nullable=False),
    Column("recipe", Integer, nullable=False),
    Column("model", String(320)),
    Column("stamp", Integer, nullable=False),
    Column("dimension", Integer),
    Index("passage_by_scope", "context_id", "scope_id", "stamp"),
    Index("passage_by_model", "context_id", "scope_id", "model", "dimension"),
    Index("passage_by_session", "context_id", "model", "dimension", "session_id", "seq"),
    Index("passage_by_recipe", "context_id", "recipe"),
)

vector = Table(
    "vector",
    metadata,
    context_column(),
    id_column(),
    Column("piece", Integer, primary_key=True),
    scope_column(),
    Column("model", String(320), nullable=False),
    Column("dimension", Integer, nullable=False),
    Column("data", LargeBinary, nullable=False),
    Column("stamp", Integer, nullable=False),
    Index("vector_by_scope", "context_id", "scope_id", "stamp"),
)
