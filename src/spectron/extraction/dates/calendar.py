"""Calendar arithmetic on local time that answers None instead of raising at the edges of the calendar.

Instants here carry no zone: they are wall-clock times in the zone of the turn. Only `as_interval` leaves that zone.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from enum import StrEnum

from spectron.domain.temporal import Interval
from spectron.extraction.dates.values import Precision


class Unit(StrEnum):
    """A unit that people count time in."""

    MINUTE = "minute"
    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    SEASON = "season"
    YEAR = "year"
    DECADE = "decade"


_STEPS = {
    Unit.MINUTE: timedelta(minutes=1),
    Unit.HOUR: timedelta(hours=1),
    Unit.DAY: timedelta(days=1),
    Unit.WEEK: timedelta(weeks=1),
}
MONTHS_OF = {Unit.MONTH: 1, Unit.SEASON: 3, Unit.YEAR: 12, Unit.DECADE: 120}
_PRECISION = {Unit.MINUTE: Precision.TIME, Unit.HOUR: Precision.TIME, Unit.DECADE: Precision.YEAR}


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of local time, `[first, until)`, and how finely it was named."""

    first: datetime
    until: datetime
    precision: Precision


def precision_of(unit: Unit) -> Precision:
    """The precision of something named in this unit."""
    return _PRECISION.get(unit) or Precision(unit.value)


def shift(moment: datetime, unit: Unit, count: int) -> datetime | None:
    """The moment `count` units later, its day cut to the length of the month; None off the calendar."""
    if unit in _STEPS:
        try:
            return moment + _STEPS[unit] * count
        except OverflowError:
            return None
    year, month = divmod(moment.year * 12 + moment.month - 1 + MONTHS_OF[unit] * count, 12)
    if not 1 <= year <= 9999:
        return None
    return moment.replace(year=year, month=month + 1, day=min(moment.day, monthrange(year, month + 1)[1]))


def floor(moment: datetime, unit: Unit) -> datetime | None:
    """The first instant of the unit that the moment lies in; weeks begin on Monday, quarters in January."""
    if unit is Unit.MINUTE:
        return moment.replace(second=0, microsecond=0)
    if unit is Unit.HOUR:
        return moment.replace(minute=0, second=0, microsecond=0)
    day = moment.replace(hour=0, minute=0, second=0, microsecond=0)
    if unit is Unit.WEEK:
        return shift(day, Unit.DAY, -day.weekday())
    if unit is Unit.MONTH:
        return day.replace(day=1)
    if unit is Unit.SEASON:
        return day.replace(month=day.month - (day.month - 1) % 3, day=1)
    if unit is Unit.YEAR:
        return day.replace(month=1, day=1)
    if unit is Unit.DECADE:
        return None if day.year < 10 else day.replace(year=day.year - day.year % 10, month=1, day=1)
    return day


def whole(moment: datetime | None, unit: Unit, count: int = 0) -> Period | None:
    """The whole unit `count` units away from the one the moment lies in."""
    here = floor(moment, unit) if moment else None
    first = shift(here, unit, count) if here else None
    return stretch(first, unit, 1, precision_of(unit))


def stretch(first: datetime | None, unit: Unit, count: int, precision: Precision) -> Period | None:
    """`count` units from `first` on."""
    until = shift(first, unit, count) if first else None
    return Period(first, until, precision) if first and until else None


def make_day(year: int, month: int, day: int) -> Period | None:
    """One day, or None where the calendar has no such day."""
    try:
        return whole(datetime(year, month, day), Unit.DAY)  # noqa: DTZ001 - local time, see the module
    except ValueError:
        return None


def make_month(year: int, month: int) -> Period | None:
    """One month, or None where the calendar has no such month."""
    day = make_day(year, month, 1)
    return whole(day.first, Unit.MONTH) if day else None


def make_year(year: int) -> Period | None:
    """One year."""
    day = make_day(year, 1, 1)
    return whole(day.first, Unit.YEAR) if day else None


def find_easter(year: int) -> tuple[int, int]:
    """Month and day of Easter Sunday, by the anonymous Gregorian computus."""
    century, golden = year // 100, year % 19
    epact = (19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (year % 100 // 4) - epact - year % 100 % 4) % 7
    late = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * late + 114, 31)
    return month, day + 1


def as_interval(first: datetime | None, until: datetime | None, zone: tzinfo) -> Interval | None:
    """The same edges as UTC instants; None when an edge leaves the calendar or nothing lies between them."""
    try:
        edges = [moment and moment.replace(tzinfo=zone).astimezone(UTC) for moment in (first, until)]
    except (OverflowError, ValueError):
        return None
    interval = Interval(edges[0], edges[1])
    return None if interval.empty else interval
