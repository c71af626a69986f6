"""How users feel and are, and how they and an agent stand to each other (docs/reference/http.md)."""

from typing import Annotated, Literal

from pydantic import Field

from spectron.wire.base import Answer

MOST_CHANGES = 500

Signed = Annotated[float, Field(ge=-1, le=1)]
Share = Annotated[float, Field(ge=0, le=1)]
NoticeStatusName = Literal["pending", "scheduled", "expired", "consumed", "cancelled"]


class FeelingInfo(Answer):
    """Four dimensions from −1 to 1: unpleasant to pleasant, calm to stirred, at ease to tense, against to close to."""

    valence: Signed
    arousal: Signed
    tension: Signed
    affiliation: Signed


class DeltaInfo(Answer):
    """A step in the four dimensions, each from −2 to 2."""

    valence: float
    arousal: float
    tension: float
    affiliation: float


class MoodInfo(FeelingInfo):
    """A mood as of `at`, which drifts back to its baseline.

    `reason` and `turn_id` tell what moved it last, null where nothing has; `turns` are the latest that moved it, oldest
    first. `user_id` is null where it is the mood of all users together.
    """

    label: str
    baseline: FeelingInfo
    reason: str | None
    turn_id: str | None
    turns: list[str]
    at: str
    user_id: str | None


class MoodChangeInfo(Answer):
    """What one turn did to a mood: how it was just before, how it was with it, and why."""

    before: FeelingInfo
    after: FeelingInfo
    delta: DeltaInfo
    label: str
    reason: str
    at: str
    turn_id: str
    user_id: str | None


class MoodHistory(Answer):
    """Changes of a mood, latest first; `total` counts those of the time asked for."""

    data: list[MoodChangeInfo]
    total: int


class TraitInfo(Answer):
    """A trait or aspect: its score, the interval that holds it nine times in ten, and how much was seen of it."""

    score: Share
    low: Share
    high: Share
    confidence: Share
    evidence: int
    turns: list[str]


class PersonalityInfo(Answer):
    """The big five and their ten aspects as of `at`, by name; `agent_big5` is what the agent's maker gave it.

    `user_id` is null where it is drawn from all users together.
    """

    big5: dict[str, TraitInfo]
    dimensions: dict[str, TraitInfo]
    agent_big5: dict[str, float]
    at: str
    user_id: str | None


class ShiftInfo(Answer):
    """A trait or aspect that turned out other than it was thought."""

    trait: str
    before: Share
    after: Share
    delta: Signed
    reason: str
    at: str
    turns: list[str]
    user_id: str | None


class ShiftList(Answer):
    """Shifts, latest first."""

    data: list[ShiftInfo]
    total: int


class SideInfo(Answer):
    """One side's regard for the other, each from −1 to 1; `love` is the other three together."""

    love: Signed
    rapport: Signed
    trust: Signed
    connection: Signed


class RegardChangeInfo(Answer):
    """What one turn did to the love of one side, and why."""

    side: Literal["user", "agent"]
    before: Signed
    after: Signed
    delta: float
    reason: str
    at: str
    turn_id: str


class RelationshipInfo(Answer):
    """How a user and the agent stand to each other as of `at`; `changes` are the latest, latest first."""

    relationship_narrative: str
    chemistry_score: Share
    love_from_user: Signed
    love_from_agent: Signed
    user: SideInfo
    agent: SideInfo
    changes: list[RegardChangeInfo]
    at: str
    user_id: str


class RelationshipList(Answer):
    """One relationship for each user."""

    data: list[RelationshipInfo]
    total: int


class NoticeInfo(Answer):
    """Something to bring up with a user at `due_at`.

    `message` says what it is, `generated_message` in words that can be sent; `reason` says why, and `turn_id` what it
    rests on. It is `scheduled` until it is due, then `pending` until it is consumed, or `expired` if nobody took it.
    """

    message_id: str
    user_id: str
    message: str
    generated_message: str
    kind: Literal["follow_up", "promise", "birthday", "check_in"]
    subject: str
    reason: str
    due_at: str
    status: NoticeStatusName
    created_at: str
    turn_id: str | None


class NoticeList(Answer):
    """Notices, those that are due first come first."""

    data: list[NoticeInfo]
    total: int
