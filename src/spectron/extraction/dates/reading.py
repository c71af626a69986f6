"""What every rule of the grammar gets to see."""

from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from typing import TypeAlias

from spectron.extraction.dates.anchor import Anchor
from spectron.extraction.dates.tokens import Kind, Tokens
from spectron.extraction.dates.words import load_leads

FoundAnchor: TypeAlias = tuple[Anchor, int]


_ARTICLES = frozenset({"the", "a", "an", "these", "'"})


def may_lead(tokens: Tokens, at: int) -> bool:
    """Whether a point or length of time can begin here: by this word, or by the one behind an article."""
    token = tokens.at(at)
    if token.low in _ARTICLES:
        token = tokens.at(at + 1)
    return token.kind in (Kind.NUMBER, Kind.STAMP) or token.low in load_leads()


@dataclass(frozen=True, slots=True)
class Reading:
    """A text cut into tokens, and the wall-clock time and zone of the one who speaks.

    `points` remembers what was read at each place, because several rules look for a point of time at the same one.
    """

    tokens: Tokens
    now: datetime
    zone: tzinfo
    points: dict[int, FoundAnchor | None] = field(default_factory=dict, compare=False)
