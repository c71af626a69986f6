"""Instants of valid time in words, as finely as they were told."""

import re
from datetime import datetime

from spectron.domain.graph import Fact

_MONTHS = (
    "January February March April May June July August September October November December"
).split()
_DAY = re.compile(
    r"\b(?:today|yesterday|tomorrow|tonight|(?:mon|tues|wednes|thurs|fri|satur|sun)day|1st|first|new year|\d{4}-\d\d-\d\d|"
    r"0?1[ ./](?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|\d)|"
    r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]* 1\b|days? ago)",
    re.IGNORECASE,
)
_MONTH = re.compile(
    r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b|\bmonths?\b|\b(?:spring|summer|autumn|fall|winter)\b",
    re.IGNORECASE,
)


def say_day(instant: datetime) -> str:
    """A day: 3 April 2026."""
    return f"{instant.day} {_MONTHS[instant.month - 1]} {instant.year}"


def say_time(instant: datetime, words: str) -> str:
    """An instant as finely as `words` told it: a year, a month, a day, or a day with the hour."""
    if instant.hour or instant.minute:
        return f"{say_day(instant)} at {instant:%H:%M}"
    if instant.day != 1 or _DAY.search(words):
        return say_day(instant)
    if instant.month != 1 or _MONTH.search(words):
        return f"{_MONTHS[instant.month - 1]} {instant.year}"
    return str(instant.year)


def is_dated(fact: Fact) -> bool:
    """Whether words told since when a fact holds, or the time of its turn stands in for that."""
    start = fact.valid.start
    return start is not None and start != fact.recorded_at and not _is_moment(start, fact)


def _is_moment(start: datetime, fact: Fact) -> bool:
    """Whether the start is the very instant of a turn, with seconds and all, that became known later."""
    return bool(start.second or start.microsecond) and start <= fact.recorded_at


def say_start(fact: Fact) -> str:
    """Since when a fact holds, or "" where nobody told."""
    return say_time(fact.valid.start, fact.quote.text) if fact.valid.start is not None and is_dated(fact) else ""


def say_end(fact: Fact, words: str = "") -> str:
    """Until when a fact held, or "" where it has no end; `words` are those that told its end."""
    return say_time(fact.valid.end, words or fact.quote.text) if fact.valid.end is not None else ""
