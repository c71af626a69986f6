"""What every rule of the grammar gets to see."""

from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import TypeAlias

from spectron.extraction.dates.anchor import Anchor
from spectron.extraction.dates.tokens import Tokens

FoundAnchor: TypeAlias = tuple[Anchor, int]


@dataclass(frozen=True, slots=True)
class Reading:
    """A text cut into tokens, and the wall-clock time and zone of the one who speaks."""

    tokens: Tokens
    now: datetime
    zone: tzinfo
