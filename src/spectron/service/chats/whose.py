"""Whose chats a request is about."""

from spectron.domain.access import Access
from spectron.domain.scope import AGENT_DIMENSION, SPEAKER_DIMENSION, Scope


def read_reach(access: Access, user_id: str | None = None, character_id: str | None = None) -> Scope:
    """The scope of a user's chats, or of a character's, inside the key's own; raises Forbidden for those of others.

    A key that is confined to a user needs no `user_id`; for any other, leaving it out means everybody in its reach.
    """
    named = {SPEAKER_DIMENSION: user_id, AGENT_DIMENSION: character_id}
    return Scope.of({name: value for name, value in named.items() if value is not None}).clamped(access.clamp)
