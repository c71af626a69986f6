"""Rows to values and back, once for each kind of record."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Row

from spectron.domain.change import Moment
from spectron.domain.conversation import Role
from spectron.domain.graph import (
    Change,
    Correction,
    DoubtKind,
    Evidence,
    Fact,
    FactKind,
    Instruction,
    Priority,
    Quote,
    Retraction,
    Source,
    Stance,
    Uncertainty,
)
from spectron.domain.ids import EntityId, FactId, RecordId, TurnId
from spectron.domain.scope import Scope
from spectron.domain.temporal import Interval
from spectron.domain.text import fold

Values = dict[str, Any]


def source_of(row: Row[Any]) -> Source:
    """Which turn said it, in which role."""
    return Source(TurnId(row.source_turn), Role(row.source_role), row.source_name)


def quote_of(row: Row[Any]) -> Quote:
    """The words it rests on."""
    return Quote(row.quote, row.quote_start, row.quote_end)


def fact_of(row: Row[Any]) -> Fact:
    """A fact version."""
    return Fact(
        id=FactId(row.id),
        kind=FactKind(row.kind),
        entity=EntityId(row.entity_id),
        key=row.key,
        value=row.value,
        valid=Interval(row.valid_from, row.valid_until),
        recorded_at=row.recorded_at,
        revision=row.revision,
        source=source_of(row),
        quote=quote_of(row),
        object=row.object_id and EntityId(row.object_id),
        superseded_at=row.superseded_at,
        superseded_revision=row.superseded_revision,
        confidence=row.confidence,
        importance=row.importance,
        topics=tuple(row.topics),
        replaces=row.replaces and FactId(row.replaces),
        change=Change(row.change),
        superseded_as=row.superseded_as and Change(row.superseded_as),
        timeless=row.timeless,
    )


def evidence_of(row: Row[Any]) -> Evidence:
    """A piece of evidence."""
    return Evidence(
        id=RecordId(row.id),
        entity=EntityId(row.entity_id),
        key=row.key,
        value=row.value,
        stance=Stance(row.stance),
        valid=Interval(row.valid_from, row.valid_until),
        said_at=row.said_at,
        source=source_of(row),
        quote=quote_of(row),
        object=row.object_id and EntityId(row.object_id),
        dated=row.dated,
        also=row.also,
        confidence=row.confidence,
        importance=row.importance,
        topics=tuple(row.topics),
    )


def instruction_of(row: Row[Any]) -> Instruction:
    """An instruction."""
    return Instruction(
        id=RecordId(row.id),
        text=row.text,
        priority=Priority(row.priority),
        source=source_of(row),
        quote=quote_of(row),
        recorded_at=row.recorded_at,
        revision=row.revision,
        superseded_at=row.superseded_at,
        superseded_revision=row.superseded_revision,
    )


def uncertainty_of(row: Row[Any]) -> Uncertainty:
    """A doubt."""
    return Uncertainty(
        id=RecordId(row.id),
        text=row.text,
        kind=DoubtKind(row.kind),
        reason=row.reason,
        source=source_of(row),
        quote=quote_of(row),
        recorded_at=row.recorded_at,
        revision=row.revision,
        entity=row.entity_id and EntityId(row.entity_id),
        key=row.key,
        value=row.value,
        superseded_at=row.superseded_at,
        superseded_revision=row.superseded_revision,
        resolution=row.resolution,
    )


def correction_of(row: Row[Any], facts: Mapping[FactId, Fact]) -> Correction | None:
    """A correction between two of these facts; None where one of them is not there."""
    previous, current = facts.get(FactId(row.previous_id)), facts.get(FactId(row.current_id))
    if previous is None or current is None:
        return None
    return Correction(
        id=RecordId(row.id),
        previous=previous,
        current=current,
        previous_from=row.previous_from,
        previous_until=row.previous_until,
        timestamp=row.timestamp,
        reason=row.reason,
        revision=row.revision,
    )


def retraction_of(row: Row[Any]) -> Retraction:
    """A retraction, or the taking back of one; the row comes with the dimensions of its scope."""
    return Retraction(
        id=RecordId(row.id),
        scope=Scope.of(row.dimensions),
        fact=FactId(row.fact_id),
        entity=EntityId(row.entity_id),
        actor=row.actor,
        said_at=row.said_at,
        reason=row.reason,
        restores=row.restores and RecordId(row.restores),
        recorded_at=row.recorded_at,
        revision=row.revision,
    )


def retraction_values(one: Retraction) -> Values:
    """The columns of a retraction."""
    return {
        "id": one.id,
        "fact_id": one.fact,
        "entity_id": one.entity,
        "actor": one.actor,
        "said_at": one.said_at,
        "reason": one.reason,
        "restores": one.restores,
    }


def provenance_values(source: Source, quote: Quote) -> Values:
    """The columns that say which words of which turn a record rests on."""
    return {
        "source_turn": source.turn_id,
        "source_role": source.role.value,
        "source_name": source.name,
        "quote": quote.text,
        "quote_start": quote.start,
        "quote_end": quote.end,
    }


def known_values(moment: Moment) -> Values:
    """The columns of known time."""
    return {"recorded_at": moment.recorded_at, "revision": moment.revision}


def claim_values(one: Fact | Evidence) -> Values:
    """The columns that facts and evidence share."""
    return {
        "id": one.id,
        "entity_id": one.entity,
        "key": one.key,
        "value": one.value,
        "folded": one.object or fold(one.value),
        "object_id": one.object,
        "valid_from": one.valid.start,
        "valid_until": one.valid.end,
        "confidence": one.confidence,
        "importance": one.importance,
        "topics": list(one.topics),
        **provenance_values(one.source, one.quote),
    }
