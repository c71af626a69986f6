"""Who agents are, what applications keep beside their memory, and whom they talk to."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, delete, func, insert, select, update

from spectron.domain.agents import Identity
from spectron.domain.ids import ContextId
from spectron.domain.scope import AGENT_DIMENSION, SPEAKER_DIMENSION, Scope
from spectron.storage.queries.scopes import inside, keep_scope
from spectron.storage.schema import agent, custom_state, scope


def find_identity(conn: Connection, ctx: ContextId, agent_id: str) -> Identity | None:
    """Who an agent is; None where nobody has said."""
    row = conn.execute(select(agent).where(agent.c.context_id == ctx, agent.c.id == agent_id)).one_or_none()
    if row is None:
        return None
    told: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in row.identity.items()
    }
    return Identity(**told, updated_at=row.updated_at)


def keep_identity(conn: Connection, ctx: ContextId, agent_id: str, identity: Identity, now: datetime) -> None:
    """Say who an agent is, in the place of what was said before."""
    home = Scope.of({AGENT_DIMENSION: agent_id})
    keep_scope(conn, ctx, home)
    conn.execute(delete(agent).where(agent.c.context_id == ctx, agent.c.id == agent_id))
    told = {name: value for name, value in asdict(identity).items() if name != "updated_at"}
    row = {"context_id": ctx, "id": agent_id, "scope_id": home.id, "identity": told, "updated_at": now}
    conn.execute(insert(agent).values(row))


def keep_state(conn: Connection, ctx: ContextId, home: Scope, key: str, value: Any, now: datetime) -> None:
    """Store a value under a key of a scope, in the place of the one before."""
    keep_scope(conn, ctx, home)
    mine = _state(ctx, home, key)
    if not conn.execute(update(custom_state).where(mine).values(value=value, updated_at=now)).rowcount:
        row = {"context_id": ctx, "scope_id": home.id, "key": key, "value": value, "updated_at": now}
        conn.execute(insert(custom_state).values(row))


def find_state(conn: Connection, ctx: ContextId, home: Scope, key: str) -> tuple[Any, datetime] | None:
    """The value under a key of a scope and when it was stored, or None."""
    row = conn.execute(select(custom_state).where(_state(ctx, home, key))).one_or_none()
    return None if row is None else (row.value, row.updated_at)


def drop_state(conn: Connection, ctx: ContextId, home: Scope, key: str) -> bool:
    """Delete the value under a key of a scope; returns whether there was one."""
    return conn.execute(delete(custom_state).where(_state(ctx, home, key))).rowcount > 0


def count_states(conn: Connection, ctx: ContextId, home: Scope) -> int:
    """How many keys a scope has."""
    mine = and_(custom_state.c.context_id == ctx, custom_state.c.scope_id == home.id)
    return conn.execute(select(func.count()).select_from(custom_state).where(mine)).scalar_one()


def list_states(conn: Connection, ctx: ContextId, homes: Sequence[Scope]) -> Mapping[str, Any]:
    """All values of some scopes by their keys; where two have a key, the scope that stands later in the list wins."""
    ids = [one.id for one in homes]
    chosen = select(custom_state).where(custom_state.c.context_id == ctx, custom_state.c.scope_id.in_(ids))
    rows = sorted(conn.execute(chosen), key=lambda row: (ids.index(row.scope_id), row.key))
    return {row.key: row.value for row in rows}


def list_pairs(conn: Connection, ctx: ContextId, within: Scope, limit: int) -> Sequence[Scope]:
    """The scopes inside `within`, at most so many, that name a user, in the order of their keys."""
    chosen = select(scope.c.dimensions).where(scope.c.context_id == ctx, inside(scope.c.id, ctx, within))
    found = (Scope.of(dimensions) for dimensions in conn.execute(chosen).scalars())
    return sorted(one for one in found if one.get(SPEAKER_DIMENSION) is not None)[:limit]


def _state(ctx: ContextId, home: Scope, key: str) -> ColumnElement[bool]:
    return and_(custom_state.c.context_id == ctx, custom_state.c.scope_id == home.id, custom_state.c.key == key)
