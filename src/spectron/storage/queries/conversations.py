"""Sessions and turns, and the memory of which requests were answered already."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, TypeAlias

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    Row,
    Select,
    Table,
    and_,
    bindparam,
    case,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.orm import aliased

from spectron.domain.conversation import Role, Session, Turn
from spectron.domain.errors import NotFound
from spectron.domain.events import EventKind
from spectron.domain.ids import ContextId, SessionId, TurnId
from spectron.domain.scope import AGENT_DIMENSION, Scope
from spectron.storage.columns import Instant
from spectron.storage.queries.events import emit_in
from spectron.storage.queries.scopes import inside, keep_scope
from spectron.storage.schema import idempotency, scope, session, turn


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a request with an Idempotency-Key made: the digest of its body, and the id of the session or turn."""

    digest: str
    made: str


Here: TypeAlias = Callable[[Table], ColumnElement[bool]]
RECEIPT_LIFE = timedelta(hours=24)
VOID = ""  # the digest in the receipt of what was deleted since
_SEVERAL = 500

_ctx: BindParameter[str] = bindparam("ctx")
_of_scope = and_(scope.c.context_id == session.c.context_id, scope.c.id == session.c.scope_id)
_SESSIONS = select(session, scope.c.dimensions).join(scope, _of_scope).where(session.c.context_id == _ctx)
_SESSION = _SESSIONS.where(session.c.id == bindparam("id"))
_in_scope = and_(scope.c.context_id == turn.c.context_id, scope.c.id == turn.c.scope_id)
_ALL_TURNS = select(turn, scope.c.dimensions).join(scope, _in_scope)
_TURNS = _ALL_TURNS.where(turn.c.context_id == _ctx)
_TURN = _TURNS.where(turn.c.id == bindparam("id"))
_ids: BindParameter[Any] = bindparam("ids", expanding=True)
_TURNS_BY_ID = select(turn).where(turn.c.context_id == _ctx, turn.c.id.in_(_ids))
_SETTINGS = select(session.c.id, session.c.settings).where(session.c.context_id == _ctx, session.c.id.in_(_ids))
_SCOPES = select(scope.c.id, scope.c.dimensions).where(scope.c.context_id == _ctx, scope.c.id.in_(_ids))
_KEPT = select(turn.c.content, turn.c.edited_at, turn.c.revision).where(
    turn.c.context_id == _ctx, turn.c.id == bindparam("id")
)
_TURNS_BEFORE = (
    select(turn)
    .where(turn.c.context_id == _ctx, turn.c.session_id == bindparam("session_id"), turn.c.seq < bindparam("seq"))
    .order_by(turn.c.seq.desc())
    .limit(bindparam("most"))
)
_NEW_TURN = insert(turn)
_changed_at: BindParameter[datetime] = bindparam("changed_at", type_=Instant())
_NEXT_PLACE = (
    update(session)
    .where(session.c.context_id == _ctx, session.c.id == bindparam("session_id"))
    .values(
        turns=session.c.turns + 1,
        updated_at=case((session.c.updated_at < _changed_at, _changed_at), else_=session.c.updated_at),
    )
    .returning(session.c.turns)
)
_RECEIPT = select(idempotency).where(
    idempotency.c.context_id == _ctx,
    idempotency.c.key == bindparam("key"),
    idempotency.c.created_at >= bindparam("since"),
)
_OLD_RECEIPTS = delete(idempotency).where(
    idempotency.c.context_id == _ctx, idempotency.c.created_at < bindparam("since")
)


def open_session(conn: Connection, ctx: ContextId, new: Session) -> None:
    """Store a new session and the scope it is in."""
    keep_scope(conn, ctx, new.scope)
    conn.execute(
        insert(session).values(
            context_id=ctx,
            id=new.id,
            scope_id=new.scope.id,
            metadata=dict(new.metadata),
            turns=0,
            created_at=new.created_at,
            handle=new.handle,
            settings=dict(new.settings),
            title=new.title,
            updated_at=new.created_at,
        )
    )
    tell_opened(conn, ctx, new.scope.id, new.id)


