"""What a time expression is once it has been read."""

from dataclasses import dataclass
from enum import StrEnum

from spectron.domain.temporal import Interval


class TimeRelation(StrEnum):
    """How an expression places a statement in time."""

    AT = "at"  # "in March", "yesterday": the whole period
    SINCE = "since"  # from the start of the period, still going on
    UNTIL = "until"  # up to the period
    BY = "by"  # a latest time: "by Friday", "before Christmas"; says nothing of how long a thing is true
    AFTER = "after"  # an earliest time: "after Christmas"
    DURING = "during"  # "throughout 2020", "over the weekend"
    SPAN = "span"  # "from 2015 to 2019"
    FOR = "for"  # a duration, up to the turn: "for three years"
    EVERY = "every"  # a recurrence: "every Tuesday", "twice a week"


POINTS = frozenset({TimeRelation.AT, TimeRelation.DURING})
LASTING = frozenset({TimeRelation.SINCE, TimeRelation.FOR})


class Precision(StrEnum):
    """The size of the smallest thing the words name; a decade counts as year, a quarter as season."""

    YEAR = "year"
    SEASON = "season"
    MONTH = "month"
    WEEK = "week"
    DAY = "day"
    TIME = "time"


class Tense(StrEnum):
    """Which way to look for the year of "in March" or the week of "on Friday"."""

    PAST = "past"
    FUTURE = "future"


@dataclass(frozen=True, slots=True)
class TimeExpression:
    """Words about time: `text` is `source[start:end]`, preposition included, and `interval` what they mean, in UTC.

    `interval` is open on both sides for EVERY, and for a FOR that names a length without a place ("I lived there for
    three years"). `cadence` is set for EVERY only: "daily", "weekly on Tuesday", "2 times a week"; `months`
    for FOR only, where the length is named in months or more.
    """

    start: int
    end: int
    text: str
    relation: TimeRelation
    interval: Interval
    precision: Precision
    cadence: str | None = None
    months: int = 0
