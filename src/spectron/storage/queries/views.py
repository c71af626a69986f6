"""Reading what is known: a scope at an instant, what changed since a turn, the history of an entity."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, and_, or_, select

from spectron.domain.change import Learned, taught
from spectron.domain.conversation import Turn
from spectron.domain.graph import Correction, Entity, Fact, Instruction, Retraction, Uncertainty
from spectron.domain.ids import ContextId, EntityId, TurnId
from spectron.domain.scope import EVERYWHERE, Scope, View
from spectron.domain.view import Chain, Changes, Snapshot
from spectron.storage.queries.conversations import Here, latest_turns, not_after
from spectron.storage.queries.erase import chunks
from spectron.storage.queries.neighbourhood import AT_ONCE, believed, entities_by_id
from spectron.storage.queries.readings import usage_of
from spectron.storage.queries.rows import (
    correction_of,
    evidence_of,
    fact_of,
    instruction_of,
    retraction_of,
    uncertainty_of,
)
from spectron.storage.queries.scopes import find_scopes, inside, seen
from spectron.storage.queries.unlearning import replaced_among
from spectron.storage.schema import (
    context,
    correction,
    entity,
    evidence,
    fact,
    instruction,
    mention,
    past_cause,
    retraction,
    scope,
    turn,
    uncertainty,
)

RECENT_TURNS = 40
RECENT_MENTIONS = 40
MOST_CORRECTIONS = 1_000


def snapshot(
    conn: Connection, ctx: ContextId, asked: Scope, known_at: datetime | None, view: View, clamp: Scope = EVERYWHERE
) -> Snapshot:
    """What is believed in the scopes that a question reaches, as far as they lie inside the clamp."""

    def reached(scope_id: ColumnElement[str]) -> ColumnElement[bool]:
        return and_(seen(scope_id, ctx, asked, view), inside(scope_id, ctx, clamp))

    here, clock = find_scopes(conn, ctx, reached)
    ids = {row[0] for row in conn.execute(select(entity.c.id).where(here(entity), believed(entity, known_at)))}
    rules = conn.execute(select(instruction).where(here(instruction), believed(instruction, known_at)))
    doubts = conn.execute(select(uncertainty).where(here(uncertainty), believed(uncertainty, known_at)))
    told = _corrections(conn, ctx, and_(here(correction), _recorded_by(correction, known_at)))
    return Snapshot(
        scope=asked,
        revision=current_revision(conn, ctx),
        clock=clock,
        entities=_as_mentioned(conn, here, known_at, entities_by_id(conn, ctx, ids, known_at)),
        facts=facts_chosen(conn, and_(here(fact), believed(fact, known_at))),
        instructions=sorted(map(instruction_of, rules), key=_by_revision),
        uncertainties=sorted(map(uncertainty_of, doubts), key=_by_revision),
        corrections=told if known_at else still_said(conn, ctx, told),
        turns=latest_turns(conn, ctx, here, known_at, RECENT_TURNS),
        mentioned=_mentioned(conn, here, known_at),
    )


def lately(conn: Connection, ctx: ContextId, scopes: Sequence[str]) -> tuple[Sequence[Turn], Sequence[EntityId]]:
    """The last turns of some scopes, oldest first, and the entities spoken of last in them, the latest first."""

    def here(table: Table) -> ColumnElement[bool]:
        return and_(table.c.context_id == ctx, table.c.scope_id.in_(scopes))

    return latest_turns(conn, ctx, here, None, RECENT_TURNS), _mentioned(conn, here, None)


def current_revision(conn: Connection, ctx: ContextId) -> int:
    """The revision of the last turn that was learned in a context; 0 before the first."""
    revision: int = conn.execute(select(context.c.revision).where(context.c.id == ctx)).scalar_one()
    return revision


def changes_since(conn: Connection, ctx: ContextId, within: Scope, since: int, until: int | None = None) -> Changes:
    """The rows that the revisions after `since`, and up to `until`, added or closed in a scope."""

    here, _ = find_scopes(conn, ctx, lambda scope_id: inside(scope_id, ctx, within))

    def touched(table: Any) -> ColumnElement[bool]:
        added, closed = table.c.revision > since, table.c.superseded_revision > since
        if until is not None:
            added, closed = and_(added, table.c.revision <= until), and_(closed, table.c.superseded_revision <= until)
        return and_(here(table), or_(added, closed))

    facts = [_as_known(one, until) for one in facts_chosen(conn, touched(fact))]
    before = {one.replaces for one in facts if one.replaces} - {one.id for one in facts}
    facts = [*facts, *facts_by_id(conn, ctx, before)]
    introduced = frozenset(EntityId(row[0]) for row in conn.execute(select(entity.c.id).where(touched(entity))))
    ids = introduced | {one.entity for one in facts} | {one.object for one in facts if one.object}
    rules = conn.execute(select(instruction).where(touched(instruction)))
    doubts = conn.execute(select(uncertainty).where(touched(uncertainty)))
    return Changes(
        since=since,
        revision=current_revision(conn, ctx) if until is None else until,
        facts=facts,
        entities=entities_by_id(conn, ctx, ids),
        introduced=introduced,
        instructions=sorted(map(instruction_of, rules), key=_by_revision),
        uncertainties=sorted(map(uncertainty_of, doubts), key=_by_revision),
    )


def _as_known(one: Fact, until: int | None) -> Fact:
    """A version as it stood after a revision, before anything closed it later."""
    if until is None or one.superseded_revision is None or one.superseded_revision <= until:
        return one
    return replace(one, superseded_at=None, superseded_revision=None, superseded_as=None)


def learned(conn: Connection, ctx: ContextId, one: Turn, revision: int) -> Learned:
    """What a turn taught, read back from the rows it wrote: the same answer as on the first day."""
    facts = [
        version
        for version in facts_chosen(conn, and_(fact.c.context_id == ctx, fact.c.revision == revision))
        if taught(version)
    ]
    named = and_(mention.c.context_id == ctx, mention.c.turn_id == one.id)
    mentioned = [
        EntityId(row[0]) for row in conn.execute(select(mention.c.entity_id).where(named).order_by(mention.c.place))
    ]
    corrections = _corrections(conn, ctx, and_(correction.c.context_id == ctx, correction.c.revision == revision))
    ids = {*mentioned, *_entities_of(facts)} | {
        side.entity for one in corrections for side in (one.previous, one.current)
    }
    entities = {one.id: one for one in entities_by_id(conn, ctx, ids, revision)}
    rules = and_(
        instruction.c.context_id == ctx, instruction.c.source_turn == one.id, instruction.c.revision == revision
    )
    doubts = and_(
        uncertainty.c.context_id == ctx, uncertainty.c.source_turn == one.id, uncertainty.c.revision == revision
    )
    here = and_(uncertainty.c.context_id == ctx, uncertainty.c.scope_id == one.scope.id)
    settled = and_(here, uncertainty.c.superseded_revision == revision)
    return Learned(
        turn=one,
        revision=revision,
        entities=tuple(entities[name] for name in mentioned if name in entities),
        facts=tuple(facts),
        instructions=tuple(
            instruction_of(row) for row in conn.execute(select(instruction).where(rules).order_by(instruction.c.id))
        ),
        uncertainties=tuple(
            uncertainty_of(row) for row in conn.execute(select(uncertainty).where(doubts).order_by(uncertainty.c.id))
        ),
        corrections=tuple(corrections),
        resolved=tuple(
            uncertainty_of(row) for row in conn.execute(select(uncertainty).where(settled).order_by(uncertainty.c.id))
        ),
        labels={name: found.label for name, found in entities.items()},
        usage=usage_of(conn, ctx, one.id),
    )


def chain(conn: Connection, ctx: ContextId, one: Entity, key: str | None) -> Chain:
    """Every version of an entity's facts, of one key or of all."""

    def mine(table: Any) -> ColumnElement[bool]:
        rows = and_(table.c.context_id == ctx, table.c.entity_id == one.id)
        return rows if key is None else and_(rows, table.c.key == key)

    facts = facts_chosen(conn, mine(fact))
    rows = conn.execute(select(evidence).where(mine(evidence)).order_by(evidence.c.revision, evidence.c.id))
    versions = {version.id for version in facts}
    corrections = [
        found
        for found in corrections_about(conn, ctx, one.id)
        if found.previous.id in versions or found.current.id in versions
    ]
    named = entities_by_id(conn, ctx, {one.id, *_entities_of(facts)})
    return Chain(
        entity=one,
        facts=facts,
        evidence=[(evidence_of(row), row.superseded_revision is not None) for row in rows],
        corrections=corrections,
        labels={found.id: found.label for found in named},
        causes=_causes(conn, ctx, one, {version.superseded_revision for version in facts} - {None}),
    )


