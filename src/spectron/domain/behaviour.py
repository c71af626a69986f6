"""What one turn shows of how someone feels, acts and relates: signals.

A signal is an observation with the words it rests on and a reason; what is believed of a mood, a trait or a habit is
never stored, but folded from all signals up to an instant (`domain/estimates.py`), so that it can be asked for as of
any moment, explained by the turns behind it, and erased with them.

Whose signal it is follows from the role of its turn: the user's own, or the agent's.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Generic, TypeAlias, TypeVar

from spectron.domain.conversation import Role, Turn
from spectron.domain.graph import Quote
from spectron.domain.ids import SessionId, TurnId


@dataclass(frozen=True, slots=True)
class Feeling:
    """A point, or a step, in four dimensions, each from −1 to 1.

    Valence: unpleasant to pleasant. Arousal: calm to stirred. Tension: at ease to tense. Affiliation: against the other
    to close to them.
    """

    valence: float = 0.0
    arousal: float = 0.0
    tension: float = 0.0
    affiliation: float = 0.0

    @property
    def parts(self) -> tuple[float, float, float, float]:
        """The four numbers; `dataclasses.astuple` copies each of them deeply, which takes fifty times as long."""
        return self.valence, self.arousal, self.tension, self.affiliation

    @property
    def strength(self) -> float:
        """How far it lies from rest: that of its dimension which does most."""
        return max(map(abs, self.parts))


# The emotional tones that are told apart, by their names.
THEMES: tuple[str, ...] = (
    *("joy", "gratitude", "pride", "love", "anticipation", "relief", "calm", "amusement", "admiration", "curiosity"),
    *("creative spark", "compassion", "sadness", "grief", "loneliness", "seeking connection", "fear"),
    *("feeling overwhelmed", "stress", "anger", "frustration", "disgust", "disappointment", "displeasure", "guilt"),
    *("embarrassment", "hopelessness", "boredom", "tiredness", "surprise", "confusion"),
)


class Toward(StrEnum):
    """At whom or what a feeling is directed."""

    OTHER_SIDE = "other_side"  # the one who is spoken to: "I love talking to you", "you are useless"
    SELF = "self"  # "I'm such an idiot"
    ELSEWHERE = "elsewhere"  # "my boss is awful", "what a day"


@dataclass(frozen=True, slots=True)
class Affect:
    """How some words feel: `push` is how far they would move a mood at rest; `themes` name the emotional tones."""

    push: Feeling
    quote: Quote
    reason: str
    themes: tuple[str, ...] = ()
    toward: Toward = Toward.ELSEWHERE


@dataclass(frozen=True, slots=True)
class TraitCue:
    """Evidence for one aspect of personality, by its name in `domain/estimates.py`; `strength` −1…1 is its direction
    and weight.
    """

    aspect: str
    strength: float
    quote: Quote
    reason: str


class Course(StrEnum):
    """How something that someone does goes on."""

    DONE = "done"  # on that one occasion: "went for a run this morning"
    ROUTINE = "routine"  # told as a routine: "I run every Monday"
    STOPPED = "stopped"  # "I don't run any more"
    HINTED = "hinted"  # a word of it, which counts only beside clear occasions: "the altos were flat"


@dataclass(frozen=True, slots=True)
class Activity:
    """Something the speaker does, under a name in normal form ("run"), and when.

    `at` is the day of the occasion, at the hour where one was told, and `part` the part of the day (morning, afternoon,
    evening, night) where the words name it. `cadence` holds the words of a stated routine in normal form, such as
    "weekly on monday" or "daily"; `at` of one is when it was told.
    """

    name: str
    at: datetime
    quote: Quote
    course: Course = Course.DONE
    cadence: str = ""
    part: str = ""


@dataclass(frozen=True, slots=True)
class Engagement:
    """How much a topic occupies someone: `strength` −1 (put off by it) … 1; `domain` is its wider field."""

    topic: str
    domain: str
    strength: float
    quote: Quote
    reason: str


class Step(StrEnum):
    """What became of a goal."""

    SET = "set"
    PROGRESSED = "progressed"
    ACHIEVED = "achieved"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class GoalStep:
    """A goal in the speaker's words ("run a marathon"), and what became of it; `due` is the date they named."""

    goal: str
    step: Step
    quote: Quote
    due: datetime | None = None


class Facet(StrEnum):
    """What a regard for the other side is made of."""

    RAPPORT = "rapport"  # warmth, thanks, humour, courtesy
    TRUST = "trust"  # confiding, relying on, asking for advice
    CONNECTION = "connection"  # missing, caring for, belonging with the other


@dataclass(frozen=True, slots=True)
class Regard:
    """What words show of the speaker's regard for the other side; `strength` −1…1."""

    facet: Facet
    strength: float
    quote: Quote
    reason: str


class Standing(StrEnum):
    """Whether an occasion ahead still stands."""

    AHEAD = "ahead"
    MOVED = "moved"  # ahead at this time, and no longer at the one that was told before
    CANCELLED = "cancelled"
    OVER = "over"  # it was told how it went


class OccasionKind(StrEnum):
    """What lies ahead."""

    EVENT = "event"  # of the user: a hike, an interview, an exam
    PROMISE = "promise"  # what the agent said it would do
    BIRTHDAY = "birthday"


FORBORNE = "not "
UNNAMED = "it"  # the subject of a result that says of nothing in particular that it is over: "PASSED!!"


@dataclass(frozen=True, slots=True)
class Occasion:
    """Something ahead that can be come back to: `subject` in normal form ("hike"), and when it is.

    `at` is None where no date was told, and for a cancellation that names none. With `whole_day` the hour is not known,
    and `at` is the first instant of the day; `until` ends a stretch of several days ("next week"), the last excluded.
    A promise not to do something begins with `FORBORNE`; there is nothing to be reminded of.
    """

    subject: str
    at: datetime | None
    quote: Quote
    kind: OccasionKind = OccasionKind.EVENT
    standing: Standing = Standing.AHEAD
    whole_day: bool = True
    until: datetime | None = None


Signal: TypeAlias = Affect | TraitCue | Activity | Engagement | GoalStep | Regard | Occasion
S = TypeVar("S", bound=Signal, covariant=True)
Feel: TypeAlias = Callable[[Turn], tuple[Affect, ...]]


@dataclass(frozen=True, slots=True)
class Observed(Generic[S]):
    """A signal with the turn that showed it; `place` is its number among the signals of that turn."""

    signal: S
    turn_id: TurnId
    session_id: SessionId
    role: Role
    said_at: datetime
    place: int = 0
