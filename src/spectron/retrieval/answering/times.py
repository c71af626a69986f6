"""Instants of valid time in words, as finely as they were told."""

import re
from datetime import datetime

from spectron.domain.graph import Fact

_MONTHS = "January February March April May June July August September October November December".split()
_MONTH_NAMES = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
_DAY = re.compile(
    r"\b(?:today|yesterday|tomorrow|tonight|(?:mon|tues|wednes|thurs|fri|satur|sun)day|1st|first|new year|days? ago|"
    rf"\d{{4}}-\d\d-\d\d|0?1[ ./](?:{_MONTH_NAMES}|\d)|{_MONTH_NAMES} 1\b)",
    re.IGNORECASE,
)
_MONTH = re.compile(rf"\b{_MONTH_NAMES}\b|\bmonths?\b|\b(?:spring|summer|autumn|fall|winter)\b", re.IGNORECASE)
_TIME = re.compile(
    r"\d|\b(?:(?:mon|tues|wednes|thurs|fri|satur|sun)days?|january|february|march|april|may|june|july|august|september|"
    r"october|november|december|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|today|tomorrow|yesterday|tonight|morning|"
    r"evening|afternoon|noon|midnight|weeks?|weekend|months?|years?|days?|spring|summer|autumn|fall|winter|christmas|"
    r"easter|ago|recently|now)\b",
    re.IGNORECASE,
)


def names_time(text: str) -> bool:
    """Whether a text names a time, or a number that may be one."""
    return _TIME.search(text) is not None


def say_day(instant: datetime) -> str:
    """A day: 3 April 2026."""
    return f"{instant.day} {_MONTHS[instant.month - 1]} {instant.year}"


def say_time(instant: datetime, words: str) -> str:
    """An instant as finely as `words` told it: a year, a month, a day, or a day with the hour."""
    if instant.hour or instant.minute:
        exact = not instant.second and not instant.microsecond and re.search(r"\d", words)
        return f"{say_day(instant)} at {instant:%H:%M}" if exact else say_day(instant)
    if instant.day != 1 or _DAY.search(words):
        return say_day(instant)
    if instant.month != 1 or _MONTH.search(words):
        return f"{_MONTHS[instant.month - 1]} {instant.year}"
    return str(instant.year)


def is_dated(fact: Fact) -> bool:
    """Whether words told since when a fact holds, or the time of its turn stands in for that."""
    start = fact.valid.start
    return start is not None and start != fact.recorded_at and names_time(fact.quote.text)


def say_start(fact: Fact) -> str:
    """Since when a fact holds, or "" where nobody told."""
    return say_time(fact.valid.start, fact.quote.text) if fact.valid.start is not None and is_dated(fact) else ""


def say_end(fact: Fact, said: str = "") -> str:
    """Until when a fact held, or "" where it has no end; `said` is the turn that told the fact.

    Where another turn told the end, its words are not at hand: then the first of a year is taken for a month.
    """
    end = fact.valid.end
    if end is None:
        return ""
    return say_time(end, said if str(end.year) in said else "month")
