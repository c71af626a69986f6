"""Instants and half-open intervals.

Two clocks run through everything (see docs/explanation/two-clocks.md): *valid* time, when a thing is true in the world,
and *known* time, when this memory believed it. Both are UTC instants; an interval is `[start, end)` and an edge that is
None is open.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import TypeAlias
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from spectron.domain.errors import BadValue, FieldError

Clock: TypeAlias = Callable[[], datetime]

# The names stand here because those of `strftime` follow the locale of whatever program this runs in.
MONTHS = tuple("January February March April May June July August September October November December".split())
WEEKDAYS = tuple("Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split())

# what is reckoned from an instant needs room on either side of it
FIRST_YEAR, LAST_YEAR = 4, 9_996
OUT_OF_REACH = f"lies at the edge of the calendar: the years are {FIRST_YEAR} to {LAST_YEAR}"

_DATE_ONLY = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


def name_month(instant: date) -> str:
    """A month as one would say it: "May 2023"."""
    return f"{MONTHS[instant.month - 1]} {instant.year}"


def name_day(instant: date) -> str:
    """A day as one would say it: "7 May 2023"."""
    return f"{instant.day} {name_month(instant)}"


def utc_now() -> datetime:
    """The present instant, in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Interval:
    """`[start, end)`; None is an open edge, so `Interval()` is all of time."""

    start: datetime | None = None
    end: datetime | None = None

    def covers(self, instant: datetime) -> bool:
        """Whether the instant lies inside; the end itself does not."""
        return (self.start is None or self.start <= instant) and (self.end is None or instant < self.end)

    def meets(self, other: "Interval") -> bool:
        """Whether the two share an instant; neither may be empty."""
        before = self.end is not None and other.start is not None and self.end <= other.start
        behind = other.end is not None and self.start is not None and other.end <= self.start
        return not before and not behind

    @property
    def empty(self) -> bool:
        """Whether no instant lies inside."""
        return self.start is not None and self.end is not None and self.end <= self.start


ALWAYS = Interval()


def parse_instant(text: str, field: str) -> datetime:
    """Read RFC 3339, or a bare year, month or day (its first instant, UTC); a time without a zone is UTC.

    Raises BadValue, naming `field`, for anything else.
    """
    bare = _DATE_ONLY.fullmatch(text.strip())
    try:
        if bare:
            year, month, day = (int(part) if part else 1 for part in bare.groups())
            return datetime(year, month, day, tzinfo=UTC)
        return as_utc(datetime.fromisoformat(text.strip()))
    except (ValueError, OverflowError):
        message = "expected an RFC 3339 time such as 2026-03-02T09:15:00Z, or a date such as 2026-03-02 or 2026-03"
        raise BadValue(f"{field} is not a time: {message}", FieldError(field, message)) from None


@lru_cache(maxsize=1_024)
def read_zone(name: str, field: str) -> ZoneInfo:
    """A time zone by its IANA name, such as `Europe/Berlin`. Raises BadValue, naming `field`, for one nobody knows."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        message = "expected the name of a time zone such as Europe/Berlin"
        raise BadValue(f"{field} is not a time zone: {message}", FieldError(field, message)) from None


def as_utc(instant: datetime) -> datetime:
    """The same instant in UTC; one without a zone is taken as UTC. Raises OverflowError at the calendar's edges."""
    return instant.replace(tzinfo=UTC) if instant.tzinfo is None else instant.astimezone(UTC)


def in_reach(instant: datetime) -> bool:
    """Whether years stay free at either end of the calendar for what is reckoned from this instant, which is in UTC."""
    return FIRST_YEAR <= instant.year <= LAST_YEAR


def iso(instant: datetime | None) -> str | None:
    """RFC 3339 in UTC with `Z`, as every answer shows times; None stays None."""
    return None if instant is None else instant.astimezone(UTC).isoformat().replace("+00:00", "Z")
