"""Habits and what else occupies users, as the shapes of the wire; nothing is decided here."""

from datetime import datetime

from spectron.domain.estimates import Goal, Habit, Interest, Pattern, SignificantMoment, Summary, Theme
from spectron.domain.temporal import WEEKDAYS, iso
from spectron.server.agents.shapes import DIGITS
from spectron.service.agents.observing import Held
from spectron.wire import living as wire


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


def goal(held: Held[Goal]) -> wire.GoalInfo:
    """What someone wants to reach."""
    one = held.value
    return wire.GoalInfo(
        goal_id=one.id,
        text=one.text,
        status=one.status.value,
        set_at=_time(one.set_at),
        changed_at=_time(one.changed_at),
        due_at=iso(one.due_at),
        progress=one.progress,
        reason=one.reason,
        turns=list(one.turns),
        user_id=held.user or "",
    )


def interest(held: Held[Interest]) -> wire.InterestInfo:
    """A topic that occupies someone."""
    one = held.value
    return wire.InterestInfo(
        topic=one.topic,
        domain=one.domain,
        confidence=round(one.confidence, DIGITS),
        engagement=round(one.engagement, DIGITS),
        mentions=one.mentions,
        last_at=_time(one.last_at),
        turns=list(one.turns),
        user_id=held.user or "",
    )


def theme(held: Held[Theme]) -> wire.ThemeInfo:
    """An emotional tone."""
    one = held.value
    return wire.ThemeInfo(
        name=one.name,
        weight=round(one.weight, DIGITS),
        mentions=one.mentions,
        last_at=_time(one.last_at),
        turns=list(one.turns),
        user_id=held.user or "",
    )


def moment(held: Held[SignificantMoment]) -> wire.MomentInfo:
    """A turn that stands out."""
    one = held.value
    return wire.MomentInfo(
        title=one.title,
        kind=one.kind,
        weight=round(one.weight, DIGITS),
        at=_time(one.at),
        turn_id=one.turn_id,
        reason=one.reason,
        user_id=held.user or "",
    )


def pattern(one: Pattern) -> wire.PatternInfo:
    """Two things that come together."""
    return wire.PatternInfo(
        kind=one.kind,
        text=one.text,
        between=list(one.between),
        lift=round(one.lift, DIGITS),
        support=one.support,
        strength=round(one.strength, DIGITS),
        turns=list(one.turns),
    )


def summary(one: Summary) -> wire.SummaryInfo:
    """A stretch of time in a few sentences."""
    return wire.SummaryInfo(
        span=one.span.value,
        from_at=_time(one.from_at),
        until_at=_time(one.until_at),
        text=one.text,
        topics=list(one.topics),
        messages=one.messages,
        session_id=one.session_id,
        turns=list(one.turns),
    )


def _time(at: datetime) -> str:
    return iso(at) or ""
