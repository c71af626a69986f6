"""Everything that changes memory is a value: planned purely, committed by the store, described to the caller."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from spectron.domain.conversation import Turn
from spectron.domain.graph import (
    Alias,
    Change,
    Correction,
    Entity,
    Evidence,
    Fact,
    FactKind,
    Instruction,
    Retraction,
    Uncertainty,
)
from spectron.domain.ids import EntityId, FactId, RecordId
from spectron.domain.usage import NO_USAGE, Usage


@dataclass(frozen=True, slots=True)
class Moment:
    """Where a turn or a retraction stands in known time: the context's next revision, an instant that never runs back.

    `cause` is what changes memory at this moment.
    """

    cause: Turn | Retraction
    revision: int
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class Reach:
    """Which records one claim could touch: an entity's keys, all values of them or only the folded ones given."""

    entity: EntityId
    keys: tuple[str, ...]
    contents: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class NewAlias:
    """A name that an entity is known by from now on; with `is_label` it becomes the one that is shown."""

    entity: EntityId
    alias: Alias
    is_label: bool = False


@dataclass(frozen=True, slots=True)
class ChangeSet:
    """All steps of one turn, in the terms of the store."""

    moment: Moment
    mentioned: tuple[Entity, ...] = ()
    labels: Mapping[EntityId, str] = field(default_factory=dict)
    entities: tuple[Entity, ...] = ()
    aliases: tuple[NewAlias, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    retracted: tuple[RecordId, ...] = ()
    facts: tuple[Fact, ...] = ()
    superseded: tuple[tuple[FactId, Change], ...] = ()
    instructions: tuple[Instruction, ...] = ()
    ended_instructions: tuple[RecordId, ...] = ()
    uncertainties: tuple[Uncertainty, ...] = ()
    resolved: tuple[Uncertainty, ...] = ()
    corrections: tuple[Correction, ...] = ()

    @property
    def is_news(self) -> bool:
        """Whether anything that is believed is other than before; the same told again is not."""
        came = self.entities or self.aliases or self.facts or self.instructions or self.uncertainties
        return bool(came or self.superseded or self.ended_instructions or self.resolved)


@dataclass(frozen=True, slots=True)
class Learned:
    """What one turn taught, as its answer tells it; `labels` names every entity that a record refers to.

    `resolved` are the doubts it settled, each with its `resolution`.
    """

    turn: Turn
    revision: int
    entities: tuple[Entity, ...]
    facts: tuple[Fact, ...]
    instructions: tuple[Instruction, ...]
    uncertainties: tuple[Uncertainty, ...]
    corrections: tuple[Correction, ...]
    resolved: tuple[Uncertainty, ...]
    labels: Mapping[EntityId, str]
    usage: Usage = NO_USAGE

    def of_kind(self, kind: FactKind) -> tuple[Fact, ...]:
        """The facts that are attributes, or those that are relations."""
        return tuple(fact for fact in self.facts if fact.kind is kind)


def taught(fact: Fact) -> bool:
    """Whether a version is news to tell, and not an older fact whose dates were trimmed to make room for news."""
    return fact.change is not Change.REDATED


def describe(changes: ChangeSet, turn: Turn, usage: Usage = NO_USAGE) -> Learned:
    """Tell what a turn changed as an answer, and what reading it took."""
    return Learned(
        turn=turn,
        revision=changes.moment.revision,
        entities=changes.mentioned,
        facts=tuple(fact for fact in changes.facts if taught(fact)),
        instructions=changes.instructions,
        uncertainties=changes.uncertainties,
        corrections=changes.corrections,
        resolved=changes.resolved,
        labels=changes.labels,
        usage=usage,
    )


def count(changes: ChangeSet) -> Mapping[str, int]:
    """How many records came, took another's place and went, as a diff sorts them."""
    told = [fact for fact in changes.facts if taught(fact)]
    updated = sum(fact.replaces is not None for fact in told)
    came = len(told) - updated + len(changes.entities) + len(changes.instructions) + len(changes.uncertainties)
    left = sum(why is not Change.REDATED for _, why in changes.superseded)
    went = left + len(changes.ended_instructions) + len(changes.resolved)
    return {"added": came, "updated": updated, "superseded": went}
