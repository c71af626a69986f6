"""Sessions: how one is asked for, and how it is told (docs/reference/http.md)."""

from typing import Any, Literal

from pydantic import Field

from spectron.wire.base import Answer, Dimensions, JsonObject, Request


class NewSession(Request):
    """Open a conversation in a scope: a free map of dimension to value, such as user and org."""

    scope: Dimensions = Field(default_factory=dict, examples=[{"user": "alice", "org": "acme"}])
    metadata: JsonObject = Field(default_factory=dict)


class SessionInfo(Answer):
    """A session: its scope, whether it is open, and when it began.

    `id` is the one its caller chose, where it was started by an agent; `record_id` is unique in the context, and stands
    in its turns. A server from before agents tells none: there the two are one. `settings` are what an agent's session
    was started with: the user's name, tools, model and time zone, as far as they were told.
    """

    id: str
    record_id: str = Field(default_factory=lambda told: told["id"])
    scope: dict[str, str]
    metadata: dict[str, Any]
    settings: dict[str, Any] = Field(default_factory=dict)
    status: Literal["open", "closed"]
    created_at: str
    closed_at: str | None = None


class SessionList(Answer):
    """A page of sessions, newest first; `total` counts all that match."""

    data: list[SessionInfo]
    total: int
