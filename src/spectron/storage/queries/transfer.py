"""Reading a scope out, page by page, as it was at one revision."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Table, and_, select, tuple_

from spectron.domain.ids import ContextId
from spectron.domain.jobs import JobState
from spectron.domain.scope import Scope
from spectron.domain.temporal import iso
from spectron.storage.queries.erase import area_of, chunks
from spectron.storage.queries.views import current_revision
from spectron.storage.schema import (
    agent,
    alias,
    correction,
    custom_state,
    document,
    entity,
    evidence,
    fact,
    instruction,
    job,
    mention,
    notice,
    past_cause,
    retraction,
    scope,
    session,
    setting,
    signal,
    turn,
    uncertainty,
)

PAGE = 500
# in an order in which they can be taken in again; turns in the order in which they were learned, and among them the
# retractions and past causes, which take revisions like them; signals follow their turns
TABLES: Mapping[str, Table] = {
    "scope": scope,
    "session": session,
    "turn": turn,
    "signal": signal,
    "retraction": retraction,
    "cause": past_cause,
    "entity": entity,
    "alias": alias,
    "mention": mention,
    "evidence": evidence,
    "fact": fact,
    "correction": correction,
    "instruction": instruction,
    "uncertainty": uncertainty,
    "notice": notice,
    "identity": agent,
    "state": custom_state,
    "setting": setting,
    "document": document,
}
# what tells a record from others of its kind, where that is not its id
KEYS: Mapping[str, tuple[str, ...]] = {
    "mention": ("turn_id", "entity_id"),
    "signal": ("id", "kind", "place"),
    "state": ("scope_id", "key"),
    "setting": ("scope_id", "name"),
}
_ORDER: Mapping[str, tuple[str, ...]] = {**KEYS, "turn": ("revision",)}
EXPORTED = tuple(record for record in TABLES if record not in ("retraction", "cause", "signal"))
CAUSES: Mapping[str, Table] = {name: TABLES[name] for name in ("turn", "retraction", "cause")}
# what another memory makes anew
_OWN = frozenset(
    {"context_id", "scope_id", "dimensions", "folded", "turns", "revision", "superseded_revision", "job_id"}
)
_DERIVED: Mapping[str, frozenset[str]] = {
    "signal": frozenset({"session_id", "role", "said_at"}),
    "document": frozenset({"recipe", "chunks"}),
    "cause": frozenset({"since"}),
}
_SMALL_PAGE = 4  # of documents, which may be large


@dataclass(frozen=True, slots=True)
class Mark:
    """Where an export begins: the revision it tells of, and the turns that were not learned by then."""

    revision: int
    unlearned: Sequence[str]


@dataclass(frozen=True, slots=True)
class ExportPage:
    """Records as JSON objects, and where the next page begins; None after the last."""

    records: Sequence[Mapping[str, Any]]
    after: tuple[Any, ...] | None


def mark(conn: Connection, ctx: ContextId, within: Scope) -> Mark:
    """The present, as an export shall tell it."""
    waiting = select(turn.c.id).where(area_of(ctx, within)(turn), turn.c.revision.is_(None)).order_by(turn.c.id)
    return Mark(current_revision(conn, ctx), list(conn.scalars(waiting)))


def read_page(
    conn: Connection, ctx: ContextId, within: Scope, begun: Mark, record: str, after: tuple[Any, ...] | None
) -> ExportPage:
    """The next records of one kind."""
    table = TABLES[record]
    keys = [table.c[name] for name in _ORDER.get(record, ("id",))]
    size = _SMALL_PAGE if record == "document" else PAGE
    chosen = [area_of(ctx, within)(table)]
    if "revision" in table.c:
        chosen.append(table.c.revision <= begun.revision)
    if after is not None:
        chosen.append(tuple_(*keys) > tuple_(*after))
    rows = conn.execute(_with_scope(table).where(*chosen).order_by(*keys).limit(size)).all()
    records = _as_records(conn, ctx, record, rows, begun)
    more = tuple(rows[-1]._mapping[column] for column in keys) if len(rows) == size else None
    if record == "turn":
        span = (after[0] if after else 0, more[0] if more else begun.revision)
        told = list(zip(rows, records, strict=True))
        for other in ("retraction", "cause"):
            done = _between(conn, ctx, within, other, span, begun)
            told += zip(done, _as_records(conn, ctx, other, done, begun), strict=True)
        told.sort(key=lambda both: both[0].revision)
        records = [*(one for _, one in told), *_signals(conn, ctx, [row.id for row in rows], begun)]
    return ExportPage(records, more)


def _between(
    conn: Connection, ctx: ContextId, within: Scope, record: str, span: tuple[int, int], begun: Mark
) -> Sequence[Row[Any]]:
    """What took a revision after one and up to another, and is no turn."""
    table = TABLES[record]
    chosen = [area_of(ctx, within)(table), table.c.revision > span[0], table.c.revision <= span[1]]
    if table is past_cause:
        chosen.append(past_cause.c.since <= begun.revision)
    return conn.execute(_with_scope(table).where(*chosen)).all()


def read_unlearned(conn: Connection, ctx: ContextId, begun: Mark, start: int) -> Sequence[Mapping[str, Any]]:
    """A page of the turns that were not learned when the export began."""
    few = begun.unlearned[start : start + PAGE]
    chosen = and_(turn.c.context_id == ctx, turn.c.id.in_(few))
    rows = conn.execute(_with_scope(turn).where(chosen).order_by(turn.c.id)).all()
    its_job = and_(job.c.context_id == turn.c.context_id, job.c.id == turn.c.job_id)
    idle = select(turn.c.id).join(job, its_job).where(chosen, turn.c.revision.is_(None))
    aside = set(conn.scalars(idle.where(job.c.state == JobState.ASIDE.value)))
    told = _as_records(conn, ctx, "turn", rows, begun)
    turns = [{**one, "set_aside": True} if one["id"] in aside else one for one in told]
    return [*turns, *_signals(conn, ctx, few, begun)]


def _signals(conn: Connection, ctx: ContextId, turns: Sequence[str], begun: Mark) -> Sequence[Mapping[str, Any]]:
    """What some turns showed, in the order of these."""
    found: dict[str, list[Row[Any]]] = {}
    for few in chunks(turns):
        mine = signal.c.context_id == ctx, signal.c.id.in_(few)
        for row in conn.execute(_with_scope(signal).where(*mine).order_by(signal.c.kind, signal.c.place)):
            found.setdefault(row.id, []).append(row)
    ordered = [row for one in turns for row in found.get(one, ())]
    return _as_records(conn, ctx, "signal", ordered, begun)


def _with_scope(table: Table) -> Any:
    if table is scope:
        return select(scope)
    owner = and_(scope.c.context_id == table.c.context_id, scope.c.id == table.c.scope_id)
    return select(table, scope.c.dimensions).join(scope, owner)


def _as_records(
    conn: Connection, ctx: ContextId, record: str, rows: Sequence[Row[Any]], begun: Mark
) -> list[Mapping[str, Any]]:
    causes = {} if record in (*CAUSES, "mention") else _causes_of(conn, ctx, rows, begun)
    return [_as_record(record, row, begun, causes) for row in rows]


def _as_record(record: str, row: Row[Any], begun: Mark, causes: Mapping[tuple[str, int], str]) -> Mapping[str, Any]:
    held = dict(row._mapping)
    told = {"record": record, "scope": held["dimensions"]}
    own = _OWN | _DERIVED.get(record, frozenset())
    told |= {name: _plain(value) for name, value in held.items() if name not in own}
    revision, end = held.get("revision"), held.get("superseded_revision")
    if record == "scope":
        told.pop("id")
    if record == "turn":
        told["learned"] = revision is not None and revision <= begun.revision
    elif record not in ("mention", *CAUSES) and revision is not None:
        told["recorded_in"] = causes.get((held["scope_id"], revision))
    if "superseded_revision" in held:
        told["superseded_in"] = causes.get((held["scope_id"], end)) if end is not None else None
        if end is not None and end > begun.revision:
            told |= {"superseded_at": None, "superseded_in": None}
            told |= {why: None for why in ("resolution", "superseded_as") if why in held}
    return told


def _causes_of(
    conn: Connection, ctx: ContextId, rows: Sequence[Row[Any]], begun: Mark
) -> Mapping[tuple[str, int], str]:
    """What rows were written or closed by, as far as the export tells of it, by scope and revision."""
    named = [row._mapping for row in rows]
    revisions = {one.get(name) for one in named for name in ("revision", "superseded_revision")} - {None}
    if not revisions:
        return {}
    scopes = {one["scope_id"] for one in named}
    causes: dict[tuple[str, int], str] = {}
    for table in CAUSES.values():
        mine = and_(table.c.context_id == ctx, table.c.scope_id.in_(scopes), table.c.revision.in_(revisions))
        if table is past_cause:
            mine = and_(mine, past_cause.c.since <= begun.revision)
        found = conn.execute(select(table.c.scope_id, table.c.revision, table.c.id).where(mine))
        causes |= {(row.scope_id, row.revision): row.id for row in found}
    return causes


def _plain(value: Any) -> Any:
    return iso(value) if isinstance(value, datetime) else value
