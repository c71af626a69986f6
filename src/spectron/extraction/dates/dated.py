"""Calendar dates: "2024-05-03", "03/05/2024", "3rd of May 2024", "March '19", "Q3 2025", "the 90s", "2019"."""

import re
from dataclasses import replace
from datetime import datetime

from spectron.extraction.dates.amounts import read_ordinal
from spectron.extraction.dates.anchor import Anchor, Family
from spectron.extraction.dates.calendar import Period, Unit, make_day, make_month, make_year, stretch, whole
from spectron.extraction.dates.cycles import Cycle, Round, make_in_year
from spectron.extraction.dates.reading import FoundAnchor, Reading
from spectron.extraction.dates.tokens import Kind, Token, Tokens
from spectron.extraction.dates.values import Precision
from spectron.extraction.dates.words import load_numbers, load_words

_YEAR_FIRST = re.compile(r"([0-9]{4})([-/.])([0-9]{1,2})\2([0-9]{1,2})")
_DAY_FIRST = re.compile(r"([0-9]{1,2})([-/.])([0-9]{1,2})\2([0-9]{4}|[0-9]{2})")
_YEAR_MONTH = re.compile(r"([0-9]{4})-([0-9]{2})")
_MONTH_YEAR = re.compile(r"([0-9]{1,2})/([0-9]{4})")
_DAY_MONTH = re.compile(r"([0-9]{1,2})/([0-9]{1,2})")
_LONGEST_NUMBER = 10
_ROUND_THE_CLOCK = "24/7"
_FAR_YEARS = range(1000, 3000)
_BEHIND_AMOUNTS = frozenset({"of", "for"})  # "1500 of us", "1500 for rent"
_WHICH_YEAR = {"last": -1, "this": 0, "next": 1}


def read_numeric(reading: Reading, at: int) -> FoundAnchor | None:
    """A date in digits; day first unless only month first is possible. "3/5" needs a preposition."""
    token = reading.tokens.at(at)
    if token.kind is Kind.STAMP:
        return _read_stamp(reading, token, at)
    if token.kind is not Kind.NUMBER or not token.clean or len(token.text) > _LONGEST_NUMBER:
        return None
    period = _read_full_date(token.text)
    if period:
        return Anchor(period, Family.SURE, bare=True), at + 1
    short = _DAY_MONTH.fullmatch(token.text)
    if short and token.text != _ROUND_THE_CLOCK:
        day, month = (int(short[1]), int(short[2])) if int(short[2]) <= 12 else (int(short[2]), int(short[1]))
        return (Anchor(Cycle(Round.DATE, month, day), Family.DAY), at + 1) if _exists(month, day) else None
    return None


def _read_full_date(text: str) -> Period | None:
    if found := _YEAR_FIRST.fullmatch(text):
        return make_day(int(found[1]), int(found[3]), int(found[4]))
    if found := _DAY_FIRST.fullmatch(text):
        first, second, year = int(found[1]), int(found[3]), found[4]
        if len(year) == 2 and found[2] != "/":
            return None
        full = int(year) if len(year) == 4 else int(year) + (2000 if int(year) < 69 else 1900)
        return make_day(full, second, first) or make_day(full, first, second)
    if (found := _YEAR_MONTH.fullmatch(text)) and 1900 <= int(found[1]) <= 2099:
        return make_month(int(found[1]), int(found[2]))
    if (found := _MONTH_YEAR.fullmatch(text)) and 1900 <= int(found[2]) <= 2099:
        return make_month(int(found[2]), int(found[1]))
    return None


def _read_stamp(reading: Reading, token: Token, at: int) -> FoundAnchor | None:
    try:
        moment = datetime.fromisoformat(token.text)
        local = (moment if moment.tzinfo else moment.replace(tzinfo=reading.zone)).astimezone(reading.zone)
    except (ValueError, OverflowError):
        return None
    period = whole(local.replace(tzinfo=None), Unit.MINUTE)
    return (Anchor(period, Family.SURE, bare=True), at + 1) if period else None


def _exists(month: int, day: int) -> bool:
    return make_day(2000, month, day) is not None


