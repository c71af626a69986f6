"""How often something comes round: told in words, or found in the days on which it was seen.

Days are found to be of a cadence in two steps. Which cadence tells the days best is decided by the Bayesian
information criterion (Schwarz 1978, Estimating the dimension of a model, Annals of Statistics 6(2)): days of the
cadence are hit with one chance and all others with another, against one chance for every day; the choice among sets of
weekdays and phases is paid for like a parameter. Whether that is more than chance is then decided by an exact binomial
test of so many days on the weekdays of the cadence, with the number of other choices as Bonferroni's factor; for months
by Rayleigh's test of the day of the month on the circle (Mardia & Jupp 2000, Directional Statistics, section 6.3.1).
"""

import re
from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from math import comb, cos, exp, hypot, inf, log, pi, sin

from spectron.domain.estimates import Cadence, Period
from spectron.domain.temporal import WEEKDAYS

CHANCE = 0.003  # above which so many hits are thought to be chance
WINDOW = timedelta(days=84)
_FEWEST = {Period.DAILY: 7, Period.WEEKDAYS: 8, Period.WEEKLY: 4, Period.FORTNIGHTLY: 4, Period.MONTHLY: 5}
_COVERED = {
    Period.DAILY: 0.55,
    Period.WEEKDAYS: 0.55,
    Period.WEEKLY: 0.55,
    Period.FORTNIGHTLY: 0.6,
    Period.MONTHLY: 0.6,
}
_EACH_COVERED = 0.4
_ON_TIME = 0.6
_MOST_DAYS = 4
_WEEK, _FORTNIGHT = 7, 14
_WORKING = (0, 1, 2, 3, 4)


@dataclass(frozen=True, slots=True)
class Rhythm:
    """A cadence with the day it is counted from, by which the odd and the even weeks are told apart."""

    cadence: Cadence
    anchor: date

    def falls_on(self, day: date) -> bool:
        """Whether it comes round on a day; of a cadence without weekdays, every day of the anchor's weekday."""
        period, days = self.cadence.period, self.cadence.days
        if period is Period.DAILY:
            return True
        if period is Period.WEEKDAYS:
            return day.weekday() in _WORKING
        if period is Period.WEEKLY:
            return day.weekday() in (days or (self.anchor.weekday(),))
        if period is Period.FORTNIGHTLY:
            return (day - self.anchor).days % _FORTNIGHT == 0
        return day.day == min(self.anchor.day, monthrange(day.year, day.month)[1])

    def occasions(self, first: date, last: date) -> list[date]:
        """The days from first to last on which it comes round."""
        return [day for day in _span(first, last) if self.falls_on(day)]

    @property
    def spacing(self) -> float:
        """The days from one occasion to the next, on average."""
        period, days = self.cadence.period, self.cadence.days
        lengths = {Period.DAILY: 1.0, Period.WEEKDAYS: 7 / 5, Period.FORTNIGHTLY: 14.0, Period.MONTHLY: 365.25 / 12}
        return lengths.get(period, 7 / max(1, len(days)))


@lru_cache(maxsize=512)
def find_rhythm(days: tuple[date, ...]) -> Rhythm | None:
    """The cadence of the days on which something was seen, distinct and in order; None where they may be chance.

    The last twelve weeks are looked at first, so that a routine that moved to another day is found as it is now.
    """
    recent = tuple(day for day in days if day > days[-1] - WINDOW)
    return _find(recent) or (_find(days) if len(recent) < len(days) else None)


def _find(days: Sequence[date]) -> Rhythm | None:
    if len(days) < min(_FEWEST.values()):
        return None
    for one in sorted(_candidates(days), key=lambda one: one.cost):
        if one.alike or _is_regular(one, days):
            return one.rhythm if _is_regular(one, days) else _find_monthly(days)
    return _find_monthly(days)


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A rhythm, how much it costs to tell the days by it (BIC), and how many others could have been chosen.

    `share` is that of its days among all; with `alike` every day has the same chance, and nothing dearer is believed.
    """

    rhythm: Rhythm
    cost: float
    choices: int = 1
    share: float = 1.0
    alike: bool = False


def _candidates(days: Sequence[date]) -> Iterator[_Candidate]:
    """Every cadence that could tell these days, and every day alike, which is daily or nothing."""
    span = list(_span(days[0], days[-1]))
    daily = Rhythm(Cadence(Period.DAILY), days[0])
    yield _Candidate(daily, log(len(span)) - 2 * _log_chance(len(days), len(span)), alike=True)
    yield _weigh(Rhythm(Cadence(Period.WEEKDAYS), days[0]), days, span, 2, 5 / 7)
    counts = [sum(day.weekday() == number for day in days) for number in range(_WEEK)]
    ranked = sorted(range(_WEEK), key=lambda number: (-counts[number], number))
    for size in range(1, _MOST_DAYS + 1):
        rhythm = Rhythm(Cadence(Period.WEEKLY, tuple(sorted(ranked[:size]))), days[0])
        yield _weigh(rhythm, days, span, comb(_WEEK, size), size / _WEEK)
    phases = [(day - days[0]).days % _FORTNIGHT for day in days]
    phase = min(set(phases), key=lambda one: (-phases.count(one), one))
    anchor = days[0] + timedelta(days=phase)
    yield _weigh(
        Rhythm(Cadence(Period.FORTNIGHTLY, (anchor.weekday(),)), anchor), days, span, _FORTNIGHT, 1 / _FORTNIGHT
    )


def _weigh(rhythm: Rhythm, days: Sequence[date], span: Sequence[date], choices: int, share: float) -> _Candidate:
    on = sum(map(rhythm.falls_on, span))
    hits = sum(map(rhythm.falls_on, days))
    others = len(span) - on
    if hits * others <= (len(days) - hits) * on:  # its days are hit no more often than the rest
        return _Candidate(rhythm, inf, choices, share)
    told = _log_chance(hits, on) + _log_chance(len(days) - hits, others)
    return _Candidate(rhythm, 2 * log(len(span)) + 2 * log(choices) - 2 * told, choices, share)


def _is_regular(found: _Candidate, days: Sequence[date]) -> bool:
    """Whether the days keep to the rhythm more than chance, and the rhythm's occasions are mostly hit."""
    rhythm = found.rhythm
    period = rhythm.cadence.period
    on_time = [day for day in days if rhythm.falls_on(day)]
    due = rhythm.occasions(days[0], days[-1])
    if len(on_time) < _FEWEST[period] or len(on_time) < _COVERED[period] * len(due):
        return False
    if period in (Period.DAILY, Period.WEEKDAYS):
        return period is Period.DAILY or len(on_time) >= _ON_TIME * len(days)
    each = all(
        sum(day.weekday() == number for day in on_time) >= _EACH_COVERED * sum(day.weekday() == number for day in due)
        for number in rhythm.cadence.days
    )
    rare = found.choices * _tail(len(on_time), len(days), found.share) <= CHANCE
    return each and rare and len(on_time) >= _ON_TIME * len(days)


