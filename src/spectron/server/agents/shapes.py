"""Estimates as the shapes of the wire; nothing is decided here."""

from dataclasses import asdict
from datetime import datetime

from spectron.behaviour.notices import is_pending
from spectron.domain.agents import Identity
from spectron.domain.behaviour import Feeling
from spectron.domain.estimates import (
    Mood,
    MoodChange,
    Notice,
    NoticeStatus,
    Personality,
    RegardChange,
    Relationship,
    Shift,
    Side,
    Trait,
)
from spectron.domain.temporal import iso
from spectron.service.agents.notices import Item
from spectron.service.agents.observing import Held
from spectron.wire import estimates as wire

DIGITS = 4


def feeling(one: Feeling) -> wire.FeelingInfo:
    """A point in four dimensions."""
    return wire.FeelingInfo(**_rounded(one))


def delta(one: Feeling) -> wire.DeltaInfo:
    """A step in four dimensions."""
    return wire.DeltaInfo(**_rounded(one))


def mood(one: Mood, last: MoodChange | None, user: str | None) -> wire.MoodInfo:
    """A mood and what moved it last."""
    return wire.MoodInfo(
        **_rounded(one.feeling),
        label=one.label,
        baseline=feeling(one.baseline),
        reason=last.reason if last else None,
        turn_id=last.turn_id if last else None,
        turns=list(one.turns),
        at=_time(one.at),
        user_id=user,
    )


def mood_change(held: Held[MoodChange]) -> wire.MoodChangeInfo:
    """What one turn did to a mood."""
    one = held.value
    return wire.MoodChangeInfo(
        before=feeling(one.before),
        after=feeling(one.after),
        delta=delta(one.delta),
        label=one.label,
        reason=one.reason,
        at=_time(one.at),
        turn_id=one.turn_id,
        user_id=held.user,
    )


def personality(one: Personality, agent: Identity, user: str | None) -> wire.PersonalityInfo:
    """The big five and their aspects, beside those that the agent was made with."""
    return wire.PersonalityInfo(
        big5={each.name: trait(each) for each in one.traits},
        dimensions={each.name: trait(each) for each in one.aspects},
        agent_big5=dict(agent.big5),
        at=_time(one.at),
        user_id=user,
    )


def trait(one: Trait) -> wire.TraitInfo:
    """A trait or aspect."""
    return wire.TraitInfo(
        score=round(one.score, DIGITS),
        low=round(one.low, DIGITS),
        high=round(one.high, DIGITS),
        confidence=round(one.confidence, DIGITS),
        evidence=one.evidence,
        turns=list(one.turns),
    )


def shift(held: Held[Shift]) -> wire.ShiftInfo:
    """A trait that turned out other than it was thought."""
    one = held.value
    return wire.ShiftInfo(
        trait=one.trait,
        before=round(one.before, DIGITS),
        after=round(one.after, DIGITS),
        delta=round(one.after - one.before, DIGITS),
        reason=one.reason,
        at=_time(one.at),
        turns=list(one.turns),
        user_id=held.user,
    )


def relationship(held: Held[Relationship]) -> wire.RelationshipInfo:
    """How a user and the agent stand to each other."""
    one = held.value
    return wire.RelationshipInfo(
        relationship_narrative=one.narrative,
        chemistry_score=round(one.chemistry, DIGITS),
        love_from_user=round(one.user.love, DIGITS),
        love_from_agent=round(one.agent.love, DIGITS),
        user=_side(one.user),
        agent=_side(one.agent),
        changes=[_regard_change(each) for each in one.changes],
        at=_time(one.at),
        user_id=held.user or "",
    )


def notice(item: Item, now: datetime) -> wire.NoticeInfo:
    """Something to bring up."""
    one = item.notice
    return wire.NoticeInfo(
        message_id=one.id,
        user_id=item.user,
        message=one.message,
        generated_message=item.generated_message,
        kind=one.kind.value,
        subject=one.subject,
        reason=one.reason,
        due_at=_time(one.due_at),
        status=_status(one, now),
        created_at=_time(one.created_at),
        turn_id=one.turn_id,
    )


def _status(one: Notice, now: datetime) -> wire.NoticeStatusName:
    """What became of a notice by now; one that nobody took in time has expired."""
    if one.status is not NoticeStatus.SCHEDULED:
        return "consumed" if one.status is NoticeStatus.CONSUMED else "cancelled"
    if now < one.due_at:
        return "scheduled"
    return "pending" if is_pending(one, now) else "expired"


def _side(one: Side) -> wire.SideInfo:
    return wire.SideInfo(**{name: round(value, DIGITS) for name, value in asdict(one).items()})


def _regard_change(one: RegardChange) -> wire.RegardChangeInfo:
    return wire.RegardChangeInfo(
        side="user" if one.side == "user" else "agent",
        before=round(one.before, DIGITS),
        after=round(one.after, DIGITS),
        delta=round(one.after - one.before, DIGITS),
        reason=one.reason,
        at=_time(one.at),
        turn_id=one.turn_id,
    )


def _rounded(one: Feeling) -> dict[str, float]:
    return {name: round(value, DIGITS) for name, value in asdict(one).items()}


def _time(at: datetime) -> str:
    return iso(at) or ""