def _causes(
    conn: Connection, ctx: ContextId, one: Entity, revisions: Collection[int | None]
) -> Mapping[int, TurnId | Retraction]:
    """Which turn or retraction of an entity's scope took each of these revisions, be it gone or read anew since."""
    home = select(entity.c.scope_id).where(entity.c.context_id == ctx, entity.c.id == one.id).scalar_subquery()
    causes: dict[int, TurnId | Retraction] = {}
    ordered = sorted(number for number in revisions if number is not None)
    for start in range(0, len(ordered), AT_ONCE):
        few = ordered[start : start + AT_ONCE]
        spoken = and_(turn.c.context_id == ctx, turn.c.scope_id == home, turn.c.revision.in_(few))
        past = and_(past_cause.c.context_id == ctx, past_cause.c.scope_id == home, past_cause.c.revision.in_(few))
        for found in (
            select(turn.c.revision, turn.c.id).where(spoken),
            select(past_cause.c.revision, past_cause.c.turn_id.label("id")).where(past),
        ):
            causes |= {row.revision: TurnId(row.id) for row in conn.execute(found)}
    done = and_(retraction.c.context_id == ctx, retraction.c.entity_id == one.id)
    owner = and_(scope.c.context_id == retraction.c.context_id, scope.c.id == retraction.c.scope_id)
    rows = conn.execute(select(retraction, scope.c.dimensions).join(scope, owner).where(done))
    return causes | {row.revision: retraction_of(row) for row in rows}


