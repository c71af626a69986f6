"""What is known: entities, the facts about them, instructions and doubts, each with the words it rests on.

A *fact* is one recorded version of an attribute (entity -> value) or a relation (entity -> entity). Rows are immutable
but for `superseded_at`: a change writes new versions and closes old ones in known time. *Evidence* is what one turn
claimed; facts are what all evidence together makes us believe.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from spectron.domain.conversation import Role
from spectron.domain.ids import EntityId, FactId, RecordId, TurnId
from spectron.domain.scope import Scope
from spectron.domain.temporal import Interval


class FactKind(StrEnum):
    """An attribute holds a value, a relation leads to another entity."""

    ATTRIBUTE = "attribute"
    RELATION = "relation"


class Priority(StrEnum):
    """How much force an instruction was given."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class DoubtKind(StrEnum):
    """Why a statement is not asserted."""

    NEGATED = "negated"
    SPECULATIVE = "speculative"
    CONFLICTING = "conflicting"
    NEEDS_VERIFICATION = "needs_verification"


class Stance(StrEnum):
    """What a piece of evidence says of its claim: it holds, it stopped holding, or it does not hold.

    A denial ends what it meets, as an end does, but does not tell that it held before.
    """

    HOLDS = "holds"
    ENDS = "ends"
    DENIES = "denies"


class Change(StrEnum):
    """How a fact version came to be, or why it was superseded (decisions: change, correction, denial differ)."""

    ASSERTED = "asserted"
    CHANGED = "changed"
    CORRECTED = "corrected"
    ENDED = "ended"
    REDATED = "redated"
    RETRACTED = "retracted"
    RESTORED = "restored"


@dataclass(frozen=True, slots=True)
class Quote:
    """The words a record rests on: `content[start:end]` of its source turn, in characters."""

    text: str
    start: int
    end: int

    @property
    def removed(self) -> bool:
        """Whether the message that held the words was deleted: what rests on it stays, its words are gone."""
        return not self.text


@dataclass(frozen=True, slots=True)
class Source:
    """Which turn said it, in which role; `name` is the tool's or the named speaker's."""

    turn_id: TurnId
    role: Role
    name: str | None = None

    @property
    def label(self) -> str:
        """`user`, `assistant`, `system`, or `tool:order-lookup` for a named tool."""
        return f"tool:{self.name}" if self.role is Role.TOOL and self.name else self.role.value


@dataclass(frozen=True, slots=True)
class Alias:
    """Another name of an entity. With a `holder` it is a role held towards someone: 'sister' of that entity."""

    text: str
    holder: EntityId | None = None


@dataclass(frozen=True, slots=True)
class Entity:
    """A thing that was named or implied.

    `principal` marks who takes part in the conversation (`user`, `assistant`); `mentioned_in` is the revision of the
    last turn that spoke of it; `source_removed` tells that the turn which brought it up was deleted.
    """

    id: EntityId
    type: str
    label: str
    source_turn: TurnId
    principal: str | None = None
    aliases: tuple[Alias, ...] = ()
    mentioned_in: int = 0
    source_removed: bool = False


@dataclass(frozen=True, slots=True)
class Evidence:
    """One claim that one turn made.

    `dated` tells whether the words named the start of `valid`, or the turn's own time stands in for it; `also` says the
    claim stands beside others of its key instead of replacing them.
    """

    id: RecordId
    entity: EntityId
    key: str
    value: str
    stance: Stance
    valid: Interval
    said_at: datetime
    source: Source
    quote: Quote
    object: EntityId | None = None
    dated: bool = False
    also: bool = False
    confidence: float = 1.0
    importance: float = 0.5
    topics: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Fact:
    """One version of what is believed.

    `change` tells how it came to be and `superseded_as` why it went; `replaces` is the version it took the place of,
    `object` where a relation leads. A `timeless` fact (an event, a
    plan) says when something happens, so it is shown whatever the time; others are shown while they hold.
    """

    id: FactId
    kind: FactKind
    entity: EntityId
    key: str
    value: str
    valid: Interval
    recorded_at: datetime
    revision: int
    source: Source
    quote: Quote
    object: EntityId | None = None
    superseded_at: datetime | None = None
    superseded_revision: int | None = None
    confidence: float = 1.0
    importance: float = 0.5
    topics: tuple[str, ...] = ()
    replaces: FactId | None = None
    change: Change = Change.ASSERTED
    superseded_as: Change | None = None
    timeless: bool = False

    def show(self, labels: Mapping[EntityId, str]) -> str:
        """What it says: its value, or the name of the entity that it leads to."""
        return labels.get(self.object, self.value) if self.object else self.value


@dataclass(frozen=True, slots=True)
class Correction:
    """A belief that gave way: the previous version, the current one, when, and why."""

    id: RecordId
    previous: Fact
    current: Fact
    previous_from: datetime | None
    previous_until: datetime
    timestamp: datetime
    reason: str
    revision: int = 0


@dataclass(frozen=True, slots=True)
class Retraction:
    """A fact version that a caller took back as never so, or, with `restores`, the taking back of a retraction.

    `actor` is who did it, `said_at` when it was done; what it changed are the rows of its revision.
    """

    id: RecordId
    scope: Scope
    fact: FactId
    entity: EntityId
    actor: str
    said_at: datetime
    reason: str = ""
    restores: RecordId | None = None
    recorded_at: datetime | None = None
    revision: int = 0


@dataclass(frozen=True, slots=True)
class Instruction:
    """A standing directive, normalised to an imperative sentence."""

    id: RecordId
    text: str
    priority: Priority
    source: Source
    quote: Quote
    recorded_at: datetime
    revision: int
    superseded_at: datetime | None = None
    superseded_revision: int | None = None


@dataclass(frozen=True, slots=True)
class Uncertainty:
    """A statement that is kept but not asserted; the claim it doubts is named where it could be read."""

    id: RecordId
    text: str
    kind: DoubtKind
    reason: str
    source: Source
    quote: Quote
    recorded_at: datetime
    revision: int
    entity: EntityId | None = None
    key: str | None = None
    value: str | None = None
    superseded_at: datetime | None = None
    superseded_revision: int | None = None
    resolution: str | None = None
