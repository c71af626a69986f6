"""The dates that words like "last Friday" mean, as a reader would want them beside the words."""

import re
from datetime import datetime, timedelta

from spectron.domain.recall import DateNote
from spectron.domain.temporal import MONTHS, WEEKDAYS, name_day, name_month
from spectron.extraction.dates.find import find_times
from spectron.extraction.dates.values import Precision, TimeExpression, TimeRelation

_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_CLOCK = re.compile(r"(?:at |around |by )?\d{1,2}(?::\d\d)? ?(?:[ap]\.?m\.?)?$", re.IGNORECASE)
_VAGUE = re.compile(r"((?:quite )?(?:a few|some|several|many) \w+) (?:ago|back)", re.IGNORECASE)
_YEAR_AGO = re.compile(r"\b(?:a|one|1) year ago$", re.IGNORECASE)
_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_SEASONS = {3: "spring", 6: "summer", 9: "autumn", 12: "winter"}
_DAY = timedelta(days=1)


def note_dates(text: str, said_at: datetime) -> tuple[DateNote, ...]:
    """The date of every time expression that does not name its own year, in order; linear in the text.

    "Last Friday", said on 21 July 2023, is "14 July 2023, the Friday before 21 July 2023"; "last week" "the week before
    21 July 2023"; "last year" "2022"; "a few days ago" "a few days before 21 July 2023". Recurrences, lengths without a
    place and times of day get none.
    """
    found = ((time, _tell(time, said_at)) for time in find_times(text, said_at))
    return tuple(DateNote(time.start, time.end, words) for time, words in found if words)


def _tell(time: TimeExpression, said_at: datetime) -> str | None:
    if time.relation is TimeRelation.EVERY or _YEAR.search(time.text) or _CLOCK.match(time.text):
        return None
    vague = _VAGUE.fullmatch(time.text)
    if vague:
        return f"{vague[1].lower()} before {name_day(said_at)}"
    start = time.interval.start or time.interval.end
    if start is None:
        return None
    zone = said_at.tzinfo
    first = start.astimezone(zone) if zone else start.replace(tzinfo=None)
    end = time.interval.end if time.interval.start and time.interval.end else None
    last = (end.astimezone(zone) if zone else end.replace(tzinfo=None)) if end else None
    name = _name(time, first, last, said_at)
    return f"since {name}" if name and time.relation is TimeRelation.FOR else name


def _name(time: TimeExpression, first: datetime, last: datetime | None, said_at: datetime) -> str | None:
    days = (last.date() - first.date()).days if last else None
    if time.precision is Precision.YEAR:
        return _name_years(time, first, days, said_at)
    if time.precision is Precision.MONTH:
        return name_month(first)
    if time.precision is Precision.SEASON:
        return f"{_SEASONS[first.month]} {first.year}" if days and days > 80 and first.month in _SEASONS else None
    if time.precision is Precision.WEEK:
        return _name_week(first, said_at)
    if days is not None and days > 1:
        return _name_days(time.text, first, days, said_at)
    return _name_day(time.text, first, said_at)


def _name_years(time: TimeExpression, first: datetime, days: int | None, said_at: datetime) -> str:
    if _YEAR_AGO.search(time.text):
        return f"about {MONTHS[said_at.month - 1]} {first.year}"
    return f"{first.year}" if days is None or days < 400 else f"{first.year} to {first.year + round(days / 365) - 1}"


def _name_week(first: datetime, said_at: datetime) -> str:
    return _relate("week", (first.date() - (said_at - said_at.weekday() * _DAY).date()).days // 7, said_at)


def _name_days(words: str, first: datetime, days: int, said_at: datetime) -> str | None:
    if days == 2 and first.weekday() == 5 and "weekend" in words.lower():
        saturday = said_at - (said_at.weekday() - 5) * _DAY
        away = (first.date() - saturday.date()).days // 7
        return _relate("weekend", away, said_at)
    return None


def _relate(unit: str, away: int, said_at: datetime) -> str:
    """ "The week before 21 July 2023", "two weeks before ...", "the week of ...", "the week after ..."."""
    day = name_day(said_at)
    if away == 0:
        return f"the {unit} of {day}"
    side = "before" if away < 0 else "after"
    count = _NUMBERS[abs(away)] if abs(away) < len(_NUMBERS) else str(abs(away))
    return f"the {unit} {side} {day}" if abs(away) == 1 else f"{count} {unit}s {side} {day}"


def _name_day(words: str, first: datetime, said_at: datetime) -> str:
    weekday = WEEKDAYS[first.weekday()]
    low = words.lower()
    if first.date() == said_at.date() or weekday[:3].lower() not in low or not low.isascii():
        return name_day(first)
    side = "before" if first.date() < said_at.date() else "after"
    return f"{name_day(first)}, the {weekday} {side} {name_day(said_at)}"
