"""From what an answer shows of a speaker to signals: closed lists, bounds and the calendar are ours."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TypeVar

from spectron.domain.behaviour import (
    THEMES,
    Activity,
    Affect,
    Course,
    Engagement,
    Facet,
    Feeling,
    GoalStep,
    Occasion,
    OccasionKind,
    Regard,
    Signal,
    Standing,
    Step,
    TraitCue,
)
from spectron.domain.conversation import Role
from spectron.domain.estimates import ASPECT_NAMES
from spectron.domain.graph import Quote
from spectron.extraction.dates import POINTS, Precision, TimeExpression, TimeRelation
from spectron.extraction.model.answer import Shown
from spectron.extraction.model.times import Times
from spectron.extraction.model.tokens import cut_words

T = TypeVar("T", bound=StrEnum)

MOST_SIGNALS = 20

_ROLES: Mapping[str, frozenset[Role]] = {
    "affect": frozenset({Role.USER, Role.ASSISTANT}),
    "regard": frozenset({Role.USER, Role.ASSISTANT}),
    "occasion": frozenset({Role.USER, Role.ASSISTANT}),
    **dict.fromkeys(("trait", "activity", "interest", "goal"), frozenset({Role.USER})),
}
_DATED = frozenset({TimeRelation.AT, TimeRelation.DURING, TimeRelation.SPAN, TimeRelation.BY, TimeRelation.AFTER})
_DAYS = frozenset({Precision.DAY, Precision.TIME})
_PARTS = ("morning", "afternoon", "evening", "night")
_NOON = 12
_LONGEST_NAME, _LONGEST_REASON = 80, 200


class Misfit(Exception):
    """A signal that cannot be kept; `fault` says why."""

    def __init__(self, fault: str) -> None:
        """Keep the reason."""
        super().__init__(fault)
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Noted:
    """A signal as the answer tells it, with the place of its words and the times of its turn."""

    shown: Shown
    quote: Quote
    times: Times
    faults: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        """What it is called, in lower case; raises Misfit where it has no name."""
        name = cut_words(self.shown.name, _LONGEST_NAME).lower()
        if not name:
            raise Misfit(f"{self.shown.kind} without a name")
        return name

    @property
    def reason(self) -> str:
        """Why, in the model's words or those of the turn."""
        return cut_words(self.shown.why or f"said “{self.quote.text}”", _LONGEST_REASON)

    @property
    def strength(self) -> float:
        """Direction and weight; raises Misfit for none."""
        if not self.shown.strength:
            raise Misfit("a strength of 0 shows nothing")
        return self.shown.strength

    def find_time(self, relations: frozenset[TimeRelation]) -> TimeExpression | None:
        """The first time that its words name, of these relations."""
        found = self.times.find(self.shown.when, self.shown.english, self.quote)
        return next((one for one in found if one.relation in relations), None)


def make_signal(noted: Noted) -> Signal:
    """The signal; raises Misfit for one that nobody of this role shows, or that names nothing known."""
    if noted.times.turn.role not in _ROLES[noted.shown.kind]:
        raise Misfit(f"{noted.shown.kind} is not read from {noted.times.turn.role.value} turns")
    return _MAKERS[noted.shown.kind](noted)


def _make_affect(noted: Noted) -> Affect:
    themes = tuple(dict.fromkeys(one for one in noted.shown.themes if one in THEMES))
    noted.faults.extend(f"no theme is called {one}" for one in noted.shown.themes if one not in THEMES)
    push = Feeling(*noted.shown.feel)
    if push == Feeling() and not themes:
        raise Misfit("a feeling without a theme that moves nothing")
    return Affect(push, noted.quote, noted.reason, themes, noted.shown.toward)


def _make_trait(noted: Noted) -> TraitCue:
    if noted.shown.aspect not in ASPECT_NAMES:
        raise Misfit(f"no aspect is called {noted.shown.aspect or 'nothing'}")
    return TraitCue(noted.shown.aspect, noted.strength, noted.quote, noted.reason)


def _make_interest(noted: Noted) -> Engagement:
    domain = cut_words(noted.shown.field, _LONGEST_NAME).lower()
    return Engagement(noted.name, domain, noted.strength, noted.quote, noted.reason)


def _make_regard(noted: Noted) -> Regard:
    facet = next((one for one in Facet if one.value == noted.shown.facet), None)
    if facet is None:
        raise Misfit(f"no facet is called {noted.shown.facet or 'nothing'}")
    return Regard(facet, noted.strength, noted.quote, noted.reason)


def _make_activity(noted: Noted) -> Activity:
    said_at = noted.times.turn.said_at
    every = noted.find_time(frozenset({TimeRelation.EVERY}))
    course = _one_of(noted.shown.state, Course) or (Course.ROUTINE if every else Course.DONE)
    part = next((one for one in _PARTS if one in noted.shown.when.lower()), "")
    if course is not Course.DONE:
        cadence = every.cadence if every and course is Course.ROUTINE else None
        return Activity(noted.name, said_at, noted.quote, course, cadence or "", part)
    return Activity(noted.name, _find_day(noted, said_at), noted.quote, part=part)


def _find_day(noted: Noted, said_at: datetime) -> datetime:
    """When something was done: at its hour where that was told, else at noon of its day."""
    time = noted.find_time(POINTS)
    if time is None or time.interval.start is None or time.precision not in _DAYS:
        if noted.shown.when and time is not None:
            raise Misfit("its words put it on no day")
        return said_at
    start = time.interval.start
    if start.date() > said_at.date():
        raise Misfit("what was done cannot lie ahead")
    if start.date() == said_at.date():
        return said_at
    return start if time.precision is Precision.TIME else start.replace(hour=_NOON)


def _make_goal(noted: Noted) -> GoalStep:
    time = noted.find_time(_DATED)
    due = None
    if time is not None:
        by = time.relation is TimeRelation.BY or time.precision not in _DAYS
        due = (time.interval.end if by else time.interval.start) or time.interval.start
    return GoalStep(noted.name, _one_of(noted.shown.state, Step) or Step.SET, noted.quote, due)


def _make_occasion(noted: Noted) -> Occasion:
    kind = _one_of(noted.shown.field, OccasionKind) or OccasionKind.EVENT
    promised = noted.times.turn.role is Role.ASSISTANT
    if promised != (kind is OccasionKind.PROMISE):
        raise Misfit("users have events before them, and the assistant makes promises")
    standing = _one_of(noted.shown.state, Standing) or Standing.AHEAD
    made = Occasion(noted.name, None, noted.quote, kind, standing)
    time = noted.find_time(_DATED)
    start = (time.interval.start or time.interval.end) if time else None
    if time is None or start is None:
        return made
    over = start.date() < noted.times.turn.said_at.date()
    if over and standing is Standing.AHEAD and kind is not OccasionKind.BIRTHDAY:
        raise Misfit("what lies ahead cannot be over")
    end = time.interval.end if time.interval.start else None
    long = end is not None and end - start > timedelta(days=1)
    return replace(made, at=start, whole_day=time.precision is not Precision.TIME, until=end if long else None)


def _one_of(word: str, kind: type[T]) -> T | None:
    return next((one for one in kind if one.value == word), None)


_MAKERS: Mapping[str, Callable[[Noted], Signal]] = {
    "affect": _make_affect,
    "trait": _make_trait,
    "activity": _make_activity,
    "interest": _make_interest,
    "goal": _make_goal,
    "regard": _make_regard,
    "occasion": _make_occasion,
}
KINDS = tuple(_MAKERS)
