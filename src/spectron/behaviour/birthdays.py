"""Birthdays: the next of each, among facts and among what was told as it came."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

from spectron.behaviour.civil import MORNING, local_day, on_day
from spectron.behaviour.foresight import Foreseen, Told, in_order, reason_of
from spectron.behaviour.subjects import key_words
from spectron.domain.behaviour import OccasionKind
from spectron.domain.estimates import NoticeKind
from spectron.domain.ids import TurnId
from spectron.domain.text import fold

PATIENCE = timedelta(days=2)  # how long after its morning a birthday is still worth a word
_YEARS_AHEAD = 9  # 29 February comes back within as many years, whatever century it is


@dataclass(frozen=True, slots=True)
class Birthday:
    """A day of the year on which somebody was born; `subject` is "birthday" of the user, or "Ana's birthday"."""

    subject: str
    month: int
    day: int
    told_at: datetime
    reason: str
    turn_id: TurnId | None


def list_birthdays(born: Sequence[Birthday], told: Iterable[Told]) -> Sequence[Birthday]:
    """One for each person: what is believed as a fact, else what was told last."""
    found = {key_words(one.subject): one for one in map(_of_occasion, in_order(told)) if one is not None}
    found |= {key_words(one.subject): one for one in sorted(born, key=lambda one: (one.told_at, one.subject))}
    return list(found.values())


def foresee_birthdays(
    birthdays: Iterable[Birthday], is_taken: Callable[[str], bool], at: datetime, zone: tzinfo
) -> tuple[Foreseen, ...]:
    """The next of each that is not over at an instant, and whose notice was not consumed (`is_taken`, by key)."""
    return tuple(found for one in birthdays if (found := _next(one, is_taken, at, zone)) is not None)


def day_in(year: int, month: int, day: int) -> date:
    """The birthday in a year; of one born on 29 February the 28th, where the year has no 29th."""
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return date(year, month, 28 if (month, day) == (2, 29) and not leap else day)


def _next(one: Birthday, is_taken: Callable[[str], bool], at: datetime, zone: tzinfo) -> Foreseen | None:
    first = local_day(at, zone).year - 1
    for year in range(first, first + _YEARS_AHEAD):
        due = on_day(day_in(year, one.month, one.day), MORNING, zone)
        key = f"{NoticeKind.BIRTHDAY.value}:{fold(one.subject)}:{year}"
        if due + PATIENCE > at and due > one.told_at and not is_taken(key):
            return Foreseen(key, NoticeKind.BIRTHDAY, one.subject, due, one.told_at, one.reason, one.turn_id)
    return None


def _of_occasion(one: Told) -> Birthday | None:
    occasion, seen = one.occasion, one.observed
    if occasion.kind is not OccasionKind.BIRTHDAY or occasion.at is None or not one.here:
        return None
    day = local_day(occasion.at, one.zone)
    return Birthday(occasion.subject, day.month, day.day, seen.said_at, reason_of(one), seen.turn_id)
