"""An agent and those it talks to: who the agent is, and whose records a question about it reaches."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from spectron.domain.scope import AGENT_DIMENSION, EVERYWHERE, SPEAKER_DIMENSION, Scope

AGENT_WIDE = "agent_wide"
"""The permission to read an agent without naming a user."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Who an agent is, as its maker says; `big5` has numbers from 0 to 1 by the name of the trait."""

    personality_prompt: str = ""
    bio: str = ""
    speech_patterns: tuple[str, ...] = ()
    true_interests: tuple[str, ...] = ()
    true_dislikes: tuple[str, ...] = ()
    big5: Mapping[str, float] = field(default_factory=dict)
    updated_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Pair:
    """An agent and one user of it, in the scope that their sessions are in; `clamp` is the key's."""

    scope: Scope
    clamp: Scope = EVERYWHERE

    @property
    def agent(self) -> str:
        """The agent's id."""
        return self.scope.as_dict()[AGENT_DIMENSION]

    @property
    def user(self) -> str:
        """The user's id."""
        return self.scope.as_dict()[SPEAKER_DIMENSION]

    @property
    def seen(self) -> tuple[Scope, ...]:
        """The scopes that a prompt of theirs may see."""
        return tuple(part for part in self.scope.parts() if part.contains(self.clamp))

    @property
    def own(self) -> tuple[Scope, ...]:
        """Of these, the ones that name the user: what was observed elsewhere is not theirs."""
        return tuple(part for part in self.seen if part.get(SPEAKER_DIMENSION) is not None)
