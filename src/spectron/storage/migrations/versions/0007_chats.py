"""What chats need: a name and a last change of each session, settings of scopes, and a log of events."""

import sqlalchemy as sa
from alembic import op

from spectron.storage.columns import Document, Instant

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Create the tables; a session was last changed when its last turn was said, or else when it began."""
    op.add_column("context", sa.Column("events", sa.Integer(), nullable=False, server_default=sa.text("0")))
    op.add_column("session", sa.Column("title", sa.Text(), nullable=True))
    op.add_column("session", sa.Column("updated_at", Instant(), nullable=False, server_default=sa.text("0")))
    op.add_column("session", sa.Column("memory", Document(), nullable=False, server_default=sa.text("'{}'")))
    op.add_column("turn", sa.Column("edited_at", Instant(), nullable=True))
    op.execute(
        "UPDATE session SET updated_at = CASE WHEN turns = 0 THEN created_at ELSE COALESCE("
        "(SELECT MAX(turn.said_at) FROM turn"
        " WHERE turn.context_id = session.context_id AND turn.session_id = session.id), created_at) END"
    )
    op.create_index("session_by_age", "session", ["context_id", "created_at", "id"])
    op.create_index("session_by_update", "session", ["context_id", "updated_at", "id"])
    op.create_table(
        "setting",
        sa.Column("context_id", sa.String(length=128), nullable=False),
        sa.Column("scope_id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("value", Document(), nullable=False),
        sa.Column("updated_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("context_id", "scope_id", "name"),
    )
    op.create_table(
        "event",
        sa.Column("context_id", sa.String(length=128), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("scope_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("detail", Document(), nullable=False),
        sa.PrimaryKeyConstraint("context_id", "seq"),
    )
    op.create_index("event_by_scope", "event", ["context_id", "scope_id", "seq"])
