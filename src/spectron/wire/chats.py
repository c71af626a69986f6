"""Chats: how one is asked for, and how it is told (docs/reference/http.md)."""

from typing import Annotated, Any, Literal, TypeAlias

from pydantic import Field, RootModel

from spectron.domain.chats import LONGEST_TITLE
from spectron.wire.base import Answer, CallerId, GivenObject, JsonObject, Request

MOST_CHATS, USUAL_CHATS = 200, 50
MOST_METADATA_BYTES = 65_536

ChatName: TypeAlias = Annotated[CallerId, Field(max_length=LONGEST_TITLE)]
ChatSort: TypeAlias = Literal["created", "updated"]


class NewChat(Request):
    """Begin a chat of a user with a character; a key that is confined to a user needs no `user_id`."""

    character_id: CallerId | None = None
    user_id: CallerId | None = None
    name: ChatName | None = None
    metadata: JsonObject = Field(default_factory=dict)


class ChatUpdate(Request):
    """What is to be of a chat from now on: what is left out stays, and `metadata` is replaced as a whole."""

    name: ChatName = Field(default_factory=str)
    metadata: GivenObject = Field(default_factory=dict)


class ChatSwitch(Request):
    """The chat that a user opened, or null for none; a chat tells whose it is, and so may the key."""

    chat_id: CallerId | None
    user_id: CallerId | None = None


class ChatInfo(Answer):
    """A chat; times are whole seconds since 1970. `character_id` is empty where it is with nobody in particular."""

    id: str
    character_id: str
    name: str
    metadata: dict[str, Any]
    created_at: int
    updated_at: int


class ActiveChat(RootModel[ChatInfo | None]):
    """The chat that a user has open, or null."""


class Deleted(Answer):
    """Whether there was what was to be deleted."""

    deleted: bool


class ChatList(Answer):
    """A page of chats, newest first; `total` counts all that match."""

    data: list[ChatInfo]
    total: int
