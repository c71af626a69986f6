"""Hours of the day: "6pm", "half past six", "18:30", "noon", "in the evening"."""

import re
from typing import TypeAlias

from spectron.extraction.dates.amounts import read_number
from spectron.extraction.dates.anchor import Hours
from spectron.extraction.dates.tokens import Kind, Tokens
from spectron.extraction.dates.words import load_words

Found: TypeAlias = tuple[Hours, int]

_CLOCK = re.compile(r"([0-9]{1,2})[:.]([0-9]{2})")
_NOON = 12 * 60
_HALF_DAYS = {"am": 0, "pm": _NOON}
_FIXED = {"noon": _NOON, "midday": _NOON, "midnight": 24 * 60}


def at_minute(minute: int) -> Hours:
    """One minute of the day."""
    return Hours(minute, minute + 1, f"at {minute // 60 % 24:02d}:{minute % 60:02d}")


def read_clock(tokens: Tokens, at: int) -> Found | None:
    """A time of day that is one beyond doubt: it has am or pm, o'clock, "half past", a colon, or a name."""
    if tokens.low(at) in _FIXED:
        return at_minute(_FIXED[tokens.low(at)]), at + 1
    if tokens.low(at) in ("half", "quarter") and tokens.low(at + 1) in ("past", "to"):
        return _read_half(tokens, at)
    face = _read_face(tokens, at)
    if not face:
        return None
    hour, minute, place = face
    half = tokens.low(place).replace(".", "").replace(" ", "")
    if half in _HALF_DAYS and 1 <= hour <= 12:
        return at_minute(hour % 12 * 60 + minute + _HALF_DAYS[half]), place + 1
    if tokens.low(place) == "o" and tokens.low(place + 1) == "'clock":
        return _with_part(tokens, hour, minute, place + 2)
    told_part = tokens.low(place) == "in" and read_part(tokens, tokens.skip(place + 1, "the"))
    return _with_part(tokens, hour, minute, place) if ":" in tokens.low(at) or told_part else None


def read_part(tokens: Tokens, at: int) -> Found | None:
    """A part of the day in the singular: "morning", "evening"."""
    entry = load_words("part").get(tokens.low(at))
    if not entry or tokens.low(at).endswith("s"):
        return None
    return to_hours(entry), at + 1


def to_hours(entry: str) -> Hours:
    """The hours that a part of the day stands for."""
    first, until, label = entry.split(" ", 2)
    return Hours(int(first) * 60, int(until) * 60, label)


def _read_face(tokens: Tokens, at: int) -> tuple[int, int, int] | None:
    token = tokens.at(at)
    face = _CLOCK.fullmatch(token.text) if token.kind is Kind.NUMBER and token.clean and len(token.text) <= 5 else None
    if face:
        hour, minute = int(face[1]), int(face[2])
        return (hour, minute, at + 1) if hour < 24 and minute < 60 else None
    number = read_number(tokens, at)
    return (number[0], 0, number[1]) if number and number[0] <= 24 else None


def _read_half(tokens: Tokens, at: int) -> Found | None:
    number = read_number(tokens, at + 2)
    if not number or not 1 <= number[0] <= 12:
        return None
    minutes = 30 if tokens.low(at) == "half" else 15
    minute = number[0] * 60 + (minutes if tokens.low(at + 1) == "past" else -minutes)
    return _with_part(tokens, minute // 60, minute % 60, number[1])


def _with_part(tokens: Tokens, hour: int, minute: int, place: int) -> Found | None:
    if hour > 23:
        return None
    if tokens.low(place) in ("in", "at"):
        part = read_part(tokens, tokens.skip(place + 1, "the"))
        if part:
            later = hour < 12 and part[0].first >= _NOON
            return at_minute(hour * 60 + minute + (_NOON if later else 0)), part[1]
    # Nobody who says "at six o'clock" without more means the one before sunrise.
    guessed = _NOON if tokens.low(place - 1) == "'clock" and 1 <= hour <= 6 else 0
    return at_minute(hour * 60 + minute + guessed), place
