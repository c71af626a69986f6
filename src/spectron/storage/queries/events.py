"""The log of events: each is written in the commit of what it tells of, and takes the next number of its context."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import BindParameter, Connection, and_, bindparam, insert, select, update

from spectron.domain.events import Event, EventKind
from spectron.domain.ids import ContextId
from spectron.domain.scope import Scope
from spectron.storage.schema import context, event, scope

_ctx: BindParameter[str] = bindparam("ctx")
_NEXT = update(context).where(context.c.id == _ctx).values(events=context.c.events + 1).returning(context.c.events)
_LAST = select(context.c.events).where(context.c.id == _ctx)
_NEW = insert(event)
_in_scope = and_(scope.c.context_id == event.c.context_id, scope.c.id == event.c.scope_id)
_AFTER = (
    select(event, scope.c.dimensions)
    .join(scope, _in_scope)
    .where(event.c.context_id == _ctx, event.c.seq > bindparam("after"))
    .order_by(event.c.seq)
    .limit(bindparam("most"))
)


def emit(conn: Connection, ctx: ContextId, where: Scope, kind: EventKind, detail: Mapping[str, Any]) -> int:
    """Note that something happened in a scope that is stored; returns its number."""
    seq: int = conn.execute(_NEXT, {"ctx": ctx}).scalar_one()
    row = {"context_id": ctx, "seq": seq, "scope_id": where.id, "kind": kind.value, "detail": dict(detail)}
    conn.execute(_NEW, row)
    return seq


def last_event(conn: Connection, ctx: ContextId) -> int:
    """The number of the last event of a context, 0 where there was none."""
    found: int = conn.execute(_LAST, {"ctx": ctx}).scalar_one()
    return found


def events_after(conn: Connection, ctx: ContextId, after: int, limit: int) -> Sequence[Event]:
    """The first events behind a number, in their order."""
    rows = conn.execute(_AFTER, {"ctx": ctx, "after": after, "most": limit})
    return [Event(row.seq, EventKind(row.kind), Scope.of(row.dimensions), row.detail) for row in rows]
