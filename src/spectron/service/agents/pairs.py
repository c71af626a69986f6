"""Whose records a question of an agent is about: those of one user, or of all that the agent talks to."""

from collections.abc import Sequence

from sqlalchemy import Connection

from spectron.domain.access import Access
from spectron.domain.agents import AGENT_WIDE, Pair
from spectron.domain.errors import BadValue
from spectron.domain.scope import AGENT_DIMENSION, SPEAKER_DIMENSION, Scope
from spectron.service.agents.sessions import pair_scope
from spectron.storage.queries.identities import list_pairs

MOST_USERS = 500


def pair_of(access: Access, agent: str, user: str) -> Pair:
    """An agent and a user of it, inside the key's own scope; raises Forbidden where that names others."""
    return Pair(pair_scope(access, agent, user), access.clamp)


def find_pairs(conn: Connection, access: Access, agent: str, user: str | None) -> Sequence[Pair]:
    """The agent with this user, or with the one that the key is confined to, or with every one it talks to.

    Raises Forbidden where that is every one and the key may not ask for it, BadValue where these are too many.
    """
    named = user or access.clamp.get(SPEAKER_DIMENSION)
    if named is not None:
        return (pair_of(access, agent, named),)
    access.ask(AGENT_WIDE, "reading an agent without a user_id")
    within = Scope.of({AGENT_DIMENSION: agent}).clamped(access.clamp)
    found = list_pairs(conn, access.context_id, within, MOST_USERS + 1)
    if len(found) > MOST_USERS:
        raise BadValue.at("user_id", f"this agent talks to more than {MOST_USERS} users: name one")
    return tuple(Pair(one, access.clamp) for one in found)
