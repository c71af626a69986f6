"""Taking in what stands beside turns and beliefs: signals, notices, identities, custom state, settings, documents.

These have no versions: of two that are one record the one that was written last is kept.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row, and_, insert, select, update

from spectron.domain.chats import ACTIVE_CHAT
from spectron.domain.errors import Conflict
from spectron.domain.events import EventKind
from spectron.domain.ids import ContextId, DocumentId
from spectron.domain.library import Document
from spectron.domain.scope import SPEAKER_DIMENSION, Scope
from spectron.storage.queries.adopt_lines import SEVERAL, Numbered, check_names, fault, find_held, key_of, values_of
from spectron.storage.queries.conversations import find_opened
from spectron.storage.queries.events import emit
from spectron.storage.queries.library import drop_documents, find_labelled, keep_document
from spectron.storage.queries.scopes import keep_scope
from spectron.storage.queries.signals import detail_of
from spectron.storage.queries.transfer import KEYS, TABLES
from spectron.storage.schema import session, turn


def take_in_beside(conn: Connection, ctx: ContextId, record: str, mine: Sequence[Numbered]) -> int:
    """Insert the records of one kind that are not here yet, and bring older ones up to date; returns how many are new.

    Raises Unprocessable or Conflict, naming the line.
    """
    if not mine:
        return 0
    held = find_held(conn, ctx, record, mine)
    news: dict[tuple[Any, ...], Numbered] = {}
    newer: list[Numbered] = []
    for one in mine:
        row = held.get(key_of(record, one))
        if row is None:
            news.setdefault(key_of(record, one), one)
        elif row.scope_id != one.scope_id:
            raise fault(one, "id", "names a record of another scope", Conflict)
        elif _is_newer(one, row):
            _replace(conn, ctx, record, one)
            newer.append(one)
    fresh = list(news.values())
    added = BESIDE[record](conn, ctx, fresh) if fresh else 0
    if record == "setting":
        _tell_switched(conn, ctx, [one for one in (*fresh, *newer) if one.get("name") == ACTIVE_CHAT])
    return added


def _tell_switched(conn: Connection, ctx: ContextId, active: Sequence[Numbered]) -> None:
    """Note which chats are open from now on, to those who watch them."""
    for one in active:
        opened = find_opened(conn, ctx, one.scope, one.get("value")["chat_id"])
        where = Scope.of(one.scope.as_dict() | opened.scope.as_dict()) if opened else one.scope
        keep_scope(conn, ctx, where)
        told = {"chatId": opened.id if opened else None, "userId": one.scope.get(SPEAKER_DIMENSION)}
        emit(conn, ctx, where, EventKind.CHAT_SWITCHED, told)


def check_handles(conn: Connection, ctx: ContextId, sessions: Sequence[Numbered]) -> None:
    """Raise Conflict where new sessions have a handle that another one of their scope has."""
    taken: set[tuple[str, str]] = set()
    named = [one for one in sessions if one.get("handle") is not None]
    for start in range(0, len(named), SEVERAL):
        few = [one.get("handle") for one in named[start : start + SEVERAL]]
        chosen = select(session.c.scope_id, session.c.handle).where(session.c.context_id == ctx)
        taken |= {(row.scope_id, row.handle) for row in conn.execute(chosen.where(session.c.handle.in_(few)))}
    for one in named:
        place = (one.scope_id, one.get("handle"))
        if place in taken:
            raise fault(one, "handle", "is that of another session of this scope", Conflict)
        taken.add(place)


def _is_newer(one: Numbered, row: Row[Any]) -> bool:
    """Whether a record was written later than the row that is here; of a notice, whether it is settled by now."""
    if one.line.record == "notice":
        return one.get("settled_at") is not None and row.settled_at is None
    return "updated_at" in row._mapping and one.get("updated_at") > row.updated_at


def _replace(conn: Connection, ctx: ContextId, record: str, one: Numbered) -> None:
    if record == "document":
        drop_documents(conn, ctx, [one.get("id")])
        _add_documents(conn, ctx, [one])
        return
    table = TABLES[record]
    mine = and_(*(table.c[name] == one.get(name) for name in KEYS.get(record, ("id",))))
    conn.execute(update(table).where(table.c.context_id == ctx, mine).values(_values(ctx, record, one)))


def _values(ctx: ContextId, record: str, one: Numbered) -> dict[str, Any]:
    """The columns of a row; what is an object here as JSON has it."""
    values = values_of(ctx, TABLES[record], one)
    if record == "identity":
        values["identity"] = one.get("identity").model_dump()
    if record == "signal":
        values["detail"] = detail_of(one.get("signal"))
    return values


def _add_signals(conn: Connection, ctx: ContextId, news: Sequence[Numbered]) -> int:
    """Insert what turns showed; when and by whom it was said is told by the turns."""
    check_names(conn, ctx, news, {"id": turn}, required=True)
    said: dict[str, Row[Any]] = {}
    ids = sorted({one.get("id") for one in news})
    for start in range(0, len(ids), SEVERAL):
        few = turn.c.context_id == ctx, turn.c.id.in_(ids[start : start + SEVERAL])
        columns = turn.c.id, turn.c.session_id, turn.c.role, turn.c.said_at
        said |= {row.id: row for row in conn.execute(select(*columns).where(*few))}
    conn.execute(
        insert(TABLES["signal"]), [_values(ctx, "signal", one) | said[one.get("id")]._asdict() for one in news]
    )
    return len(news)


def _add_notices(conn: Connection, ctx: ContextId, news: Sequence[Numbered]) -> int:
    check_names(conn, ctx, news, {"turn_id": turn}, required=False)
    conn.execute(insert(TABLES["notice"]), [_values(ctx, "notice", one) for one in news])
    return len(news)


def _add_identities(conn: Connection, ctx: ContextId, news: Sequence[Numbered]) -> int:
    conn.execute(insert(TABLES["identity"]), [_values(ctx, "identity", one) for one in news])
    return len(news)


def _add_states(conn: Connection, ctx: ContextId, news: Sequence[Numbered]) -> int:
    conn.execute(insert(TABLES["state"]), [_values(ctx, "state", one) for one in news])
    return len(news)


def _add_settings(conn: Connection, ctx: ContextId, news: Sequence[Numbered]) -> int:
    conn.execute(insert(TABLES["setting"]), [_values(ctx, "setting", one) for one in news])
    return len(news)


def _add_documents(conn: Connection, ctx: ContextId, news: Sequence[Numbered]) -> int:
    """Insert documents, whose chunks wait to be cut; of two that have one label in a scope the later one is kept."""
    added = 0
    for one in news:
        times = one.get("created_at"), one.get("updated_at")
        new = Document(DocumentId(one.get("id")), one.scope, one.get("label"), one.get("metadata"), 0, *times)
        known = find_labelled(conn, ctx, new.scope, new.label)
        if known is not None and known.updated_at >= new.updated_at:
            continue
        if known is not None:
            drop_documents(conn, ctx, [known.id])
        keep_document(conn, ctx, new, one.get("content"))
        added += 1
    return added


BESIDE: Mapping[str, Callable[[Connection, ContextId, Sequence[Numbered]], int]] = {
    "signal": _add_signals,
    "notice": _add_notices,
    "identity": _add_identities,
    "state": _add_states,
    "setting": _add_settings,
    "document": _add_documents,
}
