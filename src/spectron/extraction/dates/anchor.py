"""A named point or stretch of time before it is clear which one is meant: "Friday at 6", "early March", "2019"."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from spectron.extraction.dates.calendar import Period, Unit, floor, shift, stretch
from spectron.extraction.dates.cycles import Cycle, Round, Which, choose
from spectron.extraction.dates.values import Precision, Tense


class Family(StrEnum):
    """How an anchor is named, which decides the prepositions it needs to be taken for a time at all."""

    SURE = "sure"
    YEAR = "year"
    MONTH = "month"
    SEASON = "season"
    WEEKDAY = "weekday"
    DAY = "day"
    HOLIDAY = "holiday"
    CLOCK = "clock"
    PART = "part"


class Stage(StrEnum):
    """A part of a period by its place in it."""

    EARLY = "early"
    MID = "mid"
    LATE = "late"
    START = "start"
    END = "end"


@dataclass(frozen=True, slots=True)
class Share:
    """A counted part of a period: the `place`-th of these units in it, -1 for the last; a season stands for half.

    With a `weekday` (0 for Monday) it is the `place`-th such day.
    """

    place: int
    unit: Unit
    weekday: int | None = None


@dataclass(frozen=True, slots=True)
class Hours:
    """Minutes of the day, `[first, until)`; a night runs past midnight, to 30:00."""

    first: int
    until: int
    label: str


@dataclass(frozen=True, slots=True)
class Anchor:
    """A period, or a cycle with what chooses its round; then the part of it that is meant.

    `bare` tells whether it may stand without a preposition. `tense` overrides the tense of the clause.
    """

    base: Period | Cycle
    family: Family
    bare: bool = False
    which: Which | None = None
    tense: Tense | None = None
    stage: Stage | None = None
    hours: Hours | None = None
    share: Share | None = None

    @property
    def fixed(self) -> bool:
        """Whether one period is meant, whatever the tense."""
        return isinstance(self.base, Period) or self.which is not None

    @property
    def finest(self) -> Precision:
        """The precision that the words alone give."""
        if self.hours:
            return Precision.TIME
        if self.share and self.share.unit is Unit.DAY:
            return Precision.DAY
        if isinstance(self.base, Period):
            return self.base.precision
        return _FINEST.get(self.base.round, Precision.DAY)

    def at_hours(self, hours: Hours) -> "Anchor":
        """The same at these hours."""
        return replace(self, hours=hours)

    def resolve(self, now: datetime, tense: Tense) -> Period | None:
        """The period meant, in local time; None when it lies off the calendar."""
        if isinstance(self.base, Period):
            return self._narrow(self.base)
        return choose(self.base, now, self.which or self.tense or tense, self._narrow)

    def _narrow(self, period: Period) -> Period | None:
        staged = take_stage(period, self.stage) if self.stage else period
        if staged and self.share:
            staged = take_share(staged, self.share)
        return take_hours(staged, self.hours) if staged and self.hours else staged


_FINEST = {Round.MONTH: Precision.MONTH, Round.SEASON: Precision.SEASON, Round.QUARTER: Precision.SEASON}
_FINER = {Precision.YEAR: Precision.SEASON, Precision.SEASON: Precision.MONTH, Precision.MONTH: Precision.WEEK}
_EDGE = {
    Precision.YEAR: (Unit.MONTH, 1),
    Precision.SEASON: (Unit.MONTH, 1),
    Precision.MONTH: (Unit.WEEK, 1),
    Precision.WEEK: (Unit.DAY, 2),
}
_CUT_AT = {Precision.YEAR: Unit.YEAR, Precision.SEASON: Unit.MONTH, Precision.MONTH: Unit.MONTH}
_CUT_AT |= {Precision.WEEK: Unit.DAY, Precision.DAY: Unit.HOUR}
_LONGER_THAN_A_YEAR = timedelta(days=400)
_THIRDS = {Stage.EARLY: (0.0, 1 / 3), Stage.MID: (1 / 3, 2 / 3), Stage.LATE: (2 / 3, 1.0)}


def take_stage(period: Period, stage: Stage) -> Period | None:
    """The early, middle or late third of a period; or the years, month, week or days at one end of it."""
    decade = period.until - period.first > _LONGER_THAN_A_YEAR
    finer = Precision.YEAR if decade else _FINER.get(period.precision, Precision.DAY)
    if stage in (Stage.START, Stage.END):
        unit, count = (Unit.YEAR, 2) if decade else _EDGE.get(period.precision, (Unit.HOUR, 6))
        if stage is Stage.START:
            until = shift(period.first, unit, count)
            return Period(period.first, until, finer) if until else None
        first = shift(period.until, unit, -count)
        return Period(first, period.until, finer) if first else None
    before, after = _THIRDS[stage]
    length = period.until - period.first
    unit = _CUT_AT[finer]
    first = period.first if before == 0 else _snap(period.first + length * before, unit)
    until = period.until if after == 1 else _snap(period.first + length * after, unit)
    return Period(first, until, finer) if first and until else None


def take_share(period: Period, share: Share) -> Period | None:
    """The part of a period that a share counts out; None where the period has no such part."""
    if share.unit is Unit.SEASON:
        return _take_half(period, share.place)
    step = 7 if share.weekday is not None else 1
    unit = Unit.DAY if share.weekday is not None else share.unit
    precision = Precision(share.unit.value)
    if share.place < 0:
        first = shift(period.until, unit, -step)
        if first and share.weekday is not None:
            first = shift(first, Unit.DAY, (share.weekday - first.weekday()) % 7)
    else:
        offset = 0 if share.weekday is None else (share.weekday - period.first.weekday()) % 7
        first = shift(shift(period.first, Unit.DAY, offset) or period.first, unit, step * (share.place - 1))
    part = stretch(first, share.unit, 1, precision)
    return part if part and part.first < period.until else None


def _take_half(period: Period, place: int) -> Period | None:
    finer = _FINER.get(period.precision, Precision.DAY)
    middle = _snap(period.first + (period.until - period.first) / 2, _CUT_AT[finer])
    if middle is None:
        return None
    return Period(period.first, middle, finer) if place == 1 else Period(middle, period.until, finer)


def find_middle(period: Period) -> datetime:
    """The day or month in the middle of a middle third: the 15th in "mid April", July in "mid 2026"."""
    middle = period.first + (period.until - period.first) / 2
    if period.precision is Precision.WEEK:
        return period.first.replace(day=15)
    return floor(middle, Unit.DAY if period.precision is Precision.DAY else Unit.MONTH) or period.first


def _snap(moment: datetime, unit: Unit) -> datetime | None:
    # Three days of slack, because a third of a season may end on the last day of a month.
    return floor(moment + timedelta(days=3) if unit is Unit.MONTH else moment, unit)


def take_hours(period: Period, hours: Hours) -> Period | None:
    """These hours of the first day of a period."""
    first = shift(period.first, Unit.MINUTE, hours.first)
    until = shift(period.first, Unit.MINUTE, hours.until)
    return Period(first, until, Precision.TIME) if first and until else None
