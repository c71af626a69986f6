"""What chats need: names, settings, events, messages that change, lists, jobs that wait, vectors known by length."""

import sqlalchemy as sa
from alembic import op

from spectron.domain.chats import title_from
from spectron.domain.temporal import utc_now
from spectron.storage.columns import Document, Instant

revision = "0007"
down_revision = "0006"

_LAST_CHANGE = sa.text("""
UPDATE session SET updated_at = CASE WHEN turns = 0 THEN created_at ELSE COALESCE(
    (SELECT MAX(turn.said_at) FROM turn
     WHERE turn.context_id = session.context_id AND turn.session_id = session.id AND turn.said_at <= :now), created_at)
END
""").bindparams(sa.bindparam("now", type_=Instant()))
_FIRST_WORDS = """
SELECT turn.context_id, turn.session_id, turn.content FROM turn
JOIN session ON session.context_id = turn.context_id AND session.id = turn.session_id
WHERE turn.seq = (SELECT MIN(said.seq) FROM turn AS said
    WHERE said.context_id = turn.context_id AND said.session_id = turn.session_id AND said.role = 'user')
"""
_NAME = sa.text("UPDATE session SET title = :title WHERE context_id = :ctx AND id = :id")
_LENGTHS = """
UPDATE passage SET dimension = (SELECT vector.dimension FROM vector
    WHERE vector.context_id = passage.context_id AND vector.id = passage.id AND vector.piece = 0)
WHERE model IS NOT NULL
"""


def upgrade() -> None:
    """Bring every table to chats; what was there before keeps its meaning, and its sessions are chats at once."""
    _extend_session()
    _name_sessions()
    _create_setting()
    _create_event()
    _prepare_messages()
    _note_lengths()
    op.add_column("job", sa.Column("background", sa.Boolean(), nullable=False, server_default=sa.text("0")))


def _extend_session() -> None:
    """A session was last changed when its last turn was said, but for those dated ahead, or else when it began.

    Indices hold what lists go by.
    """
    op.add_column("session", sa.Column("title", sa.Text(), nullable=True))
    op.add_column("session", sa.Column("updated_at", Instant(), nullable=False, server_default=sa.text("0")))
    op.add_column("session", sa.Column("memory", Document(), nullable=False, server_default=sa.text("'{}'")))
    op.get_bind().execute(_LAST_CHANGE, {"now": utc_now()})
    op.create_index("session_by_age", "session", ["context_id", "created_at", "id"])
    op.create_index("session_by_update", "session", ["context_id", "updated_at", "id"])
    op.drop_index("session_by_scope", "session")
    op.create_index("session_by_scope", "session", ["context_id", "scope_id", "created_at", "id"])
    op.create_index("session_by_scope_update", "session", ["context_id", "scope_id", "updated_at", "id"])


def _name_sessions() -> None:
    """Sessions are called what their user said first, as new ones are."""
    conn = op.get_bind()
    for row in conn.execute(sa.text(_FIRST_WORDS)).all():
        if title := title_from(row.content):
            conn.execute(_NAME, {"ctx": row.context_id, "id": row.session_id, "title": title})


def _create_setting() -> None:
    """What a user, or a context, wants of what it sees."""
    op.create_table(
        "setting",
        sa.Column("context_id", sa.String(length=128), nullable=False),
        sa.Column("scope_id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("value", Document(), nullable=False),
        sa.Column("updated_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("context_id", "scope_id", "name"),
    )


def _create_event() -> None:
    """The log of each context, and how far it has come."""
    op.add_column("context", sa.Column("events", sa.Integer(), nullable=False, server_default=sa.text("0")))
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


def _prepare_messages() -> None:
    """When a message was edited, what a turn taught, found by the turn, and what one taught that is gone by now."""
    op.add_column("turn", sa.Column("edited_at", Instant(), nullable=True))
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


def _note_lengths() -> None:
    """The length of its vectors stands beside a passage's model; one whose vectors are gone has neither."""
    op.add_column("passage", sa.Column("dimension", sa.Integer(), nullable=True))
    op.execute(_LENGTHS)
    op.execute("UPDATE passage SET model = NULL WHERE dimension IS NULL")
    op.drop_index("passage_by_model", "passage")
    op.create_index("passage_by_model", "passage", ["context_id", "scope_id", "model", "dimension"])
    op.create_index("passage_by_session", "passage", ["context_id", "model", "dimension", "session_id", "seq"])
    op.drop_index("chunk_by_model", "chunk")
    op.create_index("chunk_by_model", "chunk", ["context_id", "model", "dimension"])
    op.create_index("chunk_by_scope_model", "chunk", ["context_id", "scope_id", "model", "dimension"])
