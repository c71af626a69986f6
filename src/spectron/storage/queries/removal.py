"""Deleting messages: what is kept of a turn goes, what it taught stays and tells that its words are gone."""

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from spectron.domain.ids import ContextId, SessionId, TurnId, new_id
from spectron.domain.scope import Scope
from spectron.storage.queries.conversations import VOID
from spectron.storage.queries.erase import QUOTED, chunks
from spectron.storage.queries.jobs import count_anew
from spectron.storage.queries.scopes import inside
from spectron.storage.queries.views import current_revision
from spectron.storage.schema import (
    entity,
    idempotency,
    job,
    mention,
    passage,
    past_cause,
    reading,
    session,
    signal,
    turn,
    vector,
)

# the columns under which rows of a turn stand, in an order in which these can be deleted
_OF_TURNS: Mapping[str, Any] = {
    "mentions": mention.c.turn_id,
    "readings": reading.c.id,
    "signals": signal.c.id,
    "vectors": vector.c.id,
    "passages": passage.c.id,
    "turns": turn.c.id,
}


def turns_in(conn: Connection, ctx: ContextId, session_id: SessionId) -> Collection[TurnId]:
    """The ids of all turns of a session."""
    mine = turn.c.context_id == ctx, turn.c.session_id == session_id
    return [TurnId(one) for one in conn.scalars(select(turn.c.id).where(*mine))]


def delete_turns(conn: Connection, ctx: ContextId, turns: Collection[str]) -> dict[str, int]:
    """Delete these turns and what is kept of them alone; returns how many rows of each kind that were.

    What they taught stays: the words that a record quotes of them are emptied, and an entity that one of them brought
    up says that it is gone. Notices are not touched.
    """
    counts = dict.fromkeys(("receipts", *_OF_TURNS), 0)
    jobs: set[str] = set()
    for few in chunks(turns):
        named = turn.c.context_id == ctx, turn.c.id.in_(few)
        jobs |= set(conn.scalars(select(turn.c.job_id).where(*named, turn.c.job_id.is_not(None)).distinct()))
        note_past_causes(conn, ctx, few)
        for table in QUOTED.values():
            conn.execute(update(table).where(table.c.context_id == ctx, table.c.source_turn.in_(few)).values(quote=""))
        brought = entity.c.context_id == ctx, entity.c.source_turn.in_(few)
        conn.execute(update(entity).where(*brought).values(source_removed=True))
        counts["receipts"] += void_receipts(conn, ctx, few)
        for name, column in _OF_TURNS.items():
            counts[name] += conn.execute(
                delete(column.table).where(column.table.c.context_id == ctx, column.in_(few))
            ).rowcount
    empty = count_anew(conn, ctx, jobs)
    void_receipts(conn, ctx, empty)
    return counts | {"jobs": len(empty)}


def delete_session(conn: Connection, ctx: ContextId, session_id: SessionId) -> None:
    """Delete a session that has no turns any more, and what waited in it."""
    conn.execute(delete(job).where(job.c.context_id == ctx, job.c.session_id == session_id))
    void_receipts(conn, ctx, [session_id])
    conn.execute(delete(session).where(session.c.context_id == ctx, session.c.id == session_id))


def was_removed(conn: Connection, ctx: ContextId, turn_id: TurnId, within: Scope) -> bool:
    """Whether a turn that is not there was learned inside a scope once, and deleted as a message."""
    here = inside(past_cause.c.scope_id, ctx, within)
    mine = past_cause.c.context_id == ctx, past_cause.c.turn_id == turn_id, here
    return conn.execute(select(past_cause.c.id).where(*mine)).first() is not None


def note_past_causes(conn: Connection, ctx: ContextId, turns: Collection[str]) -> None:
    """Keep which revisions these turns took, before they are deleted or read anew."""
    took = turn.c.context_id == ctx, turn.c.id.in_(turns), turn.c.revision.is_not(None)
    columns = turn.c.scope_id, turn.c.id.label("turn_id"), turn.c.revision
    since = {"context_id": ctx, "since": current_revision(conn, ctx)}
    for row in conn.execute(select(*columns).where(*took)).all():
        conn.execute(insert(past_cause).values(id=new_id("cause"), **since, **row._asdict()))


def void_receipts(conn: Connection, ctx: ContextId, made: Collection[str]) -> int:
    """Keep of the requests that made these only that they came, so that none is carried out again; returns how many."""
    several = 0
    for few in chunks(made):
        theirs = idempotency.c.context_id == ctx, idempotency.c.made.in_(few)
        several += conn.execute(update(idempotency).where(*theirs).values(digest=VOID, made=VOID)).rowcount
    return several
