"""The messages of a chat."""

from collections.abc import Mapping
from typing import Any, Unpack

from spectron.client.arguments import Instant, MessageParts, instant, present
from spectron.client.context import Context
from spectron.wire.chat_messages import ChatMessageInfo, ChatMessageList
from spectron.wire.chats import Deleted
from spectron.wire.knowledge import RoleName


class ChatMessages:
    """Read and change the messages of chats; needs a key with the permission `chat_mutation`."""

    def __init__(self, context: Context) -> None:
        """Share the connections."""
        self._context = context

    async def get_messages(
        self, chat_id: str, limit: int | None = None, offset: int | None = None
    ) -> list[ChatMessageInfo]:
        """The messages of a chat in their order: all of them, unless a part is asked for."""
        params = {name: str(number) for name, number in present(limit=limit, offset=offset).items()}
        found = await self._context.get(ChatMessageList, "chats", chat_id, "messages", params=params)
        return found.data

    async def append(
        self,
        chat_id: str,
        role: RoleName,
        content: str | None = None,
        *,
        at: Instant | None = None,
        idempotency_key: str | None = None,
        **parts: Unpack[MessageParts],
    ) -> ChatMessageInfo:
        """Add a message, which is learned in the background.

        `at` is when it was said, now if left out. `name`, `tool_call_id`, `tool_calls` and `metadata` are taken too.
        One that is sent again under the same `idempotency_key` within a day is not added twice.
        """
        body = present(role=role, content=content, at=instant(at, "at"), **parts)
        return await self._context.post(ChatMessageInfo, "chats", chat_id, "messages", body=body, key=idempotency_key)

    async def update(
        self,
        chat_id: str,
        message_id: str,
        *,
        content: str | None = None,
        name: str | None = None,
        metadata: Mapping[str, Any] | None = None,
    ) -> ChatMessageInfo:
        """Change what is given of a message; metadata is replaced as a whole.

        New words are learned in the background, and what the old ones alone had taught is taken back.
        """
        body = present(content=content, name=name, metadata=None if metadata is None else dict(metadata))
        path = self._context.path("chats", chat_id, "messages", message_id)
        return await self._context.transport.patch(ChatMessageInfo, path, body)

    async def delete(self, chat_id: str, message_id: str) -> bool:
        """Delete a message; whether it was there. What it taught stays, and says that its words are gone."""
        path = self._context.path("chats", chat_id, "messages", message_id)
        return (await self._context.transport.remove(Deleted, path)).deleted