def tell_opened(conn: Connection, ctx: ContextId, scope_id: str, session_id: str) -> None:
    """Note that there is a new session, which is a chat as well, whoever opened it."""
    emit_in(conn, ctx, scope_id, EventKind.CHAT_CHANGED, {"chatId": session_id, "changed": ["created"]})


def find_session(conn: Connection, ctx: ContextId, session_id: SessionId) -> Session | None:
    """One session, or None."""
    row = conn.execute(_SESSION, {"ctx": ctx, "id": session_id}).one_or_none()
    return None if row is None else _session(row)


def find_opened(conn: Connection, ctx: ContextId, where: Scope, chat_id: str | None) -> Session | None:
    """The chat that a scope has open by this id: one of its own, whoever it is with, unless it is gone."""
    found = find_session(conn, ctx, SessionId(chat_id)) if chat_id else None
    return found if found and where.contains(found.scope.without(AGENT_DIMENSION)) else None


def sessions_called(conn: Connection, ctx: ContextId, name: str, within: Scope) -> Sequence[Session]:
    """The sessions of this id or handle whose scope contains `within`, the one of this very scope first."""
    called = or_(session.c.handle == name, session.c.id == name)
    nearest = (session.c.scope_id != within.id), session.c.created_at, session.c.id
    rows = conn.execute(
        _SESSIONS.where(called, inside(session.c.scope_id, ctx, within)).order_by(*nearest), {"ctx": ctx}
    )
    return [_session(row) for row in rows]


def sessions_within(conn: Connection, ctx: ContextId, within: Scope) -> Mapping[SessionId, Scope]:
    """All sessions whose scope contains `within`, and their scopes."""
    its_scope = and_(scope.c.context_id == session.c.context_id, scope.c.id == session.c.scope_id)
    found = select(session.c.id, scope.c.dimensions).join(scope, its_scope).order_by(session.c.id)
    rows = conn.execute(found.where(session.c.context_id == ctx, inside(session.c.scope_id, ctx, within)))
    return {SessionId(row.id): Scope.of(row.dimensions) for row in rows}


def change_settings(conn: Connection, ctx: ContextId, session_id: SessionId, settings: Mapping[str, Any]) -> None:
    """Replace what the caller of a session wants of it."""
    mine = and_(session.c.context_id == ctx, session.c.id == session_id)
    conn.execute(update(session).where(mine).values(settings=dict(settings)))


def list_sessions(
    conn: Connection, ctx: ContextId, within: Scope, limit: int, offset: int
) -> tuple[Sequence[Session], int]:
    """A page of the sessions whose scope contains `within`, newest first, and how many there are."""
    matching = inside(session.c.scope_id, ctx, within)
    newest = _SESSIONS.where(matching).order_by(session.c.created_at.desc(), session.c.id.desc())
    rows = conn.execute(newest.limit(limit).offset(offset), {"ctx": ctx})
    total = select(func.count()).select_from(session).where(session.c.context_id == ctx, matching)
    return [_session(row) for row in rows], conn.execute(total).scalar_one()


def close_session(conn: Connection, ctx: ContextId, session_id: SessionId, now: datetime) -> None:
    """End a session; what it taught stays."""
    still_open = and_(session.c.context_id == ctx, session.c.id == session_id, session.c.closed_at.is_(None))
    conn.execute(update(session).where(still_open).values(closed_at=now))


def zone_names(conn: Connection, ctx: ContextId, sessions: Collection[SessionId]) -> Mapping[SessionId, str]:
    """The name of the time zone of each of these sessions that has one."""
    rows = conn.execute(_SETTINGS, {"ctx": ctx, "ids": sorted(sessions)})
    named = {SessionId(row.id): row.settings.get("timezone") for row in rows}
    return {session_id: str(name) for session_id, name in named.items() if name}


