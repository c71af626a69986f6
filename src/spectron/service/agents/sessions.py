"""Where an agent and a user of it meet."""

from spectron.domain.access import Access
from spectron.domain.scope import AGENT_DIMENSION, SPEAKER_DIMENSION, Scope


def pair_scope(access: Access, agent: str, user: str) -> Scope:
    """The scope of their sessions, inside the key's own; raises Forbidden where that names others."""
    return Scope.of({AGENT_DIMENSION: agent, SPEAKER_DIMENSION: user}).clamped(access.clamp)
