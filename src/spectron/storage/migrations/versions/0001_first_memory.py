"""The first memory: contexts, keys, sessions, turns, entities, facts and what stands beside them."""

import sqlalchemy as sa
from alembic import op

from spectron.storage.columns import Document, Instant

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "api_key",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("context_id", sa.String(length=128), nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("hint", sa.String(length=32), nullable=False),
        sa.Column("label", sa.String(length=256), nullable=False),
        sa.Column("scope", Document(), nullable=False),
        sa.Column("permissions", Document(), nullable=False),
        sa.Column("development", sa.Boolean(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("expires_at", Instant(), nullable=True),
        sa.Column("revoked_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("digest"),
    )
    op.create_table(
        "context",
        sa.Column("id", sa.String(length=128), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("config", Document(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "correction",
        sa.Column("context_id", sa.String(length=128), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("scope_id", sa.String(length=32), nullable=False),
        sa.Column("entity_id", sa.String(length=64), nullable=False),
        sa.Column("previous_id", sa.String(length=64), nullable=False),
        sa.Column("current_id", sa.String(length=64), nullable=False),
        sa.Column("previous_from", Instant(), nullable=True),
        sa.Column("previous_until", Instant(), nullable=False),
        sa.Column("timestamp", Instant(), nullable=False),
        sa.Column("reason", sa.String(length=16), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("context_id", "id"),
    )
    op.create_index("correction_by_entity", "correction", ["context_id", "entity_id", "revision"], unique=False)
    op.create_index("correction_by_scope", "correction", ["context_id", "scope_id", "revision"], unique=False)
    op.create_table(
        "entity",
        sa.Column("context_id", sa.String(length=128), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("scope_id", sa.String(length=32), nullable=False),
        sa.Column("type", sa.String(length=64), nullable=False),
        sa.Column("principal", sa.String(length=16), nullable=True),
        sa.Column("source_turn", sa.String(length=64), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("superseded_at", Instant(), nullable=True),
        sa.Column("superseded_revision", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("context_id", "id"),
    )
    op.create_index("entity_by_principal", "entity", ["context_id", "scope_id", "principal"], unique=False)
    op.create_index("entity_by_scope", "entity", ["context_id", "scope_id", "revision"], unique=False)
    op.create_table(
        "erasure",
        sa.Column("context_id", sa.String(length=128), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("scope_id", sa.String(length=32), nullable=False),
        sa.Column("actor", sa.String(length=64), nullable=False),
        sa.Column("erased", Document(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("context_id", "id"),
    )
    op.create_table(
        "idempotency",
        sa.Column("context_id", sa.String(length=128), nullable=False),
        sa.Column("key", sa.String(length=256), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("made", sa.String(length=64), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("context_id", "key"),
    )
    op.create_index("idempotency_by_age", "idempotency", ["context_id", "created_at"], unique=False)
    op.create_table(
        "instruction",
        sa.Column("context_id", sa.String(length=128), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("scope_id", sa.String(length=32), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("priority", sa.String(length=8), nullable=False),
        sa.Column("source_turn", sa.String(length=64), nullable=False),
        sa.Column("source_role", sa.String(length=16), nullable=False),
        sa.Column("source_name", sa.String(length=256), nullable=True),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column("quote_start", sa.Integer(), nullable=False),
        sa.Column("quote_end", sa.Integer(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("superseded_at", Instant(), nullable=True),
        sa.Column("superseded_revision", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("context_id", "id"),
    )
    op.create_index("instruction_by_scope", "instruction", ["context_id", "scope_id", "revision"], unique=False)
    op.create_table(
        "scope",
        sa.Column("context_id", sa.String(length=128), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("dimensions", Document(), nullable=False),
        sa.Column("known_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("context_id", "id"),
    )
    op.create_table(
        "scope_dimension",
        sa.Column("context_id", sa.String(length=128), nullable=False),
        sa.Column("dimension", sa.String(length=64), nullable=False),
        sa.Column("value", sa.String(length=256), nullable=False),
        sa.Column("scope_id", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("context_id", "dimension", "value", "scope_id"),
    )
    op.create_table(
        "session",
        sa.Column("context_id", sa.String(length=128), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("scope_id", sa.String(length=32), nullable=False),
        sa.Column("metadata", Document(), nullable=False),
        sa.Column("turns", sa.Integer(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("closed_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("context_id", "id"),
    )
    op.create_index("session_by_scope", "session", ["context_id", "scope_id", "created_at"], unique=False)
    op.create_table(
        "uncertainty",
        sa.Column("context_id", sa.String(length=128), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("scope_id", sa.String(length=32), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("entity_id", sa.String(length=64), nullable=True),
        sa.Column("key", sa.String(length=64), nullable=True),
        sa.Column("value", sa.Text(), nullable=True),
        sa.Column("resolution", sa.String(length=16), nullable=True),
        sa.Column("source_turn", sa.String(length=64), nullable=False),
        sa.Column("source_role", sa.String(length=16), nullable=False),
        sa.Column("source_name", sa.String(length=256), nullable=True),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column("quote_start", sa.Integer(), nullable=False),
        sa.Column("quote_end", sa.Integer(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("superseded_at", Instant(), nullable=True),
        sa.Column("superseded_revision", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("context_id", "id"),
    )
    op.create_index("uncertainty_by_claim", "uncertainty", ["context_id", "entity_id", "key"], unique=False)
    op.create_index("uncertainty_by_scope", "uncertainty", ["context_id", "scope_id", "revision"], unique=False)
    op.create_table(
        "alias",
        sa.Column("context_id", sa.String(length=128), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("scope_id", sa.String(length=32), nullable=False),
        sa.Column("entity_id", sa.String(length=64), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("holder_id", sa.String(length=64), nullable=True),
        sa.Column("is_label", sa.Boolean(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("superseded_at", Instant(), nullable=True),
        sa.Column("superseded_revision", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["context_id", "entity_id"],
            ["entity.context_id", "entity.id"],
        ),
        sa.PrimaryKeyConstraint("context_id", "id"),
    )
    op.create_index("alias_by_entity", "alias", ["context_id", "entity_id"], unique=False)
    op.create_index("alias_by_name", "alias", ["context_id", "scope_id", "folded"], unique=False)
    op.create_table(
        "evidence",
        sa.Column("context_id", sa.String(length=128), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("scope_id", sa.String(length=32), nullable=False),
        sa.Column("entity_id", sa.String(length=64), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("object_id", sa.String(length=64), nullable=True),
        sa.Column("valid_from", Instant(), nullable=True),
        sa.Column("valid_until", Instant(), nullable=True),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("importance", sa.Float(), nullable=False),
        sa.Column("topics", Document(), nullable=False),
        sa.Column("stance", sa.String(length=8), nullable=False),
        sa.Column("said_at", Instant(), nullable=False),
        sa.Column("dated", sa.Boolean(), nullable=False),
        sa.Column("also", sa.Boolean(), nullable=False),
        sa.Column("source_turn", sa.String(length=64), nullable=False),
        sa.Column("source_role", sa.String(length=16), nullable=False),
        sa.Column("source_name", sa.String(length=256), nullable=True),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column("quote_start", sa.Integer(), nullable=False),
        sa.Column("quote_end", sa.Integer(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("superseded_at", Instant(), nullable=True),
        sa.Column("superseded_revision", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["context_id", "entity_id"],
            ["entity.context_id", "entity.id"],
        ),
        sa.PrimaryKeyConstraint("context_id", "id"),
    )
    op.create_index("evidence_by_key", "evidence", ["context_id", "entity_id", "key", "folded"], unique=False)
    op.create_table(
        "fact",
        sa.Column("context_id", sa.String(length=128), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("scope_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("entity_id", sa.String(length=64), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("object_id", sa.String(length=64), nullable=True),
        sa.Column("valid_from", Instant(), nullable=True),
        sa.Column("valid_until", Instant(), nullable=True),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("importance", sa.Float(), nullable=False),
        sa.Column("topics", Document(), nullable=False),
        sa.Column("timeless", sa.Boolean(), nullable=False),
        sa.Column("replaces", sa.String(length=64), nullable=True),
        sa.Column("superseded_as", sa.String(length=16), nullable=True),
        sa.Column("change", sa.String(length=16), nullable=False),
        sa.Column("source_turn", sa.String(length=64), nullable=False),
        sa.Column("source_role", sa.String(length=16), nullable=False),
        sa.Column("source_name", sa.String(length=256), nullable=True),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column("quote_start", sa.Integer(), nullable=False),
        sa.Column("quote_end", sa.Integer(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("superseded_at", Instant(), nullable=True),
        sa.Column("superseded_revision", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["context_id", "entity_id"],
            ["entity.context_id", "entity.id"],
        ),
        sa.PrimaryKeyConstraint("context_id", "id"),
    )
    op.create_index("fact_by_end", "fact", ["context_id", "scope_id", "superseded_revision"], unique=False)
    op.create_index("fact_by_key", "fact", ["context_id", "entity_id", "key", "folded"], unique=False)
    op.create_index("fact_by_object", "fact", ["context_id", "object_id"], unique=False)
    op.create_index("fact_by_revision", "fact", ["context_id", "revision"], unique=False)
    op.create_index("fact_by_scope", "fact", ["context_id", "scope_id", "revision"], unique=False)
    op.create_table(
        "mention",
        sa.Column("context_id", sa.String(length=128), nullable=False),
        sa.Column("turn_id", sa.String(length=64), nullable=False),
        sa.Column("entity_id", sa.String(length=64), nullable=False),
        sa.Column("scope_id", sa.String(length=32), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["context_id", "entity_id"],
            ["entity.context_id", "entity.id"],
        ),
        sa.PrimaryKeyConstraint("context_id", "turn_id", "entity_id"),
    )
    op.create_index("mention_by_entity", "mention", ["context_id", "entity_id", "revision"], unique=False)
    op.create_index("mention_by_scope", "mention", ["context_id", "scope_id", "revision"], unique=False)
    op.create_table(
        "turn",
        sa.Column("context_id", sa.String(length=128), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("session_id", sa.String(length=64), nullable=False),
        sa.Column("scope_id", sa.String(length=32), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=256), nullable=True),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("tool_call_id", sa.String(length=256), nullable=True),
        sa.Column("tool_calls", Document(), nullable=False),
        sa.Column("metadata", Document(), nullable=False),
        sa.Column("said_at", Instant(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["context_id", "session_id"],
            ["session.context_id", "session.id"],
        ),
        sa.PrimaryKeyConstraint("context_id", "id"),
    )
    op.create_index("turn_by_scope", "turn", ["context_id", "scope_id", "revision"], unique=False)
    op.create_index("turn_by_session", "turn", ["context_id", "session_id", "seq"], unique=True)
    op.create_index(
        "turn_unlearned",
        "turn",
        ["context_id", "id"],
        unique=False,
        sqlite_where=sa.text("revision IS NULL"),
        postgresql_where=sa.text("revision IS NULL"),
    )
