"""What search keeps of a turn, and what it finds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from spectron.domain.conversation import Role, Turn
from spectron.domain.graph import Fact
from spectron.domain.ids import EntityId, SessionId, TurnId


class Tier(StrEnum):
    """Which strategy found the answer, the narrowest first."""

    DIRECT = "direct_scope"  # the question names whom and what: facts answer by key
    HYBRID = "hybrid"  # words, meaning, time, place in the conversation, and the graph, weighed together
    FULL = "full_context"  # everything fits the budget, or nothing was found


@dataclass(frozen=True, slots=True)
class DateNote:
    """The date that some words of a turn mean: `content[start:end]`, such as "last Friday", is `text`."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Passage:
    """What search keeps of one turn, made once, when the turn is recorded.

    `speaker` is the name of who spoke, or the role with a capital; `stems` are the words to be found by, dates among
    them; `features` are numbers about the words that do not depend on a question.
    """

    turn: TurnId
    session: SessionId
    seq: int
    role: Role
    speaker: str
    said_at: datetime
    stems: tuple[str, ...]
    notes: tuple[DateNote, ...] = ()
    features: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Why:
    """One signal and the points that it added to a score; `note` says what it saw, in words."""

    signal: str
    points: float
    note: str = ""


@dataclass(frozen=True, slots=True)
class Hit:
    """A turn that was found, or a fact, never both; `source_turn` is the turn, or where the fact was told."""

    source_turn: TurnId
    score: float
    why: tuple[Why, ...] = ()
    turn: Turn | None = None
    fact: Fact | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """The hits of a search, best first; `reason` says why this tier; `labels` name the entities of the facts.

    `unseen` counts turns that the embedder has not read yet: they are found by their words alone.
    """

    tier: Tier
    reason: str
    hits: Sequence[Hit]
    labels: Mapping[EntityId, str]
    unseen: int = 0


@dataclass(frozen=True, slots=True)
class Briefing:
    """What a prompt is given: one text, the facts and turns it quotes, and how many tokens it is estimated at."""

    text: str
    tier: Tier
    reason: str
    tokens: int
    facts: Sequence[Fact]
    turns: Sequence[Turn]
    labels: Mapping[EntityId, str]
