"""Whose chats a query is about."""

import json
from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import Depends, Request
from pydantic import AfterValidator
from pydantic_core import PydanticCustomError
from starlette.convertors import StringConvertor, register_url_convertor

from spectron.domain.access import Access
from spectron.domain.chats import ChatOrder
from spectron.domain.errors import BadValue, TooLarge
from spectron.domain.scope import Scope
from spectron.server.requests import InContext, id_doc, read_id, read_user
from spectron.service.chats.whose import read_reach
from spectron.wire.chats import MOST_METADATA_BYTES

ACTIVE = "active"
USER = id_doc("user_id", "Whose; a key that is confined to a user needs none.")
CHARACTER = id_doc("character_id", "With whom.")
ORDER: Mapping[str, Any] = {
    "name": "sort",
    "in": "query",
    "required": False,
    "description": "What puts a chat first: that it was begun last, or that it changed last.",
    "schema": {"type": "string", "enum": list(ChatOrder), "default": ChatOrder.CREATED.value},
}


def permitted(permission: str, what: str) -> Any:
    """A dependency of routes that refuses, naming the permission, a key that has it not."""

    async def check(access: InContext) -> None:
        access.ask(permission, what)

    return Depends(check)


class ChatName(StringConvertor):
    """A part of an address that may name a chat: `active` names the one that is open, which is read and set alone."""

    regex = f"(?!{ACTIVE}$)[^/]+"


register_url_convertor("chat", ChatName())


def _usable(chat_id: str) -> str:
    """What an address below that of a chat may name."""
    if chat_id == ACTIVE:
        raise PydanticCustomError("value_error", "is no chat: the active chat is read by GET and set by PUT")
    return chat_id


ChatId = Annotated[str, AfterValidator(_usable)]


def read_whose(request: Request, access: Access) -> Scope:
    """The scope that `user_id` and `character_id` of a query name, inside the key's own."""
    return read_reach(access, read_user(request), read_id(request, "character_id"))


def read_order(request: Request) -> ChatOrder:
    """In what order a query wants its list; raises BadValue for a word that names none."""
    found = request.query_params.get("sort", ChatOrder.CREATED)
    if found not in list(ChatOrder):
        raise BadValue.at("sort", f"expected one of {', '.join(ChatOrder)}")
    return ChatOrder(found)


def check_metadata(metadata: Mapping[str, Any]) -> None:
    """Refuse more metadata than a chat may have."""
    size = len(json.dumps(metadata, ensure_ascii=False, separators=(",", ":")).encode())
    if size > MOST_METADATA_BYTES:
        raise TooLarge.at("metadata", f"has at most {MOST_METADATA_BYTES} bytes as JSON, not {size}")
