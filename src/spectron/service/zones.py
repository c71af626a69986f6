"""The time zone that a conversation is held in, which says what "tomorrow" is."""

import logging
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import UTC, tzinfo

from sqlalchemy import Connection

from spectron.domain.conversation import Turn
from spectron.domain.errors import BadValue
from spectron.domain.ids import ContextId, SessionId
from spectron.domain.temporal import read_zone
from spectron.storage.queries.conversations import zone_names

_log = logging.getLogger(__name__)


def session_zones(conn: Connection, ctx: ContextId, sessions: Collection[SessionId]) -> Mapping[SessionId, tzinfo]:
    """The zone that each session was started with; UTC where it named none."""
    named = zone_names(conn, ctx, sessions)
    return {one: _find_zone(named.get(one)) for one in sessions}


def in_zone(turn: Turn, zone: tzinfo) -> Turn:
    """The same turn, said at the same instant by the clock of a zone."""
    return turn if zone is UTC else replace(turn, said_at=turn.said_at.astimezone(zone))


def _find_zone(name: str | None) -> tzinfo:
    try:
        return read_zone(name, "timezone") if name else UTC
    except BadValue:
        _log.warning("a session names the time zone %r, which this machine does not know: UTC serves", name)
        return UTC