def record_turn(conn: Connection, ctx: ContextId, new: Turn, now: datetime, job_id: str | None = None) -> Turn:
    """Append a turn to its session, to be learned by a job where one is named; returns it with its place.

    The session changed when it was said, no later than `now`: a wrong date must not keep it before all others.
    """
    place = {"ctx": ctx, "session_id": new.session_id, "changed_at": min(new.said_at, now)}
    seq = conn.execute(_NEXT_PLACE, place).scalar_one()
    placed = replace(new, seq=seq)
    conn.execute(
        _NEW_TURN,
        {
            "context_id": ctx,
            "id": placed.id,
            "session_id": placed.session_id,
            "scope_id": placed.scope.id,
            "seq": seq,
            "role": placed.role.value,
            "name": placed.name,
            "content": placed.content,
            "language": placed.language,
            "tool_call_id": placed.tool_call_id,
            "tool_calls": [dict(call) for call in placed.tool_calls],
            "metadata": dict(placed.metadata),
            "said_at": placed.said_at,
            "job_id": job_id,
        },
    )
    return placed


def count_places(conn: Connection, ctx: ContextId, session_id: SessionId) -> int:
    """How many places a session has given out, those of turns that were erased since among them."""
    mine = session.c.context_id == ctx, session.c.id == session_id
    places: int = conn.execute(select(session.c.turns).where(*mine)).scalar_one()
    return places


def find_turn(conn: Connection, ctx: ContextId, turn_id: TurnId) -> tuple[Turn, int | None] | None:
    """A turn and the revision in which it was learned; None as the revision while it was not."""
    row = conn.execute(_TURN, {"ctx": ctx, "id": turn_id}).one_or_none()
    return None if row is None else (turn_of(row), row.revision)


def kept(conn: Connection, ctx: ContextId, turn_id: TurnId) -> tuple[str, datetime | None, int | None]:
    """The words of a turn as they are now, when they were edited, and the revision they were learned in, if they were.

    Raises NotFound for a turn that was erased.
    """
    row = conn.execute(_KEPT, {"ctx": ctx, "id": turn_id}).one_or_none()
    if row is None:
        raise NotFound(f"no turn {turn_id} in this context")
    return row.content, row.edited_at, row.revision


def turns_chosen(conn: Connection, chosen: ColumnElement[bool]) -> list[tuple[ContextId, Turn]]:
    """The turns that a condition picks out, and their contexts."""
    return [(ContextId(row.context_id), turn_of(row)) for row in conn.execute(_ALL_TURNS.where(chosen))]


def turns_by_id(conn: Connection, ctx: ContextId, ids: Collection[str]) -> Mapping[TurnId, Turn]:
    """These turns by their ids; those that are gone are not among them."""
    found: dict[TurnId, Turn] = {}
    ordered = sorted(ids)
    for start in range(0, len(ordered), _SEVERAL):
        rows = conn.execute(_TURNS_BY_ID, {"ctx": ctx, "ids": ordered[start : start + _SEVERAL]}).all()
        owners = {"ctx": ctx, "ids": list({row.scope_id for row in rows})}
        where = {row.id: Scope.of(row.dimensions) for row in conn.execute(_SCOPES, owners)}
        found |= {TurnId(row.id): turn_of(row, where[row.scope_id]) for row in rows}
    return found


def list_turns(
    conn: Connection, ctx: ContextId, session_id: SessionId, limit: int | None, offset: int
) -> tuple[Sequence[Turn], int]:
    """A page of a session's turns in their order, all of them without a limit, and how many it has."""
    mine = turn.c.session_id == session_id
    rows = conn.execute(_TURNS.where(mine).order_by(turn.c.seq).limit(limit).offset(offset), {"ctx": ctx})
    total = select(func.count()).select_from(turn).where(turn.c.context_id == ctx, mine)
    return [turn_of(row) for row in rows], conn.execute(total).scalar_one()


def turns_before(conn: Connection, ctx: ContextId, one: Turn, limit: int) -> Sequence[Turn]:
    """The last turns of a session before this one, oldest first."""
    place = {"ctx": ctx, "session_id": one.session_id, "seq": one.seq, "most": limit}
    rows = conn.execute(_TURNS_BEFORE, place).all()
    return [turn_of(row, one.scope) for row in reversed(rows)]


