"""Chats: the sessions of a context as a front end sees them."""

from collections.abc import Mapping
from typing import Any

from spectron.client.arguments import present
from spectron.client.context import Context
from spectron.client.errors import NotFoundError
from spectron.wire.chats import ActiveChat, ChatInfo, ChatList, ChatSort, Deleted


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
        self,
        *,
        character_id: str | None = None,
        user_id: str | None = None,
        limit: int = 50,
        offset: int = 0,
        sort: ChatSort = "created",
    ) -> ChatList:
        """A page of the chats, at most 200, those first that were begun last, or that changed last.

        `total` counts all that match.
        """
        chosen = present(character_id=character_id, user_id=user_id, limit=str(limit), offset=str(offset), sort=sort)
        return await self._context.get(ChatList, "chats", params=chosen)

    async def get(self, id: str) -> ChatInfo | None:
        """One chat, or None where there is no such chat."""
        try:
            return await self._context.get(ChatInfo, "chats", id)
        except NotFoundError:
            return None

    async def update(self, id: str, *, name: str | None = None, metadata: Mapping[str, Any] | None = None) -> ChatInfo:
        """Change what is given, and return the chat as it is then; metadata is replaced as a whole."""
        body = present(name=name, metadata=None if metadata is None else dict(metadata))
        return await self._context.transport.patch(ChatInfo, self._context.path("chats", id), body)

    async def delete(self, id: str) -> bool:
        """Delete a chat with all its messages and their vectors; what it taught stays. Whether it was there."""
        return (await self._context.transport.remove(Deleted, self._context.path("chats", id))).deleted

    async def get_active(self, user_id: str | None = None) -> ChatInfo | None:
        """The chat that a user has open, or None; a key that is confined to a user needs no `user_id`."""
        return (await self._context.get(ActiveChat, "chats", "active", params=present(user_id=user_id))).root

    async def set_active(self, id: str | None, user_id: str | None = None) -> ChatInfo | None:
        """Note which chat a user has opened, or with None that they closed it; returns what is open then.

        A chat tells whose it is.
        """
        body = {"chat_id": id} | present(user_id=user_id)
        return (await self._context.transport.put(ActiveChat, self._context.path("chats", "active"), body)).root
