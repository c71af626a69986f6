"""Instants of valid time in words, as finely as they were told."""

import re
from datetime import datetime

from spectron.domain.graph import Fact
from spectron.domain.temporal import name_day, name_month

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
_WEEK = re.compile(r"\b(?:last|this|next) week\b|\bweeks? ago\b|\ba week\b", re.IGNORECASE)
_CLOCK = re.compile(r"\d\s?(?:am|pm|o'clock|h\b)|\d[:.]\d\d|\bat \d|\bnoon\b|\bmidnight\b|night|morning", re.IGNORECASE)
_DATE = re.compile(
    rf"\b(?:(?:19|20)\d\d|{_MONTH_NAMES}|(?:mon|tues|wednes|thurs|fri|satur|sun)days?|today|tomorrow|yesterday|tonight|"
    r"(?:last|this|next) \w+|\d{1,2}(?:st|nd|rd|th)|\d{1,2}[./]\d{1,2}|ago|since|for \w+ (?:days|weeks|months|years)|"
    r"weeks?|months?|years?|weekend|spring|summer|autumn|winter|christmas|easter|new year)\b",
    re.IGNORECASE,
)


def names_time(text: str) -> bool:
    """Whether a text names a time, or a number that may be one."""
    return _TIME.search(text) is not None


def say_time(instant: datetime, words: str) -> str:
    """An instant as finely as `words` told it: a year, a month, a day, or a day with the hour."""
    if instant.hour or instant.minute:
        exact = not instant.second and not instant.microsecond and re.search(r"\d", words)
        return f"{name_day(instant)} at {instant:%H:%M}" if exact else name_day(instant)
    if _WEEK.search(words) and instant.weekday() == 0 and not _DAY.search(words):
        return f"the week of {name_day(instant)}"
    if instant.day != 1 or _DAY.search(words):
        return name_day(instant)
    if instant.month != 1 or _MONTH.search(words):
        return name_month(instant)
    return str(instant.year)


def is_dated(fact: Fact, said: str = "") -> bool:
    """Whether words told since when a fact holds, or the time of its turn stands in for that.

    `said` is what was said around the words that the fact rests on.
    """
    start, words = fact.valid.start, _dating(fact, said)
    if start is None or start == fact.recorded_at:
        return False
    whole = not (start.hour or start.minute or start.second or start.microsecond)
    return _DATE.search(words) is not None and (whole or _CLOCK.search(words) is not None)


def _dating(fact: Fact, said: str) -> str:
    """The words that date a fact: its own, else those around it."""
    return fact.quote.text if not said or _DATE.search(fact.quote.text) else said


def say_start(fact: Fact, said: str = "") -> str:
    """Since when a fact holds, or "" where nobody told."""
    dated = fact.valid.start is not None and is_dated(fact, said)
    return say_time(fact.valid.start, _dating(fact, said)) if fact.valid.start is not None and dated else ""


def say_end(fact: Fact, said: str = "") -> str:
    """Until when a fact held, or "" where it has no end; `said` is the turn that told the fact.

    Where another turn told the end, its words are not at hand: then the first of a year is taken for a month.
    """
    end = fact.valid.end
    if end is None:
        return ""
    return say_time(end, said if str(end.year) in said else "month")
