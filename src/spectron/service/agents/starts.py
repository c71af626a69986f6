"""How sessions of agents start, each with one user."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from spectron.domain.access import Access
from spectron.domain.conversation import Session
from spectron.domain.errors import NotFound, SessionClosed
from spectron.domain.ids import SessionId, new_id
from spectron.domain.temporal import read_zone
from spectron.service.agents.choice import ANY, Wanted, choose_model
from spectron.service.agents.sessions import pair_scope
from spectron.service.ingest import Once
from spectron.service.once import made_before, note_made
from spectron.service.surroundings import Readers
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
    once: Once | None = None


def start_session(conn: Connection, access: Access, wish: Start, readers: Readers) -> Session:
    """Open the session, or change the settings of the open one; raises SessionClosed for one that has ended.

    Raises BadValue, naming it, for a model that nobody has and a time zone that nobody knows.
    """
    ctx = access.context_id
    if made := made_before(conn, ctx, wish.once):
        found = conversations.find_session(conn, ctx, SessionId(made))
        if found is None:
            raise NotFound("what this Idempotency-Key made has been erased")
        return found
    told = {name: value for name, value in wish.settings.items() if value is not None}
    choose_model(conn, ctx, readers, ANY, Wanted.of(told))
    if zone := told.get("timezone"):
        read_zone(zone, "timezone")
    session = _open(conn, access, wish, told)
    note_made(conn, ctx, wish.once, session.id)
    return session


def _open(conn: Connection, access: Access, wish: Start, told: Mapping[str, Any]) -> Session:
    """The session of this name, with these settings added to its own; made where there is none."""
    ctx, where = access.context_id, pair_scope(access, wish.agent, wish.user)
    known = conversations.sessions_called(conn, ctx, wish.name, where) if wish.name else ()
    if not known or known[0].scope != where:
        made = Session(SessionId(new_id("session")), where, {}, wish.at, handle=wish.name, settings=told)
        conversations.open_session(conn, ctx, made)
        return made
    if known[0].closed_at:
        raise SessionClosed(f"session {known[0].name} has ended; start one of another id")
    conversations.change_settings(conn, ctx, known[0].id, {**known[0].settings, **told})
    return known[0]
