"""What changed since a turn: added, updated and superseded records, from the rows that the later turns wrote."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from spectron.domain.graph import Change, Fact, FactKind
from spectron.domain.temporal import Interval, iso
from spectron.domain.view import Changes


@dataclass(frozen=True, slots=True)
class DiffRecord:
    """One changed record, whatever its kind."""

    type: str
    id: str
    key: str
    value: str
    source_turn: str
    source_removed: bool = False
    entity: str | None = None
    entity_label: str | None = None
    previous_value: str | None = None
    valid: Interval | None = None
    superseded_at: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Diff:
    """Records that came, records that took another's place, and records that went; each stands in one list."""

    revision: int
    added: Sequence[DiffRecord]
    updated: Sequence[DiffRecord]
    superseded: Sequence[DiffRecord]


def compare(changes: Changes) -> Diff:
    """Sort the touched rows. What came and went again within the span is told as superseded only."""
    added: list[DiffRecord] = [
        DiffRecord("entity", entity.id, entity.type, entity.label, entity.source_turn, entity.source_removed)
        for entity in changes.entities
        if entity.id in changes.introduced
    ]
    updated: list[DiffRecord] = []
    by_id = {fact.id: fact for fact in changes.facts}
    for fact in changes.facts:
        if fact.revision <= changes.since or fact.superseded_revision is not None or fact.change is Change.REDATED:
            continue
        origin = by_id.get(fact.replaces) if fact.replaces else None
        (updated if origin else added).append(_fact(fact, changes, origin))
    superseded = [
        _fact(fact, changes, None)
        for fact in changes.facts
        if fact.superseded_revision is not None and fact.superseded_revision > changes.since and _left(fact, changes)
    ]
    others = [*_instructions(changes), *_uncertainties(changes)]
    added += [record for record in others if record.superseded_at is None]
    superseded += [record for record in others if record.superseded_at is not None]
    return Diff(changes.revision, added, updated, superseded)


def _left(fact: Fact, changes: Changes) -> bool:
    """Whether a belief went, and was not merely written again with other dates of an older time."""
    heirs = [other for other in changes.facts if other.replaces == fact.id]
    return fact.change is not Change.REDATED and not (heirs and all(heir.change is Change.REDATED for heir in heirs))


def _fact(fact: Fact, changes: Changes, origin: Fact | None) -> DiffRecord:
    labels = changes.labels
    return DiffRecord(
        type="relation" if fact.kind is FactKind.RELATION else "attribute",
        id=fact.id,
        key=fact.key,
        value=fact.show(labels),
        source_turn=fact.source.turn_id,
        source_removed=fact.quote.removed,
        entity=fact.entity,
        entity_label=labels.get(fact.entity),
        previous_value=origin.show(labels) if origin else None,
        valid=fact.valid,
        superseded_at=iso(fact.superseded_at),
        reason=(fact.superseded_as or fact.change).value,
    )


def _instructions(changes: Changes) -> Iterable[DiffRecord]:
    for rule in changes.instructions:
        yield DiffRecord(
            "instruction",
            rule.id,
            rule.priority.value,
            rule.text,
            rule.source.turn_id,
            rule.quote.removed,
            superseded_at=iso(rule.superseded_at),
        )


def _uncertainties(changes: Changes) -> Iterable[DiffRecord]:
    for doubt in changes.uncertainties:
        yield DiffRecord(
            "uncertainty",
            doubt.id,
            doubt.kind.value,
            doubt.text,
            doubt.source.turn_id,
            doubt.quote.removed,
            superseded_at=iso(doubt.superseded_at),
            reason=doubt.resolution or doubt.reason,
        )
