"""What a turn is reconciled with: the entities its mentions could be, and what is believed about them.

These run for every turn, so each statement is built once and only its parameters change.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    Row,
    Select,
    Table,
    and_,
    bindparam,
    func,
    or_,
    select,
    union_all,
)

from spectron.domain.change import Reach
from spectron.domain.graph import Alias, Entity, Evidence, Fact, Instruction, Uncertainty
from spectron.domain.ids import ContextId, EntityId, TurnId
from spectron.storage.queries.rows import evidence_of, fact_of, instruction_of, uncertainty_of
from spectron.storage.schema import alias, entity, evidence, fact, instruction, mention, uncertainty

MOST_STANDING = 500
MOST_DOUBTED = 100
AT_ONCE = 10_000

_ctx: BindParameter[str] = bindparam("ctx")
_scope_id: BindParameter[str] = bindparam("scope_id")


def _many(name: str) -> Any:
    return bindparam(name, expanding=True)


def believed(table: Table, known_at: datetime | None) -> ColumnElement[bool]:
    """The condition that a row is believed: now (None), or at an instant of known time."""
    if known_at is None:
        current: ColumnElement[bool] = table.c.superseded_revision.is_(None)
        return current
    later = or_(table.c.superseded_at.is_(None), table.c.superseded_at > known_at)
    return and_(table.c.recorded_at <= known_at, later)


def believed_in(table: Table, revision: int) -> ColumnElement[bool]:
    """The condition that a row was believed once a revision was committed, whatever its instant."""
    later = or_(table.c.superseded_revision.is_(None), table.c.superseded_revision > revision)
    return and_(table.c.revision <= revision, later)


_last_mention = (
    select(func.max(mention.c.revision))
    .where(mention.c.context_id == _ctx, mention.c.entity_id == entity.c.id)
    .scalar_subquery()
)
_ENTITIES = select(entity, _last_mention.label("mentioned_in")).where(
    entity.c.context_id == _ctx, entity.c.id.in_(_many("ids"))
)
_NAMES = (
    select(alias)
    .where(alias.c.context_id == _ctx, alias.c.entity_id.in_(_many("ids")))
    .order_by(alias.c.revision, alias.c.id)
)
_NAMES_NOW = _NAMES.where(believed(alias, None))


def entities_by_id(
    conn: Connection, ctx: ContextId, ids: Collection[EntityId], known: datetime | int | None = None
) -> Sequence[Entity]:
    """Entities with the names they had at an instant of known time, or after a revision (now: None).

    Those mentioned most recently come first.
    """
    wanted = sorted(ids)
    found: list[Entity] = []
    for start in range(0, len(wanted), AT_ONCE):
        found += _load(conn, {"ctx": ctx, "ids": wanted[start : start + AT_ONCE]}, _names_known(known))
    return sorted(found, key=lambda one: -one.mentioned_in)


def _names_known(known: datetime | int | None) -> Select[Any]:
    if known is None:
        return _NAMES_NOW
    return _NAMES.where(believed_in(alias, known) if isinstance(known, int) else believed(alias, known))


def _load(conn: Connection, chosen: dict[str, Any], known: Select[Any]) -> list[Entity]:
    rows = conn.execute(_ENTITIES, chosen).all()
    names: dict[str, list[Alias]] = {row.id: [] for row in rows}
    labels: dict[str, str] = {}
    for row in conn.execute(known, chosen):
        names[row.entity_id].append(Alias(row.text, row.holder_id and EntityId(row.holder_id)))
        if row.is_label:
            labels[row.entity_id] = row.text
    if missing := [row.id for row in rows if row.id not in labels and row.superseded_revision is not None]:
        last = conn.execute(_NAMES, chosen | {"ids": missing})  # under which it was known to the end
        labels |= {row.entity_id: row.text for row in last if row.is_label}
    return [
        Entity(
            id=EntityId(row.id),
            type=row.type,
            label=labels.get(row.id, "?"),
            source_turn=TurnId(row.source_turn),
            principal=row.principal,
            aliases=tuple(names[row.id]),
            mentioned_in=row.mentioned_in or 0,
            source_removed=row.source_removed,
        )
        for row in rows
    ]


_mine = and_(entity.c.context_id == _ctx, entity.c.scope_id == _scope_id)
_SOUGHT: Any = union_all(  # a plain union reads the whole context in order, to find doubles
    select(alias.c.entity_id).where(
        alias.c.context_id == _ctx,
        alias.c.scope_id == _scope_id,
        alias.c.folded.in_(_many("names")),
        alias.c.superseded_revision.is_(None),
    ),
    select(entity.c.id).where(_mine, entity.c.principal.in_(_many("principals"))),
    select(entity.c.id).where(_mine, entity.c.id.in_(_many("ids"))),
)
_LATELY = (
    select(mention.c.entity_id)
    .where(mention.c.context_id == _ctx, mention.c.scope_id == _scope_id)
    .order_by(mention.c.revision.desc(), mention.c.place)
    .limit(bindparam("most"))
)
_AROUND: Any = union_all(select(_LATELY.subquery().c.entity_id), *_SOUGHT.selects)


def entities_sought(
    conn: Connection,
    ctx: ContextId,
    scope_id: str,
    names: Iterable[str],
    principals: Iterable[str],
    ids: Iterable[EntityId] = (),
) -> Sequence[Entity]:
    """Entities of exactly one scope that bear one of these names or roles, or take part in its conversations."""
    wanted = {"names": list(names), "principals": list(principals), "ids": list(ids)}
    found = {EntityId(row[0]) for row in conn.execute(_SOUGHT, {"ctx": ctx, "scope_id": scope_id, **wanted})}
    return entities_by_id(conn, ctx, found)


def entities_around(
    conn: Connection, ctx: ContextId, scope_id: str, names: Iterable[str], principals: Iterable[str], most: int
) -> Sequence[Entity]:
    """The entities spoken of last in a scope and those sought, the latest first.

    Takes as long in a long history as in a short one.
    """
    wanted = {"names": list(names), "principals": list(principals), "ids": [], "most": most}
    found = {EntityId(row[0]) for row in conn.execute(_AROUND, {"ctx": ctx, "scope_id": scope_id, **wanted})}
    return entities_by_id(conn, ctx, found)


def _reached(table: Table) -> Select[Any]:
    """Current rows of some entities and keys: whole keys, or only some contents of them."""
    return select(table).where(
        table.c.context_id == _ctx,
        table.c.entity_id.in_(_many("entities")),
        table.c.key.in_(_many("keys")),
        or_(table.c.key.in_(_many("whole")), table.c.folded.in_(_many("contents"))),
        table.c.superseded_revision.is_(None),
    )


_ABOUT = (
    select(fact)
    .where(fact.c.context_id == _ctx, fact.c.entity_id == bindparam("entity"), fact.c.superseded_revision.is_(None))
    .order_by(fact.c.importance.desc(), fact.c.revision.desc())
    .limit(bindparam("most"))
)
_FACTS = _reached(fact)
_EVIDENCE = _reached(evidence)


def facts_about(conn: Connection, ctx: ContextId, about: EntityId, most: int) -> Sequence[Fact]:
    """What is believed now of one entity: what matters most, and of equals the newest."""
    return [fact_of(row) for row in conn.execute(_ABOUT, {"ctx": ctx, "entity": about, "most": most})]


def facts_within(conn: Connection, ctx: ContextId, reaches: Collection[Reach]) -> Sequence[Fact]:
    """The versions believed now that these claims could touch (and a few that they could not)."""
    return [fact_of(row) for row in _in_order(conn, _FACTS, ctx, reaches)]


def evidence_within(conn: Connection, ctx: ContextId, reaches: Collection[Reach]) -> Sequence[Evidence]:
    """The evidence that counts now and that these claims stand beside."""
    return [evidence_of(row) for row in _in_order(conn, _EVIDENCE, ctx, reaches)]


def _in_order(conn: Connection, query: Select[Any], ctx: ContextId, reaches: Collection[Reach]) -> list[Row[Any]]:
    """Rows in the order they were written; sorted here, since an engine may prefer an index that has the order."""
    rows = conn.execute(query, _within(ctx, reaches)).all() if reaches else []
    return sorted(rows, key=lambda row: (row.revision, row.id))


def _within(ctx: ContextId, reaches: Collection[Reach]) -> dict[str, Any]:
    return {
        "ctx": ctx,
        "entities": sorted({reach.entity for reach in reaches}),
        "keys": sorted({key for reach in reaches for key in reach.keys}),
        "whole": sorted({key for reach in reaches if reach.contents is None for key in reach.keys}),
        "contents": sorted({text for reach in reaches for text in reach.contents or ()}),
    }


_STANDING = (
    select(instruction)
    .where(
        instruction.c.context_id == _ctx,
        instruction.c.scope_id == _scope_id,
        instruction.c.superseded_revision.is_(None),
    )
    .order_by(instruction.c.revision.desc())
    .limit(MOST_STANDING)
)
_open_doubt = and_(uncertainty.c.context_id == _ctx, uncertainty.c.superseded_revision.is_(None))
_newest_doubts = select(uncertainty).where(_open_doubt).order_by(uncertainty.c.revision.desc()).limit(MOST_STANDING)
_DOUBTS_ABOUT = _newest_doubts.where(
    uncertainty.c.entity_id.in_(_many("entities")), uncertainty.c.key.in_(_many("keys"))
)
_DOUBTS_LATELY = (
    select(uncertainty)
    .where(_open_doubt, uncertainty.c.scope_id == _scope_id)
    .where(or_(uncertainty.c.entity_id.is_(None), uncertainty.c.entity_id.in_(_many("entities"))))
    .order_by(uncertainty.c.revision.desc())
    .limit(MOST_DOUBTED)
)
_DOUBTS_HERE = _newest_doubts.where(uncertainty.c.scope_id == _scope_id)


def standing_instructions(conn: Connection, ctx: ContextId, scope_id: str) -> Sequence[Instruction]:
    """The newest instructions that stand in exactly one scope."""
    return [instruction_of(row) for row in conn.execute(_STANDING, {"ctx": ctx, "scope_id": scope_id})]


def open_doubts(
    conn: Connection, ctx: ContextId, scope_id: str, reaches: Collection[Reach], texts: bool
) -> Sequence[Uncertainty]:
    """Open doubts about what these claims say, and the latest that they may be about in other words.

    With `texts` also the scope's newest ones, to tell a repetition.
    """
    found: dict[str, Row[Any]] = {}
    if reaches:
        about = _within(ctx, reaches)
        chosen = {name: about[name] for name in ("ctx", "entities", "keys")}
        found |= {row.id: row for row in conn.execute(_DOUBTS_ABOUT, chosen)}
    if reaches or texts:
        lately = {"ctx": ctx, "scope_id": scope_id, "entities": sorted({reach.entity for reach in reaches})}
        found |= {row.id: row for row in conn.execute(_DOUBTS_LATELY, lately)}
    if texts:
        found |= {row.id: row for row in conn.execute(_DOUBTS_HERE, {"ctx": ctx, "scope_id": scope_id})}
    return [uncertainty_of(row) for row in found.values()]
