"""Times that come round again ("March", "Friday", "Christmas", "6pm") and which round of them is meant."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import TypeAlias

from spectron.extraction.dates.calendar import (
    Period,
    Unit,
    find_easter,
    floor,
    make_day,
    make_month,
    shift,
    stretch,
    whole,
)
from spectron.extraction.dates.values import Precision, Tense


class Round(StrEnum):
    """What comes round."""

    MONTH = "month"  # a: month
    SEASON = "season"  # a: first month
    QUARTER = "quarter"  # a: 1 to 4
    DATE = "date"  # a: month, b: day
    EASTER = "easter"  # a: days from Easter Sunday
    THURSDAY = "thursday"  # a: month, b: which Thursday in it
    MONTHDAY = "monthday"  # a: day
    WEEKDAY = "weekday"  # a: 0 for Monday
    WEEKEND = "weekend"
    DAY = "day"


class Which(StrEnum):
    """The round that the words choose."""

    LAST = "last"
    THIS = "this"
    NEXT = "next"


@dataclass(frozen=True, slots=True)
class Cycle:
    """A kind of time with its numbers; see `Round` for what `a` and `b` are."""

    round: Round
    a: int = 0
    b: int = 0


Narrow: TypeAlias = Callable[[Period], Period | None]
_Maker: TypeAlias = Callable[[Cycle, datetime, int], Period | None]


def make_in_year(cycle: Cycle, year: int) -> Period | None:
    """The cycle's period that begins in the year; None for cycles shorter than a year and for days it lacks."""
    if not 1 <= year <= 9999:
        return None
    if cycle.round is Round.MONTH:
        return make_month(year, cycle.a)
    if cycle.round in (Round.SEASON, Round.QUARTER):
        month = make_month(year, cycle.a if cycle.round is Round.SEASON else cycle.a * 3 - 2)
        return stretch(month.first, Unit.MONTH, 3, Precision.SEASON) if month else None
    if cycle.round is Round.DATE:
        return make_day(year, cycle.a, cycle.b)
    if cycle.round is Round.EASTER:
        sunday = make_day(year, *find_easter(year))
        return whole(sunday.first, Unit.DAY, cycle.a) if sunday else None
    if cycle.round is Round.THURSDAY:
        first = make_day(year, cycle.a, 1)
        return whole(first.first, Unit.DAY, (3 - first.first.weekday()) % 7 + 7 * (cycle.b - 1)) if first else None
    return None


def make_occurrence(cycle: Cycle, now: datetime, rounds: int) -> Period | None:
    """The period `rounds` rounds away from that of the present year, month, week or day."""
    maker = _MAKERS.get(cycle.round)
    return maker(cycle, now, rounds) if maker else make_in_year(cycle, now.year + rounds)


def choose(cycle: Cycle, now: datetime, wanted: Tense | Which, narrow: Narrow) -> Period | None:
    """The round meant by the tense of the clause, or by "last", "this" and "next".

    PAST takes the latest that has begun, FUTURE the earliest that has not ended; a bare weekday is never today. "Last"
    is the latest that is over. "Next" is the earliest to come, but for a weekday or weekend the one of the next week,
    because the coming one is called "on Friday" or "this Friday". `narrow` cuts a part out of each round beforehand.
    """
    weekly = cycle.round in (Round.WEEKDAY, Round.WEEKEND)
    if wanted is Which.THIS or (weekly and wanted is Which.NEXT):
        period = make_occurrence(cycle, now, 1 if wanted is Which.NEXT else 0)
        return narrow(period) if period else None
    backwards = wanted in (Tense.PAST, Which.LAST)
    # Eight years reach over a missing leap day at the turn of a century; one round ahead, winter may have begun.
    order = range(1, -9, -1) if backwards else range(-1, 9)
    today = floor(now, Unit.DAY) or now
    for rounds in order:
        whole_round = make_occurrence(cycle, now, rounds)
        period = narrow(whole_round) if whole_round else None
        if period and _suits(period, cycle, wanted, now, today):
            return period
    return None


def _suits(period: Period, cycle: Cycle, wanted: Tense | Which, now: datetime, today: datetime) -> bool:
    if cycle.round is Round.WEEKDAY:
        past, future = period.until <= today, period.first > now
    elif wanted in (Which.LAST, Which.NEXT):
        past, future = period.until <= now, period.first > now
    else:
        past, future = period.first <= now, period.until > now
    return past if wanted in (Tense.PAST, Which.LAST) else future


def _make_monthday(cycle: Cycle, now: datetime, rounds: int) -> Period | None:
    month = whole(now, Unit.MONTH, rounds)
    return make_day(month.first.year, month.first.month, cycle.a) if month else None


def _make_weekday(cycle: Cycle, now: datetime, rounds: int) -> Period | None:
    week = whole(now, Unit.WEEK, rounds)
    return whole(week.first, Unit.DAY, cycle.a) if week else None


def _make_weekend(_: Cycle, now: datetime, rounds: int) -> Period | None:
    week = whole(now, Unit.WEEK, rounds)
    saturday = shift(week.first, Unit.DAY, 5) if week else None
    return Period(saturday, week.until, Precision.DAY) if week and saturday else None


def _make_today(_: Cycle, now: datetime, rounds: int) -> Period | None:
    return whole(now, Unit.DAY, rounds)


_MAKERS: Mapping[Round, _Maker] = MappingProxyType(
    {
        Round.MONTHDAY: _make_monthday,
        Round.WEEKDAY: _make_weekday,
        Round.WEEKEND: _make_weekend,
        Round.DAY: _make_today,
    }
)
