"""Scopes: kept once, and found by the dimensions they contain."""

from sqlalchemy import ColumnElement, Connection, and_, func, insert, or_, select, true

from spectron.domain.ids import ContextId
from spectron.domain.scope import SPEAKER_DIMENSION, Scope, View
from spectron.storage.schema import scope, scope_dimension


def keep_scope(conn: Connection, ctx: ContextId, one: Scope) -> None:
    """Store a scope the first time it is seen."""
    if conn.execute(select(scope.c.id).where(scope.c.context_id == ctx, scope.c.id == one.id)).first():
        return
    conn.execute(insert(scope).values(context_id=ctx, id=one.id, dimensions=one.as_dict(), known_at=None))
    rows = [{"context_id": ctx, "scope_id": one.id, "dimension": name, "value": value} for name, value in one.pairs]
    if rows:
        conn.execute(insert(scope_dimension), rows)


def inside(column: ColumnElement[str], ctx: ContextId, within: Scope) -> ColumnElement[bool]:
    """The condition that a record's scope contains every dimension of `within` (inspection)."""
    if not within.pairs:
        return true()
    wanted = [
        and_(scope_dimension.c.dimension == name, scope_dimension.c.value == value) for name, value in within.pairs
    ]
    chosen = select(scope_dimension.c.scope_id).where(scope_dimension.c.context_id == ctx)
    if len(wanted) == 1:
        return column.in_(chosen.where(wanted[0]))
    either = wanted[0]
    for more in wanted[1:]:
        either = either | more
    counted = chosen.where(either).group_by(scope_dimension.c.scope_id).having(func.count() == len(wanted))
    return column.in_(counted)


def seen(column: ColumnElement[str], ctx: ContextId, asked: Scope, view: View) -> ColumnElement[bool]:
    """The condition that a record's scope is reached by a question about `asked`."""
    if view is View.INSPECTION:
        return inside(column, ctx, asked)
    if view is View.PERSON and asked.get(SPEAKER_DIMENSION):
        return or_(part_of(column, asked), inside(column, ctx, asked))
    return part_of(column, asked)


def part_of(column: ColumnElement[str], whole: Scope) -> ColumnElement[bool]:
    """The condition that a record's scope is a part of `whole` (prompting)."""
    return column.in_([part.id for part in whole.parts()])
