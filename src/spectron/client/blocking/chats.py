"""The blocking twin of the client. Made by scripts/make_blocking.py from the asynchronous one: do not edit."""

import os
from collections.abc import Mapping
from typing import Any

from spectron.client.chats import Chats
from spectron.client.histories import OnProgress
from spectron.client.thread import EventLoopThread
from spectron.wire.chats import ChatInfo, ChatList, ChatSort
from spectron.wire.histories import ChatImportResult, WantedFormat
from spectron.wire.memories import ChatMemories, MemorySettingsInfo, Rendered


class BlockingChats:
    """List, open, rename and delete chats; needs a key with the permission `chats`."""

    def __init__(self, wrapped: Chats, thread: EventLoopThread) -> None:
        """Hand what is called here to the asynchronous original, on that thread."""
        self._wrapped = wrapped
        self._thread = thread

    def create(
        self,
        character_id: str | None = None,
        *,
        user_id: str | None = None,
        name: str | None = None,
        metadata: Mapping[str, Any] | None = None,
    ) -> ChatInfo:
        """Begin a chat of a user with a character; a key that is confined to a user needs no `user_id`."""
        return self._thread.run(self._wrapped.create(character_id, user_id=user_id, name=name, metadata=metadata))

    def import_file(
        self,
        path: str | os.PathLike[str],
        format: WantedFormat = 'auto',
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
        return self._thread.run(self._wrapped.import_file(
            path,
            format,
            user_id=user_id,
            character_id=character_id,
            learn=learn,
            on_progress=on_progress,
        ))

    def list(
        self,
        *,
        character_id: str | None = None,
        user_id: str | None = None,
        limit: int = 50,
        offset: int = 0,
        sort: ChatSort = 'created',
    ) -> ChatList:
        """A page of the chats, at most 200, those first that were begun last, or that changed last.

        `total` counts all that match.
        """
        return self._thread.run(self._wrapped.list(
            character_id=character_id,
            user_id=user_id,
            limit=limit,
            offset=offset,
            sort=sort,
        ))

    def get(self, id: str) -> ChatInfo | None:
        """One chat, or None where there is no such chat."""
        return self._thread.run(self._wrapped.get(id))

    def update(self, id: str, *, name: str | None = None, metadata: Mapping[str, Any] | None = None) -> ChatInfo:
        """Change what is given, and return the chat as it is then; metadata is replaced as a whole."""
        return self._thread.run(self._wrapped.update(id, name=name, metadata=metadata))

    def delete(self, id: str) -> bool:
        """Delete a chat with all its messages and their vectors; what it taught stays. Whether it was there."""
        return self._thread.run(self._wrapped.delete(id))

    def get_active(self, user_id: str | None = None) -> ChatInfo | None:
        """The chat that a user has open, or None; a key that is confined to a user needs no `user_id`."""
        return self._thread.run(self._wrapped.get_active(user_id))

    def set_active(self, id: str | None, user_id: str | None = None) -> ChatInfo | None:
        """Note which chat a user has opened, or with None that they closed it; returns what is open then.

        A chat tells whose it is.
        """
        return self._thread.run(self._wrapped.set_active(id, user_id))

    def get_memories(
        self,
        id: str,
        *,
        top_k: int | None = None,
        query: str | None = None,
        user_id: str | None = None,
    ) -> ChatMemories:
        """What was said in a chat that is nearest to what is said now, or to `query`; changes nothing.

        `top_k` is how many, 1 to 24. Where memories are off, nothing is found and `enabled` is false.
        """
        return self._thread.run(self._wrapped.get_memories(id, top_k=top_k, query=query, user_id=user_id))

    def render(
        self,
        id: str,
        template: str,
        *,
        top_k: int | None = None,
        query: str | None = None,
        user_id: str | None = None,
    ) -> Rendered:
        """A template with {{memories}}, {{memoriesCount}} and {{memoriesActive}} of a chat put in; changes nothing."""
        return self._thread.run(self._wrapped.render(id, template, top_k=top_k, query=query, user_id=user_id))

    def get_memory_settings(self, id: str | None = None, *, user_id: str | None = None) -> MemorySettingsInfo:
        """The settings of memories that hold for a chat; without one for a user, or for all."""
        return self._thread.run(self._wrapped.get_memory_settings(id, user_id=user_id))

    def set_memory_settings(
        self,
        id: str | None = None,
        *,
        user_id: str | None = None,
        **settings: Any,
    ) -> MemorySettingsInfo:
        """Set them for a chat, without one for a user, or for all: these, in place of all that was set there.

        What is left out holds as it does above: for a chat as for its user, for a user as for all.
        """
        return self._thread.run(self._wrapped.set_memory_settings(id, user_id=user_id, **settings))
