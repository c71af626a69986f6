"""Where a mood is going: how pleasant it is, against a day before."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from spectron.behaviour.mood import fold_mood
from spectron.domain.behaviour import Affect, Feeling, Observed

SPAN = timedelta(days=1)
NOTICEABLE = 0.1


class Trend(StrEnum):
    """Which way a mood goes."""

    RISING = "rising"
    STEADY = "steady"
    FALLING = "falling"


def find_trend(affects: Sequence[Observed[Affect]], at: datetime, baseline: Feeling) -> Trend:
    """Whether the mood at an instant is more pleasant than `SPAN` before, or less, by what one would notice."""
    earlier = fold_mood(affects, at - SPAN, baseline).feeling.valence
    change = fold_mood(affects, at, baseline).feeling.valence - earlier
    if abs(change) < NOTICEABLE:
        return Trend.STEADY
    return Trend.RISING if change > 0 else Trend.FALLING
