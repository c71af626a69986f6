"""A counted part of a longer time, and times beside another: "the first week of May", "this time last year"."""

from dataclasses import replace

from spectron.extraction.dates.amounts import read_length, read_number, read_ordinal, read_unit
from spectron.extraction.dates.anchor import Anchor, Family, Share
from spectron.extraction.dates.calendar import Unit, floor, make_month, shift, stretch, whole
from spectron.extraction.dates.cycles import Cycle, Round, Which, make_occurrence
from spectron.extraction.dates.dated import ends_phrase, read_dated
from spectron.extraction.dates.reading import FoundAnchor, Reading
from spectron.extraction.dates.relative import fix, read_which
from spectron.extraction.dates.tokens import Tokens
from spectron.extraction.dates.values import Precision, Tense
from spectron.extraction.dates.words import load_numbers, load_words

_LAST = -1
_MOST = 5
_SATURDAY = 5
_PARTS = frozenset({Unit.DAY, Unit.WEEK, Unit.MONTH})
_WHOLES = frozenset({Precision.MONTH, Precision.SEASON, Precision.YEAR})
_AGAIN = {"last": -1, "next": 1}
_BEYOND = {("before", "last"): -1, ("after", "next"): 1}
_SCHOOL_MONTHS = 11  # an academic year runs from September to July


def read_share(reading: Reading, at: int) -> FoundAnchor | None:
    """ "The first week of April", "the last Friday in June", "the second half of 2024", "the last day of the month"."""
    tokens = reading.tokens
    start = tokens.skip(at, "the")
    place = _read_place(tokens, start)
    share = _read_kind(tokens, place[1], place[0]) if place else None
    if not share or tokens.low(share[1]) not in ("of", "in"):
        return None
    inner = _read_whole(reading, share[1] + 1)
    if not inner or inner[0].finest not in _WHOLES or inner[0].stage:
        return None
    return replace(inner[0], share=share[0], bare=True, family=Family.SURE), inner[1]


def _read_place(tokens: Tokens, at: int) -> tuple[int, int] | None:
    if tokens.low(at) in ("last", "final"):
        return _LAST, at + 1
    ordinal = read_ordinal(tokens, at)
    return ordinal if ordinal and ordinal[0] <= _MOST else None


def _read_kind(tokens: Tokens, at: int, place: int) -> tuple[Share, int] | None:
    low = tokens.low(at)
    if low == "half":
        return Share(place, Unit.SEASON), at + 1
    if low in load_words("weekday"):
        return Share(place, Unit.DAY, load_numbers("weekday")[low]), at + 1
    if low == "weekend":
        return Share(place, Unit.DAY, _SATURDAY), at + 1
    unit = read_unit(tokens, at)
    return (Share(place, unit[0].unit), unit[1]) if unit and unit[0].unit in _PARTS else None


def _read_whole(reading: Reading, at: int) -> FoundAnchor | None:
    start = reading.tokens.skip(at, "the")
    unit = read_unit(reading.tokens, start)
    if unit and unit[0].unit in (Unit.MONTH, Unit.YEAR):
        return fix(whole(reading.now, unit[0].unit), unit[1])
    return read_which(reading, start) or read_dated(reading, start)


def read_beside(reading: Reading, at: int) -> FoundAnchor | None:
    """ "This time last year", "three Fridays ago", "the summer before last", "a week on Tuesday", "2019/20"."""
    return (
        _read_same_time(reading, at)
        or _read_days_ago(reading, at)
        or _read_before_last(reading, at)
        or _read_week_on(reading, at)
        or _read_new_year(reading, at)
        or _read_school_year(reading, at)
    )


def _read_same_time(reading: Reading, at: int) -> FoundAnchor | None:
    tokens = reading.tokens
    step = _AGAIN.get(tokens.low(at + 2))
    if step is None or (tokens.low(at), tokens.low(at + 1)) not in (("this", "time"), ("same", "time")):
        return None
    unit = read_unit(tokens, at + 3)
    if not unit or unit[0].unit not in (Unit.WEEK, Unit.MONTH, Unit.YEAR):
        return None
    coarse = {Unit.YEAR: Unit.MONTH, Unit.MONTH: Unit.WEEK, Unit.WEEK: Unit.DAY}[unit[0].unit]
    return fix(whole(shift(reading.now, unit[0].unit, step), coarse), unit[1])


def _read_days_ago(reading: Reading, at: int) -> FoundAnchor | None:
    tokens = reading.tokens
    number = read_number(tokens, at)
    if not number or tokens.low(number[1] + 1) != "ago":
        return None
    if tokens.low(number[1]) == "weekends":
        weekend = make_occurrence(Cycle(Round.WEEKEND), reading.now, -number[0])
        return fix(weekend, number[1] + 2)
    day = load_numbers("weekdays").get(tokens.low(number[1]))
    if day is None:
        return None
    today = floor(reading.now, Unit.DAY)
    back = ((today.weekday() - day - 1) % 7 + 1 if today else 0) + 7 * (number[0] - 1)
    return fix(whole(reading.now, Unit.DAY, -back), number[1] + 2)


def _read_before_last(reading: Reading, at: int) -> FoundAnchor | None:
    tokens = reading.tokens
    start = tokens.skip(at, "the")
    season = load_numbers("season").get(tokens.low(start))
    step = _BEYOND.get((tokens.low(start + 1), tokens.low(start + 2)))
    if season is None or step is None:
        return None
    near = Anchor(Cycle(Round.SEASON, season), Family.SEASON, which=Which.LAST if step < 0 else Which.NEXT)
    period = near.resolve(reading.now, Tense.PAST)
    first = shift(period.first, Unit.YEAR, step) if period else None
    return fix(stretch(first, Unit.MONTH, 3, Precision.SEASON), start + 3)


def _read_week_on(reading: Reading, at: int) -> FoundAnchor | None:
    tokens = reading.tokens
    length, place = read_length(tokens, at) or read_unit(tokens, at) or (None, 0)
    if length is None or length.unit is not Unit.WEEK or tokens.low(place) != "on":
        return None
    day = load_numbers("weekday").get(tokens.low(place + 1))
    if day is None or not ends_phrase(tokens, place + 2):
        return None
    ahead = (day - reading.now.weekday() - 1) % 7 + 1
    return fix(whole(reading.now, Unit.DAY, ahead + 7 * length.count), place + 2)


def _read_new_year(reading: Reading, at: int) -> FoundAnchor | None:
    tokens = reading.tokens
    words = [tokens.low(at + step) for step in range(3)]
    if words != ["the", "new", "year"] or tokens.low(at - 1) not in ("in", "into", "early"):
        return None
    return fix(make_month(reading.now.year + 1, 1), at + 3)


def _read_school_year(reading: Reading, at: int) -> FoundAnchor | None:
    tokens = reading.tokens
    start = tokens.skip(at, "the")
    text = tokens.at(start).text
    first, mark, last = text.partition("/")
    if not (mark and len(first) == 4 and len(last) in (2, 4) and first.isdigit() and last.isdigit()):
        return None
    year = int(first)
    if not 1900 <= year <= 2098 or int(last) % 100 != (year + 1) % 100 or not tokens.at(start).clean:
        return None
    september = make_month(year, 9)
    period = stretch(september.first, Unit.MONTH, _SCHOOL_MONTHS, Precision.YEAR) if september else None
    place = tokens.skip(tokens.skip(start + 1, "academic", "school"), "year", "season")
    return (Anchor(period, Family.YEAR), place) if period else None