def _find_monthly(days: Sequence[date]) -> Rhythm | None:
    """A day of the month that keeps coming round, in most months from the first to the last."""
    months = {(day.year, day.month) for day in days}
    passed = (days[-1].year - days[0].year) * 12 + days[-1].month - days[0].month + 1
    few = len(months) < _FEWEST[Period.MONTHLY] or len(months) < _COVERED[Period.MONTHLY] * passed
    if few or len(days) > len(months) + 1:
        return None
    angles = [2 * pi * (day.day - 1) / monthrange(day.year, day.month)[1] for day in days]
    pull = hypot(sum(map(cos, angles)), sum(map(sin, angles)))
    count = len(days)
    chance = exp((1 + 4 * count + 4 * (count**2 - pull**2)) ** 0.5 - (1 + 2 * count))
    return Rhythm(Cadence(Period.MONTHLY), days[-1]) if chance <= CHANCE else None


def _span(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=number) for number in range((last - first).days + 1))


def _log_chance(hits: int, of: int) -> float:
    """The log-likelihood of so many hits at the chance that makes them likeliest."""
    misses = of - hits
    return (hits * log(hits / of) if hits else 0.0) + (misses * log(misses / of) if misses else 0.0)


def _tail(hits: int, of: int, chance: float) -> float:
    """How likely at least so many hits are."""
    return sum(comb(of, many) * chance**many * (1 - chance) ** (of - many) for many in range(hits, of + 1))


_OTHER_DAY = re.compile(r"\bevery (?:other|second|2|two) (?:day|night|morning|evening)s?\b")
_PERIODS: tuple[tuple[re.Pattern[str], Period], ...] = (
    (re.compile(r"\b(?:times|days|nights|x|once|twice) (?:a|per|each) week"), Period.WEEKLY),
    (re.compile(r"fortnight|biweekly|every (?:other|second|2|two) (?:weeks?|$|on\b| )|alternate"), Period.FORTNIGHTLY),
    (re.compile(r"month"), Period.MONTHLY),
    (re.compile(r"weekday|workday|working day|from monday to friday|\bmon(?:day)? ?[-–] ?fri"), Period.WEEKDAYS),
    (re.compile(r"day|daily|night|morning|evening|afternoon"), Period.DAILY),
    (re.compile(r"week"), Period.WEEKLY),
)
_RARE = re.compile(
    r"year|annual|quarter|season|decade|hour|minute|every (?:[3-9]|\d\d|three|four|five|six) (?:week|month)"
)
_FULL = "|".join(name.lower() for name in WEEKDAYS)
_DAY = re.compile(rf"\b({_FULL})s?\b|\b(mon|tue|tues|wed|thu|thur|thurs|fri|sat|sun)\b")
_PARTS = (("morning", "morning"), ("afternoon", "afternoon"), ("evening", "evening"), ("night", "evening"))


def read_cadence(text: str) -> Cadence | None:
    """A cadence told in words ("weekly on monday", "3 times a week"); None where it tells none of ours."""
    said = text.lower()
    days = tuple(sorted({_number(match[1] or match[2]) for match in _DAY.finditer(said)}))
    part = next((part for word, part in _PARTS if re.search(rf"\b{word}", said)), "")
    if _RARE.search(said):
        return None
    if _OTHER_DAY.search(said):
        return Cadence(Period.WEEKLY, (), part)
    if "weekend" in said:
        return Cadence(Period.WEEKLY, (5, 6), part)
    bare = said if "from monday to friday" in said else _DAY.sub(" ", said)
    period = next((period for words, period in _PERIODS if words.search(bare)), None)
    if period is Period.WEEKDAYS:
        return Cadence(period, (), part)
    if days and period not in (Period.FORTNIGHTLY, Period.MONTHLY):
        period = Period.WEEKLY
    return None if period is None else Cadence(period, days, part)


def _number(name: str) -> int:
    return next(number for number, full in enumerate(WEEKDAYS) if full.lower().startswith(name[:3]))
