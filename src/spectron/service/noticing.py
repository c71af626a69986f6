"""Planning what to bring up, inside the commit that learns a turn, and again when turns are erased.

A notice lives in the scope of the turn that gave rise to it. What a turn calls off reaches the notices of its own scope
and of every scope that contains it; what it calls off of a wider scope is hidden from its own.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection

from spectron.behaviour.birthdays import Birthday, foresee_birthdays, list_birthdays
from spectron.behaviour.foresight import Outlook, Told, look_ahead
from spectron.behaviour.notices import (
    CHECK_IN,
    CONVERSATION,
    PATIENCE,
    NoticePlan,
    plan_check_in,
    plan_notices,
    recall_birthdays,
)
from spectron.behaviour.phrasing import OWN_BIRTHDAY
from spectron.domain.behaviour import Occasion, Signal, Standing
from spectron.domain.candidate import SPEAKER
from spectron.domain.conversation import Role, Turn
from spectron.domain.estimates import NoticeKind, NoticeStatus
from spectron.domain.graph import Entity, Fact
from spectron.domain.ids import ContextId
from spectron.domain.scope import AGENT_DIMENSION, SPEAKER_DIMENSION, Scope
from spectron.extraction.dates import Precision, find_times
from spectron.service.zones import session_zones
from spectron.storage.queries import notices
from spectron.storage.queries.signals import signals_of

_BIRTHDAY = "birthday"
_NUMBER = re.compile(r"\d")
REMEMBERED = timedelta(days=400)  # an occasion is planned from what was told of it within so long


@dataclass(frozen=True, slots=True)
class Sighting:
    """What a turn that is being learned gives to plan from: its signals, the facts it changed, and a setting."""

    signals: Sequence[Signal]
    facts: Sequence[Fact]
    check_in_days: int


def take_notice(conn: Connection, ctx: ContextId, turn: Turn, seen: Sighting) -> None:
    """Plan what a turn that is being learned gives rise to, changes or calls off."""
    occasions = [one for one in seen.signals if isinstance(one, Occasion)]
    born = any(one.key == _BIRTHDAY for one in seen.facts)
    if occasions or born or _has_passed(conn, ctx, turn):
        _plan_scope(conn, ctx, turn.scope, turn.said_at)
    if any(one.standing is not Standing.AHEAD for one in occasions):
        for other in _containing(conn, ctx, turn.scope):
            _plan_scope(conn, ctx, other, turn.said_at)
    fresh = turn.edited_at is None  # an edited message is no sign of life
    if fresh and turn.role is Role.USER and turn.scope.get(AGENT_DIMENSION) and turn.scope.get(SPEAKER_DIMENSION):
        _await_word(conn, ctx, turn, seen.check_in_days)


def replan(conn: Connection, ctx: ContextId, scopes: Mapping[Scope, datetime]) -> None:
    """Plan these scopes anew, each as of an instant, after something their notices rested on was erased."""
    for one, at in scopes.items():
        _plan_scope(conn, ctx, one, at)


def await_no_word(conn: Connection, ctx: ContextId, where: Scope) -> None:
    """Drop the word after a silence where messages were deleted and too few are left to be a conversation."""
    known = notices.notices_under(conn, ctx, where.id, CHECK_IN)
    if known and notices.count_user_turns(conn, ctx, where.id, CONVERSATION) < CONVERSATION:
        notices.drop_notices(conn, ctx, (), [one.id for one in known])


def _plan_scope(conn: Connection, ctx: ContextId, where: Scope, at: datetime) -> None:
    """Bring the notices of one scope in line with all that was told of occasions."""
    since = at - REMEMBERED
    here = signals_of(conn, ctx, [where.id], [Occasion], since)
    around = [one.id for one in _wider(where)]
    wider = signals_of(conn, ctx, around, [Occasion], since) if around else ()
    now = max([at, *(one.said_at for one in here)])
    zones = session_zones(conn, ctx, {one.session_id for one in (*here, *wider)})
    zone = zones[max(here, key=lambda one: one.said_at).session_id] if here else UTC
    told = [Told(one, zones[one.session_id], own) for own, some in ((True, here), (False, wider)) for one in some]
    known = notices.notices_of(conn, ctx, where.id, since)
    taken = {one.key for one in known if one.status is NoticeStatus.CONSUMED}
    outlook = look_ahead(told, zone)
    born = list_birthdays((*recall_birthdays(known, since, zone), *_believed(conn, ctx, where)), told)
    birthdays = foresee_birthdays(born, taken.__contains__, now, zone)
    whole = Outlook((*outlook.foreseen, *birthdays), outlook.dropped)
    _write(conn, ctx, where, plan_notices(whole, known, now, since))


def _believed(conn: Connection, ctx: ContextId, where: Scope) -> Sequence[Birthday]:
    """The birthdays among the facts of a scope that name a day of the year."""
    return [one for row in notices.birthdays_of(conn, ctx, where.id) if (one := _birthday(*row)) is not None]


def _birthday(who: Entity, believed: Fact) -> Birthday | None:
    """A fact as a birthday, where its value names a day and a month by numbers or names: "3 March 1990"."""
    times = find_times(believed.value, believed.recorded_at) if _NUMBER.search(believed.value) else ()
    day = next((one.interval.start for one in times if one.precision is Precision.DAY), None)
    if day is None:
        return None
    subject = OWN_BIRTHDAY if who.principal == SPEAKER else f"{who.label}'s birthday"
    reason = f"what is known: {believed.quote.text or believed.value}"
    return Birthday(subject, day.month, day.day, believed.recorded_at, reason, believed.source.turn_id)


def _has_passed(conn: Connection, ctx: ContextId, turn: Turn) -> bool:
    """Whether a user writes after a birthday went by that nobody brought up: then it is the turn of the next."""
    return turn.role is Role.USER and notices.has_missed(
        conn, ctx, turn.scope.id, NoticeKind.BIRTHDAY, turn.said_at - PATIENCE[NoticeKind.BIRTHDAY]
    )


def _await_word(conn: Connection, ctx: ContextId, turn: Turn, days: int) -> None:
    """Put the word after a silence off, now that the user wrote."""
    known = notices.notices_under(conn, ctx, turn.scope.id, CHECK_IN)
    heard = CONVERSATION if known else notices.count_user_turns(conn, ctx, turn.scope.id, CONVERSATION)
    if heard >= CONVERSATION:
        zone = session_zones(conn, ctx, [turn.session_id])[turn.session_id]
        _write(conn, ctx, turn.scope, plan_check_in(turn.said_at, heard, known, days, zone))


def _write(conn: Connection, ctx: ContextId, where: Scope, plan: NoticePlan) -> None:
    notices.keep_notices(conn, ctx, where.id, plan.new)
    notices.change_notices(conn, ctx, (*plan.changed, *plan.cancelled))


def _wider(where: Scope) -> Iterator[Scope]:
    """The scopes that are a part of this one and name the same user."""
    user = where.get(SPEAKER_DIMENSION)
    return (part for part in where.parts() if user and part.get(SPEAKER_DIMENSION) == user and part != where)


def _containing(conn: Connection, ctx: ContextId, where: Scope) -> Sequence[Scope]:
    """The other scopes of the same user that contain this one, and have something to bring up."""
    if not where.get(SPEAKER_DIMENSION):
        return ()
    found = notices.scopes_waiting(conn, ctx, where)
    return [one for one in found if one != where]
