"""Planning what to bring up, inside the commit that learns a turn, and again when turns are erased.

A notice lives in the scope of the turn that gave rise to it. What a turn calls off reaches the notices of its own scope
and of every scope that contains it; what it calls off of a wider scope is hidden from its own.
"""

import logging
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta, tzinfo

from sqlalchemy import Connection

from spectron.behaviour.foresight import Told, look_ahead
from spectron.behaviour.notices import CHECK_IN, CONVERSATION, NoticePlan, plan_check_in, plan_notices
from spectron.domain.behaviour import Occasion, Signal, Standing
from spectron.domain.conversation import Role, Turn
from spectron.domain.errors import BadValue
from spectron.domain.ids import ContextId, SessionId
from spectron.domain.scope import AGENT_DIMENSION, SPEAKER_DIMENSION, Scope
from spectron.domain.temporal import read_zone
from spectron.storage.queries import notices
from spectron.storage.queries.signals import signals_of

_log = logging.getLogger(__name__)

REMEMBERED = timedelta(days=400)  # an occasion is planned from what was told of it within so long
CHECK_IN_DAYS = 7


def take_notice(conn: Connection, ctx: ContextId, turn: Turn, signals: Sequence[Signal]) -> None:
    """Plan what a turn that is being learned gives rise to, changes or calls off."""
    occasions = [one for one in signals if isinstance(one, Occasion)]
    if occasions:
        _plan_scope(conn, ctx, turn.scope, turn.said_at)
        if any(one.standing is not Standing.AHEAD for one in occasions):
            for other in _containing(conn, ctx, turn.scope):
                _plan_scope(conn, ctx, other, turn.said_at)
    if turn.role is Role.USER and turn.scope.get(AGENT_DIMENSION) and turn.scope.get(SPEAKER_DIMENSION):
        _await_word(conn, ctx, turn)


def replan(conn: Connection, ctx: ContextId, scopes: Mapping[Scope, datetime]) -> None:
    """Plan these scopes anew, each as of an instant, after something their notices rested on was erased."""
    for one, at in scopes.items():
        _plan_scope(conn, ctx, one, at)


def _plan_scope(conn: Connection, ctx: ContextId, where: Scope, at: datetime) -> None:
    """Bring the notices of one scope in line with all that was told of occasions."""
    since = at - REMEMBERED
    here = signals_of(conn, ctx, [where.id], [Occasion], since)
    around = [one.id for one in _wider(where)]
    wider = signals_of(conn, ctx, around, [Occasion], since) if around else ()
    zones = session_zones(conn, ctx, {one.session_id for one in (*here, *wider)})
    zone = zones[max(here, key=lambda one: one.said_at).session_id] if here else UTC
    told = [Told(one, zones[one.session_id], own) for own, some in ((True, here), (False, wider)) for one in some]
    known = notices.notices_of(conn, ctx, where.id, since)
    _write(conn, ctx, where, plan_notices(look_ahead(told, zone), known, at))


def _await_word(conn: Connection, ctx: ContextId, turn: Turn) -> None:
    """Put the word after a silence off, now that the user wrote."""
    known = notices.notices_under(conn, ctx, turn.scope.id, CHECK_IN)
    heard = CONVERSATION if known else notices.count_user_turns(conn, ctx, turn.scope.id, CONVERSATION)
    if heard >= CONVERSATION:
        zone = session_zones(conn, ctx, [turn.session_id])[turn.session_id]
        _write(conn, ctx, turn.scope, plan_check_in(turn.said_at, heard, known, CHECK_IN_DAYS, zone))


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


def session_zones(conn: Connection, ctx: ContextId, sessions: Collection[SessionId]) -> Mapping[SessionId, tzinfo]:
    """The zone that each session was started with; UTC where it named none."""
    named = notices.zone_names(conn, ctx, sessions)
    return {one: _find_zone(named.get(one)) for one in sessions}


def _find_zone(name: str | None) -> tzinfo:
    try:
        return read_zone(name, "timezone") if name else UTC
    except BadValue:
        _log.warning("a session names the time zone %r, which this machine does not know: UTC serves", name)
        return UTC
