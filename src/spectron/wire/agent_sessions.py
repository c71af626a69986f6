"""Sessions of agents, the turns that are sent to them, and how these are learned (docs/reference/http.md)."""

from typing import Annotated, Literal

from pydantic import AliasChoices, Field

from spectron.wire.agent_messages import Messages, Transcript
from spectron.wire.base import Answer, CallerId, Count, GivenObject, Request, SessionName, ShortText, StorableText
from spectron.wire.context import LONGEST_LANGUAGE, MOST_QUERY, EnrichedContext

MOST_TOOLS = 512


class AgentSessionStart(Request):
    """Open a session of an agent with a user; `session_id` is the caller's own id for it, made where it is left out.

    The rest are settings that hold until the session is started again with others.
    """

    user_id: CallerId = Field(examples=["user-123"])
    session_id: SessionName | None = Field(default=None, examples=["session-abc"])
    user_display_name: ShortText | None = Field(default=None, examples=["Alice"])
    tool_definitions: Annotated[list[GivenObject], Field(max_length=MOST_TOOLS)] | None = None
    provider: ShortText | None = None
    model: ShortText | None = None
    timezone: ShortText | None = Field(default=None, examples=["Europe/Berlin"])
    language: ShortText | None = Field(default=None, examples=["en"])


class AgentSessionStarted(Answer):
    """A session that takes turns."""

    success: bool
    session_id: str


StateName = Literal["queued", "running", "done", "failed", "aside"]
SourceName = Literal["call", "session", "tenant", "platform"]


class NextContext(Request):
    """What the next context is to be about, as in `GET /context`."""

    query: Annotated[StorableText, Field(max_length=MOST_QUERY)] = Field(default="", examples=["What is next?"])
    language: Annotated[ShortText, Field(min_length=1, max_length=LONGEST_LANGUAGE)] | None = None
    timezone: ShortText | None = None


class AgentTurn(Request):
    """New messages of a session. `provider` and `model` read these messages alone.

    With `fetch_next_context` the answer holds the context for what the agent says next.
    """

    user_id: CallerId | None = Field(default=None, examples=["user-123"])
    messages: Messages
    provider: ShortText | None = None
    model: ShortText | None = None
    fetch_next_context: NextContext | None = None


class ModelUsed(Answer):
    """Which model reads, and who named it."""

    model: str
    resolved_from: SourceName


class MoodDelta(Answer):
    """How far messages moved the user's mood, each number −1…1; `reason` is empty where they did not."""

    valence: float
    arousal: float
    tension: float
    affiliation: float
    reason: str


class AgentTurnTaken(Answer):
    """The messages are stored; what they teach is still to be learned, under `extraction_id`.

    That is null only where the messages were sent before: not by an agent, or so long ago that their job is deleted.
    """

    success: bool
    mood: MoodDelta
    extraction_id: str | None
    extraction_status: StateName
    usage: ModelUsed
    next_context: EnrichedContext | None = None


class ExtractionStatus(Answer):
    """How far the messages of one call are learned; `error` tells why they were not, or not at the first try."""

    extraction_id: str
    state: StateName
    error: str | None = None
    attempts: int
    turns: int
    learned: int


class AgentProcess(Request):
    """A transcript, to be learned at once; without `session_id` it becomes a session of its own."""

    user_id: CallerId = Field(examples=["user-123"])
    session_id: SessionName | None = None
    messages: Transcript
    provider: ShortText | None = None
    model: ShortText | None = None


class SideEffects(Answer):
    """What the messages showed of the user: what was updated, and how many of each were seen."""

    mood_updated: bool
    personality_updated: bool
    relationship_updated: bool
    habits_observed: int
    interests_detected: int
    goals_detected: int
    notices_scheduled: int


class ProcessUsage(ModelUsed):
    """What the model that read the messages took; `cost_usd` is null where nobody knows the price."""

    calls: int
    prompt_tokens: int
    completion_tokens: int
    cost_usd: float | None


class AgentProcessed(Answer):
    """How many facts a transcript taught, and what else it did; messages that were known are not counted again."""

    success: bool
    facts_extracted: int
    side_effects: SideEffects
    session_id: str
    usage: ProcessUsage


class ProcessProgress(Answer):
    """How many of the new messages are learned."""

    done: int
    total: int


class AgentEnd(Request):
    """End a session. With `messages` what is new of them is learned first, or, without `wait`, afterwards."""

    user_id: CallerId = Field(examples=["user-123"])
    session_id: SessionName = Field(examples=["session-abc"])
    messages: Transcript | None = None
    total_messages: Count | None = None
    duration_seconds: Annotated[float, Field(ge=0, le=2**53, allow_inf_nan=False)] | None = None
    wait: bool = True
    provider: ShortText | None = None
    model: ShortText | None = None


class AgentEnded(Answer):
    """The session has ended. `async` tells that messages are still being learned, under `extraction_id`."""

    success: bool
    async_: bool = Field(validation_alias=AliasChoices("async", "async_"), serialization_alias="async")
    session_id: str
    extraction_id: str | None = None
    facts_extracted: int | None = None
    side_effects: SideEffects | None = None
    usage: ProcessUsage | None = None
