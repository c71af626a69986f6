"""Notices: what is to be brought up with a user."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    BindParameter,
    Connection,
    Row,
    and_,
    bindparam,
    delete,
    insert,
    or_,
    select,
    update,
)

from spectron.domain.conversation import Role
from spectron.domain.estimates import Notice, NoticeKind, NoticeStatus
from spectron.domain.graph import Entity, Fact
from spectron.domain.ids import ContextId, RecordId, TurnId
from spectron.domain.scope import SPEAKER_DIMENSION, Scope
from spectron.storage.queries.erase import chunks
from spectron.storage.queries.neighbourhood import entities_by_id
from spectron.storage.queries.rows import fact_of
from spectron.storage.queries.scopes import inside
from spectron.storage.schema import fact, notice, scope, turn

_ctx: BindParameter[str] = bindparam("ctx")
_NEW = insert(notice)
_WRITTEN = ("subject", "message", "reason", "turn_id", "due_at", "status", "created_at", "settled_at")
_CHANGED = (
    update(notice)
    .where(notice.c.context_id == _ctx, notice.c.id == bindparam("notice_id"))
    .values({name: bindparam(f"new_{name}") for name in _WRITTEN})
)
_OF_SCOPE = select(notice).where(notice.c.context_id == _ctx, notice.c.scope_id == bindparam("scope_id"))
_BY_KEY = _OF_SCOPE.where(notice.c.key == bindparam("key"))
_MISSED = (
    select(notice.c.id)
    .where(notice.c.context_id == _ctx, notice.c.scope_id == bindparam("scope_id"))
    .where(notice.c.status == NoticeStatus.SCHEDULED.value, notice.c.due_at < bindparam("before"))
    .where(notice.c.kind == bindparam("kind"))
    .limit(1)
)
_SINCE = _OF_SCOPE.where(
    or_(
        notice.c.status == NoticeStatus.SCHEDULED.value,
        notice.c.created_at >= bindparam("since"),
        notice.c.settled_at >= bindparam("since"),
    )
)


def notices_of(conn: Connection, ctx: ContextId, scope_id: str, since: datetime) -> Sequence[Notice]:
    """The notices of one scope that are scheduled, and all that were told or settled since an instant."""
    return [_notice(row) for row in conn.execute(_SINCE, {"ctx": ctx, "scope_id": scope_id, "since": since})]


def notices_under(conn: Connection, ctx: ContextId, scope_id: str, key: str) -> Sequence[Notice]:
    """The notices of one scope under one key."""
    return [_notice(row) for row in conn.execute(_BY_KEY, {"ctx": ctx, "scope_id": scope_id, "key": key})]


def keep_notices(conn: Connection, ctx: ContextId, scope_id: str, new: Sequence[Notice]) -> None:
    """Store notices that are new."""
    if new:
        conn.execute(_NEW, [_values(ctx, scope_id, one) for one in new])


def change_notices(conn: Connection, ctx: ContextId, changed: Sequence[Notice]) -> None:
    """Write what changed of notices under the ids they have."""
    for one in changed:
        told = _values(ctx, "", one)
        conn.execute(_CHANGED, {"ctx": ctx, "notice_id": one.id} | {f"new_{name}": told[name] for name in _WRITTEN})


def has_missed(conn: Connection, ctx: ContextId, scope_id: str, kind: NoticeKind, before: datetime) -> bool:
    """Whether a notice of a kind is scheduled in a scope that was due before an instant."""
    place = {"ctx": ctx, "scope_id": scope_id, "kind": kind.value, "before": before}
    return conn.execute(_MISSED, place).first() is not None


def count_user_turns(conn: Connection, ctx: ContextId, scope_id: str, most: int) -> int:
    """How many turns of users a scope has, counted up to `most`."""
    mine = turn.c.context_id == ctx, turn.c.scope_id == scope_id, turn.c.role == Role.USER.value
    return len(conn.execute(select(turn.c.seq).where(*mine).limit(most)).all())


def birthdays_of(conn: Connection, ctx: ContextId, scope_id: str) -> Sequence[tuple[Entity, Fact]]:
    """What is believed of birthdays in one scope, and whose they are."""
    believed = fact.c.context_id == ctx, fact.c.scope_id == scope_id, fact.c.superseded_revision.is_(None)
    rows = conn.execute(select(fact).where(*believed, fact.c.key == "birthday")).all()
    facts = [fact_of(row) for row in rows]
    whose = {one.id: one for one in entities_by_id(conn, ctx, {one.entity for one in facts})}
    return [(whose[one.entity], one) for one in facts if one.entity in whose]


def scopes_waiting(conn: Connection, ctx: ContextId, within: Scope) -> Sequence[Scope]:
    """The scopes that contain `within` in which a notice is scheduled."""
    waiting = select(notice.c.scope_id).where(
        notice.c.context_id == ctx, notice.c.status == NoticeStatus.SCHEDULED.value
    )
    here = inside(scope.c.id, ctx, within)
    chosen = select(scope.c.dimensions).where(scope.c.context_id == ctx, here, scope.c.id.in_(waiting))
    return [Scope.of(row.dimensions) for row in conn.execute(chosen.order_by(scope.c.id))]


def scopes_of_users(conn: Connection, ctx: ContextId, within: Scope) -> Sequence[Scope]:
    """The scopes that contain `within` and name a user."""
    chosen = select(scope.c.dimensions).where(scope.c.context_id == ctx, inside(scope.c.id, ctx, within))
    found = (Scope.of(row.dimensions) for row in conn.execute(chosen.order_by(scope.c.id)))
    return [one for one in found if one.get(SPEAKER_DIMENSION)]


def list_notices(
    conn: Connection, ctx: ContextId, scopes: Collection[str], status: NoticeStatus, until: datetime | None = None
) -> Sequence[tuple[str, Notice]]:
    """The notices of these scopes with this status, due `until` then where that is named, each with its scope's id.

    Those that are due first come first.
    """
    mine = [notice.c.context_id == ctx, notice.c.scope_id.in_(sorted(scopes)), notice.c.status == status.value]
    if until is not None:
        mine.append(notice.c.due_at <= until)
    rows = conn.execute(select(notice).where(*mine).order_by(notice.c.due_at, notice.c.id))
    return [(row.scope_id, _notice(row)) for row in rows]


def scopes_by_key(
    conn: Connection, ctx: ContextId, scopes: Collection[str], keys: Collection[str]
) -> Mapping[str, frozenset[str]]:
    """In which of these scopes there are notices under each of these keys, whatever became of them."""
    found: dict[str, set[str]] = {}
    mine = notice.c.context_id == ctx, notice.c.scope_id.in_(sorted(scopes)), notice.c.key.in_(sorted(keys))
    for row in conn.execute(select(notice.c.key, notice.c.scope_id).where(*mine)):
        found.setdefault(row.key, set()).add(row.scope_id)
    return {key: frozenset(held) for key, held in found.items()}


def find_notice(conn: Connection, ctx: ContextId, notice_id: str) -> tuple[Scope, Notice] | None:
    """One notice and the scope it lives in, or None."""
    owner = and_(scope.c.context_id == notice.c.context_id, scope.c.id == notice.c.scope_id)
    mine = notice.c.context_id == ctx, notice.c.id == notice_id
    row = conn.execute(select(notice, scope.c.dimensions).join(scope, owner).where(*mine)).one_or_none()
    return None if row is None else (Scope.of(row.dimensions), _notice(row))


def consume_notice(
    conn: Connection, ctx: ContextId, notice_id: str, now: datetime, patience: Mapping[NoticeKind, timedelta]
) -> bool:
    """Take a notice that is pending; False where it is not, or another took it before."""
    fresh = or_(
        *(and_(notice.c.kind == kind.value, notice.c.due_at > now - longest) for kind, longest in patience.items())
    )
    pending = notice.c.status == NoticeStatus.SCHEDULED.value, notice.c.due_at <= now, fresh
    taken = update(notice).where(notice.c.context_id == ctx, notice.c.id == notice_id, *pending)
    return conn.execute(taken.values(status=NoticeStatus.CONSUMED.value, settled_at=now)).rowcount == 1


def drop_notices(
    conn: Connection, ctx: ContextId, turns: Collection[str], ids: Collection[str]
) -> tuple[int, Mapping[Scope, datetime]]:
    """Delete the notices that rest on these turns, or have these ids.

    Returns how many they were, the scopes they lived in, and when the last in each was told of.
    """
    owner = and_(scope.c.context_id == notice.c.context_id, scope.c.id == notice.c.scope_id)
    latest: dict[Scope, datetime] = {}
    count = 0
    for column, some in ((notice.c.turn_id, turns), (notice.c.id, ids)):
        for few in chunks(some):
            mine = notice.c.context_id == ctx, column.in_(few)
            for row in conn.execute(select(notice.c.created_at, scope.c.dimensions).join(scope, owner).where(*mine)):
                where = Scope.of(row.dimensions)
                latest[where] = max(latest.get(where, row.created_at), row.created_at)
            count += conn.execute(delete(notice).where(*mine)).rowcount
    return count, latest


def _values(ctx: ContextId, scope_id: str, one: Notice) -> dict[str, Any]:
    return {
        "context_id": ctx,
        "id": one.id,
        "scope_id": scope_id,
        "key": one.key,
        "kind": one.kind.value,
        "subject": one.subject,
        "message": one.message,
        "reason": one.reason,
        "turn_id": one.turn_id,
        "due_at": one.due_at,
        "status": one.status.value,
        "created_at": one.created_at,
        "settled_at": one.settled_at,
    }


def _notice(row: Row[Any]) -> Notice:
    return Notice(
        id=RecordId(row.id),
        key=row.key,
        kind=NoticeKind(row.kind),
        subject=row.subject,
        message=row.message,
        due_at=row.due_at,
        created_at=row.created_at,
        reason=row.reason,
        turn_id=TurnId(row.turn_id) if row.turn_id else None,
        status=NoticeStatus(row.status),
        settled_at=row.settled_at,
    )
