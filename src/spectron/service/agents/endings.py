"""How sessions of agents end."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from spectron.domain.access import Access
from spectron.domain.conversation import Session
from spectron.service.agents.recording import find_spot
from spectron.storage.queries import conversations


@dataclass(frozen=True, slots=True)
class Ending:
    """A session that is to end, and what its caller tells of it: how many messages it had, how long it took."""

    agent: str
    user: str
    session: str
    at: datetime
    told: Mapping[str, Any] = field(default_factory=dict)


def end_session(conn: Connection, access: Access, wish: Ending) -> Session:
    """Close a session and keep what was told of it; ending it twice is fine. Raises NotFound."""
    ctx, found = access.context_id, find_spot(conn, access, wish.agent, wish.user, wish.session)
    told = {name: value for name, value in wish.told.items() if value is not None}
    if told:
        conversations.change_settings(conn, ctx, found.id, {**found.settings, **told})
    conversations.close_session(conn, ctx, found.id, wish.at)
    return found
