"""What occupies users: habits, goals, interests, themes, moments, patterns (docs/reference/http.md)."""

from typing import Annotated, Literal

from pydantic import Field

from spectron.wire.base import Answer

Share = Annotated[float, Field(ge=0, le=1)]


class CadenceInfo(Answer):
    """How often a habit comes round; `days` are weekdays by name, `part` of the day; empty where not known."""

    period: Literal["daily", "weekdays", "weekly", "fortnightly", "monthly"]
    days: list[str]
    part: str


class HabitInfo(Answer):
    """Something that a user does again and again; `times` counts the days on which it was seen.

    `stated` tells that they said so themselves.
    """

    name: str
    cadence: CadenceInfo
    strength: Share
    status: Literal["new", "reinforced", "lapsed", "ended"]
    times: int
    first_at: str
    last_at: str
    stated: bool
    reason: str
    turns: list[str]
    user_id: str


class HabitList(Answer):
    """Habits of each user, the strongest first."""

    data: list[HabitInfo]
    total: int


class GoalInfo(Answer):
    """What a user wants to reach; `progress` counts the steps they told of."""

    goal_id: str
    text: str
    status: Literal["active", "overdue", "achieved", "dropped"]
    set_at: str
    changed_at: str
    due_at: str | None
    progress: int
    reason: str
    turns: list[str]
    user_id: str


class GoalList(Answer):
    """Goals of each user."""

    data: list[GoalInfo]
    total: int


class InterestInfo(Answer):
    """A topic that occupies a user: `confidence` that it does, and `engagement` of late."""

    topic: str
    domain: str
    confidence: Share
    engagement: Share
    mentions: int
    last_at: str
    turns: list[str]
    user_id: str


class InterestList(Answer):
    """Interests of each user."""

    data: list[InterestInfo]
    total: int


class ThemeInfo(Answer):
    """An emotional tone of late; `weight` falls with time, `mentions` counts the turns that showed it."""

    name: str
    weight: Share
    mentions: int
    last_at: str
    turns: list[str]
    user_id: str


class ThemeList(Answer):
    """Emotional tones of each user, the strongest first."""

    data: list[ThemeInfo]
    total: int


class MomentInfo(Answer):
    """A turn that stands out: an event of life, or a strong feeling."""

    title: str
    kind: str
    weight: Share
    at: str
    turn_id: str
    reason: str
    user_id: str


class MomentList(Answer):
    """Moments that stand out, latest first."""

    data: list[MomentInfo]
    total: int


class PatternInfo(Answer):
    """Two things that come together more often than chance: `lift` times as often, in `support` sittings.

    A sitting is a session on one day.
    """

    kind: str
    text: str
    between: list[str]
    lift: float
    support: int
    strength: float
    turns: list[str]


class SummaryInfo(Answer):
    """A stretch of time in a few sentences; `session_id` is that of a session."""

    span: Literal["session", "day", "week"]
    from_at: str
    until_at: str
    text: str
    topics: list[str]
    messages: int
    session_id: str | None
    turns: list[str]
