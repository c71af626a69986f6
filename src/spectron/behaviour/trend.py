"""Where a mood is going: how pleasant it is, against a day before."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from spectron.behaviour.mood import settle_mood
from spectron.domain.behaviour import Feeling
from spectron.domain.estimates import MoodChange

SPAN = timedelta(days=1)
NOTICEABLE = 0.1


class Trend(StrEnum):
    """Which way a mood goes."""

    RISING = "rising"
    STEADY = "steady"
    FALLING = "falling"


def find_trend(changes: Sequence[MoodChange], at: datetime, baseline: Feeling) -> Trend:
    """Whether a mood is more pleasant at an instant than `SPAN` before, or less, by what one would notice.

    `changes` are those up to the instant, oldest first.
    """
    before = [one for one in changes if one.at <= at - SPAN]
    then = settle_mood(before, at - SPAN, baseline).feeling.valence
    change = settle_mood(changes, at, baseline).feeling.valence - then
    if abs(change) < NOTICEABLE:
        return Trend.STEADY
    return Trend.RISING if change > 0 else Trend.FALLING
