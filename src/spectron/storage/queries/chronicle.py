"""What was said and learned in a stretch of time, as summaries need it: without the words of turns."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, func, select

from spectron.domain.conversation import Role
from spectron.domain.graph import Fact
from spectron.domain.ids import ContextId, SessionId, TurnId
from spectron.storage.queries.rows import fact_of
from spectron.storage.schema import fact, session, turn


def spoken_since(
    conn: Connection, ctx: ContextId, scopes: Collection[str], since: datetime, until: datetime, limit: int
) -> Sequence[tuple[TurnId, SessionId, Role, datetime]]:
    """Which turns of users and agents were said in `[since, until]`, where, by whom and when; the latest learned."""
    mine = turn.c.context_id == ctx, turn.c.scope_id.in_(sorted(scopes)), turn.c.revision.is_not(None)
    heard = turn.c.role.in_([Role.USER.value, Role.ASSISTANT.value])
    columns = select(turn.c.id, turn.c.session_id, turn.c.role, turn.c.said_at)
    latest = columns.where(*mine, heard, turn.c.said_at >= since, turn.c.said_at <= until)
    rows = conn.execute(latest.order_by(turn.c.revision.desc()).limit(limit))
    return [(TurnId(row.id), SessionId(row.session_id), Role(row.role), row.said_at) for row in rows]


def facts_since(
    conn: Connection, ctx: ContextId, scopes: Collection[str], since: datetime, until: datetime, limit: int
) -> Sequence[Fact]:
    """What was learned in `[since, until]` and is still believed, the most important of it."""
    mine = fact.c.context_id == ctx, fact.c.scope_id.in_(sorted(scopes)), fact.c.superseded_revision.is_(None)
    learned = fact.c.recorded_at >= since, fact.c.recorded_at <= until
    ranked = select(fact).where(*mine, *learned).order_by(fact.c.importance.desc(), fact.c.revision.desc(), fact.c.id)
    return [fact_of(row) for row in conn.execute(ranked.limit(limit))]


def names_of_sessions(
    conn: Connection, ctx: ContextId, sessions: Collection[SessionId]
) -> Mapping[SessionId, SessionId]:
    """The id that the caller of each of these sessions knows it by."""
    named = select(session.c.id, func.coalesce(session.c.handle, session.c.id).label("name"))
    rows = conn.execute(named.where(session.c.context_id == ctx, session.c.id.in_(sorted(sessions))))
    return {SessionId(row.id): SessionId(row.name) for row in rows}
