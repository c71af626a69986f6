"""Retractions: facts that a caller took back by hand, and those that were given back."""

import sqlalchemy as sa
from alembic import op

from spectron.storage.columns import Instant

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Create the table; no row of an older memory changes."""
    op.create_table(
        "retraction",
        sa.Column("context_id", sa.String(length=128), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("scope_id", sa.String(length=32), nullable=False),
        sa.Column("fact_id", sa.String(length=64), nullable=False),
        sa.Column("entity_id", sa.String(length=64), nullable=False),
        sa.Column("actor", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("restores", sa.String(length=64), nullable=True),
        sa.Column("said_at", Instant(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("context_id", "id"),
    )
    op.create_index("retraction_by_fact", "retraction", ["context_id", "fact_id"])
    op.create_index("retraction_by_entity", "retraction", ["context_id", "entity_id", "revision"])
    op.create_index("retraction_by_scope", "retraction", ["context_id", "scope_id", "revision"])
