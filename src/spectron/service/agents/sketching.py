"""Everything that is believed of a user and of how they and the agent stand to each other, folded at once."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

from spectron.behaviour.goals import list_goals
from spectron.behaviour.habits import find_habits
from spectron.behaviour.moments import find_moments
from spectron.behaviour.mood import settle_mood
from spectron.behaviour.patterns import find_patterns
from spectron.behaviour.personality import estimate_personality, find_shifts
from spectron.behaviour.relationship import estimate_relationship
from spectron.behaviour.themes import find_themes
from spectron.behaviour.trend import Trend, find_trend
from spectron.domain.behaviour import Activity, Affect, GoalStep, Observed, Regard, TraitCue
from spectron.domain.conversation import Role
from spectron.domain.estimates import (
    Goal,
    GoalStatus,
    Habit,
    Mood,
    MoodChange,
    Pattern,
    Personality,
    Relationship,
    Shift,
    SignificantMoment,
    Theme,
)
from spectron.domain.graph import Fact
from spectron.service.agents.mood import AT_REST
from spectron.service.agents.witnessing import Witnessed

PURSUED = frozenset({GoalStatus.ACTIVE, GoalStatus.OVERDUE})


@dataclass(frozen=True, slots=True)
class Sketch:
    """A user as of an instant; `last` is what moved the mood last."""

    mood: Mood
    last: MoodChange | None
    trend: Trend
    themes: Sequence[Theme]
    personality: Personality
    shifts: Sequence[Shift]
    moments: Sequence[SignificantMoment]
    goals: Sequence[Goal]
    habits: Sequence[Habit]
    patterns: Sequence[Pattern]
    relationship: Relationship


@dataclass(frozen=True, slots=True)
class Names:
    """What user and agent are called in sentences."""

    user: str
    agent: str


def sketch(shown: Witnessed, facts: Sequence[Fact], at: datetime, zone: tzinfo, names: Names) -> Sketch:
    """Fold what both sides showed up to an instant, beside the user's facts; days are those of the user's zone."""
    kinds: dict[type, list[Observed[Any]]] = defaultdict(list)
    for one in shown.signals:
        kinds[type(one.signal)].append(one)
    affects = [one for one in kinds[Affect] if one.role is Role.USER]
    changes = shown.moods
    return Sketch(
        mood=settle_mood(changes, at, AT_REST),
        last=changes[-1] if changes else None,
        trend=find_trend(changes, at, AT_REST),
        themes=find_themes(affects, at),
        personality=estimate_personality(kinds[TraitCue], at),
        shifts=find_shifts(kinds[TraitCue], at),
        moments=find_moments(affects, facts, at),
        goals=[one for one in list_goals(kinds[GoalStep], at) if one.status in PURSUED],
        habits=find_habits(kinds[Activity], at.astimezone(zone)),
        patterns=find_patterns(shown.signals, at.astimezone(zone)),
        relationship=estimate_relationship(kinds[Regard], kinds[Affect], at, names.user, names.agent),
    )
