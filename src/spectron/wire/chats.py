"""Chats: how one is asked for, and how it is told (docs/reference/http.md)."""

from typing import Annotated, Any

from pydantic import AfterValidator, Field

from spectron.domain.chats import LONGEST_TITLE
from spectron.wire.base import NOT_BLANK, Answer, CallerId, JsonObject, Request, storable

MOST_CHATS, USUAL_CHATS = 200, 50

ChatName = Annotated[str, Field(min_length=1, max_length=LONGEST_TITLE, pattern=NOT_BLANK), AfterValidator(storable)]


class NewChat(Request):
    """Begin a chat of a user with a character; a key that is confined to a user needs no `user_id`."""

    character_id: CallerId | None = None
    user_id: CallerId | None = None
    name: ChatName | None = None
    metadata: JsonObject = Field(default_factory=dict)


class ChatInfo(Answer):
    """A chat; times are whole seconds since 1970. `character_id` is empty where it is with nobody in particular."""

    id: str
    character_id: str
    name: str
    metadata: dict[str, Any]
    created_at: int
    updated_at: int


class ChatList(Answer):
    """A page of chats, newest first; `total` counts all that match."""

    data: list[ChatInfo]
    total: int
