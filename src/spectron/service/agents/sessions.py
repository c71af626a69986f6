"""Sessions of agents, each with one user."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from spectron.domain.access import Access
from spectron.domain.conversation import Session
from spectron.domain.errors import SessionClosed
from spectron.domain.ids import SessionId, new_id
from spectron.domain.scope import AGENT_DIMENSION, SPEAKER_DIMENSION, Scope
from spectron.storage.queries import conversations


@dataclass(frozen=True, slots=True)
class Start:
    """A wish to begin a session, or to go on with it; `name` is the caller's id for it, None where they want one made.

    `settings` without a value leave those of a session that is open as they are.
    """

    agent: str
    user: str
    name: str | None
    settings: Mapping[str, Any]
    at: datetime


def pair_scope(access: Access, agent: str, user: str) -> Scope:
    """Where an agent and a user meet, inside the key's own scope; raises Forbidden where that names others."""
    return Scope.of({AGENT_DIMENSION: agent, SPEAKER_DIMENSION: user}).clamped(access.clamp)


def start_session(conn: Connection, access: Access, wish: Start) -> Session:
    """Open the session, or change the settings of the open one; raises SessionClosed for one that has ended."""
    ctx, where = access.context_id, pair_scope(access, wish.agent, wish.user)
    told = {name: value for name, value in wish.settings.items() if value is not None}
    known = conversations.sessions_called(conn, ctx, wish.name, where) if wish.name else ()
    for one in known:
        if one.scope != where:
            continue
        if one.closed_at:
            raise SessionClosed(f"session {one.name} has ended; start one of another id")
        conversations.change_settings(conn, ctx, one.id, {**one.settings, **told})
        return one
    made = Session(SessionId(new_id("session")), where, {}, wish.at, handle=wish.name, settings=told)
    conversations.open_session(conn, ctx, made)
    return made
