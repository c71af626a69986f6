"""Lists of chats: indices that hold all that a page is chosen by, and names for the sessions that were there before."""

import sqlalchemy as sa
from alembic import op

from spectron.domain.chats import title_from

revision = "0009"
down_revision = "0008"

_FIRST_WORDS = sa.text(
    "SELECT turn.context_id, turn.session_id, turn.content FROM turn JOIN session"
    " ON session.context_id = turn.context_id AND session.id = turn.session_id"
    " WHERE session.title IS NULL AND turn.seq = (SELECT MIN(said.seq) FROM turn AS said"
    " WHERE said.context_id = turn.context_id AND said.session_id = turn.session_id AND said.role = 'user')"
)
_NAME = sa.text("UPDATE session SET title = :title WHERE context_id = :ctx AND id = :id")


def upgrade() -> None:
    """A session that nobody named is called what its user said first, as new ones are."""
    op.drop_index("session_by_scope", "session")
    op.create_index("session_by_scope", "session", ["context_id", "scope_id", "created_at", "id"])
    op.create_index("session_by_scope_update", "session", ["context_id", "scope_id", "updated_at", "id"])
    conn = op.get_bind()
    for row in conn.execute(_FIRST_WORDS).all():
        if title := title_from(row.content):
            conn.execute(_NAME, {"ctx": row.context_id, "id": row.session_id, "title": title})
