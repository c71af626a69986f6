"""Physical erasure: which rows go, how many they are, what they say, and their deletion."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

from sqlalchemy import ColumnElement, Connection, Row, Table, and_, delete, func, insert, or_, select, update

from spectron.domain.ids import ContextId, EntityId, RecordId, new_id
from spectron.domain.redaction import Cited, Phrase, holds_all
from spectron.domain.scope import Scope
from spectron.storage.queries.neighbourhood import entities_by_id
from spectron.storage.queries.scopes import inside, part_of
from spectron.storage.schema import (
    agent,
    alias,
    chunk,
    context,
    correction,
    custom_state,
    document,
    entity,
    erasure,
    event,
    evidence,
    fact,
    idempotency,
    instruction,
    job,
    mention,
    notice,
    passage,
    past_cause,
    reading,
    retraction,
    scope,
    scope_dimension,
    session,
    setting,
    signal,
    turn,
    uncertainty,
    vector,
)

# in an order in which they can be deleted
TABLES: Mapping[str, Table] = {
    "receipts": idempotency,
    "mentions": mention,
    "past_causes": past_cause,
    "aliases": alias,
    "corrections": correction,
    "retractions": retraction,
    "facts": fact,
    "evidence": evidence,
    "instructions": instruction,
    "uncertainties": uncertainty,
    "entities": entity,
    "readings": reading,
    "signals": signal,
    "notices": notice,
    "jobs": job,
    "vectors": vector,
    "passages": passage,
    "chunks": chunk,
    "documents": document,
    "identities": agent,
    "states": custom_state,
    "settings": setting,
    "events": event,
    "turns": turn,
    "sessions": session,
    "scopes": scope,
    "scope_dimensions": scope_dimension,
}
QUOTED: Mapping[str, Table] = {name: TABLES[name] for name in ("facts", "evidence", "instructions", "uncertainties")}
AT_ONCE = 500
_BEGUN = document.c.id, document.c.label, func.substr(document.c.content, 1, 200).label("begin")

Area: TypeAlias = Callable[[Table], ColumnElement[bool]]
Choice: TypeAlias = Mapping[str, Sequence[ColumnElement[bool]]]


@dataclass(frozen=True, slots=True)
class Doomed:
    """The rows that an erasure by entity or by words chose.

    `ids` are theirs by the names of `TABLES`; `entities` go whole; `turns` are those that spoke of any of it, `quoted`
    the characters of those turns that it rested on, `values` what the rows that hold the words said, turn by turn.
    """

    ids: Mapping[str, frozenset[str]]
    entities: frozenset[str]
    turns: frozenset[str]
    quoted: Mapping[str, Sequence[Cited]]
    values: Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Shown:
    """One record that goes, as a caller may see it before it does; `source_turn` is None for what no turn taught."""

    type: str
    id: str
    key: str
    value: str
    source_turn: str | None


@dataclass(frozen=True, slots=True)
class Tombstone:
    """What is left of an erasure: when it was, who asked, how many rows went; nothing of what they said."""

    id: RecordId
    scope: Scope
    actor: str
    recorded_at: datetime
    erased: Mapping[str, int]


def area_of(ctx: ContextId, within: Scope) -> Area:
    """The rows of every scope that contains `within`."""

    def mine(table: Table) -> ColumnElement[bool]:
        owner = table.c.id if table is scope else table.c.scope_id
        return and_(table.c.context_id == ctx, inside(owner, ctx, within))

    return mine


def area_of_scope(ctx: ContextId, one: Scope) -> Area:
    """The rows of exactly one scope."""
    return lambda table: and_(table.c.context_id == ctx, table.c.scope_id == one.id)


def choose_area(ctx: ContextId, area: Area) -> Choice:
    """Everything of an area."""
    makers = session, turn, document
    made = or_(*(idempotency.c.made.in_(select(table.c.id).where(area(table))) for table in makers))
    receipts = and_(idempotency.c.context_id == ctx, made)
    return {name: [receipts if table is idempotency else area(table)] for name, table in TABLES.items()}


def choose_rows(ctx: ContextId, doomed: Doomed) -> Choice:
    """The rows that an erasure by entity or by words chose, and what cannot stay without them."""
    entities = doomed.entities
    chosen = {name: _either(ctx, TABLES[name].c.id, ids) for name, ids in doomed.ids.items()}
    chosen["entities"] = _either(ctx, entity.c.id, entities)
    chosen["mentions"] = _either(ctx, mention.c.entity_id, entities)
    chosen["chunks"] = _either(ctx, chunk.c.id, doomed.ids.get("documents", ()))
    return chosen


def doom_entities(conn: Connection, ctx: ContextId, entities: Collection[str]) -> Doomed:
    """All that is said of these entities: names, facts, relations to them, evidence, doubts."""
    ids: dict[str, set[str]] = {name: set() for name in ("aliases", *QUOTED)}
    rows: list[Row[Any]] = []
    turns: set[str] = set()
    for few in chunks(entities):
        for name in ("facts", "evidence", "uncertainties"):
            table = TABLES[name]
            about = table.c.entity_id.in_(few)
            chosen = or_(about, table.c.object_id.in_(few)) if "object_id" in table.c else about
            found = conn.execute(select(table).where(table.c.context_id == ctx, chosen)).all()
            ids[name] |= {row.id for row in found}
            rows += found
        names = or_(alias.c.entity_id.in_(few), alias.c.holder_id.in_(few))
        ids["aliases"] |= set(conn.scalars(select(alias.c.id).where(alias.c.context_id == ctx, names)))
        spoken = mention.c.context_id == ctx, mention.c.entity_id.in_(few)
        turns |= set(conn.scalars(select(mention.c.turn_id).where(*spoken)))
        introduced = entity.c.context_id == ctx, entity.c.id.in_(few)
        turns |= set(conn.scalars(select(entity.c.source_turn).where(*introduced)))
    ids["corrections"] = _corrections(conn, ctx, ids["facts"])
    ids["retractions"] = _retractions(conn, ctx, ids["facts"])
    return _doomed(ids, rows, frozenset(entities), turns)


def doom_words(conn: Connection, ctx: ContextId, area: Area, words: Phrase) -> Doomed:
    """All that holds every one of these words: facts, evidence, instructions, doubts, and names.

    A thing that bears such a name goes whole, unless it takes part in the conversation: then only the name goes.
    """
    ids: dict[str, set[str]] = {}
    rows: list[Row[Any]] = []
    for name, table in QUOTED.items():
        found = [row for row in conn.execute(select(table).where(area(table))) if holds_all(_text(row), words)]
        ids[name] = {row.id for row in found}
        rows += found
    owner = and_(entity.c.context_id == alias.c.context_id, entity.c.id == alias.c.entity_id)
    named = select(alias.c.id, alias.c.entity_id, alias.c.text, entity.c.principal).join(entity, owner)
    bearers = [row for row in conn.execute(named.where(area(alias))) if holds_all(row.text, words)]
    ids |= {"aliases": {row.id for row in bearers}, "corrections": _corrections(conn, ctx, ids["facts"])}
    ids["retractions"] = _retractions(conn, ctx, ids["facts"])
    whole = doom_entities(conn, ctx, {row.entity_id for row in bearers if row.principal is None})
    mine = _doomed(ids, rows, frozenset(), set())
    values: dict[str, set[str]] = {}
    for row in rows:
        values.setdefault(row.source_turn, set()).add(row._mapping.get("value") or "")
    quoted = {
        turn_id: [*mine.quoted.get(turn_id, ()), *whole.quoted.get(turn_id, ())]
        for turn_id in {*mine.quoted, *whole.quoted}
    }
    both = {name: mine.ids[name] | whole.ids[name] for name in whole.ids}
    held = {turn_id: frozenset(found) for turn_id, found in values.items()}
    return Doomed(both, whole.entities, mine.turns | whole.turns, quoted, held)


def names_of(conn: Connection, ctx: ContextId, entities: Collection[str]) -> Sequence[str]:
    """Every name that these entities ever had, without the roles they play towards others and in the conversation."""
    names: list[str] = []
    for few in chunks(entities):
        owner = and_(entity.c.context_id == alias.c.context_id, entity.c.id == alias.c.entity_id)
        mine = and_(alias.c.context_id == ctx, alias.c.entity_id.in_(few))
        rows = conn.execute(select(alias, entity.c.principal).join(entity, owner).where(mine)).all()
        roles = {(row.entity_id, row.folded) for row in rows if row.holder_id}
        roles |= {(row.entity_id, row.principal) for row in rows}
        names += [row.text for row in rows if (row.entity_id, row.folded) not in roles]
    return names


def erase(conn: Connection, choice: Choice) -> dict[str, int]:
    """Delete a choice for good; returns how many rows that were, by the names of `TABLES`."""
    return {
        name: sum(conn.execute(delete(table).where(chosen)).rowcount for chosen in choice.get(name, ()))
        for name, table in TABLES.items()
    }


def show(conn: Connection, ctx: ContextId, choice: Choice, limit: int) -> tuple[Sequence[Shown], int]:
    """The first records of a choice as a caller knows them, and how many there are."""
    shown: list[Shown] = []
    total = 0
    for name in ("entities", "facts", "instructions", "uncertainties", "notices", "documents"):
        table = TABLES[name]
        columns = _BEGUN if table is document else table.c
        for chosen in choice.get(name, ()):
            total += conn.execute(select(func.count()).select_from(table).where(chosen)).scalar_one()
            rows = conn.execute(select(*columns).where(chosen).order_by(table.c.id).limit(limit - len(shown))).all()
            labels = _labels(conn, ctx, [row.id for row in rows]) if table is entity else {}
            shown += [_shown(name, row, labels) for row in rows]
    return shown, total


def bury(conn: Connection, ctx: ContextId, one: Tombstone) -> int:
    """Keep that something was erased; whoever holds rows in memory reads them again. Returns its own revision."""
    stamp = context.c.stamp + 1
    revision: int = conn.execute(
        update(context)
        .where(context.c.id == ctx)
        .values(revision=context.c.revision + 1, stamp=stamp, renewed=stamp)
        .returning(context.c.revision)
    ).scalar_one()
    conn.execute(
        insert(erasure).values(
            context_id=ctx,
            id=one.id,
            scope_id=one.scope.id,
            actor=one.actor,
            erased=dict(one.erased),
            recorded_at=one.recorded_at,
            revision=revision,
        )
    )
    return revision


def new_tombstone_id() -> RecordId:
    """The id of an erasure that is about to happen."""
    return RecordId(new_id("tombstone"))


def buried(conn: Connection, ctx: ContextId, tombstone: str) -> Mapping[str, int] | None:
    """The counts of an earlier erasure, or None."""
    mine = and_(erasure.c.context_id == ctx, erasure.c.id == tombstone)
    counts: Mapping[str, int] | None = conn.execute(select(erasure.c.erased).where(mine)).scalar_one_or_none()
    return counts


def last_erasure(conn: Connection, ctx: ContextId, scope: Scope) -> int:
    """The revision of the last erasure that could have taken something a prompt of this scope sees; 0 for none."""
    near = and_(erasure.c.context_id == ctx, part_of(erasure.c.scope_id, scope))
    found: int | None = conn.execute(select(func.max(erasure.c.revision)).where(near)).scalar_one()
    return found or 0


def chunks(ids: Collection[str]) -> Iterator[list[str]]:
    """The same ids in lists that a statement can take."""
    ordered = sorted(ids)
    for start in range(0, len(ordered), AT_ONCE):
        yield ordered[start : start + AT_ONCE]


def _either(ctx: ContextId, column: Any, ids: Collection[str]) -> list[ColumnElement[bool]]:
    return [and_(column.table.c.context_id == ctx, column.in_(few)) for few in chunks(ids)]


def _corrections(conn: Connection, ctx: ContextId, facts: Collection[str]) -> set[str]:
    """The corrections that lose a side."""
    found: set[str] = set()
    for few in chunks(facts):
        sides = or_(correction.c.previous_id.in_(few), correction.c.current_id.in_(few))
        found |= set(conn.scalars(select(correction.c.id).where(correction.c.context_id == ctx, sides)))
    return found


def _retractions(conn: Connection, ctx: ContextId, facts: Collection[str]) -> set[str]:
    """What was done by hand to facts that go."""
    found: set[str] = set()
    for few in chunks(facts):
        done = retraction.c.context_id == ctx, retraction.c.fact_id.in_(few)
        found |= set(conn.scalars(select(retraction.c.id).where(*done)))
    return found


def _doomed(
    ids: Mapping[str, set[str]],
    rows: Sequence[Row[Any]],
    entities: frozenset[str],
    turns: set[str],
) -> Doomed:
    quoted: dict[str, list[Cited]] = {}
    for row in rows:
        quoted.setdefault(row.source_turn, []).append((row.quote_start, row.quote_end, row.quote))
    fixed = {name: frozenset(found) for name, found in ids.items()}
    return Doomed(fixed, entities, frozenset(turns | set(quoted)), quoted, {})


def _text(row: Row[Any]) -> str:
    """What a record says, with its key as words."""
    told = row._mapping
    parts = (told.get("key"), told.get("value"), told.get("text"))
    return " ".join(part.replace("_", " ") if place == 0 else part for place, part in enumerate(parts) if part)


def _labels(conn: Connection, ctx: ContextId, ids: Collection[str]) -> Mapping[str, str]:
    return {one.id: one.label for one in entities_by_id(conn, ctx, [EntityId(each) for each in ids])}


def _shown(name: str, row: Row[Any], labels: Mapping[str, str]) -> Shown:
    if name == "entities":
        return Shown("entity", row.id, row.type, labels.get(row.id, "?"), row.source_turn)
    if name == "facts":
        return Shown(row.kind, row.id, row.key, row.value, row.source_turn)
    if name == "instructions":
        return Shown("instruction", row.id, row.priority, row.text, row.source_turn)
    if name == "notices":
        return Shown("notice", row.id, row.kind, row.message, row.turn_id)
    if name == "documents":
        return Shown("document", row.id, row.label, row.begin, None)
    return Shown("uncertainty", row.id, row.kind, row.text, row.source_turn)
