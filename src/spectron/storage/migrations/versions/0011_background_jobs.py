"""What imports of chats need: jobs that let all others go first."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Add the column; no job of before is in the background."""
    op.add_column("job", sa.Column("background", sa.Boolean(), nullable=False, server_default=sa.text("0")))
