"""One point of time with everything that belongs to it: "late next week", "tomorrow at 6pm", "6pm on Friday"."""

from dataclasses import replace

from spectron.extraction.dates.amounts import read_unit
from spectron.extraction.dates.anchor import Anchor, Family, Stage
from spectron.extraction.dates.calendar import Unit, whole
from spectron.extraction.dates.clock import Found as Clock
from spectron.extraction.dates.clock import at_minute, read_clock, read_part
from spectron.extraction.dates.cycles import Cycle, Round
from spectron.extraction.dates.dated import ends_phrase, read_dated, read_numeric
from spectron.extraction.dates.parts import read_beside, read_share
from spectron.extraction.dates.reading import FoundAnchor, Reading, may_lead
from spectron.extraction.dates.relative import (
    fix,
    read_day_word,
    read_distance,
    read_monthday,
    read_weekday,
    read_which,
)
from spectron.extraction.dates.tokens import Tokens
from spectron.extraction.dates.values import Precision
from spectron.extraction.dates.words import load_words

_COARSE = frozenset({Precision.YEAR, Precision.SEASON, Precision.MONTH, Precision.WEEK})
_EARLIEST = 7
_NEEDS_OF = frozenset({"middle", "beginning", "start", "end"})
_HALF_DAYS = frozenset({"am", "pm", "a.m.", "p.m.", "a.m", "p.m"})
_RULES = (read_numeric, read_day_word, read_distance, read_which, read_weekday, read_dated, read_monthday)


def read_point(reading: Reading, at: int) -> FoundAnchor | None:
    """The longest reading of a point of time that begins at this token, and the place behind it."""
    if not may_lead(reading.tokens, at):
        return None
    if at not in reading.points:
        reading.points[at] = (
            _read_clock_first(reading, at)
            or _read_staged(reading, at)
            or read_share(reading, at)
            or read_beside(reading, at)
            or _read_day_with_hours(reading, at)
        )
    return reading.points[at]


def _read_day(reading: Reading, at: int) -> FoundAnchor | None:
    return next(filter(None, (rule(reading, at) for rule in _RULES)), None)


def _read_day_with_hours(reading: Reading, at: int) -> FoundAnchor | None:
    found = _read_day(reading, at)
    if not found or found[0].hours or found[0].finest is not Precision.DAY:
        return found
    anchor, place = found
    tokens = reading.tokens
    behind = tokens.skip(place, ",")
    named = tokens.low(behind) in ("at", "around", "about", "@")
    hours = read_clock(tokens, behind + 1 if named else behind) or (_read_hour(tokens, behind + 1) if named else None)
    if not hours and tokens.low(place) in ("in", "at"):
        hours = read_part(tokens, tokens.skip(place + 1, "the"))
    hours = hours or read_part(tokens, place)
    return (anchor.at_hours(hours[0]), hours[1]) if hours else found


def _read_hour(tokens: Tokens, at: int) -> Clock | None:
    """The 6 of "on Friday at 6": in the evening up to seven, because nobody meets before sunrise."""
    hour = tokens.number(at)
    if hour is None or not 1 <= hour <= 12 or not ends_phrase(tokens, at + 1):
        return None
    return at_minute((hour + 12 if hour <= _EARLIEST else hour) * 60), at + 1


def _read_clock_first(reading: Reading, at: int) -> FoundAnchor | None:
    tokens = reading.tokens
    clock = read_clock(tokens, at)
    if not clock:
        return None
    hours, place = clock
    day = _read_day(reading, tokens.skip(tokens.skip(place, ","), "on"))
    if day and day[0].finest is Precision.DAY and not day[0].hours and day[0].family is not Family.HOLIDAY:
        return replace(day[0].at_hours(hours), family=Family.CLOCK), day[1]
    halved = tokens.low(place - 1) in _HALF_DAYS
    return Anchor(Cycle(Round.DAY), Family.CLOCK, bare=halved, hours=hours), place


def _read_staged(reading: Reading, at: int) -> FoundAnchor | None:
    tokens = reading.tokens
    start = tokens.skip(at, "the")
    word = tokens.low(start)
    stage = load_words("stage").get(word)
    if not stage:
        return None
    of = tokens.skip(start + 1, "-", "in", "of")
    if word in _NEEDS_OF and tokens.low(of - 1) != "of":
        return None
    whole_unit = _read_this_unit(reading, of) if tokens.low(of - 1) == "of" else None
    inner = whole_unit or _read_day(reading, tokens.skip(of, "the"))
    if not inner or inner[0].finest not in _COARSE or inner[0].stage:
        return None
    verb = tokens.low(inner[1] - 1) in load_words("verb_month") and word not in _NEEDS_OF
    if verb and not ends_phrase(tokens, inner[1]):
        return None
    return replace(inner[0], stage=Stage(stage), bare=True, family=Family.SURE), inner[1]


def _read_this_unit(reading: Reading, at: int) -> FoundAnchor | None:
    unit = read_unit(reading.tokens, reading.tokens.skip(at, "the"))
    if not unit or unit[0].unit in (Unit.DAY, Unit.HOUR, Unit.MINUTE) or reading.tokens.low(unit[1]) == "of":
        return None
    return fix(whole(reading.now, unit[0].unit), unit[1])
