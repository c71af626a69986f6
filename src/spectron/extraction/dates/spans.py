"""Stretches with two ends: "from March to June", "2015-2019", "between 2015 and 2019", "3-10 May"."""

import re
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from typing import TypeAlias

from spectron.extraction.dates.amounts import read_number, read_ordinal
from spectron.extraction.dates.anchor import Anchor, Family, Stage, find_middle
from spectron.extraction.dates.calendar import Period, Unit, make_day, make_year, shift
from spectron.extraction.dates.cycles import Cycle, Round, Which
from spectron.extraction.dates.dated import counts, read_month, read_year
from spectron.extraction.dates.point import read_point
from spectron.extraction.dates.reading import Reading
from spectron.extraction.dates.tokens import Tokens
from spectron.extraction.dates.values import Precision, Tense
from spectron.extraction.dates.words import load_words

_YEARS = re.compile(r"([0-9]{4})[-\u2013]([0-9]{4}|[0-9]{2})")
_DAYS = re.compile(r"([0-9]{1,2})[-\u2013]([0-9]{1,2})")
_LONGEST_PAIR = 9
_DAILY = Cycle(Round.DAY)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two anchors; without an `end` the stretch goes on. `through` includes the whole of the end."""

    start: Anchor
    end: Anchor | None
    through: bool = False

    def resolve(self, now: datetime, tense: Tense) -> tuple[Period, Period | None] | None:
        """Both periods: of two that come round, the past looks for the end first, the future for the start."""
        if self.end is None:
            first = self.start.resolve(now, Tense.PAST)
            return (first, None) if first else None
        hours_today = self.start.base == self.end.base == _DAILY
        start = replace(self.start, which=Which.THIS) if hours_today else self.start
        if not start.fixed and (self.end.fixed or tense is Tense.PAST or start.base == _DAILY):
            last = self.end.resolve(now, tense)
            first = start.resolve(last.first, Tense.PAST) if last else None
        else:
            first = start.resolve(now, tense)
            behind = shift(first.first, Unit.MINUTE, -1) if first else None
            last = self.end.resolve(behind, Tense.FUTURE) if behind else None
        return (first, last) if first and last and first.first <= last.first else None


FoundPair: TypeAlias = tuple[Pair, int]


def edge(period: Period, anchor: Anchor) -> datetime:
    """The instant "until" this names: where the period begins; the last day of "the end of", the middle of "mid"."""
    if anchor.stage is Stage.END and period.precision is not Precision.TIME:
        return max(period.first, shift(period.until, Unit.DAY, -1) or period.first)
    return find_middle(period) if anchor.stage is Stage.MID else period.first


def read_span(reading: Reading, at: int) -> FoundPair | None:
    """A stretch with two named ends that begins at this token."""
    tokens = reading.tokens
    word = tokens.low(at)
    if word == "between":
        return _read_pair(reading, at + 1, frozenset({"and"}), led=True)
    led = word in ("from", "in", "during")
    start = at + 1 if led else at
    return (
        _read_year_pair(tokens, start)
        or _read_day_pair(reading, start)
        or _read_pair(reading, start, _joints(), led=led)
    )


@cache
def _joints() -> frozenset[str]:
    return frozenset(load_words("to")) | frozenset(load_words("through"))


def _read_year_pair(tokens: Tokens, at: int) -> FoundPair | None:
    token = tokens.at(at)
    years = _YEARS.fullmatch(token.text) if token.clean and len(token.text) <= _LONGEST_PAIR else None
    if not years or counts(tokens, at + 1):
        return None
    first = int(years[1])
    last = int(years[2]) if len(years[2]) == 4 else first - first % 100 + int(years[2])
    start, end = make_year(first), make_year(last)
    if not (start and end and 1900 <= first < last <= 2099):
        return None
    return Pair(Anchor(start, Family.YEAR), Anchor(end, Family.YEAR)), at + 1


def _read_day_pair(reading: Reading, at: int) -> FoundPair | None:
    tokens = reading.tokens
    days = _read_days(tokens, tokens.skip(at, "the"))
    month = read_month(tokens, tokens.skip(days[2], "of")) if days else read_month(tokens, at)
    if not month:
        return None
    place = month[1]
    if not days:
        days = _read_days(tokens, tokens.skip(place, "the"))
        if not days:
            return None
        place = days[2]
    year = read_year(reading, tokens.skip(place, ","))
    ends = [_make_day_anchor(year[0] if year else None, month[0], day) for day in days[:2]]
    if days[0] >= days[1] or not ends[0] or not ends[1]:
        return None
    return Pair(ends[0], ends[1]), year[1] if year else place


def _make_day_anchor(year: int | None, month: int, day: int) -> Anchor | None:
    sample = make_day(2000 if year is None else year, month, day)
    if not sample:
        return None
    return Anchor(Cycle(Round.DATE, month, day) if year is None else sample, Family.DAY, bare=True)


def _read_days(tokens: Tokens, at: int) -> tuple[int, int, int] | None:
    token = tokens.at(at)
    if token.clean and len(token.text) <= 5 and (both := _DAYS.fullmatch(token.text)):
        return int(both[1]), int(both[2]), at + 1
    first = read_ordinal(tokens, at) or read_number(tokens, at)
    if not first or tokens.low(first[1]) not in _joints():
        return None
    start = tokens.skip(first[1] + 1, "the")
    last = read_ordinal(tokens, start) or read_number(tokens, start)
    return (first[0], last[0], last[1]) if last else None


def _read_pair(reading: Reading, at: int, joints: frozenset[str], *, led: bool) -> FoundPair | None:
    tokens = reading.tokens
    start = read_point(reading, tokens.skip(at, "the") if led else at)
    if not start or tokens.low(start[1]) not in joints:
        return None
    joint, behind = tokens.low(start[1]), start[1] + 1
    if tokens.low(behind) in load_words("open") and joint != "and" and _is_date(start[0]):
        return Pair(start[0], None), behind + 1
    end = read_point(reading, tokens.skip(behind, "the"))
    if not end or not (led or _stand_alone(start[0], end[0])):
        return None
    return Pair(start[0], end[0], through=joint in load_words("through")), end[1]


def _is_date(anchor: Anchor) -> bool:
    return anchor.family is not Family.CLOCK


def _stand_alone(start: Anchor, end: Anchor) -> bool:
    dated = (end.bare or end.family is Family.YEAR) and (start.bare or start.family in (Family.YEAR, Family.MONTH))
    return dated and start.hours is None
