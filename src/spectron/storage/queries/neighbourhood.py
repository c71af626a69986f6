"""What a turn is reconciled with: the entities its mentions could be, and what is believed about them."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, false, func, or_, select

from spectron.domain.change import Reach
from spectron.domain.graph import Alias, Entity, Evidence, Fact, Instruction, Uncertainty
from spectron.domain.ids import ContextId, EntityId, TurnId
from spectron.storage.queries.rows import evidence_of, fact_of, instruction_of, uncertainty_of
from spectron.storage.schema import alias, entity, evidence, fact, instruction, mention, uncertainty

MOST_STANDING = 500


def entities_by_id(
    conn: Connection, ctx: ContextId, ids: Collection[EntityId], known_at: datetime | None = None
) -> Sequence[Entity]:
    """Entities with the names they had at an instant of known time (now: None), most recently mentioned first."""
    if not ids:
        return []
    last = (
        select(func.max(mention.c.revision))
        .where(mention.c.context_id == ctx, mention.c.entity_id == entity.c.id)
        .scalar_subquery()
    )
    chosen = and_(entity.c.context_id == ctx, entity.c.id.in_(ids))
    rows = conn.execute(select(entity, last.label("mentioned_in")).where(chosen)).all()
    names: dict[str, list[Alias]] = {row.id: [] for row in rows}
    labels: dict[str, str] = {}
    of_these = and_(alias.c.context_id == ctx, alias.c.entity_id.in_(ids), believed(alias, known_at))
    for row in conn.execute(select(alias).where(of_these).order_by(alias.c.revision, alias.c.id)):
        names[row.entity_id].append(Alias(row.text, row.holder_id and EntityId(row.holder_id)))
        if row.is_label:
            labels[row.entity_id] = row.text
    found = [
        Entity(
            id=EntityId(row.id),
            type=row.type,
            label=labels.get(row.id, "?"),
            source_turn=TurnId(row.source_turn),
            principal=row.principal,
            aliases=tuple(names[row.id]),
            mentioned_in=row.mentioned_in or 0,
        )
        for row in rows
    ]
    return sorted(found, key=lambda one: -one.mentioned_in)


def believed(table: object, known_at: datetime | None) -> ColumnElement[bool]:
    """The condition that a row is believed: now (None), or at an instant of known time."""
    columns = table.c  # type: ignore[attr-defined]
    if known_at is None:
        current: ColumnElement[bool] = columns.superseded_revision.is_(None)
        return current
    later = or_(columns.superseded_at.is_(None), columns.superseded_at > known_at)
    return and_(columns.recorded_at <= known_at, later)


def entities_sought(
    conn: Connection,
    ctx: ContextId,
    scope_id: str,
    names: Iterable[str],
    principals: Iterable[str],
    ids: Iterable[EntityId] = (),
) -> Sequence[Entity]:
    """Entities of exactly one scope that bear one of these names or roles, or take part in its conversations."""
    by_name = select(alias.c.entity_id).where(
        alias.c.context_id == ctx,
        alias.c.scope_id == scope_id,
        alias.c.folded.in_(list(names)),
        alias.c.superseded_revision.is_(None),
    )
    by_part = select(entity.c.id).where(
        entity.c.context_id == ctx, entity.c.scope_id == scope_id, entity.c.principal.in_(list(principals))
    )
    by_id = select(entity.c.id).where(
        entity.c.context_id == ctx, entity.c.scope_id == scope_id, entity.c.id.in_(list(ids))
    )
    found = {EntityId(row[0]) for row in conn.execute(by_name.union(by_part, by_id))}
    return entities_by_id(conn, ctx, found)


def entities_lately(conn: Connection, ctx: ContextId, scope_id: str, limit: int) -> Sequence[Entity]:
    """The entities spoken of last in a scope, the latest first; takes as long in a long history as in a short one."""
    latest = (
        select(mention.c.entity_id)
        .where(mention.c.context_id == ctx, mention.c.scope_id == scope_id)
        .order_by(mention.c.revision.desc(), mention.c.place)
        .limit(limit)
    )
    return entities_by_id(conn, ctx, {EntityId(row[0]) for row in conn.execute(latest)})


def facts_within(conn: Connection, ctx: ContextId, reaches: Collection[Reach]) -> Sequence[Fact]:
    """The versions believed now that these claims could touch."""
    current = and_(fact.c.context_id == ctx, fact.c.superseded_revision.is_(None), _within(fact, reaches))
    return [fact_of(row) for row in conn.execute(select(fact).where(current).order_by(fact.c.revision, fact.c.id))]


def evidence_within(conn: Connection, ctx: ContextId, reaches: Collection[Reach]) -> Sequence[Evidence]:
    """The evidence that counts now and that these claims stand beside."""
    live = and_(evidence.c.context_id == ctx, evidence.c.superseded_revision.is_(None), _within(evidence, reaches))
    rows = conn.execute(select(evidence).where(live).order_by(evidence.c.revision, evidence.c.id))
    return [evidence_of(row) for row in rows]


def _within(table: object, reaches: Collection[Reach]) -> ColumnElement[bool]:
    columns = table.c  # type: ignore[attr-defined]
    parts = []
    for reach in dict.fromkeys(reaches):
        part = and_(columns.entity_id == reach.entity, columns.key.in_(reach.keys))
        parts.append(part if reach.contents is None else and_(part, columns.folded.in_(reach.contents)))
    return or_(*parts) if parts else false()


def standing_instructions(conn: Connection, ctx: ContextId, scope_id: str) -> Sequence[Instruction]:
    """The newest instructions that stand in exactly one scope."""
    mine = and_(
        instruction.c.context_id == ctx,
        instruction.c.scope_id == scope_id,
        instruction.c.superseded_revision.is_(None),
    )
    rows = conn.execute(select(instruction).where(mine).order_by(instruction.c.revision.desc()).limit(MOST_STANDING))
    return [instruction_of(row) for row in rows]


def open_doubts(
    conn: Connection, ctx: ContextId, scope_id: str, about: Collection[EntityId], texts: bool
) -> Sequence[Uncertainty]:
    """Open doubts about these entities; with `texts` also the scope's newest ones, to tell a repetition."""
    mine = and_(uncertainty.c.context_id == ctx, uncertainty.c.superseded_revision.is_(None))
    newest = select(uncertainty).order_by(uncertainty.c.revision.desc()).limit(MOST_STANDING)
    found: dict[str, Row[Any]] = {}
    if about:
        found |= {row.id: row for row in conn.execute(newest.where(mine, uncertainty.c.entity_id.in_(list(about))))}
    if texts:
        found |= {row.id: row for row in conn.execute(newest.where(mine, uncertainty.c.scope_id == scope_id))}
    return [uncertainty_of(row) for row in found.values()]