def latest_turns(
    conn: Connection,
    ctx: ContextId,
    here: Here,
    known_at: datetime | None,
    limit: int,
) -> Sequence[Turn]:
    """The last turns of a view, oldest first."""
    newest = turn.c.revision.desc().nulls_last(), turn.c.seq.desc()  # engines differ on where unlearned turns go
    latest = _TURNS.where(here(turn)).order_by(*newest).limit(limit)
    if known_at is not None:
        latest = not_after(latest, turn, here, known_at).where(turn.c.said_at <= known_at)
    else:  # an index holds the revisions: so no words of earlier turns are read only to be sorted
        learned = select(turn.c.revision).where(here(turn), turn.c.revision.is_not(None))
        revisions = conn.scalars(learned.order_by(turn.c.revision.desc()).limit(limit)).all()
        if len(revisions) == limit:
            latest = latest.where(turn.c.revision >= revisions[-1])
    return [turn_of(row) for row in reversed(conn.execute(latest, {"ctx": ctx}).all())]


def not_after(query: Select[Any], table: Table, here: Here, known_at: datetime) -> Select[Any]:
    """Leave out rows that were learned after an instant of known time.

    Known time never runs backwards in a scope, so from the first turn on that was said after the instant, all that the
    scope learned was learned after it, even what had been said before.
    """
    said: Any = aliased(turn)
    later = (
        select(said.c.scope_id, func.min(said.c.revision).label("first"))
        .where(here(said), said.c.said_at > known_at)
        .group_by(said.c.scope_id)
        .subquery()
    )
    joined = query.outerjoin(later, later.c.scope_id == table.c.scope_id)
    return joined.where(or_(later.c.first.is_(None), table.c.revision < later.c.first))


def unlearned_turns(conn: Connection, limit: int) -> Sequence[tuple[ContextId, Turn]]:
    """Turns of every context that were recorded and not learned, and wait in no job, in the order they came."""
    left = and_(turn.c.revision.is_(None), turn.c.job_id.is_(None))
    rows = conn.execute(_ALL_TURNS.where(left).order_by(turn.c.id).limit(limit))
    return [(ContextId(row.context_id), turn_of(row)) for row in rows]


def recall(conn: Connection, ctx: ContextId, key: str, now: datetime) -> Receipt | None:
    """What was made under an Idempotency-Key within `RECEIPT_LIFE`, or None; raises NotFound where it was deleted."""
    row = conn.execute(_RECEIPT, {"ctx": ctx, "key": key, "since": now - RECEIPT_LIFE}).one_or_none()
    if row and row.digest == VOID:
        raise NotFound("what this Idempotency-Key made has been erased")
    return None if row is None else Receipt(row.digest, row.made)


def remember(conn: Connection, ctx: ContextId, key: str, receipt: Receipt, now: datetime) -> None:
    """Keep what was made under an Idempotency-Key, and drop what is too old to be asked for again."""
    conn.execute(_OLD_RECEIPTS, {"ctx": ctx, "since": now - RECEIPT_LIFE})
    conn.execute(
        insert(idempotency).values(context_id=ctx, key=key, digest=receipt.digest, made=receipt.made, created_at=now)
    )


def _session(row: Row[Any]) -> Session:
    return Session(
        id=SessionId(row.id),
        scope=Scope.of(row.dimensions),
        metadata=row.metadata,
        created_at=row.created_at,
        closed_at=row.closed_at,
        handle=row.handle,
        settings=row.settings,
        title=row.title,
    )


def turn_of(row: Row[Any], where: Scope | None = None) -> Turn:
    """A turn; of the scope `where`, or of the one whose dimensions come with the row."""
    return Turn(
        id=TurnId(row.id),
        session_id=SessionId(row.session_id),
        scope=where or Scope.of(row.dimensions),
        role=Role(row.role),
        content=row.content,
        said_at=row.said_at,
        seq=row.seq,
        name=row.name,
        language=row.language,
        tool_call_id=row.tool_call_id,
        tool_calls=tuple(row.tool_calls),
        metadata=row.metadata,
        edited_at=row.edited_at,
    )
