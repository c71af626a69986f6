"""Who an agent is, and the state that an application keeps beside its memory."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from spectron.domain.access import Access
from spectron.domain.agents import Identity
from spectron.domain.errors import NotFound, TooLarge
from spectron.domain.scope import AGENT_DIMENSION, SPEAKER_DIMENSION, Scope
from spectron.domain.temporal import Clock
from spectron.storage.ports import Store
from spectron.storage.queries import identities

MOST_STATES = 256


@dataclass(frozen=True, slots=True)
class Kept:
    """A value that an application stored under a key; `user` is None for one of the agent with everybody."""

    key: str
    value: Any
    user: str | None
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class Identities:
    """What is said of agents, and stored beside them, in one store."""

    store: Store
    clock: Clock

    async def find(self, access: Access, agent: str) -> Identity:
        """Who an agent is, blank where nobody has said; it is the same for every key of a context."""
        found = await self.store.read(lambda conn: identities.find_identity(conn, access.context_id, agent))
        return found or Identity()

    async def put(self, access: Access, agent: str, identity: Identity) -> Identity:
        """Say who an agent is; a key that is confined to a part of what the agent does may not."""
        access.require(Scope.of({AGENT_DIMENSION: agent}), f"the identity of agent {agent}")

        def keep(conn: Connection) -> Identity:
            identities.keep_identity(conn, access.context_id, agent, identity, self.clock())
            return identities.find_identity(conn, access.context_id, agent) or identity

        return await self.store.write(keep)

    async def put_state(self, access: Access, agent: str, user: str | None, key: str, value: Any) -> Kept:
        """Store a value under a key, of the agent with this user, or with everybody; raises TooLarge for too many."""
        home, now = _home(access, agent, user), self.clock()

        def keep(conn: Connection) -> Kept:
            identities.keep_state(conn, access.context_id, home, key, value, now)
            if identities.count_states(conn, access.context_id, home) > MOST_STATES:
                raise TooLarge.at("key", f"at most {MOST_STATES} keys: delete one first")
            return Kept(key, value, home.get(SPEAKER_DIMENSION), now)

        return await self.store.write(keep)

    async def find_state(self, access: Access, agent: str, user: str | None, key: str) -> Kept:
        """The value under a key; raises NotFound where there is none."""
        home = _home(access, agent, user)
        found = await self.store.read(lambda conn: identities.find_state(conn, access.context_id, home, key))
        if found is None:
            raise NotFound(f"no state under this key of agent {agent}")
        return Kept(key, found[0], home.get(SPEAKER_DIMENSION), found[1])

    async def drop_state(self, access: Access, agent: str, user: str | None, key: str) -> None:
        """Delete the value under a key; raises NotFound where there is none."""
        home = _home(access, agent, user)
        if not await self.store.write(lambda conn: identities.drop_state(conn, access.context_id, home, key)):
            raise NotFound(f"no state under this key of agent {agent}")


def _home(access: Access, agent: str, user: str | None) -> Scope:
    """Where the state lives: with the user, if one is named, and always inside the key's own scope."""
    named = {AGENT_DIMENSION: agent} | ({SPEAKER_DIMENSION: user} if user else {})
    return Scope.of(named).clamped(access.clamp)
