"""Scopes: kept once, and found by the dimensions they contain."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Select, Table, and_, insert, select, true, union_all

from spectron.domain.ids import ContextId
from spectron.domain.scope import SPEAKER_DIMENSION, Scope, View
from spectron.storage.schema import scope, scope_dimension

MOST_NAMED = 1_000


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
    return column.in_(_containing(ctx, within)) if within.pairs else true()


def _containing(ctx: ContextId, within: Scope) -> Select[tuple[str]]:
    """The scopes that contain every dimension of `within`, which has some: of each the ones that have the next."""
    found: Select[tuple[str]] | None = None
    for name, value in within.pairs:
        held = scope_dimension.alias()
        having = select(held.c.scope_id).where(
            held.c.context_id == ctx, held.c.dimension == name, held.c.value == value
        )
        found = having if found is None else having.where(held.c.scope_id.in_(found))
    assert found is not None
    return found


def seen(column: ColumnElement[str], ctx: ContextId, asked: Scope, view: View) -> ColumnElement[bool]:
    """The condition that a record's scope is reached by a question about `asked`."""
    if view is View.INSPECTION:
        return inside(column, ctx, asked)
    if view is View.PERSON and asked.get(SPEAKER_DIMENSION):
        parts = select(scope.c.id).where(scope.c.context_id == ctx, part_of(scope.c.id, asked))
        return column.in_(union_all(parts, _containing(ctx, asked)))
    return part_of(column, asked)


def list_scopes(conn: Connection, ctx: ContextId, within: Scope) -> list[str]:
    """The scopes that contain every dimension of `within`, one more than `MOST_NAMED` at most."""
    chosen = select(scope.c.id).where(scope.c.context_id == ctx, inside(scope.c.id, ctx, within))
    return list(conn.execute(chosen.limit(MOST_NAMED + 1)).scalars())


def find_scopes(
    conn: Connection, ctx: ContextId, chosen: Callable[[ColumnElement[str]], ColumnElement[bool]]
) -> tuple[Callable[[Table], ColumnElement[bool]], datetime | None]:
    """The condition that a row lies in the scopes chosen, and the last instant of known time in any of them.

    The scopes are looked up first and named in the condition: an engine that meets them as a subquery of many tables
    may read a whole context to find one user's rows. Beyond `MOST_NAMED` scopes the answer is as large as the context,
    and the subquery serves.
    """
    rows = conn.execute(select(scope.c.id, scope.c.known_at).where(scope.c.context_id == ctx, chosen(scope.c.id))).all()
    named = [row.id for row in rows]

    def here(table: Table) -> ColumnElement[bool]:
        owner = table.c.scope_id
        return and_(table.c.context_id == ctx, owner.in_(named) if len(named) <= MOST_NAMED else chosen(owner))

    return here, max((row.known_at for row in rows if row.known_at), default=None)


def part_of(column: ColumnElement[str], whole: Scope) -> ColumnElement[bool]:
    """The condition that a record's scope is a part of `whole` (prompting)."""
    return column.in_([part.id for part in whole.parts()])
