"""What a change of the embedder needs: of which length the vectors of each turn are, and whose they are by session."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Note the length beside the model; a turn whose vectors are gone has neither."""
    op.add_column("passage", sa.Column("dimension", sa.Integer(), nullable=True))
    op.execute(
        "UPDATE passage SET dimension = (SELECT vector.dimension FROM vector"
        " WHERE vector.context_id = passage.context_id AND vector.id = passage.id AND vector.piece = 0)"
        " WHERE model IS NOT NULL"
    )
    op.execute("UPDATE passage SET model = NULL WHERE dimension IS NULL")
    op.drop_index("passage_by_model", "passage")
    op.create_index("passage_by_model", "passage", ["context_id", "scope_id", "model", "dimension"])
    op.create_index("passage_by_session", "passage", ["context_id", "model", "dimension", "session_id", "seq"])
    op.drop_index("chunk_by_model", "chunk")
    op.create_index("chunk_by_model", "chunk", ["context_id", "model", "dimension"])
    op.create_index("chunk_by_scope_model", "chunk", ["context_id", "scope_id", "model", "dimension"])
