"""The turns of conversations that were taken in from elsewhere."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, and_, select

from spectron.domain.ids import ContextId, SessionId, TurnId
from spectron.storage.queries.jobs import WAITING
from spectron.storage.schema import job, turn


@dataclass(frozen=True, slots=True)
class TakenTurn:
    """A turn, its place, and the id it had at its source; `idle` tells that it is not learned and no job will do so."""

    id: TurnId
    seq: int
    source_id: str
    idle: bool


def taken_turns(conn: Connection, ctx: ContextId, session_id: SessionId, name: str) -> Sequence[TakenTurn]:
    """The turns of a session in their order that tell an id of their source, under this name in their metadata."""
    its_job = and_(job.c.context_id == turn.c.context_id, job.c.id == turn.c.job_id)
    mine = and_(turn.c.context_id == ctx, turn.c.session_id == session_id)
    columns = turn.c.id, turn.c.seq, turn.c.metadata, turn.c.revision, job.c.state
    rows = conn.execute(select(*columns).outerjoin(job, its_job).where(mine).order_by(turn.c.seq))
    return [
        TakenTurn(TurnId(row.id), row.seq, row.metadata[name], row.revision is None and row.state not in WAITING)
        for row in rows
        if isinstance(row.metadata.get(name), str)
    ]
