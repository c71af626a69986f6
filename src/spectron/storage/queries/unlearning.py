"""What a turn taught, read and closed again, because its words are not what it says any more."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Table, and_, delete, func, insert, or_, select, update

from spectron.domain.change import Moment
from spectron.domain.conversation import Turn
from spectron.domain.graph import Fact
from spectron.domain.ids import ContextId, FactId, new_id
from spectron.domain.redaction import find, phrase
from spectron.domain.scope import SPEAKER_DIMENSION
from spectron.domain.text import fold
from spectron.domain.view import Taught
from spectron.storage.queries.rows import evidence_of, instruction_of, known_values, uncertainty_of
from spectron.storage.schema import alias, entity, evidence, fact, instruction, mention, past_cause, turn, uncertainty


@dataclass(frozen=True, slots=True)
class Rewording:
    """A turn as it was when it was learned in a revision, the words it has now, and when that was taken back."""

    before: Turn
    revision: int
    words: str
    moment: Moment


def read_taught(conn: Connection, ctx: ContextId, one: Turn, revision: int) -> Taught:
    """What stands because of a turn that was learned in a revision, and what it had closed."""

    def rows(table: Table, *chosen: ColumnElement[bool]) -> list[Row[Any]]:
        return list(conn.execute(select(table).where(table.c.context_id == ctx, *chosen).order_by(table.c.id)))

    def own(table: Table) -> list[Row[Any]]:
        return rows(table, table.c.source_turn == one.id, table.c.superseded_revision.is_(None))

    def closed(table: Table) -> list[Row[Any]]:
        here = table.c.scope_id == one.scope.id, table.c.superseded_revision == revision
        return rows(table, *here, table.c.source_turn != one.id, ~replaced(table))

    return Taught(
        turn=one.id,
        evidence=[evidence_of(row) for row in own(evidence)],
        instructions=[instruction_of(row) for row in own(instruction)],
        uncertainties=[uncertainty_of(row) for row in own(uncertainty)],
        pushed_aside=[evidence_of(row) for row in closed(evidence)],
        ended=[instruction_of(row) for row in closed(instruction)],
        resolved=[uncertainty_of(row) for row in closed(uncertainty)],
    )


def replaced(table: Table) -> ColumnElement[bool]:
    """Whether a record rests on words that its turn does not say any more, because it was edited since."""
    since = past_cause.c.context_id == table.c.context_id, past_cause.c.turn_id == table.c.source_turn
    return select(past_cause.c.id).where(*since, past_cause.c.revision > table.c.revision).exists()


def replaced_among(conn: Connection, ctx: ContextId, facts: Collection[Fact]) -> frozenset[FactId]:
    """Those of these versions that rest on words which their turns do not say any more."""
    last: dict[str, int] = {}
    ordered = sorted({one.source.turn_id for one in facts})
    for start in range(0, len(ordered), 500):
        few = past_cause.c.context_id == ctx, past_cause.c.turn_id.in_(ordered[start : start + 500])
        latest = select(past_cause.c.turn_id, func.max(past_cause.c.revision)).where(*few)
        last |= {row[0]: row[1] for row in conn.execute(latest.group_by(past_cause.c.turn_id))}
    return frozenset(one.id for one in facts if one.revision < last.get(one.source.turn_id, 0))


def unspeak(conn: Connection, ctx: ContextId, change: Rewording) -> None:
    """Close the entities and names that only a turn's old words brought up, unless the new words name them too.

    Call it when what the turn had claimed is taken back. The turn speaks of nothing then, until it is learned anew.
    """
    before, revision = change.before, change.revision
    conn.execute(delete(mention).where(mention.c.context_id == ctx, mention.c.turn_id == before.id))
    brought = alias.c.context_id == ctx, alias.c.scope_id == before.scope.id, alias.c.revision == revision
    fresh = conn.execute(select(alias).where(*brought)).all()
    owners = {row.entity_id for row in fresh}
    every = conn.execute(select(alias).where(alias.c.context_id == ctx, alias.c.entity_id.in_(owners))).all()
    named = {(row.entity_id, row.folded, row.holder_id) for row in every if row.revision < revision}
    met = conn.execute(select(entity).where(entity.c.context_id == ctx, entity.c.id.in_(owners))).all()
    gone = {one.id for one in met if _is_left(conn, ctx, one, change, every)}
    _close(conn, ctx, entity, gone, change.moment)
    _close(conn, ctx, alias, {row.id for row in every if row.entity_id in gone}, change.moment)
    for one in met:
        if one.id in gone:
            continue
        said = _told_of(conn, ctx, one.id)
        unsaid = {
            (row.folded, row.holder_id)
            for row in fresh
            if row.entity_id == one.id
            and (one.id, row.folded, row.holder_id) not in named
            and _names(before.content, row.text)
            and not any(_names(each, row.text) for each in (change.words, *said))
        }
        if unsaid:
            _rename(conn, one, [row for row in every if row.entity_id == one.id], unsaid, change)


def _is_left(conn: Connection, ctx: ContextId, one: Row[Any], change: Rewording, every: Sequence[Row[Any]]) -> bool:
    """Whether nothing is left of an entity that a turn brought up: no claim, no mention, no name in the new words."""
    if one.principal is not None or one.source_turn != change.before.id or one.revision != change.revision:
        return False
    if any(_names(change.words, row.text) for row in every if row.entity_id == one.id):
        return False
    spoken = select(mention.c.turn_id).where(mention.c.context_id == ctx, mention.c.entity_id == one.id)
    about = [
        select(table.c.id).where(
            table.c.context_id == ctx,
            or_(*(table.c[name] == one.id for name in ("entity_id", "object_id") if name in table.c)),
            table.c.superseded_revision.is_(None),
        )
        for table in (fact, evidence, uncertainty)
    ]
    return not any(conn.execute(query.limit(1)).first() for query in (spoken, *about))


def _told_of(conn: Connection, ctx: ContextId, entity_id: str) -> Sequence[str]:
    """The words of the turns that speak of an entity."""
    said = and_(turn.c.context_id == mention.c.context_id, turn.c.id == mention.c.turn_id)
    spoken = mention.c.context_id == ctx, mention.c.entity_id == entity_id
    return conn.scalars(select(turn.c.content).join(mention, said).where(*spoken)).all()


def _names(content: str, name: str) -> bool:
    return bool(find(content, [phrase(name)]))


def _rename(
    conn: Connection,
    one: Row[Any],
    every: Sequence[Row[Any]],
    unsaid: Collection[tuple[str, str | None]],
    change: Rewording,
) -> None:
    """Close names of an entity that stays; it is shown under the last name it had before, or as whom it takes part."""
    ctx, moment, scope = ContextId(one.context_id), change.moment, change.before.scope
    standing = [row for row in every if row.superseded_revision is None]
    going = [row for row in standing if (row.folded, row.holder_id) in unsaid]
    labels = [row.text for row in every if row.is_label and (row.folded, row.holder_id) not in unsaid]
    own = scope.get(SPEAKER_DIMENSION) if one.principal == "user" else None
    label = labels[-1] if labels else own or one.principal
    if label is None:  # nothing else to call it by
        going = [row for row in going if not row.is_label]
    _close(conn, ctx, alias, {row.id for row in going}, moment)
    if label is None or not any(row.is_label for row in going):
        return
    _close(conn, ctx, alias, {row.id for row in standing if row.text == label and row.holder_id is None}, moment)
    told = {"entity_id": one.id, "text": label, "folded": fold(label), "holder_id": None, "is_label": True}
    here = {"context_id": ctx, "scope_id": scope.id, "id": new_id("alias")}
    conn.execute(insert(alias).values(**here, **told, **known_values(moment)))


def _close(conn: Connection, ctx: ContextId, table: Table, ids: Collection[str], moment: Moment) -> None:
    if ids:
        standing = table.c.context_id == ctx, table.c.id.in_(sorted(ids)), table.c.superseded_revision.is_(None)
        closing = {"superseded_at": moment.recorded_at, "superseded_revision": moment.revision}
        conn.execute(update(table).where(*standing).values(**closing))
