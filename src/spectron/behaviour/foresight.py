"""What is to be brought up, from all that was told of occasions: due times, and what was called off.

Occasions are taken in the order they were told, whatever order they arrived in. One that is told twice is one; moved,
it is at its new time alone; cancelled, or told how it went, there is nothing to ask any more.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, tzinfo

from spectron.behaviour.civil import EVENING, MORNING, local_day, on_day, wait_for_morning
from spectron.behaviour.order import as_said
from spectron.behaviour.subjects import key_words, mean_same
from spectron.domain.behaviour import FORBORNE, UNNAMED, Observed, Occasion, OccasionKind, Standing
from spectron.domain.conversation import Role
from spectron.domain.estimates import NoticeKind
from spectron.domain.ids import TurnId
from spectron.domain.temporal import name_day
from spectron.domain.text import fold

AFTERWARDS = timedelta(hours=3)  # after the hour of an occasion, it is asked how it went
UNTIMED_PROMISE = timedelta(days=1)  # what was promised for no time is looked after by then
LONGEST_SUBJECT = 120
_DAY = timedelta(days=1)
_RECENT = timedelta(days=3)
_CORRECTED = timedelta(days=14)
_ANOTHER = re.compile(r"\b(?:another|second|third|also|too|next|other|again|as well|both|first|last)\b")
_KINDS = {OccasionKind.EVENT: NoticeKind.FOLLOW_UP, OccasionKind.PROMISE: NoticeKind.PROMISE}


@dataclass(frozen=True, slots=True)
class Told:
    """An occasion as a turn told it; `zone` is that of its session, in whose days it was meant.

    `here` is False for what was told in a wider scope than the one that is planned for.
    """

    observed: Observed[Occasion]
    zone: tzinfo
    here: bool = True

    @property
    def occasion(self) -> Occasion:
        """What was told."""
        return self.observed.signal


@dataclass(frozen=True, slots=True)
class Foreseen:
    """Something to bring up at `due_at`; `told_at` and `turn_id` tell of the turn it rests on."""

    key: str
    kind: NoticeKind
    subject: str
    due_at: datetime
    told_at: datetime
    reason: str
    turn_id: TurnId | None


@dataclass(frozen=True, slots=True)
class Dropped:
    """Something that is not to be brought up after all, and since when; `wider` where only a wider scope told of it."""

    foreseen: Foreseen
    at: datetime
    wider: bool = False


@dataclass(frozen=True, slots=True)
class Outlook:
    """All that is to be brought up, by key, and what was and is not any more."""

    foreseen: tuple[Foreseen, ...]
    dropped: tuple[Dropped, ...]


@dataclass(frozen=True, slots=True)
class _Open:
    """An occasion that stands: as it was told first, at the time that is known best."""

    told: Told
    occasion: Occasion
    day: date | None


def in_order(told: Iterable[Told]) -> list[Told]:
    """In the order they were said."""
    return sorted(told, key=lambda one: as_said(one.observed))


def reason_of(one: Told) -> str:
    """Why there is a notice: who said what, and on which day."""
    seen = one.observed
    who = "the agent" if seen.role is Role.ASSISTANT else "the user"
    return f"{who} said on {name_day(seen.said_at.astimezone(one.zone))}: {seen.signal.quote.text}"


def look_ahead(told: Sequence[Told], zone: tzinfo) -> Outlook:
    """What is to be brought up of events and promises; `zone` is where the user is."""
    standing: list[_Open] = []
    gone: list[tuple[_Open, Told]] = []
    for one in in_order(told):
        occasion = one.occasion
        if occasion.kind is OccasionKind.BIRTHDAY:
            continue
        if occasion.standing is not Standing.AHEAD:
            ended = _find_last_begun(standing, one) or [each for each in standing if _ends(one, each)]
            standing = [each for each in standing if each not in ended]
            gone += [(each, one) for each in ended]
        if occasion.standing is Standing.AHEAD:
            moved = [each for each in standing if _corrects(one, each)]
            standing = [each for each in standing if each not in moved]
            gone += [(each, one) for each in moved]
        if occasion.standing in (Standing.AHEAD, Standing.MOVED):
            standing = _add(standing, one)
    foreseen = [made for each in standing if each.told.here and (made := _foresee(each, zone))]
    dropped = [
        Dropped(made, by.observed.said_at, by.here and not each.told.here)
        for each, by in gone
        if (made := _foresee(each, zone))
    ]
    kept = {one.key for one in foreseen}
    return Outlook(tuple(foreseen), tuple(one for one in dropped if one.foreseen.key not in kept))


def _add(standing: Sequence[_Open], one: Told) -> list[_Open]:
    """The occasions that stand with one more, or with the one it is known by already told in more detail."""
    occasion = one.occasion
    day = local_day(occasion.at, one.zone) if occasion.at else None
    known = next((each for each in standing if _is_same(each, occasion, day)), None)
    if known is None:
        return [*standing, _Open(one, occasion, day)]
    finer = known.occasion.whole_day and not occasion.whole_day
    better = replace(known, occasion=replace(occasion, subject=known.occasion.subject)) if finer else known
    return [better if each is known else each for each in standing]


def _is_same(each: _Open, occasion: Occasion, day: date | None) -> bool:
    """Whether an occasion that stands is told of again."""
    alike = each.occasion.kind is occasion.kind and each.day == day
    return alike and mean_same(each.occasion.subject, occasion.subject)


def _find_last_begun(standing: Sequence[_Open], one: Told) -> list[_Open]:
    """What a result without a name is of: the event that began last before it, at most a few days ago."""
    if one.occasion.subject != UNNAMED or one.occasion.standing is not Standing.OVER:
        return []
    said = local_day(one.observed.said_at, one.zone)
    begun = [each for each in standing if each.occasion.kind is OccasionKind.EVENT and each.day is not None]
    recent = [each for each in begun if each.day is not None and timedelta(0) <= said - each.day <= _RECENT]
    return sorted(recent, key=lambda each: (each.day or said, each.occasion.at or one.observed.said_at))[-1:]


def _corrects(one: Told, each: _Open) -> bool:
    """Whether an event is told of as on another day than before: "my interview is on Monday", which was on Friday.

    It has to be the same in the same words, a certain one ("my", "the"), both days ahead and within two weeks.
    """
    new, old = one.occasion, each.occasion
    if (
        new.kind is not OccasionKind.EVENT
        or old.kind is not new.kind
        or one.observed.turn_id == each.told.observed.turn_id
    ):
        return False
    if new.at is None or each.day is None or key_words(new.subject) != key_words(old.subject):
        return False
    said, day = local_day(one.observed.said_at, one.zone), local_day(new.at, one.zone)
    near = said <= min(day, each.day) and day != each.day and abs(day - each.day) <= _CORRECTED
    first = re.escape(new.subject.split()[0])
    words = new.quote.text.lower()
    certain = re.search(rf"(?i)\b(?:my|our|the) (?:\w+ )?{first}", words)
    return near and bool(certain) and not _ANOTHER.search(words)


def _ends(one: Told, each: _Open) -> bool:
    """Whether what is told calls off, moves or looks back on an occasion that stands."""
    new, old = one.occasion, each.occasion
    if old.kind is not new.kind or not mean_same(new.subject, old.subject):
        return False
    said = local_day(one.observed.said_at, one.zone)
    first, last = _days(each)
    if new.standing is Standing.OVER:
        return first is not None and first <= said
    if last is not None and last < said:
        return False  # it is over; what is called off is another one
    named = local_day(new.at, one.zone) if new.at and new.standing is Standing.CANCELLED else None
    return named is None or first is None or last is None or first <= named <= last


def _days(each: _Open) -> tuple[date | None, date | None]:
    """The first and the last day of an occasion, where it was told."""
    until = each.occasion.until
    last = local_day(until, each.told.zone) - _DAY if until else each.day
    return each.day, last


def _foresee(each: _Open, zone: tzinfo) -> Foreseen | None:
    """When to bring an occasion up; None for one without a date, and for what was past when it was told."""
    told, occasion = each.told.observed, each.occasion
    kind = _KINDS[occasion.kind]
    due = _promised(each, zone) if kind is NoticeKind.PROMISE else _asked(each, zone)
    if due is None or due <= told.said_at:
        return None
    subject = occasion.subject[:LONGEST_SUBJECT]
    return Foreseen(
        key=f"{kind.value}:{fold(subject)}:{each.day.isoformat() if each.day else 'undated'}",
        kind=kind,
        subject=subject,
        due_at=due,
        told_at=told.said_at,
        reason=reason_of(each.told),
        turn_id=told.turn_id,
    )


def _asked(each: _Open, zone: tzinfo) -> datetime | None:
    """When to ask how it went: hours after it, the evening of its day, the morning after several days; never at night.

    None where it was over when it was told.
    """
    occasion, said = each.occasion, each.told.observed.said_at
    if occasion.at is None or each.day is None:
        return None
    if not occasion.whole_day:
        return wait_for_morning(occasion.at + AFTERWARDS, zone) if occasion.at > said else None
    _, last = _days(each)
    day = last or each.day
    if day < local_day(said, each.told.zone):
        return None
    due = on_day(day + _DAY, MORNING, zone) if day > each.day else on_day(day, EVENING, zone)
    return due if due > said else on_day(day + _DAY, MORNING, zone)


def _promised(each: _Open, zone: tzinfo) -> datetime | None:
    """When a promise is to be kept: at its hour, on the morning of its day, or a day after it was made.

    None for a promise not to do something.
    """
    occasion, said = each.occasion, each.told.observed.said_at
    if occasion.subject.startswith(FORBORNE):
        return None
    if occasion.at is None or each.day is None:
        return wait_for_morning(said + UNTIMED_PROMISE, zone)
    if not occasion.whole_day:
        return occasion.at if occasion.at > said else None
    hours = (on_day(each.day, hour, zone) for hour in (MORNING, EVENING))
    return next((due for due in hours if due > said), None)
