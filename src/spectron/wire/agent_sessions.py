"""Sessions of agents, the turns that are sent to them, and how these are learned (docs/reference/http.md)."""

from typing import Annotated, Literal

from pydantic import Field

from spectron.wire.agent_messages import Messages
from spectron.wire.base import Answer, CallerId, GivenObject, Request, ShortText

MOST_TOOLS = 512


class AgentSessionStart(Request):
    """Open a session of an agent with a user; `session_id` is the caller's own id for it, made where it is left out.

    The rest are settings that hold until the session is started again with others.
    """

    user_id: CallerId = Field(examples=["user-123"])
    session_id: CallerId | None = Field(default=None, examples=["session-abc"])
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


StateName = Literal["queued", "running", "done", "failed"]
SourceName = Literal["call", "session", "tenant", "platform"]


class AgentTurn(Request):
    """New messages of a session. `provider` and `model` read these messages alone."""

    user_id: CallerId | None = Field(default=None, examples=["user-123"])
    messages: Messages
    provider: ShortText | None = None
    model: ShortText | None = None


class ModelUsed(Answer):
    """Which model reads, and who named it."""

    model: str
    resolved_from: SourceName


class AgentTurnTaken(Answer):
    """The messages are stored; what they teach is still to be learned, under `extraction_id`.

    That is null only where the messages were sent before, and not by an agent.
    """

    success: bool
    extraction_id: str | None
    extraction_status: StateName
    usage: ModelUsed


class ExtractionStatus(Answer):
    """How far the messages of one call are learned; `error` tells why they were not, or not at the first try."""

    extraction_id: str
    state: StateName
    error: str | None = None
    attempts: int
    turns: int
    learned: int
