"""Search, and the text that a prompt is given (docs/reference/http.md)."""

from typing import Annotated, Literal

from pydantic import Field

from spectron.wire.base import Answer, Dimensions, NotBlank, Request, SpokenAt, WholeNumber
from spectron.wire.knowledge import AttributeInfo, RelationInfo, RoleName

MOST_HITS = 500
MOST_TOKENS = 200_000
DEFAULT_HITS = 10
DEFAULT_TOKENS = 2_000

HitKind = Literal["turn", "fact"]
TierName = Literal["direct_scope", "hybrid", "full_context"]
Query = Annotated[NotBlank, Field(examples=["Where does Alice live?"])]


class NewSearch(Request):
    """What to look for, and where: all that the key reaches where `scope` is left out, as in a state.

    `valid_at` is when a fact was true in the world, `known_at` when this memory believed it.
    """

    query: Query
    k: WholeNumber = Field(default=DEFAULT_HITS, ge=1, le=MOST_HITS)
    scope: Dimensions | None = Field(default=None, examples=[{"user": "alice"}])
    valid_at: SpokenAt | None = Field(default=None, examples=["2026-03-02T09:15:00Z"])
    known_at: SpokenAt | None = Field(default=None, examples=["2026-03-02T09:15:00Z"])
    kinds: list[HitKind] = Field(default=["turn", "fact"], min_length=1, max_length=2)


class NewBriefing(Request):
    """What a prompt is about, and how many tokens its context may have."""

    query: Query
    token_budget: WholeNumber = Field(default=DEFAULT_TOKENS, ge=0, le=MOST_TOKENS)
    valid_at: SpokenAt | None = Field(default=None, examples=["2026-03-02T09:15:00Z"])
    known_at: SpokenAt | None = Field(default=None, examples=["2026-03-02T09:15:00Z"])


class SignalInfo(Answer):
    """One signal and the points that it added to a score; `note` says what it saw."""

    signal: str
    points: float
    note: str


class SaidInfo(Answer):
    """A turn that was found, as it was said."""

    id: str
    session_id: str
    seq: int
    role: RoleName
    name: str | None
    content: str
    at: str


class HitInfo(Answer):
    """A turn or a fact that was found; the points of `why` add up to its score."""

    kind: HitKind
    score: float
    why: list[SignalInfo]
    source_turn: str
    turn: SaidInfo | None = None
    fact: AttributeInfo | RelationInfo | None = None


class SearchResult(Answer):
    """What was found, best first.

    `tier` names the strategy and `reason` why it was taken; `unseen` counts the turns that the embedder has not read
    yet, which are found by their words alone; `query_ms` is the time it took, in milliseconds.
    """

    tier: TierName
    reason: str
    hits: list[HitInfo]
    unseen: int
    query_ms: float


class ContextResult(Answer):
    """A text that is ready to be injected into a prompt, and the facts and turns that it quotes.

    `tokens` is an estimate of its length, never above the budget.
    """

    context: str
    tier: TierName
    reason: str
    facts: list[AttributeInfo | RelationInfo]
    turns: list[SaidInfo]
    tokens: int
    query_ms: float
