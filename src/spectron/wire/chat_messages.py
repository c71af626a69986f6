"""Messages of a chat: how one is sent and changed, and how it is told (docs/reference/http.md)."""

from typing import Any

from pydantic import Field

from spectron.wire.base import Answer, GivenObject, NotBlank, Request, SpeakerName
from spectron.wire.knowledge import NewTurn, RoleName


class NewChatMessage(NewTurn):
    """One message for a chat. `at` is when it was said (now if left out); `name` is a speaker's or a tool's name."""


class ChatMessageUpdate(Request):
    """What is to be of a message from now on: what is left out stays, and `metadata` is replaced as a whole.

    A `name` of null takes the name away.
    """

    content: NotBlank = Field(default_factory=str)
    name: SpeakerName | None = None
    metadata: GivenObject = Field(default_factory=dict)


class ChatMessageInfo(Answer):
    """A message of a chat as it is now; times are RFC 3339.

    `index` is its place, from 0, among the messages that are there; `edited_at` is when its words or its name were last
    changed, null where they never were.
    """

    id: str
    chat_id: str
    role: RoleName
    content: str
    name: str | None
    created_at: str
    edited_at: str | None
    index: int
    metadata: dict[str, Any]
    tool_calls: list[dict[str, Any]]
    tool_call_id: str | None


class ChatMessageList(Answer):
    """Messages of a chat in their order, all of them or the page that was asked for; `total` counts all."""

    data: list[ChatMessageInfo]
    total: int
