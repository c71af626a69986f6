"""Taking records of an export in: ids and both clocks stay, revisions become those of this context.

Whatever was recorded in the learning of a turn has that turn's revision here too, so the order of commits stays, and so
does what a turn taught; a record that is here already is skipped, and closed where the export knows that it ended.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

from sqlalchemy import Connection, Row, Table, and_, insert, select, tuple_, update

from spectron.domain.errors import Conflict
from spectron.domain.events import EventKind
from spectron.domain.ids import ContextId
from spectron.storage.queries.adopt_beside import BESIDE, check_handles, take_in_beside
from spectron.storage.queries.adopt_lines import SEVERAL, Numbered, check_names, fault, find_held, key_of, values_of
from spectron.storage.queries.adopt_sessions import lengthen, renew_session, tell_changed
from spectron.storage.queries.adopt_turns import is_learned_since, is_news, mark_learned, reword, set_aside
from spectron.storage.queries.conversations import tell_opened
from spectron.storage.queries.events import emit_in
from spectron.storage.queries.passages import add_places, renew
from spectron.storage.queries.scopes import keep_scope
from spectron.storage.queries.transfer import CAUSES, TABLES
from spectron.storage.queries.views import current_revision
from spectron.storage.schema import context, entity, fact, scope, session, turn

_ENTITY = {"entity_id": entity}
_FROM = {"source_turn": turn}
# which columns name rows that have to be here, and which may name rows that are gone
_REQUIRED: Mapping[str, Mapping[str, Table]] = {
    "turn": {"session_id": session},
    "alias": _ENTITY | {"holder_id": entity},
    "mention": _ENTITY | {"turn_id": turn},
    "evidence": _ENTITY | {"object_id": entity},
    "fact": _ENTITY | {"object_id": entity},
    "correction": _ENTITY | {"previous_id": fact, "current_id": fact},
    "uncertainty": _ENTITY,
}
_Chat: TypeAlias = tuple[str, str]  # its scope and itself, by their ids
BELIEVED = frozenset({"entity", "fact", "instruction", "uncertainty"})
_OPTIONAL: Mapping[str, Mapping[str, Table]] = {
    "entity": _FROM,
    "evidence": _FROM,
    "fact": _FROM | {"replaces": fact},
    "instruction": _FROM,
    "uncertainty": _FROM,
}


@dataclass(frozen=True, slots=True)
class Tally:
    """Records by kind: those that were added, and those that were here."""

    imported: Counter[str]
    skipped: Counter[str]


def adopt(conn: Connection, ctx: ContextId, batch: Sequence[Numbered], now: datetime) -> Tally:
    """Take a batch in, or nothing of it; raises Unprocessable or Conflict, naming the line."""
    tally = Tally(Counter(), Counter())
    known = set(conn.scalars(select(scope.c.id).where(scope.c.context_id == ctx, scope.c.id.in_(_scopes(batch)))))
    for one in {one.scope_id: one.scope for one in batch}.values():
        keep_scope(conn, ctx, one)
    numbers = _number(conn, ctx, batch)
    came: Counter[str] = Counter()
    went: Counter[str] = Counter()
    opened: set[str] = set()
    for record in TABLES:
        mine = [one for one in batch if one.line.record == record]
        if record == "scope":
            news = _new_scopes(mine, known)
        elif record in BESIDE:
            news = take_in_beside(conn, ctx, record, mine)
        else:
            fresh, ended, longer = _take_in(conn, ctx, mine, numbers)
            news = len(fresh)
            if record == "session":
                opened = {new.get("id") for new in fresh}
                for new in fresh:
                    tell_opened(conn, ctx, new.scope_id, new.get("id"))
            set_aside(conn, ctx, fresh, now)
            for scope_id, session_id in sorted(longer):
                changed = lengthen(conn, ctx, session_id, now)
                if session_id not in opened:
                    tell_changed(conn, ctx, scope_id, session_id, changed)
            if record in BELIEVED:
                came.update(one.scope_id for one in fresh)
                went.update(one.scope_id for one in ended)
        tally.imported[record] += news
        tally.skipped[record] += len(mine) - news
    _advance_clocks(conn, ctx, batch)
    _tell(conn, ctx, came, went)
    renew(conn, ctx)
    return tally


def _tell(conn: Connection, ctx: ContextId, came: Counter[str], went: Counter[str]) -> None:
    """Tell those who listen in each scope that memory was added to; `came` and `went` count its records by scope."""
    revision = conn.execute(select(context.c.revision).where(context.c.id == ctx)).scalar_one()
    for scope_id in sorted(came | went):
        news = {"added": came[scope_id], "updated": 0, "superseded": went[scope_id]}
        told = {"revision": revision, "turn_id": None, "session_id": None, **news}
        emit_in(conn, ctx, scope_id, EventKind.MEMORY_CHANGED, told)


def _scopes(batch: Iterable[Numbered]) -> set[str]:
    return {one.scope_id for one in batch}


def _new_scopes(mine: Sequence[Numbered], known: set[str]) -> int:
    return len(_scopes(mine) - known)


def _number(conn: Connection, ctx: ContextId, batch: Sequence[Numbered]) -> Mapping[str, int]:
    """The revisions that the causes of a batch take here, by their ids, in their order."""
    news: list[str] = []
    for record in CAUSES:
        mine = [one for one in batch if one.line.record == record and one.get("learned") is not False]
        held = find_held(conn, ctx, record, mine)
        for one in mine:
            row = held.get(key_of(record, one))
            if is_news(one, row) or is_learned_since(one, row):
                news.append(one.get("id"))
    place = {one.get("id"): one.number for one in reversed(batch) if one.line.record in CAUSES}
    ordered = sorted(set(news), key=lambda one: place[one])
    last = _reserve(conn, ctx, len(ordered)) if ordered else 0
    return {one: revision for revision, one in enumerate(ordered, last + 1)}


def _bring_up(conn: Connection, ctx: ContextId, one: Numbered, row: Row[Any], numbers: Mapping[str, int]) -> set[_Chat]:
    """Bring what is here up to date with a record that was changed since; returns the chat whose message that is."""
    if one.line.record == "session":
        renew_session(conn, ctx, one, row)
    if one.line.record == "turn" and is_news(one, row):
        reword(conn, ctx, one, numbers)
        return {(row.scope_id, row.session_id)}
    if one.line.record == "turn" and is_learned_since(one, row):
        mark_learned(conn, ctx, row.id, numbers[row.id])
    return set()


def _take_in(
    conn: Connection, ctx: ContextId, mine: Sequence[Numbered], numbers: Mapping[str, int]
) -> tuple[Sequence[Numbered], Sequence[Numbered], set[_Chat]]:
    """Insert the records of one kind that are not here yet, and close those that ended.

    Returns both, and the chats whose messages are others now.
    """
    if not mine:
        return (), (), set()
    record = mine[0].line.record
    table = TABLES[record]
    held = find_held(conn, ctx, record, mine)
    news: dict[tuple[Any, ...], Numbered] = {}
    ended: list[Numbered] = []
    longer: set[_Chat] = set()
    for one in mine:
        row = held.get(key_of(record, one))
        if row is None:
            news.setdefault(key_of(record, one), one)
            continue
        if row.scope_id != one.scope_id:
            raise fault(one, "id", "names a record of another scope", Conflict)
        longer |= _bring_up(conn, ctx, one, row, numbers)
        if one.get("superseded_at") is not None and row._mapping.get("superseded_revision", 0) is None:
            ended.append(one)
    fresh = list(news.values())
    check_names(conn, ctx, fresh, _REQUIRED.get(record, {}), required=True)
    check_names(conn, ctx, fresh, _OPTIONAL.get(record, {}), required=False)
    if record == "turn":
        _add_turns(conn, ctx, fresh, numbers)
        longer |= {(one.scope_id, one.get("session_id")) for one in fresh}
    elif record in CAUSES:
        more = {"since": current_revision(conn, ctx)} if record == "cause" else {}
        rows = [values_of(ctx, table, one) | more | {"revision": numbers[one.get("id")]} for one in fresh]
        if rows:
            conn.execute(insert(table), rows)
    else:
        _add(conn, ctx, record, fresh)
    _end(conn, ctx, table, ended)
    return fresh, ended, longer


def _add_turns(conn: Connection, ctx: ContextId, news: Sequence[Numbered], numbers: Mapping[str, int]) -> None:
    """Insert turns, those that were learned with the revisions they take here."""
    taken = {(one.get("session_id"), one.get("seq")) for one in news}
    held: set[tuple[str, int]] = set()
    for start in range(0, len(news), SEVERAL):
        few = list(taken)[start : start + SEVERAL]
        chosen = and_(turn.c.context_id == ctx, tuple_(turn.c.session_id, turn.c.seq).in_(few))
        held |= {(row.session_id, row.seq) for row in conn.execute(select(turn.c.session_id, turn.c.seq).where(chosen))}
    rows: list[dict[str, Any]] = []
    for one in news:
        place = (one.get("session_id"), one.get("seq"))
        if place in held:
            raise fault(one, "seq", "is the place of another turn of this session", Conflict)
        held.add(place)
        rows.append(values_of(ctx, turn, one) | {"revision": numbers.get(one.get("id"))})
    if rows:
        conn.execute(insert(turn), rows)
        add_places(conn, ctx, [row["id"] for row in rows])


def _reserve(conn: Connection, ctx: ContextId, number: int) -> int:
    """Take so many revisions of a context; returns the last that was taken before."""
    more = context.c.revision + number
    taken = update(context).where(context.c.id == ctx).values(revision=more).returning(context.c.revision)
    last: int = conn.execute(taken).scalar_one()
    return last - number


def _add(conn: Connection, ctx: ContextId, record: str, news: Sequence[Numbered]) -> None:
    table = TABLES[record]
    revision_of = _revisions(conn, ctx, news) if "revision" in table.c else None
    rows = []
    if record == "session":
        check_handles(conn, ctx, news)
    for one in news:
        values = values_of(ctx, table, one)
        if record == "session":
            values |= {"turns": 0, "updated_at": one.get("updated_at") or one.get("created_at")}
        if revision_of:
            values["revision"] = revision_of(one, "turn_id" if record == "mention" else "recorded_in")
        if "superseded_revision" in table.c:
            ended = one.get("superseded_at") is not None
            values["superseded_revision"] = revision_of(one, "superseded_in") if ended and revision_of else None
        rows.append(values)
    if rows:
        conn.execute(insert(table), rows)


def _end(conn: Connection, ctx: ContextId, table: Table, ended: Sequence[Numbered]) -> None:
    """Close rows that are open here and that the export knows to have ended."""
    revision_of = _revisions(conn, ctx, ended)
    for one in ended:
        values = {"superseded_at": one.get("superseded_at"), "superseded_revision": revision_of(one, "superseded_in")}
        values |= {why: one.get(why) for why in ("resolution", "superseded_as") if why in table.c}
        conn.execute(update(table).where(table.c.context_id == ctx, table.c.id == one.get("id")).values(values))


def _revisions(conn: Connection, ctx: ContextId, records: Sequence[Numbered]) -> Callable[[Numbered, str], int]:
    """The revision here of the cause that a record names; a record that names none gets one of its own."""
    named = {one.get(name) for one in records for name in ("recorded_in", "superseded_in", "turn_id")} - {None}
    ours: dict[str, Row[Any]] = {}
    ordered = sorted(named)
    for start in range(0, len(ordered), SEVERAL):
        few = ordered[start : start + SEVERAL]
        for table in CAUSES.values():
            chosen = and_(table.c.context_id == ctx, table.c.id.in_(few))
            ours |= {
                row.id: row
                for row in conn.execute(select(table.c.id, table.c.scope_id, table.c.revision).where(chosen))
            }

    def revision_of(one: Numbered, name: str) -> int:
        if one.get(name) is None:
            return _reserve(conn, ctx, 1) + 1
        row = ours.get(one.get(name))
        if row is None or row.scope_id != one.scope_id or row.revision is None:
            raise fault(one, name, "names no learned turn and no other cause of the record's scope")
        revision: int = row.revision
        return revision

    return revision_of


def _advance_clocks(conn: Connection, ctx: ContextId, batch: Sequence[Numbered]) -> None:
    """Known time never runs backwards in a scope, so it stands at the last instant of anything taken in."""
    latest: dict[str, datetime] = {}
    for one in batch:
        instants = (one.get("known_at"), one.get("recorded_at"), one.get("superseded_at"))
        for instant in filter(None, instants):
            latest[one.scope_id] = max(latest.get(one.scope_id, instant), instant)
    for scope_id, instant in latest.items():
        earlier = (scope.c.known_at.is_(None)) | (scope.c.known_at < instant)
        conn.execute(
            update(scope).where(scope.c.context_id == ctx, scope.c.id == scope_id, earlier).values(known_at=instant)
        )