def read_year(reading: Reading, at: int) -> tuple[int, int] | None:
    """A year from 1900 to 2099, "'19", or "last year"; a number that counts what follows it is none."""
    tokens = reading.tokens
    year = tokens.number(at)
    if year is not None and 1900 <= year <= 2099 and len(tokens.at(at).text) == 4:
        return None if counts(tokens, at + 1) else (year, at + 1)
    if tokens.low(at) == "'" and tokens.at(at + 1).glued and len(tokens.low(at + 1)) == 2:
        short = tokens.number(at + 1)
        glued = tokens.at(at + 2).glued and tokens.at(at + 2).kind is Kind.WORD
        return None if short is None or glued else (short + (2000 if short < 69 else 1900), at + 2)
    which = load_words("which").get(tokens.low(at))
    if which and tokens.low(at + 1) in ("year", "yr"):
        return reading.now.year + _WHICH_YEAR[which], at + 2
    return None


def _read_far_year(tokens: Tokens, at: int, cycle: Cycle) -> tuple[int, int] | None:
    """A year of another century behind a date: such a number is an amount as often, above all behind a mere month."""
    year = tokens.number(at)
    if year is None or year not in _FAR_YEARS or tokens.low(at + 1) in _BEHIND_AMOUNTS:
        return None
    vague = cycle.round is not Round.DATE and (tokens.low(at - 1) == "," or year % 100 == 0)
    return (year, at + 1) if ends_phrase(tokens, at + 1) and not vague else None


def counts(tokens: Tokens, place: int) -> bool:
    """Whether a number before this place counts things: "2000 users", "1900 kcal", "2000s"."""
    token = tokens.at(place)
    if token.kind is not Kind.WORD or not token.text.islower():
        return False
    plural = token.low.endswith("s") and token.low not in _NOT_PLURAL and not token.low.startswith("'")
    return token.low in load_words("counted") or plural or (token.glued and not token.low.startswith("'"))


_NOT_PLURAL = frozenset({"was", "is", "has", "this", "as", "us", "its", "his", "yes", "does", "plus", "sometimes"})


def read_dated(reading: Reading, at: int) -> FoundAnchor | None:
    """A date by its names: day and month, month, season, quarter or holiday, each with or without a year."""
    found = _read_day_first(reading, at) or _read_month_first(reading, at) or _read_named(reading, at)
    if not found:
        return None
    (anchor, place), tokens = found, reading.tokens
    if not isinstance(anchor.base, Cycle):
        return found
    behind = tokens.skip(tokens.skip(place, ","), "of", "in")
    year = read_year(reading, behind) if tokens.low(place) != "in" or tokens.low(behind) != "this" else None
    year = year or _read_far_year(tokens, behind, anchor.base)
    if not year:
        return found
    period = make_in_year(anchor.base, year[0])
    return (replace(anchor, base=period, family=Family.SURE, bare=True), year[1]) if period else None


def read_month(tokens: Tokens, at: int) -> tuple[int, int] | None:
    """The number of a month by its name or abbreviation, and the place behind it."""
    month = load_numbers("month").get(tokens.low(at))
    if month is None or tokens.at(at).kind is not Kind.WORD:
        return None
    dotted = len(tokens.low(at)) <= 4 and tokens.low(at + 1) == "." and tokens.at(at + 2).kind is Kind.NUMBER
    return month, at + 2 if dotted else at + 1


def _read_day_first(reading: Reading, at: int) -> FoundAnchor | None:
    tokens = reading.tokens
    start = tokens.skip(at, "the")
    day = read_ordinal(tokens, start) or _read_day_number(tokens, start)
    if not day:
        return None
    month = read_month(tokens, tokens.skip(day[1], "of"))
    if not month or not _exists(month[0], day[0]):
        return None
    modal = tokens.low(month[1] - 1) in load_words("verb_month") and not ends_phrase(tokens, month[1])
    return None if modal else (Anchor(Cycle(Round.DATE, month[0], day[0]), Family.DAY, bare=True), month[1])


