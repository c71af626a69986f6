"""Chats: the sessions of a context as a front end sees them."""

from collections.abc import Mapping
from typing import Any

from spectron.client.arguments import present
from spectron.client.context import Context
from spectron.client.errors import NotFoundError
from spectron.wire.chats import ChatInfo, ChatList


class Chats:
    """List, open, rename and delete chats; needs a key with the permission `chats`."""

    def __init__(self, context: Context) -> None:
        """Share the connections."""
        self._context = context

    async def create(
        self,
        character_id: str | None = None,
        *,
        user_id: str | None = None,
        name: str | None = None,
        metadata: Mapping[str, Any] | None = None,
    ) -> ChatInfo:
        """Begin a chat of a user with a character; a key that is confined to a user needs no `user_id`."""
        body = present(character_id=character_id, user_id=user_id, name=name, metadata=metadata and dict(metadata))
        return await self._context.post(ChatInfo, "chats", body=body)

    async def list(
        self, *, character_id: str | None = None, user_id: str | None = None, limit: int = 50, offset: int = 0
    ) -> ChatList:
        """A page of the chats, newest first, at most 200; `total` counts all that match."""
        params = present(character_id=character_id, user_id=user_id, limit=str(limit), offset=str(offset))
        return await self._context.get(ChatList, "chats", params=params)

    async def get(self, id: str) -> ChatInfo | None:
        """One chat, or None where there is no such chat."""
        try:
            return await self._context.get(ChatInfo, "chats", id)
        except NotFoundError:
            return None
