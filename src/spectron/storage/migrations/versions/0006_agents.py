"""What agents need: signals, jobs, notices, identities, custom state, documents; and the ids that callers choose."""

import sqlalchemy as sa
from alembic import op

from spectron.storage.columns import Document, Instant

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Create the tables; sessions take a handle and settings, turns the job that they wait in."""
    op.add_column("session", sa.Column("handle", sa.String(length=256), nullable=True))
    op.add_column("session", sa.Column("settings", Document(), nullable=False, server_default=sa.text("'{}'")))
    op.create_index("session_by_handle", "session", ["context_id", "handle", "scope_id"], unique=True)
    op.add_column("turn", sa.Column("job_id", sa.String(length=64), nullable=True))
    op.add_column("context", sa.Column("shelved", sa.Integer(), nullable=False, server_default=sa.text("0")))
    _create_signal()
    _create_job()
    _create_notice()
    _create_agent()
    _create_custom_state()
    _create_document()
    _create_chunk()


def _create_signal() -> None:
    """Observations, under the ids of turns."""
    op.create_table(
        "signal",
        sa.Column("context_id", sa.String(length=128), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("scope_id", sa.String(length=32), nullable=False),
        sa.Column("session_id", sa.String(length=64), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("said_at", Instant(), nullable=False),
        sa.Column("detail", Document(), nullable=False),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column("quote_start", sa.Integer(), nullable=False),
        sa.Column("quote_end", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("context_id", "id", "kind", "place"),
    )
    op.create_index("signal_by_scope", "signal", ["context_id", "scope_id", "kind", "said_at"])


def _create_job() -> None:
    """Work that waits."""
    op.create_table(
        "job",
        sa.Column("context_id", sa.String(length=128), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("scope_id", sa.String(length=32), nullable=False),
        sa.Column("session_id", sa.String(length=64), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("model", sa.String(length=320), nullable=True),
        sa.Column("turns", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("run_at", Instant(), nullable=False),
        sa.Column("lease_until", Instant(), nullable=True),
        sa.Column("worker", sa.String(length=64), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("finished_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("context_id", "id"),
    )
    op.create_index("job_by_scope", "job", ["context_id", "scope_id", "state"])
    op.create_index("job_by_session", "job", ["context_id", "session_id", "seq"])
    op.create_index("job_by_state", "job", ["state", "run_at"])


def _create_notice() -> None:
    """What is to be brought up."""
    op.create_table(
        "notice",
        sa.Column("context_id", sa.String(length=128), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("scope_id", sa.String(length=32), nullable=False),
        sa.Column("key", sa.String(length=256), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("turn_id", sa.String(length=64), nullable=True),
        sa.Column("due_at", Instant(), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("settled_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("context_id", "id"),
    )
    op.create_index("notice_by_due", "notice", ["context_id", "scope_id", "status", "due_at"])
    op.create_index("notice_by_key", "notice", ["context_id", "scope_id", "key"])


def _create_agent() -> None:
    """Identities of agents."""
    op.create_table(
        "agent",
        sa.Column("context_id", sa.String(length=128), nullable=False),
        sa.Column("id", sa.String(length=256), nullable=False),
        sa.Column("scope_id", sa.String(length=32), nullable=False),
        sa.Column("identity", Document(), nullable=False),
        sa.Column("updated_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("context_id", "id"),
    )
    op.create_index("agent_by_scope", "agent", ["context_id", "scope_id"])


def _create_custom_state() -> None:
    """What applications keep beside."""
    op.create_table(
        "custom_state",
        sa.Column("context_id", sa.String(length=128), nullable=False),
        sa.Column("scope_id", sa.String(length=32), nullable=False),
        sa.Column("key", sa.String(length=256), nullable=False),
        sa.Column("value", Document(), nullable=True),
        sa.Column("updated_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("context_id", "scope_id", "key"),
    )


def _create_document() -> None:
    """Documents of the knowledge base."""
    op.create_table(
        "document",
        sa.Column("context_id", sa.String(length=128), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("scope_id", sa.String(length=32), nullable=False),
        sa.Column("label", sa.String(length=256), nullable=False),
        sa.Column("metadata", Document(), nullable=False),
        sa.Column("recipe", sa.Integer(), nullable=False),
        sa.Column("chunks", sa.Integer(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("updated_at", Instant(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("context_id", "id"),
    )
    op.create_index("document_by_label", "document", ["context_id", "scope_id", "label"], unique=True)


def _create_chunk() -> None:
    """Their chunks."""
    op.create_table(
        "chunk",
        sa.Column("context_id", sa.String(length=128), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("scope_id", sa.String(length=32), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("stems", sa.Text(), nullable=False),
        sa.Column("stamp", sa.Integer(), nullable=False),
        sa.Column("model", sa.String(length=320), nullable=True),
        sa.Column("dimension", sa.Integer(), nullable=True),
        sa.Column("data", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("context_id", "id", "place"),
    )
    op.create_index("chunk_by_scope", "chunk", ["context_id", "scope_id", "stamp"])
    op.create_index("chunk_by_model", "chunk", ["context_id", "model"])
