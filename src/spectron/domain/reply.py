"""A reply that memory and a model gave together, and what the exchange taught."""

from dataclasses import dataclass

from spectron.domain.change import Learned
from spectron.domain.recall import Tier
from spectron.domain.usage import Usage


@dataclass(frozen=True, slots=True)
class Replied:
    """What the user's turn taught (`heard`) and what the reply did (`said`); `usage` is what making the reply took."""

    heard: Learned
    said: Learned
    tier: Tier
    usage: Usage
