"""Numbers and lengths of time in words and digits: "two", "21st", "a year and a half", "a couple of weeks"."""

from dataclasses import dataclass
from datetime import datetime

from spectron.extraction.dates.calendar import MONTHS_OF, Period, Unit, floor, shift, stretch, whole
from spectron.extraction.dates.tokens import Kind, Tokens
from spectron.extraction.dates.values import Precision
from spectron.extraction.dates.words import load_numbers, load_words

_FEW = 3
_ENDINGS = frozenset({"st", "nd", "rd", "th"})
_SHORT_UNITS = {"y": Unit.YEAR, "w": Unit.WEEK, "d": Unit.DAY, "h": Unit.HOUR}
_HALVED = {
    Unit.DECADE: (Unit.YEAR, 5),
    Unit.YEAR: (Unit.MONTH, 6),
    Unit.MONTH: (Unit.DAY, 15),
    Unit.DAY: (Unit.HOUR, 12),
    Unit.HOUR: (Unit.MINUTE, 30),
}
_COARSE = {Unit.DECADE: Unit.YEAR, Unit.SEASON: Unit.MONTH}
_FINER = {Unit.YEAR: Unit.MONTH, Unit.DECADE: Unit.MONTH, Unit.SEASON: Unit.MONTH, Unit.WEEK: Unit.DAY}


@dataclass(frozen=True, slots=True)
class Length:
    """A length of time in whole units."""

    unit: Unit
    count: int

    @property
    def months(self) -> int:
        """The same in months; 0 for what is counted in weeks or less."""
        return self.count * MONTHS_OF.get(self.unit, 0)

    def before(self, now: datetime) -> datetime | None:
        """Where a stretch of this length began that reaches up to now: years and months are cut to the month."""
        start = shift(now, self.unit, -self.count)
        return floor(start, _FINER.get(self.unit, self.unit)) if start else None

    def away(self, now: datetime, direction: int) -> Period | None:
        """The whole unit that lies this far away: "two years ago" is a calendar year, "in 3 days" a day."""
        moment = shift(now, self.unit, self.count * direction)
        return whole(moment, _COARSE.get(self.unit, self.unit))

    def around(self, now: datetime, direction: int) -> Period | None:
        """The stretch next to the present: "the last three weeks" reach up to today, "the next" begin with it."""
        day = floor(now, Unit.DAY if self.unit not in (Unit.HOUR, Unit.MINUTE) else Unit.MINUTE)
        if not day:
            return None
        precision = Precision.TIME if self.unit in (Unit.HOUR, Unit.MINUTE) else Precision.DAY
        if direction > 0:
            return stretch(day, self.unit, self.count, precision)
        first = shift(day, self.unit, -self.count)
        until = shift(day, Unit.DAY, 1) if precision is Precision.DAY else day
        return Period(first, until, precision) if first and until else None


def read_number(tokens: Tokens, at: int) -> tuple[int, int] | None:
    """A whole number from 1 to 99 in words, or of up to four digits, and the place behind it."""
    value = tokens.number(at)
    if value is not None:
        return value, at + 1
    low = tokens.low(at)
    if low in load_numbers("number"):
        return load_numbers("number")[low], at + 1
    return _read_compound(tokens, at, "number")


def read_ordinal(tokens: Tokens, at: int) -> tuple[int, int] | None:
    """A day of the month as an ordinal, "3rd" or "twenty-first", and the place behind it."""
    value = tokens.number(at)
    if value is not None and tokens.low(at + 1) in _ENDINGS and tokens.at(at + 1).glued:
        return (value, at + 2) if 1 <= value <= 31 else None
    low = tokens.low(at)
    if low in load_numbers("ordinal"):
        return load_numbers("ordinal")[low], at + 1
    return _read_compound(tokens, at, "ordinal")


def _read_compound(tokens: Tokens, at: int, kind: str) -> tuple[int, int] | None:
    tens = load_numbers("tens").get(tokens.low(at))
    if tens is None:
        return None
    after = tokens.skip(at + 1, "-")
    ones = load_numbers(kind).get(tokens.low(after), 10)
    if ones < 10:
        return tens + ones, after + 1
    return (tens, at + 1) if kind == "number" else None


def read_unit(tokens: Tokens, at: int) -> tuple[Length, int] | None:
    """A unit, with the place behind it; a fortnight is two weeks."""
    low, token = tokens.low(at), tokens.at(at)
    if low in _SHORT_UNITS and token.glued and tokens.at(at - 1).kind is Kind.NUMBER:
        return Length(_SHORT_UNITS[low], 1), at + 1
    if low == "fortnight" or low == "fortnights":
        return Length(Unit.WEEK, 2), at + 1
    entry = load_words("unit").get(low)
    return (Length(Unit(entry.split()[1]), 1), at + 1) if entry else None


def read_length(tokens: Tokens, at: int) -> tuple[Length, int] | None:
    """A length of time such as "3 weeks", "a couple of months", "half a year", "two and a half years"."""
    halves = _read_halves(tokens, at)
    if not halves:
        return None
    count, place = halves
    unit = read_unit(tokens, place)
    if not unit:
        return None
    length, place = unit
    if [tokens.low(place + step) for step in range(3)] == ["and", "a", "half"]:
        count, place = count + 1, place + 3
    return _to_length(length.unit, length.count * count), place


def _to_length(unit: Unit, halves: int) -> Length:
    if halves % 2 == 0 or unit not in _HALVED:
        return Length(unit, halves // 2 or 1)
    finer, size = _HALVED[unit]
    return Length(finer, halves * size)


def _read_halves(tokens: Tokens, at: int) -> tuple[int, int] | None:
    low, following = tokens.low(at), tokens.low(at + 1)
    if low == "half" and following in ("a", "an"):
        return 1, at + 2
    if low == "couple":
        return 4, tokens.skip(at + 1, "of")
    if low in ("a", "an") and following in ("few", "couple", "dozen"):
        count = {"few": _FEW, "couple": 2, "dozen": 12}[following]
        return count * 2, tokens.skip(at + 2, "of")
    if low in ("a", "an"):
        return 2, at + 1
    if low == "few":
        return _FEW * 2, at + 1
    return _read_plain_halves(tokens, at)


def _read_plain_halves(tokens: Tokens, at: int) -> tuple[int, int] | None:
    token = tokens.at(at)
    if token.kind is Kind.NUMBER and token.clean and token.text.endswith(".5") and len(token.text) <= 5:
        whole_part = token.text[:-2]
        return (int(whole_part) * 2 + 1, at + 1) if whole_part.isdigit() else None
    number = read_number(tokens, at)
    if not number or not number[0]:
        return None
    count, place = number
    if [tokens.low(place + step) for step in range(3)] == ["and", "a", "half"]:
        return count * 2 + 1, place + 3
    return count * 2, place
