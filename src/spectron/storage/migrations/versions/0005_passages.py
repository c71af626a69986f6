"""Passages and vectors: what search keeps of turns. Turns of an older memory wait, with recipe 0, to be prepared."""

import sqlalchemy as sa
from alembic import op

from spectron.storage.columns import Document, Instant

revision = "0005"
down_revision = "0004"

_TURNS = """
INSERT INTO passage (context_id, id, scope_id, session_id, seq, role, speaker, said_at, stems, notes, features,
    recipe, model, stamp)
SELECT context_id, id, scope_id, session_id, seq, role, '', said_at, '', '[]', '{}', 0, NULL, 0 FROM turn
"""


def upgrade() -> None:
    """Create the tables and a place for every turn there is."""
    op.add_column("context", sa.Column("stamp", sa.Integer(), nullable=False, server_default=sa.text("0")))
    op.add_column("context", sa.Column("renewed", sa.Integer(), nullable=False, server_default=sa.text("0")))
    op.create_table(
        "passage",
        sa.Column("context_id", sa.String(length=128), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("scope_id", sa.String(length=32), nullable=False),
        sa.Column("session_id", sa.String(length=64), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("speaker", sa.String(length=256), nullable=False),
        sa.Column("said_at", Instant(), nullable=False),
        sa.Column("stems", sa.Text(), nullable=False),
        sa.Column("notes", Document(), nullable=False),
        sa.Column("features", Document(), nullable=False),
        sa.Column("recipe", sa.Integer(), nullable=False),
        sa.Column("model", sa.String(length=320), nullable=True),
        sa.Column("stamp", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("context_id", "id"),
    )
    op.create_index("passage_by_scope", "passage", ["context_id", "scope_id", "stamp"])
    op.create_index("passage_by_model", "passage", ["context_id", "scope_id", "model"])
    op.create_index("passage_by_recipe", "passage", ["context_id", "recipe"])
    op.create_table(
        "vector",
        sa.Column("context_id", sa.String(length=128), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("piece", sa.Integer(), nullable=False),
        sa.Column("scope_id", sa.String(length=32), nullable=False),
        sa.Column("model", sa.String(length=320), nullable=False),
        sa.Column("dimension", sa.Integer(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.Column("stamp", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("context_id", "id", "piece"),
    )
    op.create_index("vector_by_scope", "vector", ["context_id", "scope_id", "stamp"])
    op.execute(sa.text(_TURNS))
