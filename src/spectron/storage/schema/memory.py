"""Contexts, keys, sessions, turns, and what they taught.

Rows of memory are immutable but for `superseded_at` and `superseded_revision`; what is current has neither.

A record stays when its turn goes: its quote is empty then, an entity is `source_removed`. A `past_cause` tells which
turn took a revision that it bears no more, being gone or read anew; `since` is the revision the context had then.
"""

from sqlalchemy import (
    Boolean,
    Column,
    Float,
    ForeignKeyConstraint,
    Index,
    Integer,
    String,
    Table,
    Text,
    text,
)

from spectron.storage.columns import Document, Instant
from spectron.storage.schema.base import (
    context_column,
    id_column,
    known_time,
    metadata,
    provenance,
    record_columns,
    scope_column,
)


def _claim() -> tuple[Column[object], ...]:
    return (
        Column("entity_id", String(64), nullable=False),
        Column("key", String(64), nullable=False),
        Column("value", Text, nullable=False),
        Column("folded", Text, nullable=False),
        Column("object_id", String(64)),
        Column("valid_from", Instant),
        Column("valid_until", Instant),
        Column("confidence", Float, nullable=False),
        Column("importance", Float, nullable=False),
        Column("topics", Document, nullable=False),
    )


context = Table(
    "context",
    metadata,
    Column("id", String(128), primary_key=True),
    Column("revision", Integer, nullable=False),
    Column("config", Document, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("stamp", Integer, nullable=False, server_default=text("0")),
    Column("renewed", Integer, nullable=False, server_default=text("0")),
    Column("shelved", Integer, nullable=False, server_default=text("0")),
    Column("events", Integer, nullable=False, server_default=text("0")),
)

api_key = Table(
    "api_key",
    metadata,
    id_column(),
    Column("context_id", String(128)),
    Column("digest", String(64), nullable=False, unique=True),
    Column("hint", String(32), nullable=False),
    Column("label", String(256), nullable=False),
    Column("scope", Document, nullable=False),
    Column("permissions", Document, nullable=False),
    Column("development", Boolean, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant),
    Column("revoked_at", Instant),
)

scope = Table(
    "scope",
    metadata,
    context_column(),
    id_column(),
    Column("dimensions", Document, nullable=False),
    Column("known_at", Instant),
)

scope_dimension = Table(
    "scope_dimension",
    metadata,
    context_column(),
    Column("dimension", String(64), primary_key=True),
    Column("value", String(256), primary_key=True),
    Column("scope_id", String(32), primary_key=True),
)

session = Table(
    "session",
    metadata,
    *record_columns(),
    Column("metadata", Document, nullable=False),
    Column("turns", Integer, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("closed_at", Instant),
    Column("handle", String(256)),
    Column("settings", Document, nullable=False, server_default=text("'{}'")),
    Column("title", Text),
    Column("updated_at", Instant, nullable=False, server_default=text("0")),
    Column("memory", Document, nullable=False, server_default=text("'{}'")),
    Index("session_by_age", "context_id", "created_at", "id"),
    Index("session_by_update", "context_id", "updated_at", "id"),
    Index("session_by_scope", "context_id", "scope_id", "created_at", "id"),
    Index("session_by_scope_update", "context_id", "scope_id", "updated_at", "id"),
    Index("session_by_handle", "context_id", "handle", "scope_id", unique=True),
)

turn = Table(
    "turn",
    metadata,
    context_column(),
    id_column(),
    Column("session_id", String(64), nullable=False),
    scope_column(),
    Column("seq", Integer, nullable=False),
    Column("role", String(16), nullable=False),
    Column("name", String(256)),
    Column("content", Text, nullable=False),
    Column("language", String(16)),
    Column("tool_call_id", String(256)),
    Column("tool_calls", Document, nullable=False),
    Column("metadata", Document, nullable=False),
    Column("said_at", Instant, nullable=False),
    Column("revision", Integer),
    Column("job_id", String(64)),
    Column("edited_at", Instant),
    ForeignKeyConstraint(["context_id", "session_id"], ["session.context_id", "session.id"]),
    Index("turn_by_session", "context_id", "session_id", "seq", unique=True),
    Index("turn_by_scope", "context_id", "scope_id", "revision"),
    Index(
        "turn_unlearned",
        "context_id",
        "id",
        sqlite_where=text("revision IS NULL"),
        postgresql_where=text("revision IS NULL"),
    ),
)

entity = Table(
    "entity",
    metadata,
    *record_columns(),
    Column("type", String(64), nullable=False),
    Column("principal", String(16)),
    Column("source_turn", String(64), nullable=False),
    Column("source_removed", Boolean, nullable=False, server_default=text("0")),
    *known_time(),
    Index("entity_by_turn", "context_id", "source_turn"),
    Index("entity_by_scope", "context_id", "scope_id", "revision"),
    Index("entity_by_principal", "context_id", "scope_id", "principal"),
)

alias = Table(
    "alias",
    metadata,
    *record_columns(),
    Column("entity_id", String(64), nullable=False),
    Column("text", Text, nullable=False),
    Column("folded", Text, nullable=False),
    Column("holder_id", String(64)),
    Column("is_label", Boolean, nullable=False),
    *known_time(),
    ForeignKeyConstraint(["context_id", "entity_id"], ["entity.context_id", "entity.id"]),
    Index("alias_by_name", "context_id", "scope_id", "folded"),
    Index("alias_by_entity", "context_id", "entity_id"),
)

mention = Table(
    "mention",
    metadata,
    context_column(),
    Column("turn_id", String(64), primary_key=True),
    Column("entity_id", String(64), primary_key=True),
    scope_column(),
    Column("place", Integer, nullable=False),
    Column("revision", Integer, nullable=False),
    ForeignKeyConstraint(["context_id", "entity_id"], ["entity.context_id", "entity.id"]),
    Index("mention_by_scope", "context_id", "scope_id", "revision"),
    Index("mention_by_entity", "context_id", "entity_id", "revision"),
)

evidence = Table(
    "evidence",
    metadata,
    *record_columns(),
    *_claim(),
    Column("stance", String(8), nullable=False),
    Column("said_at", Instant, nullable=False),
    Column("dated", Boolean, nullable=False),
    Column("also", Boolean, nullable=False),
    *provenance(),
    *known_time(),
    ForeignKeyConstraint(["context_id", "entity_id"], ["entity.context_id", "entity.id"]),
    Index("evidence_by_turn", "context_id", "source_turn"),
    Index("evidence_by_key", "context_id", "entity_id", "key", "folded"),
)

fact = Table(
    "fact",
    metadata,
    *record_columns(),
    Column("kind", String(16), nullable=False),
    *_claim(),
    Column("timeless", Boolean, nullable=False),
    Column("replaces", String(64)),
    Column("superseded_as", String(16)),
    Column("change", String(16), nullable=False),
    *provenance(),
    *known_time(),
    ForeignKeyConstraint(["context_id", "entity_id"], ["entity.context_id", "entity.id"]),
    Index("fact_by_turn", "context_id", "source_turn"),
    Index("fact_by_key", "context_id", "entity_id", "key", "folded"),
    Index("fact_by_scope", "context_id", "scope_id", "revision"),
    Index("fact_by_revision", "context_id", "revision"),
    Index("fact_by_end", "context_id", "scope_id", "superseded_revision"),
    Index("fact_by_object", "context_id", "object_id"),
)

correction = Table(
    "correction",
    metadata,
    *record_columns(),
    Column("entity_id", String(64), nullable=False),
    Column("previous_id", String(64), nullable=False),
    Column("current_id", String(64), nullable=False),
    Column("previous_from", Instant),
    Column("previous_until", Instant, nullable=False),
    Column("timestamp", Instant, nullable=False),
    Column("reason", String(16), nullable=False),
    Column("recorded_at", Instant, nullable=False),
    Column("revision", Integer, nullable=False),
    Index("correction_by_scope", "context_id", "scope_id", "revision"),
    Index("correction_by_entity", "context_id", "entity_id", "revision"),
)

instruction = Table(
    "instruction",
    metadata,
    *record_columns(),
    Column("text", Text, nullable=False),
    Column("priority", String(8), nullable=False),
    *provenance(),
    *known_time(),
    Index("instruction_by_turn", "context_id", "source_turn"),
    Index("instruction_by_scope", "context_id", "scope_id", "revision"),
)

uncertainty = Table(
    "uncertainty",
    metadata,
    *record_columns(),
    Column("text", Text, nullable=False),
    Column("kind", String(24), nullable=False),
    Column("reason", Text, nullable=False),
    Column("entity_id", String(64)),
    Column("key", String(64)),
    Column("value", Text),
    Column("resolution", String(16)),
    *provenance(),
    *known_time(),
    Index("uncertainty_by_turn", "context_id", "source_turn"),
    Index("uncertainty_by_scope", "context_id", "scope_id", "revision"),
    Index("uncertainty_by_claim", "context_id", "entity_id", "key"),
)

retraction = Table(
    "retraction",
    metadata,
    *record_columns(),
    Column("fact_id", String(64), nullable=False),
    Column("entity_id", String(64), nullable=False),
    Column("actor", String(64), nullable=False),
    Column("reason", Text, nullable=False),
    Column("restores", String(64)),
    Column("said_at", Instant, nullable=False),
    Column("recorded_at", Instant, nullable=False),
    Column("revision", Integer, nullable=False),
    Index("retraction_by_fact", "context_id", "fact_id"),
    Index("retraction_by_entity", "context_id", "entity_id", "revision"),
    Index("retraction_by_scope", "context_id", "scope_id", "revision"),
)

past_cause = Table(
    "past_cause",
    metadata,
    *record_columns(),
    Column("turn_id", String(64), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("since", Integer, nullable=False),
    Index("past_cause_by_turn", "context_id", "turn_id"),
    Index("past_cause_by_scope", "context_id", "scope_id", "revision"),
)

reading = Table(
    "reading",
    metadata,
    *record_columns(),
    Column("model", String(320), nullable=False),
    Column("calls", Integer, nullable=False),
    Column("prompt_tokens", Integer, nullable=False),
    Column("completion_tokens", Integer, nullable=False),
    Column("cost_usd", Float),
    Column("answer", Text),
    Index("reading_by_scope", "context_id", "scope_id"),
)

idempotency = Table(
    "idempotency",
    metadata,
    context_column(),
    Column("key", String(256), primary_key=True),
    Column("digest", String(64), nullable=False),
    Column("made", String(64), nullable=False),
    Column("created_at", Instant, nullable=False),
    Index("idempotency_by_age", "context_id", "created_at"),
)

erasure = Table(
    "erasure",
    metadata,
    *record_columns(),
    Column("actor", String(64), nullable=False),
    Column("erased", Document, nullable=False),
    Column("recorded_at", Instant, nullable=False),
    Column("revision", Integer, nullable=False),
)
