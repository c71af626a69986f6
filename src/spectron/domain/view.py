"""What a reader asks for and what the store hands over; the arranging is done in retrieval."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from spectron.domain.conversation import Turn
from spectron.domain.graph import Correction, Entity, Evidence, Fact, Instruction, Retraction, Uncertainty
from spectron.domain.ids import EntityId, TurnId
from spectron.domain.scope import Scope


@dataclass(frozen=True, slots=True)
class Viewpoint:
    """The two instants a question can name: when it was true (`valid_at`), and when we believed it (`known_at`)."""

    valid_at: datetime | None = None
    known_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Everything believed in a scope at one instant of known time, whenever it was or will be true.

    `clock` is the last instant of known time in that scope, None in an empty one; `turns` are the latest, oldest first;
    `mentioned` are the entities spoken of last, the latest first; `labels` are the names of the entities.
    """

    scope: Scope
    revision: int
    clock: datetime | None
    entities: Sequence[Entity]
    facts: Sequence[Fact]
    instructions: Sequence[Instruction]
    uncertainties: Sequence[Uncertainty]
    corrections: Sequence[Correction]
    turns: Sequence[Turn] = ()
    mentioned: Sequence[EntityId] = ()
    labels: Mapping[EntityId, str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Look every entity's name up once."""
        object.__setattr__(self, "labels", {entity.id: entity.label for entity in self.entities})


@dataclass(frozen=True, slots=True)
class Changes:
    """The rows that a span of revisions added or closed, as the store finds them.

    `facts` holds every version the span touched and those they replaced, `entities` those it introduced.
    """

    since: int
    revision: int
    facts: Sequence[Fact]
    entities: Sequence[Entity]
    introduced: frozenset[EntityId]
    instructions: Sequence[Instruction]
    uncertainties: Sequence[Uncertainty]

    @property
    def labels(self) -> Mapping[EntityId, str]:
        """The name of every entity."""
        return {entity.id: entity.label for entity in self.entities}


@dataclass(frozen=True, slots=True)
class Chain:
    """All versions there ever were of an entity's facts, oldest first, with what they rest on.

    `causes` are the turns and retractions that closed versions, by revision.
    """

    entity: Entity
    facts: Sequence[Fact]
    evidence: Sequence[tuple[Evidence, bool]]
    corrections: Sequence[Correction]
    labels: Mapping[EntityId, str]
    causes: Mapping[int, TurnId | Retraction]


@dataclass(frozen=True, slots=True)
class Heard:
    """A piece of evidence, the revision it was recorded in, and the one that took it back."""

    evidence: Evidence
    revision: int
    superseded_revision: int | None


@dataclass(frozen=True, slots=True)
class Taught:
    """What stands because of one turn, and, in `pushed_aside`, `ended` and `resolved`, what that turn had closed."""

    turn: TurnId
    evidence: Sequence[Evidence] = ()
    instructions: Sequence[Instruction] = ()
    uncertainties: Sequence[Uncertainty] = ()
    pushed_aside: Sequence[Evidence] = ()
    ended: Sequence[Instruction] = ()
    resolved: Sequence[Uncertainty] = ()

    @property
    def entities(self) -> frozenset[EntityId]:
        """Whom its claims are about, and those that it took back."""
        return frozenset(one.entity for one in (*self.evidence, *self.pushed_aside))


@dataclass(frozen=True, slots=True)
class Testimony:
    """What is believed of one entity, and all evidence and corrections there ever were about it."""

    facts: Sequence[Fact]
    evidence: Sequence[Heard]
    corrections: Sequence[Correction]
