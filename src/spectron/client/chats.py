"""Chats: the sessions of a context as a front end sees them."""

import os
from collections.abc import Mapping
from typing import Any

from spectron.client.arguments import present
from spectron.client.context import Context
from spectron.client.errors import NotFoundError
from spectron.client.histories import OnProgress, send_file
from spectron.wire.chats import ActiveChat, ChatInfo, ChatList, ChatSort, Deleted
from spectron.wire.histories import ChatImportResult, WantedFormat
from spectron.wire.memories import ChatMemories, MemorySettingsInfo, Rendered


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

    async def import_file(
        self,
        path: str | os.PathLike[str],
        format: WantedFormat = "auto",
        *,
        user_id: str | None = None,
        character_id: str | None = None,
        learn: bool = True,
        on_progress: OnProgress | None = None,
    ) -> ChatImportResult:
        """Take in the conversations of a ChatGPT or Claude data export, or a chat of SillyTavern, as chats of a user.

        A file can be sent again: what is here already is skipped, and a later export adds what is new. What was said is
        learned in the background, unless `learn` is False. `on_progress` hears how far it is; `character_id` stands in
        the place of whom the file names. Needs the permissions `chats` and `chat_mutation`.
        """
        wish = {"format": format, "user_id": user_id, "character_id": character_id, "learn": str(learn).lower()}
        return await send_file(self._context, path, on_progress, **wish)

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

    async def get_memories(
        self, id: str, *, top_k: int | None = None, query: str | None = None, user_id: str | None = None
    ) -> ChatMemories:
        """What was said in a chat that is nearest to what is said now, or to `query`; changes nothing.

        `top_k` is how many, 1 to 24. Where memories are off, nothing is found and `enabled` is false.
        """
        params = present(top_k=None if top_k is None else str(top_k), query=query, user_id=user_id)
        return await self._context.get(ChatMemories, "chats", id, "memories", params=params)

    async def render(
        self,
        id: str,
        template: str,
        *,
        top_k: int | None = None,
        query: str | None = None,
        user_id: str | None = None,
    ) -> Rendered:
        """A template with {{memories}}, {{memoriesCount}} and {{memoriesActive}} of a chat put in; changes nothing."""
        body = present(template=template, top_k=top_k, query=query, user_id=user_id)
        return await self._context.post(Rendered, "chats", id, "render", body=body)

    async def get_memory_settings(self, id: str | None = None, *, user_id: str | None = None) -> MemorySettingsInfo:
        """The settings of memories that hold for a chat; without one for a user, or for all."""
        return await self._context.get(MemorySettingsInfo, *_settings(id), params=present(user_id=user_id))

    async def set_memory_settings(
        self, id: str | None = None, *, user_id: str | None = None, **settings: Any
    ) -> MemorySettingsInfo:
        """Set them for a chat, without one for a user, or for all: these, in place of all that was set there.

        What is left out holds as it does above: for a chat as for its user, for a user as for all.
        """
        path, whose = self._context.path(*_settings(id)), present(user_id=user_id)
        return await self._context.transport.put(MemorySettingsInfo, path, present(**settings), whose)


def _settings(chat: str | None) -> tuple[str, ...]:
    return ("settings", "memory") if chat is None else ("chats", chat, "settings", "memory")