def _read_month_first(reading: Reading, at: int) -> FoundAnchor | None:
    tokens = reading.tokens
    month = read_month(tokens, at)
    if not month:
        return None
    start = tokens.skip(month[1], "the")
    day = read_ordinal(tokens, start) or (_read_day_number(tokens, start) if start == month[1] else None)
    if not day or not _exists(month[0], day[0]):
        return None
    modal = tokens.low(at) in load_words("verb_month") and not ends_phrase(tokens, day[1])
    return None if modal else (Anchor(Cycle(Round.DATE, month[0], day[0]), Family.DAY, bare=True), day[1])


def _read_day_number(tokens: Tokens, at: int) -> tuple[int, int] | None:
    day = tokens.number(at)
    return (day, at + 1) if day is not None and 1 <= day <= 31 and not counts(tokens, at + 1) else None


def ends_phrase(tokens: Tokens, place: int) -> bool:
    """Whether what stands here can follow a date: a mark, a number, a name, or a little word."""
    token = tokens.at(place)
    return token.kind is not Kind.WORD or token.low in load_words("rest") or token.low.startswith("'")


def _read_named(reading: Reading, at: int) -> FoundAnchor | None:
    tokens = reading.tokens
    low = tokens.low(at)
    month = read_month(tokens, at)
    if month and (_is_day_like(tokens, at - 1) or _is_day_like(tokens, month[1])):
        return None  # "30 February" names no day, and no month either
    if month:
        sure = low in load_words("sure_month") and tokens.at(at).text[:1].isupper()
        return Anchor(Cycle(Round.MONTH, month[0]), Family.MONTH, bare=sure), month[1]
    if low in load_words("season") and tokens.at(at).kind is Kind.WORD:
        return Anchor(Cycle(Round.SEASON, load_numbers("season")[low]), Family.SEASON), at + 1
    if low == "q" and tokens.at(at + 1).glued and tokens.low(at + 1) in ("1", "2", "3", "4"):
        return Anchor(Cycle(Round.QUARTER, int(tokens.low(at + 1))), Family.SEASON, bare=True), at + 2
    return read_holiday(tokens, at) or _read_decade(tokens, at) or _read_bare_year(reading, at)


def _is_day_like(tokens: Tokens, at: int) -> bool:
    number = tokens.number(at)
    return number is not None and len(tokens.low(at)) <= 2 and not counts(tokens, at + 1)


def read_holiday(tokens: Tokens, at: int) -> FoundAnchor | None:
    """A holiday by its name, the longest name first."""
    if tokens.at(at).kind is not Kind.WORD:
        return None
    for size in (4, 3, 2, 1):
        rule = load_words("holiday").get(" ".join(tokens.low(at + step) for step in range(size)))
        if rule:
            kind, first, second = rule.split()
            name = Round.DATE if kind == "on" else Round(kind)
            return Anchor(Cycle(name, int(first), int(second)), Family.HOLIDAY), at + size
    return None


def _read_decade(tokens: Tokens, at: int) -> FoundAnchor | None:
    decade = load_numbers("decade").get(tokens.low(at))
    place = at + 1
    if decade is None:
        start = tokens.skip(at, "'")
        number, place = tokens.number(start), start + 2
        if number is None or tokens.low(start + 1) not in ("s", "'s") or not tokens.at(start + 1).glued:
            return None
        decade = _to_decade(number, quoted=start > at)
    if decade is None:
        return None
    year = make_year(decade)
    period = stretch(year.first, Unit.DECADE, 1, Precision.YEAR) if year else None
    return (Anchor(period, Family.YEAR), place) if period else None


def _to_decade(number: int, *, quoted: bool) -> int | None:
    if number % 10:
        return None
    if 1900 <= number <= 2090:
        return number
    # "In the 20s" is about temperatures and ages as often as about years.
    return 1900 + number if 30 <= number <= 90 or (quoted and number) else None


def _read_bare_year(reading: Reading, at: int) -> FoundAnchor | None:
    year = read_year(reading, at) if reading.tokens.at(at).kind is not Kind.WORD else None
    period = make_year(year[0]) if year else None
    return (Anchor(period, Family.YEAR), year[1]) if year and period else None
