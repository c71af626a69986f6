"""What changing the messages of a chat needs: what a turn taught before, found by its turn, and that it is gone."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Create what is empty as long as no message was edited or deleted."""
    op.add_column("entity", sa.Column("source_removed", sa.Boolean(), nullable=False, server_default=sa.text("0")))
    op.create_table(
        "past_cause",
        sa.Column("context_id", sa.String(length=128), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("scope_id", sa.String(length=32), nullable=False),
        sa.Column("turn_id", sa.String(length=64), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("since", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("context_id", "id"),
    )
    op.create_index("past_cause_by_turn", "past_cause", ["context_id", "turn_id"])
    op.create_index("past_cause_by_scope", "past_cause", ["context_id", "scope_id", "revision"])
    for table in ("entity", "evidence", "fact", "instruction", "uncertainty"):
        op.create_index(f"{table}_by_turn", table, ["context_id", "source_turn"])
