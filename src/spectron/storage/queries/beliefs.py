"""What is believed in some scopes, as a memory that is kept warm reads it: whole, or what changed since a revision."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Connection, Select, Table, and_, bindparam, func, or_, select

from spectron.domain.graph import Correction, Entity, Fact, Instruction, Uncertainty
from spectron.domain.ids import ContextId, EntityId, FactId
from spectron.storage.queries.neighbourhood import believed, entities_by_id
from spectron.storage.queries.rows import correction_of, fact_of, instruction_of, uncertainty_of
from spectron.storage.queries.views import MOST_CORRECTIONS, still_said
from spectron.storage.schema import correction, entity, fact, instruction, mention, scope, uncertainty

_ctx: BindParameter[str] = bindparam("ctx")
_since: BindParameter[int] = bindparam("since")
_scopes: BindParameter[Any] = bindparam("scopes", expanding=True)


def _here(table: Table) -> ColumnElement[bool]:
    return and_(table.c.context_id == _ctx, table.c.scope_id.in_(_scopes))


_CLOCK = select(func.max(scope.c.known_at)).where(scope.c.context_id == _ctx, scope.c.id.in_(_scopes))
_FACTS = select(fact).where(_here(fact))
_FACTS_SINCE = _FACTS.where(or_(fact.c.revision > _since, fact.c.superseded_revision > _since))
_NEW_ENTITIES = select(entity.c.id).where(_here(entity), entity.c.revision > _since, believed(entity, None))
_MENTIONED = select(mention.c.entity_id).where(_here(mention), mention.c.revision > _since)
_CORRECTIONS_SINCE = (
    select(correction)
    .where(_here(correction), correction.c.revision > _since)
    .order_by(correction.c.revision.desc(), correction.c.id.desc())
    .limit(MOST_CORRECTIONS)
)


def _standing(table: Table) -> Select[Any]:
    """The rows that are believed."""
    return select(table).where(_here(table), believed(table, None))


def _changed(table: Table) -> Select[Any]:
    """The rows that were written or closed after a revision."""
    return select(table).where(_here(table), or_(table.c.revision > _since, table.c.superseded_revision > _since))


_RULES, _RULES_SINCE = _standing(instruction), _changed(instruction)
_DOUBTS, _DOUBTS_SINCE = _standing(uncertainty), _changed(uncertainty)


def last_instant(conn: Connection, ctx: ContextId, scopes: Sequence[str]) -> datetime | None:
    """The last instant of known time in any of these scopes."""
    found: datetime | None = conn.execute(_CLOCK, {"ctx": ctx, "scopes": scopes}).scalar()
    return found


def facts_since(conn: Connection, ctx: ContextId, scopes: Sequence[str], since: int) -> list[Fact]:
    """Every version of a fact that was written or closed after a revision; of all time after revision 0."""
    chosen = {"ctx": ctx, "scopes": scopes}
    rows = conn.execute(_FACTS_SINCE, chosen | {"since": since}) if since else conn.execute(_FACTS, chosen)
    return [fact_of(row) for row in rows]


def entities_since(
    conn: Connection, ctx: ContextId, scopes: Sequence[str], since: int, facts: Sequence[Fact]
) -> Sequence[Entity]:
    """The entities that came up after a revision, and those of these facts."""
    chosen = {"ctx": ctx, "scopes": scopes, "since": since}
    ids = {EntityId(one) for one in conn.scalars(_NEW_ENTITIES, chosen)}
    if since:
        ids |= {EntityId(one) for one in conn.scalars(_MENTIONED, chosen)}
        ids |= {name for one in facts for name in (one.entity, one.object) if name}
    return entities_by_id(conn, ctx, ids)


def rules_since(conn: Connection, ctx: ContextId, scopes: Sequence[str], since: int) -> list[Instruction]:
    """The instructions that were given or closed after a revision; after revision 0 those that stand."""
    chosen = {"ctx": ctx, "scopes": scopes}
    rows = conn.execute(_RULES_SINCE, chosen | {"since": since}) if since else conn.execute(_RULES, chosen)
    return [instruction_of(row) for row in rows]


def doubts_since(conn: Connection, ctx: ContextId, scopes: Sequence[str], since: int) -> list[Uncertainty]:
    """The doubts that came up or were closed after a revision; after revision 0 those that are open."""
    chosen = {"ctx": ctx, "scopes": scopes}
    rows = conn.execute(_DOUBTS_SINCE, chosen | {"since": since}) if since else conn.execute(_DOUBTS, chosen)
    return [uncertainty_of(row) for row in rows]


def corrections_since(
    conn: Connection, ctx: ContextId, scopes: Sequence[str], since: int, facts: Mapping[FactId, Fact]
) -> list[Correction]:
    """The latest corrections between these facts that were made after a revision, oldest first."""
    rows = conn.execute(_CORRECTIONS_SINCE, {"ctx": ctx, "scopes": scopes, "since": since}).all()
    return still_said(conn, ctx, [one for one in (correction_of(row, facts) for row in reversed(rows)) if one])
