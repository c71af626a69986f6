"""Sessions of agents: how they are started (docs/reference/http.md)."""

from typing import Annotated

from pydantic import Field

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