def find_entity(
    conn: Connection, ctx: ContextId, entity_id: EntityId, known_at: datetime | None = None
) -> tuple[Entity, Scope] | None:
    """One entity and the scope it belongs to, or None."""
    owner = and_(scope.c.context_id == entity.c.context_id, scope.c.id == entity.c.scope_id)
    query = select(scope.c.dimensions).join(entity, owner).where(entity.c.context_id == ctx, entity.c.id == entity_id)
    dimensions = conn.execute(query).scalar()
    found = entities_by_id(conn, ctx, {entity_id}, known_at)
    return None if dimensions is None or not found else (found[0], Scope.of(dimensions))


def _entities_of(facts: Iterable[Fact]) -> set[EntityId]:
    return {name for one in facts for name in (one.entity, one.object) if name}


def _recorded_by(table: Any, known_at: datetime | None) -> ColumnElement[bool]:
    condition: ColumnElement[bool] = table.c.revision > 0 if known_at is None else table.c.recorded_at <= known_at
    return condition


def facts_chosen(conn: Connection, chosen: ColumnElement[bool]) -> list[Fact]:
    """Facts in the order they were written; sorted here, since an engine may prefer an index that has the order."""
    return sorted(map(fact_of, conn.execute(select(fact).where(chosen))), key=_by_revision)


def facts_by_id(conn: Connection, ctx: ContextId, ids: Collection[str]) -> list[Fact]:
    """These facts, in the order they were written."""
    parts = (facts_chosen(conn, and_(fact.c.context_id == ctx, fact.c.id.in_(few))) for few in chunks(ids))
    return sorted((one for part in parts for one in part), key=_by_revision)


def _as_mentioned(
    conn: Connection, here: Here, known_at: datetime | None, entities: Sequence[Entity]
) -> Sequence[Entity]:
    """Entities with the last mention that was known at an instant, those mentioned last first."""
    if known_at is None:
        return entities
    query = select(mention.c.entity_id, mention.c.revision).where(here(mention)).order_by(mention.c.revision)
    # the last of each is found here: grouped by entity, an engine may read the whole context in that order
    last = {row.entity_id: row.revision for row in conn.execute(not_after(query, mention, here, known_at))}
    known = [replace(one, mentioned_in=last.get(one.id, 0)) for one in entities]
    return sorted(known, key=lambda one: -one.mentioned_in)


def corrections_about(conn: Connection, ctx: ContextId, one: EntityId) -> list[Correction]:
    """Every correction among the facts of an entity."""
    return _corrections(conn, ctx, and_(correction.c.context_id == ctx, correction.c.entity_id == one))


def _by_revision(one: Fact | Instruction | Uncertainty) -> tuple[int, str]:
    return one.revision, one.id


def _mentioned(conn: Connection, here: Here, known_at: datetime | None) -> Sequence[EntityId]:
    latest = select(mention.c.entity_id).where(here(mention)).order_by(mention.c.revision.desc(), mention.c.place)
    if known_at is not None:
        latest = not_after(latest, mention, here, known_at)
    rows = conn.execute(latest.limit(RECENT_MENTIONS))
    return list(dict.fromkeys(EntityId(row[0]) for row in rows))


def still_said(conn: Connection, ctx: ContextId, told: Sequence[Correction]) -> list[Correction]:
    """Corrections without those of which a side rests on words that were replaced by an edit."""
    gone = replaced_among(conn, ctx, [side for one in told for side in (one.previous, one.current)])
    return [one for one in told if one.previous.id not in gone and one.current.id not in gone]


def _corrections(conn: Connection, ctx: ContextId, chosen: ColumnElement[bool]) -> list[Correction]:
    newest = select(correction).where(chosen).order_by(correction.c.revision.desc(), correction.c.id.desc())
    rows = conn.execute(newest.limit(MOST_CORRECTIONS)).all()
    sides = {fact_id for row in rows for fact_id in (row.previous_id, row.current_id)}
    facts = {one.id: one for one in facts_by_id(conn, ctx, sides)}
    return [one for one in (correction_of(row, facts) for row in reversed(rows)) if one]
