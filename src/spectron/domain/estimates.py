"""What is believed of how someone feels, acts and relates, as of an instant; each with the turns that it rests on.

`turns` name the latest of these turns, at most `MOST_TURNS`, oldest first. Every number is bounded.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from spectron.domain.behaviour import Feeling
from spectron.domain.ids import RecordId, SessionId, TurnId

MOST_TURNS = 10

# The Big Five and their two aspects each: DeYoung, Quilty & Peterson (2007), Between facets and domains: 10 aspects of
# the Big Five, Journal of Personality and Social Psychology 93(5).
ASPECTS: Mapping[str, tuple[str, str]] = {
    "openness": ("intellect", "aesthetics"),
    "conscientiousness": ("industriousness", "orderliness"),
    "extraversion": ("enthusiasm", "assertiveness"),
    "agreeableness": ("compassion", "politeness"),
    "neuroticism": ("withdrawal", "volatility"),
}

ASPECT_NAMES = tuple(name for pair in ASPECTS.values() for name in pair)

# The fields that topics of interest belong to.
DOMAINS = (
    "sport & fitness",
    "music",
    "reading & writing",
    "film & games",
    "food & cooking",
    "travel",
    "nature & animals",
    "technology",
    "science",
    "arts & crafts",
    "work & career",
    "health",
    "family & friends",
    "money",
    "home & garden",
    "languages & learning",
    "other",
)


@dataclass(frozen=True, slots=True)
class Mood:
    """A mood at an instant: where it stands, the baseline it drifts back to, and a word for it."""

    feeling: Feeling
    baseline: Feeling
    label: str
    at: datetime
    turns: tuple[TurnId, ...] = ()


@dataclass(frozen=True, slots=True)
class MoodChange:
    """One turn's change of a mood: the mood just before it, the mood with it, and why."""

    before: Feeling
    after: Feeling
    label: str
    at: datetime
    turn_id: TurnId
    reason: str

    @property
    def delta(self) -> Feeling:
        """How far the turn moved the mood."""
        return Feeling(
            self.after.valence - self.before.valence,
            self.after.arousal - self.before.arousal,
            self.after.tension - self.before.tension,
            self.after.affiliation - self.before.affiliation,
        )


@dataclass(frozen=True, slots=True)
class Theme:
    """An emotional tone of late; `weight` 0…1 falls with time, `mentions` counts the turns that showed it."""

    name: str
    weight: float
    mentions: int
    last_at: datetime
    turns: tuple[TurnId, ...]


@dataclass(frozen=True, slots=True)
class Trait:
    """A trait or aspect: `score` 0…1 with an interval of 90 %, `confidence` 0…1 that grows with evidence."""

    name: str
    score: float
    low: float
    high: float
    confidence: float
    evidence: int
    turns: tuple[TurnId, ...] = ()


@dataclass(frozen=True, slots=True)
class Personality:
    """The five traits and their ten aspects, in the order of `ASPECTS`."""

    traits: tuple[Trait, ...]
    aspects: tuple[Trait, ...]
    at: datetime


@dataclass(frozen=True, slots=True)
class Shift:
    """A trait or aspect that turned out other than it was thought."""

    trait: str
    before: float
    after: float
    at: datetime
    reason: str
    turns: tuple[TurnId, ...]


@dataclass(frozen=True, slots=True)
class SignificantMoment:
    """A turn that stands out: an event of life, or a strong feeling; `weight` 0…1."""

    title: str
    kind: str
    weight: float
    at: datetime
    turn_id: TurnId
    reason: str


class Period(StrEnum):
    """How often a habit comes round."""

    DAILY = "daily"
    WEEKDAYS = "weekdays"
    WEEKLY = "weekly"
    FORTNIGHTLY = "fortnightly"
    MONTHLY = "monthly"


@dataclass(frozen=True, slots=True)
class Cadence:
    """When a habit comes round; `days` are numbers of weekdays (Monday is 0), `part` of the day, both where known."""

    period: Period
    days: tuple[int, ...] = ()
    part: str = ""


class HabitStatus(StrEnum):
    """How a habit stands."""

    NEW = "new"
    REINFORCED = "reinforced"
    LAPSED = "lapsed"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Habit:
    """Something done again and again; `strength` 0…1, `times` on how many days it was seen."""

    name: str
    cadence: Cadence
    strength: float
    status: HabitStatus
    times: int
    first_at: datetime
    last_at: datetime
    stated: bool
    reason: str
    turns: tuple[TurnId, ...]


@dataclass(frozen=True, slots=True)
class Interest:
    """A topic that occupies someone: `confidence` that it does and `engagement` of late, both 0…1."""

    topic: str
    domain: str
    confidence: float
    engagement: float
    mentions: int
    last_at: datetime
    turns: tuple[TurnId, ...]


class GoalStatus(StrEnum):
    """How a goal stands."""

    ACTIVE = "active"
    OVERDUE = "overdue"
    ACHIEVED = "achieved"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class Goal:
    """What someone wants to reach; `progress` counts the steps they told of."""

    id: RecordId
    text: str
    status: GoalStatus
    set_at: datetime
    changed_at: datetime
    due_at: datetime | None
    progress: int
    reason: str
    turns: tuple[TurnId, ...]


@dataclass(frozen=True, slots=True)
class Side:
    """One side's regard for the other: rapport, trust and connection, and `love` of them together, each −1…1."""

    love: float
    rapport: float
    trust: float
    connection: float


@dataclass(frozen=True, slots=True)
class RegardChange:
    """One turn's change of a side's love, and why; `side` is `user` or `agent`."""

    side: str
    before: float
    after: float
    at: datetime
    turn_id: TurnId
    reason: str


@dataclass(frozen=True, slots=True)
class Relationship:
    """How the two sides stand to each other: chemistry 0…1, a narrative in plain words, and the latest changes."""

    user: Side
    agent: Side
    chemistry: float
    narrative: str
    changes: tuple[RegardChange, ...]
    at: datetime


class Span(StrEnum):
    """What a summary covers."""

    SESSION = "session"
    DAY = "day"
    WEEK = "week"


@dataclass(frozen=True, slots=True)
class Summary:
    """A stretch of time in a few sentences; `session_id` is that of a session."""

    span: Span
    from_at: datetime
    until_at: datetime
    text: str
    topics: tuple[str, ...]
    messages: int
    session_id: SessionId | None = None
    turns: tuple[TurnId, ...] = ()


@dataclass(frozen=True, slots=True)
class Pattern:
    """Two things that come together more often than chance: `lift` times as often, in `support` sittings."""

    kind: str
    text: str
    between: tuple[str, str]
    lift: float
    support: int
    strength: float
    turns: tuple[TurnId, ...]


class NoticeKind(StrEnum):
    """Why to speak up."""

    FOLLOW_UP = "follow_up"
    PROMISE = "promise"
    BIRTHDAY = "birthday"
    CHECK_IN = "check_in"


class NoticeStatus(StrEnum):
    """What became of a notice; a scheduled one is pending once it is due."""

    SCHEDULED = "scheduled"
    CONSUMED = "consumed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Notice:
    """Something to bring up with the user at `due_at`; `message` says what, `key` is the same for the same occasion."""

    id: RecordId
    key: str
    kind: NoticeKind
    subject: str
    message: str
    due_at: datetime
    created_at: datetime
    reason: str
    turn_id: TurnId | None = None
    status: NoticeStatus = NoticeStatus.SCHEDULED
    settled_at: datetime | None = None
