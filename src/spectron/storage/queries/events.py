"""The log of events: each is written in the commit of what it tells of, and takes the next number of its context."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BindParameter, Connection, Row, and_, bindparam, delete, insert, or_, select, update

from spectron.domain.events import KEPT_EVENTS, PRUNED_AT_ONCE, Event, EventKind, first_kept
from spectron.domain.ids import ContextId
from spectron.domain.scope import EVERYWHERE, Scope
from spectron.storage.queries.scopes import inside
from spectron.storage.schema import context, event, scope

_ctx: BindParameter[str] = bindparam("ctx")
_NEXT = update(context).where(context.c.id == _ctx).values(events=context.c.events + 1).returning(context.c.events)
_LAST = select(context.c.events).where(context.c.id == _ctx)
_NEW = insert(event)
_PRUNE = delete(event).where(event.c.context_id == _ctx, event.c.seq < bindparam("first"))
_PARTS = "parts"  # in the detail of a row, and never told
_in_scope = and_(scope.c.context_id == event.c.context_id, scope.c.id == event.c.scope_id)
_AFTER = (
    select(event, scope.c.dimensions)
    .outerjoin(scope, _in_scope)
    .where(event.c.context_id == _ctx, event.c.seq > bindparam("after"))
    .order_by(event.c.seq)
    .limit(bindparam("most"))
)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Events in their order, and the number up to which they are all there are."""

    events: Sequence[Event]
    until: int


def emit(conn: Connection, ctx: ContextId, where: Scope, kind: EventKind, detail: Mapping[str, Any]) -> int:
    """Note that something happened in a scope; returns its number."""
    return emit_in(conn, ctx, where.id, kind, detail)


def emit_in(conn: Connection, ctx: ContextId, scope_id: str, kind: EventKind, detail: Mapping[str, Any]) -> int:
    """The same for a scope of which the id is known; now and then the oldest events go."""
    seq: int = conn.execute(_NEXT, {"ctx": ctx}).scalar_one()
    row = {"context_id": ctx, "seq": seq, "scope_id": scope_id, "kind": kind.value, "detail": dict(detail)}
    conn.execute(_NEW, row)
    if seq % PRUNED_AT_ONCE == 0 and seq > KEPT_EVENTS:
        conn.execute(_PRUNE, {"ctx": ctx, "first": first_kept(seq)})
    return seq


def emit_of_erased(conn: Connection, ctx: ContextId, where: Scope, kind: EventKind, detail: Mapping[str, Any]) -> int:
    """The same for a scope that was erased: those who listen around it hear of it, though nothing tells what it was."""
    return emit_in(conn, ctx, where.id, kind, {**detail, _PARTS: [part.id for part in where.parts()]})


def last_event(conn: Connection, ctx: ContextId) -> int:
    """The number of the last event of a context, 0 where there was none."""
    found: int = conn.execute(_LAST, {"ctx": ctx}).scalar_one()
    return found


def last_events(conn: Connection, several: Collection[ContextId]) -> Mapping[ContextId, int]:
    """The numbers of the last events of these contexts."""
    rows = conn.execute(select(context.c.id, context.c.events).where(context.c.id.in_(sorted(several))))
    return {ContextId(row.id): row.events for row in rows}


def events_after(conn: Connection, ctx: ContextId, after: int, limit: int) -> Sequence[Event]:
    """The first events behind a number, in their order."""
    return [_event(row) for row in conn.execute(_AFTER, {"ctx": ctx, "after": after, "most": limit})]


def read_stretch(conn: Connection, ctx: ContextId, after: int, limit: int) -> Stretch:
    """The first events behind a number, whatever they tell of."""
    last = last_event(conn, ctx)
    return _stretch(events_after(conn, ctx, after, limit), last, limit)


def read_wanted(
    conn: Connection, ctx: ContextId, after: int, limit: int, within: Scope, kinds: Collection[EventKind]
) -> Stretch:
    """The first events behind a number that are of these kinds and happened inside a scope."""
    last = last_event(conn, ctx)
    here = inside(event.c.scope_id, ctx, within)
    chosen = _AFTER.where(event.c.kind.in_(sorted(kinds)))
    if within != EVERYWHERE:
        chosen = chosen.where(or_(here, scope.c.id.is_(None)))  # of what was erased, there is little to look through
    rows = conn.execute(chosen, {"ctx": ctx, "after": after, "most": limit})
    found = _stretch([_event(row) for row in rows], last, limit)
    return Stretch([one for one in found.events if one.is_within(within)], found.until)


def _stretch(found: Sequence[Event], last: int, limit: int) -> Stretch:
    return Stretch(found, found[-1].seq if len(found) == limit else last)


def _event(row: Row[Any]) -> Event:
    where = None if row.dimensions is None else Scope.of(row.dimensions)
    detail = dict(row.detail)
    parts = frozenset(detail.pop(_PARTS, ()))
    return Event(row.seq, EventKind(row.kind), row.scope_id, where, detail, parts)
