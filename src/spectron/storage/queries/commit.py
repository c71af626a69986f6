"""Writing one turn's change set: new rows, and the closing of old ones in known time; nothing is updated in place."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, Connection, Table, and_, bindparam, case, insert, or_, select, update

from spectron.domain.change import ChangeSet, Moment, count
from spectron.domain.conversation import Turn
from spectron.domain.events import EventKind
from spectron.domain.graph import Entity, Retraction
from spectron.domain.ids import ContextId, new_id
from spectron.domain.text import fold
from spectron.storage.queries.events import emit
from spectron.storage.queries.rows import Values, claim_values, known_values, provenance_values, retraction_values
from spectron.storage.schema import (
    alias,
    context,
    correction,
    entity,
    evidence,
    fact,
    instruction,
    mention,
    retraction,
    scope,
    turn,
    uncertainty,
)

_ctx: BindParameter[str] = bindparam("ctx")
_NEXT_REVISION = (
    update(context).where(context.c.id == _ctx).values(revision=context.c.revision + 1).returning(context.c.revision)
)
_said_at = bindparam("said_at", type_=scope.c.known_at.type)
_KNOWN_AT = (
    update(scope)
    .where(scope.c.context_id == _ctx, scope.c.id == bindparam("scope_id"))
    .values(known_at=case((scope.c.known_at > _said_at, scope.c.known_at), else_=_said_at))
    .returning(scope.c.known_at)
)
_LEARNED = (
    update(turn)
    .where(turn.c.context_id == _ctx, turn.c.id == bindparam("turn_id"))
    .values(revision=bindparam("new_revision"))
)
_INSERTS = {
    table: insert(table)  # built once: what is built anew has to be recognised anew
    for table in (entity, alias, evidence, fact, instruction, uncertainty, correction, mention, retraction)
}


def next_moment(conn: Connection, ctx: ContextId, one: Turn | Retraction) -> Moment:
    """Take the context's next revision, and an instant of known time that is not before the scope's last."""
    here = {"ctx": ctx, "scope_id": one.scope.id}
    revision = conn.execute(_NEXT_REVISION, {"ctx": ctx}).scalar_one()
    recorded_at: datetime = conn.execute(_KNOWN_AT, {**here, "said_at": one.said_at}).scalar_one()
    return Moment(one, revision, recorded_at)


def commit(conn: Connection, ctx: ContextId, changes: ChangeSet) -> None:
    """Write every row of a change set, mark its turn as learned, and tell those who listen."""
    moment = changes.moment
    here = {"context_id": ctx, "scope_id": moment.cause.scope.id}
    dated = here | known_values(moment)
    _insert(conn, entity, [dated | _entity_values(one) for one in changes.entities])
    _insert(conn, alias, [dated | values for values in _alias_values(changes)])
    _insert(conn, evidence, [dated | claim_values(one) | _evidence_values(one) for one in changes.evidence])
    _insert(conn, fact, [dated | claim_values(one) | _fact_values(one) for one in changes.facts])
    _insert(conn, instruction, [dated | _instruction_values(one) for one in changes.instructions])
    _insert(conn, uncertainty, [dated | _uncertainty_values(one) for one in changes.uncertainties])
    _insert(conn, correction, [dated | _correction_values(one) for one in changes.corrections])
    _insert(conn, mention, _mention_values(changes, here))
    _close_labels(conn, ctx, changes)
    for why in dict.fromkeys(why for _, why in changes.superseded):
        gone = [fact_id for fact_id, reason in changes.superseded if reason is why]
        _close(conn, ctx, fact, gone, moment, superseded_as=why.value)
    _close(conn, ctx, evidence, changes.retracted, moment)
    _close(conn, ctx, instruction, changes.ended_instructions, moment)
    for doubt in changes.resolved:
        _close(conn, ctx, uncertainty, [doubt.id], moment, resolution=doubt.resolution)
    if isinstance(moment.cause, Retraction):
        _insert(conn, retraction, [dated | retraction_values(moment.cause)])
    else:
        conn.execute(_LEARNED, {"ctx": ctx, "turn_id": moment.cause.id, "new_revision": moment.revision})
    if changes.is_news:
        _tell(conn, ctx, changes)


def _tell(conn: Connection, ctx: ContextId, changes: ChangeSet) -> None:
    cause = changes.moment.cause
    turn_id, session_id = (cause.id, cause.session_id) if isinstance(cause, Turn) else (None, None)
    news = {"revision": changes.moment.revision, "turn_id": turn_id, "session_id": session_id, **count(changes)}
    emit(conn, ctx, cause.scope, EventKind.MEMORY_CHANGED, news)


def _insert(conn: Connection, table: Table, rows: Sequence[Values]) -> None:
    if rows:
        conn.execute(_INSERTS[table], list(rows))


def _close(conn: Connection, ctx: ContextId, table: Table, ids: Sequence[str], moment: Moment, **more: Any) -> None:
    if ids:
        open_rows = and_(table.c.context_id == ctx, table.c.id.in_(ids), table.c.superseded_revision.is_(None))
        closing = {"superseded_at": moment.recorded_at, "superseded_revision": moment.revision}
        conn.execute(update(table).where(open_rows).values(**closing, **more))


def _close_labels(conn: Connection, ctx: ContextId, changes: ChangeSet) -> None:
    """A name that is no longer the label stays a name: its row is closed and written again as a mere alias.

    A name that was such an alias and is the label now is closed too: it has a row of its own.
    """
    for renamed, label in {new.entity: new.alias.text for new in changes.aliases if new.is_label}.items():
        old = and_(
            alias.c.context_id == ctx,
            alias.c.entity_id == renamed,
            or_(alias.c.is_label, and_(alias.c.text == label, alias.c.holder_id.is_(None))),
            alias.c.superseded_revision.is_(None),
            alias.c.revision < changes.moment.revision,
        )
        rows = conn.execute(select(alias).where(old)).mappings().all()
        _close(conn, ctx, alias, [row["id"] for row in rows], changes.moment)
        again = {"is_label": False, **known_values(changes.moment)}
        _insert(conn, alias, [{**row, **again, "id": new_id("alias")} for row in rows if row["text"] != label])


def _entity_values(one: Entity) -> Values:
    return {"id": one.id, "type": one.type, "principal": one.principal, "source_turn": one.source_turn}


def _alias_values(changes: ChangeSet) -> list[Values]:
    values = []
    for one in changes.entities:
        labelled = False
        for name in one.aliases:
            is_label = not labelled and name.holder is None and name.text == one.label
            labelled = labelled or is_label
            values.append(_name_values(one.id, name.text, name.holder, is_label))
        if not labelled:
            values.append(_name_values(one.id, one.label, None, True))
    values += [_name_values(new.entity, new.alias.text, new.alias.holder, new.is_label) for new in changes.aliases]
    return values


def _name_values(entity_id: str, text: str, holder: str | None, is_label: bool) -> Values:
    return {
        "id": new_id("alias"),
        "entity_id": entity_id,
        "text": text,
        "folded": fold(text),
        "holder_id": holder,
        "is_label": is_label,
    }


def _evidence_values(one: Any) -> Values:
    return {"stance": one.stance.value, "said_at": one.said_at, "dated": one.dated, "also": one.also}


def _fact_values(one: Any) -> Values:
    return {
        "kind": one.kind.value,
        "timeless": one.timeless,
        "replaces": one.replaces,
        "change": one.change.value,
    }


def _instruction_values(one: Any) -> Values:
    return {"id": one.id, "text": one.text, "priority": one.priority.value, **provenance_values(one.source, one.quote)}


def _uncertainty_values(one: Any) -> Values:
    return {
        "id": one.id,
        "text": one.text,
        "kind": one.kind.value,
        "reason": one.reason,
        "entity_id": one.entity,
        "key": one.key,
        "value": one.value,
        **provenance_values(one.source, one.quote),
    }


def _correction_values(one: Any) -> Values:
    return {
        "id": one.id,
        "entity_id": one.current.entity,
        "previous_id": one.previous.id,
        "current_id": one.current.id,
        "previous_from": one.previous_from,
        "previous_until": one.previous_until,
        "timestamp": one.timestamp,
        "reason": one.reason,
    }


def _mention_values(changes: ChangeSet, here: Values) -> list[Values]:
    turn_id, revision = changes.moment.cause.id, changes.moment.revision
    return [
        {**here, "turn_id": turn_id, "entity_id": one.id, "place": place, "revision": revision}
        for place, one in enumerate(changes.mentioned)
    ]
