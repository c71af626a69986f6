"""The language a turn is in; turns recorded before have none."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the column."""
    op.add_column("turn", sa.Column("language", sa.String(length=16), nullable=True))
