"""Habits and what else occupies users, as the shapes of the wire; nothing is decided here."""

from datetime import datetime

from spectron.domain.estimates import Habit
from spectron.domain.temporal import WEEKDAYS, iso
from spectron.service.agents.observing import Held
from spectron.wire import living as wire

DIGITS = 4


def habit(held: Held[Habit]) -> wire.HabitInfo:
    """Something done again and again."""
    one = held.value
    days = [WEEKDAYS[day] for day in one.cadence.days]
    return wire.HabitInfo(
        name=one.name,
        cadence=wire.CadenceInfo(period=one.cadence.period.value, days=days, part=one.cadence.part),
        strength=round(one.strength, DIGITS),
        status=one.status.value,
        times=one.times,
        first_at=_time(one.first_at),
        last_at=_time(one.last_at),
        stated=one.stated,
        reason=one.reason,
        turns=list(one.turns),
        user_id=held.user or "",
    )


def _time(at: datetime) -> str:
    return iso(at) or ""
