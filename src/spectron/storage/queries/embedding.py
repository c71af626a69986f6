"""Which embedder has read what: whose vectors stand for turns and for chunks of documents, and what is left to read."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import (
    BindParameter,
    Connection,
    ScalarSelect,
    Select,
    Table,
    and_,
    bindparam,
    func,
    or_,
    select,
)

from spectron.domain.ids import ContextId, SessionId, TurnId
from spectron.domain.scope import EVERYWHERE, Scope
from spectron.storage.queries.erase import chunks
from spectron.storage.queries.scopes import inside
from spectron.storage.schema import chunk, passage, scope, turn

_ctx: BindParameter[str] = bindparam("ctx")
_model: BindParameter[str] = bindparam("model")
_dimension: BindParameter[int] = bindparam("dimension")
_session: BindParameter[str] = bindparam("session_id")
_scopes: BindParameter[Any] = bindparam("scopes", expanding=True)


class Kind(NamedTuple):
    """Vectors that can be compared with each other: one model made them, and they have as many places."""

    model: str
    dimension: int


class Stamped(NamedTuple):
    """The words of a turn, or of the chunk at a place of a document, as of a stamp."""

    owner: str
    stamp: int
    place: int = 0


NO_KIND = Kind("", 0)
LOOKED_AT = 100


@dataclass(frozen=True, slots=True)
class Unread:
    """A turn whose words an embedder has not read yet, as of a stamp; `seq` is its place in its session."""

    turn: TurnId
    stamp: int
    content: str
    seq: int = 0

    @property
    def stamped(self) -> Stamped:
        """The turn as of that stamp."""
        return Stamped(self.turn, self.stamp)


def _ends(table: Table) -> Select[Any]:
    """The first and the last kind of vectors in each of some scopes: a step in an index for each."""

    def end(name: str, *, last: bool) -> ScalarSelect[Any]:
        order = (table.c.model, table.c.dimension)
        here = and_(table.c.context_id == _ctx, table.c.scope_id == scope.c.id, table.c.model > "")
        found = select(table.c[name]).where(here).order_by(*(one.desc() for one in order) if last else order)
        return found.limit(1).correlate(scope).scalar_subquery()

    columns = [end(name, last=last) for last in (False, True) for name in ("model", "dimension")]
    return select(*columns).where(scope.c.context_id == _ctx, scope.c.id.in_(_scopes))


def _counts(table: Table) -> Select[Any]:
    kind = table.c.model, table.c.dimension
    here = table.c.context_id == _ctx, table.c.scope_id.in_(_scopes), table.c.model > ""
    return select(*kind, func.count()).where(*here).group_by(*kind)


_ENDS: Mapping[Table, Select[Any]] = {table: _ends(table) for table in (passage, chunk)}
_COUNTS: Mapping[Table, Select[Any]] = {table: _counts(table) for table in (passage, chunk)}
# one after the other: asked for as a pair, SQLite steps over every passage of the same model and dimension
_LATER_KINDS = [
    select(passage.c.model, passage.c.dimension)
    .where(passage.c.context_id == _ctx, later)
    .order_by(passage.c.model, passage.c.dimension)
    .limit(1)
    for later in (and_(passage.c.model == _model, passage.c.dimension > _dimension), passage.c.model > _model)
]
_of_kind = and_(passage.c.context_id == _ctx, passage.c.model == _model, passage.c.dimension == _dimension)
_of_none = and_(passage.c.context_id == _ctx, passage.c.model.is_(None), passage.c.dimension.is_(None))
_COUNT_IN_SESSION = select(func.count()).select_from(passage).where(_of_kind, passage.c.session_id == _session)
# told like this, no engine takes the index of recipes for it, in which nearly all passages stand under one number
_prepared = func.coalesce(passage.c.recipe, 0) > 0
_SESSIONS = {
    read: select(passage.c.session_id)
    .where(chosen, passage.c.session_id > bindparam("after"), _prepared)
    .order_by(passage.c.session_id)
    .limit(1)
    for read, chosen in ((True, _of_kind), (False, _of_none))
}
_said = and_(turn.c.context_id == passage.c.context_id, turn.c.id == passage.c.id)
_WORDS = select(passage.c.id, passage.c.stamp, turn.c.content, passage.c.seq).join(turn, _said)
_UNREAD = {
    read: _WORDS.where(chosen, passage.c.session_id == _session, passage.c.seq > bindparam("after"))
    .where(_prepared)
    .order_by(passage.c.seq)
    .limit(bindparam("most"))
    for read, chosen in ((True, _of_kind), (False, _of_none))
}
_lacking = or_(passage.c.model.is_(None), passage.c.model != _model)
_FIRST = _WORDS.where(passage.c.context_id == _ctx, passage.c.id == bindparam("first"), _prepared, _lacking)
_MISSED = (
    _WORDS.where(passage.c.context_id == _ctx, passage.c.scope_id == bindparam("scope_id"), _prepared)
    .where(passage.c.model.is_(None), passage.c.id != bindparam("first"))
    .limit(bindparam("most"))
)
_unread_here = (
    select(passage.c.context_id, passage.c.id)
    .where(passage.c.context_id == _ctx, passage.c.scope_id == bindparam("scope_id"), _prepared)
    .where(passage.c.model.is_(None))
    .limit(LOOKED_AT)
    .subquery()
)
_LEFT = (
    select(_unread_here.c.id)
    .join(turn, and_(turn.c.context_id == _unread_here.c.context_id, turn.c.id == _unread_here.c.id))
    .where(turn.c.revision.is_not(None))
    .limit(1)
)


def kinds_within(conn: Connection, ctx: ContextId, scopes: Sequence[str], table: Table = passage) -> frozenset[Kind]:
    """The kinds of vectors that stand in some scopes, two of them where there are more; costs the same for any number.

    `table` is that of turns' passages, or that of chunks.
    """
    rows = conn.execute(_ENDS[table], {"ctx": ctx, "scopes": list(scopes)})
    return frozenset(Kind(*ends) for row in rows if row[0] for ends in (row[:2], row[2:]))


def count_within(conn: Connection, ctx: ContextId, scopes: Sequence[str], table: Table = passage) -> Mapping[Kind, int]:
    """How many turns of some scopes, or chunks, have vectors of each kind; costs as much as there are."""
    rows = conn.execute(_COUNTS[table], {"ctx": ctx, "scopes": list(scopes)})
    return {Kind(model, dimension): number for model, dimension, number in rows}


def count_in_session(conn: Connection, ctx: ContextId, session: SessionId) -> Mapping[Kind, int]:
    """How many turns of a session have vectors of each kind; costs as much as the session has turns."""
    asked = [{"ctx": ctx, "session_id": session, **kind._asdict()} for kind in list_kinds(conn, ctx)]
    counts = {Kind(one["model"], one["dimension"]): conn.execute(_COUNT_IN_SESSION, one).scalar_one() for one in asked}
    return {kind: number for kind, number in counts.items() if number}


def count_all(
    conn: Connection, ctx: ContextId, within: Scope = EVERYWHERE, table: Table = passage
) -> Mapping[Kind | None, int]:
    """How many turns inside a scope, or chunks, have vectors of each kind, and of none; costs as much as there are."""
    here = table.c.context_id == ctx, inside(table.c.scope_id, ctx, within)
    kind = table.c.model, table.c.dimension
    rows = conn.execute(select(*kind, func.count()).where(*here).group_by(*kind))
    return {Kind(model, dimension) if model else None: number for model, dimension, number in rows}


def count_lacking(conn: Connection, ctx: ContextId, within: Scope, model: str, some: Collection[Stamped]) -> int:
    """How many of these turns are inside a scope, have the words they had, and have no vectors of a model."""
    stamps = {one.owner: one.stamp for one in some}
    here = passage.c.context_id == ctx, inside(passage.c.scope_id, ctx, within), _lacking
    lacking = select(passage.c.id, passage.c.stamp).where(*here)
    found = [conn.execute(lacking.where(passage.c.id.in_(few)), {"model": model}) for few in chunks(stamps)]
    return sum(row.stamp == stamps[row.id] for rows in found for row in rows)


def list_kinds(conn: Connection, ctx: ContextId) -> Sequence[Kind]:
    """The kinds of vectors that turns of a context have; costs a step in an index for each."""
    found: list[Kind] = []
    last = NO_KIND
    while row := _next_kind(conn, ctx, last):
        last = Kind(*row)
        found.append(last)
    return found


def _next_kind(conn: Connection, ctx: ContextId, last: Kind) -> Sequence[Any] | None:
    steps = (conn.execute(query, {"ctx": ctx, **last._asdict()}).first() for query in _LATER_KINDS)
    return next((row for row in steps if row), None)


def next_session(conn: Connection, ctx: ContextId, lacks: Sequence[Kind], after: str) -> SessionId | None:
    """The first session behind one, by id, that has turns with vectors of these kinds, or with none."""
    asked = [(_SESSIONS[False], {}), *((_SESSIONS[True], kind._asdict()) for kind in lacks)]
    found = [conn.execute(query, {"ctx": ctx, "after": after, **kind}).scalar() for query, kind in asked]
    return SessionId(min(some)) if (some := [one for one in found if one]) else None


def unread_in_session(
    conn: Connection, ctx: ContextId, session: SessionId, lacks: Sequence[Kind], after: int, limit: int
) -> Sequence[Unread]:
    """The first turns of a session behind a place that have vectors of these kinds, or none, in their order."""
    asked = [(_UNREAD[False], {}), *((_UNREAD[True], kind._asdict()) for kind in lacks)]
    here = {"ctx": ctx, "session_id": session, "after": after, "most": limit}
    found = [_unread(row) for query, kind in asked for row in conn.execute(query, here | kind)]
    return sorted(found, key=lambda one: one.seq)[:limit]


def missed(
    conn: Connection, ctx: ContextId, scope_id: str, model: str, limit: int, first: str = ""
) -> Sequence[Unread]:
    """Turns of a scope that no embedder has read; `first` before all others, where this model has not read it."""
    asked = {"ctx": ctx, "model": model, "first": first, "most": limit, "scope_id": scope_id}
    return [_unread(row) for query in (_FIRST, _MISSED) for row in conn.execute(query, asked)][:limit]


def is_left(conn: Connection, ctx: ContextId, scope_id: str, model: str) -> bool:
    """Whether a scope has turns that are left to this model: learned ones without vectors, or with those of another.

    What is being learned has somebody at it; of what has no vectors the first hundred are looked at, so that it costs
    the same for a scope of any size.
    """
    if {kind.model for kind in kinds_within(conn, ctx, [scope_id])} - {model}:
        return True
    return conn.execute(_LEFT, {"ctx": ctx, "scope_id": scope_id}).first() is not None


def _unread(row: Any) -> Unread:
    return Unread(TurnId(row.id), row.stamp, row.content, row.seq)
