"""What a retraction reads: the version it names, everything that was ever said of its entity, what was done before."""

from typing import Any

from sqlalchemy import Connection, Select, and_, or_, select

from spectron.domain.graph import Fact, Retraction
from spectron.domain.ids import ContextId, EntityId, FactId, RecordId
from spectron.domain.scope import Scope
from spectron.domain.view import Heard, Testimony
from spectron.storage.queries.rows import evidence_of, fact_of, retraction_of
from spectron.storage.queries.unlearning import replaced
from spectron.storage.queries.views import corrections_about, facts_chosen
from spectron.storage.schema import evidence, fact, retraction, scope


def find_fact(conn: Connection, ctx: ContextId, fact_id: FactId) -> tuple[Fact, Scope] | None:
    """One version and the scope it belongs to, or None."""
    owner = and_(scope.c.context_id == fact.c.context_id, scope.c.id == fact.c.scope_id)
    query = select(fact, scope.c.dimensions).join(scope, owner).where(fact.c.context_id == ctx, fact.c.id == fact_id)
    row = conn.execute(query).one_or_none()
    return None if row is None else (fact_of(row), Scope.of(row.dimensions))


def testimony(conn: Connection, ctx: ContextId, one: EntityId) -> Testimony:
    """All there is to know before a fact of an entity is taken back or given back.

    Claims that were taken back, and that their turns do not make any more, can come back by nothing.
    """
    mine = and_(evidence.c.context_id == ctx, evidence.c.entity_id == one)
    mine = and_(mine, or_(evidence.c.superseded_revision.is_(None), ~replaced(evidence)))
    rows = sorted(conn.execute(select(evidence).where(mine)), key=lambda row: (row.revision, row.id))
    believed = and_(fact.c.context_id == ctx, fact.c.entity_id == one, fact.c.superseded_revision.is_(None))
    return Testimony(
        facts=facts_chosen(conn, believed),
        evidence=[Heard(evidence_of(row), row.revision, row.superseded_revision) for row in rows],
        corrections=corrections_about(conn, ctx, one),
    )


def latest_retraction(conn: Connection, ctx: ContextId, one: Fact) -> Retraction | None:
    """What was last done to a version by hand, under whichever of its ids, or None."""
    mine = and_(retraction.c.context_id == ctx, retraction.c.entity_id == one.entity)
    done = [retraction_of(row) for row in conn.execute(_RETRACTIONS.where(mine).order_by(retraction.c.revision))]
    about = [each for each in done if each.fact == one.id or each.revision == one.superseded_revision]
    if not about:
        return None
    return next((each for each in done if each.restores == about[-1].id), about[-1])


def find_retraction(conn: Connection, ctx: ContextId, retraction_id: RecordId) -> Retraction | None:
    """One retraction or restoration, or None."""
    row = conn.execute(_RETRACTIONS.where(retraction.c.context_id == ctx, retraction.c.id == retraction_id)).first()
    return None if row is None else retraction_of(row)


_owner = and_(scope.c.context_id == retraction.c.context_id, scope.c.id == retraction.c.scope_id)
_RETRACTIONS: Select[Any] = select(retraction, scope.c.dimensions).join(scope, _owner)
