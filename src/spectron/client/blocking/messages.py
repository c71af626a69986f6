"""The blocking twin of the client. Made by scripts/make_blocking.py from the asynchronous one: do not edit."""

from collections.abc import Mapping
from typing import Any, Unpack

from spectron.client.arguments import Instant, MessageParts
from spectron.client.messages import ChatMessages
from spectron.client.thread import EventLoopThread
from spectron.wire.chat_messages import ChatMessageInfo
from spectron.wire.knowledge import RoleName


class BlockingChatMessages:
    """Read and change the messages of chats; needs a key with the permission `chat_mutation`."""

    def __init__(self, wrapped: ChatMessages, thread: EventLoopThread) -> None:
        """Hand what is called here to the asynchronous original, on that thread."""
        self._wrapped = wrapped
        self._thread = thread

    def get_messages(self, chat_id: str, limit: int | None = None, offset: int | None = None) -> list[ChatMessageInfo]:
        """The messages of a chat in their order: all of them, unless a part is asked for."""
        return self._thread.run(self._wrapped.get_messages(chat_id, limit, offset))

    def append(
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
        return self._thread.run(self._wrapped.append(
            chat_id,
            role,
            content,
            at=at,
            idempotency_key=idempotency_key,
            **parts,
        ))

    def update(
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
        return self._thread.run(self._wrapped.update(
            chat_id,
            message_id,
            content=content,
            name=name,
            metadata=metadata,
        ))

    def delete(self, chat_id: str, message_id: str) -> bool:
        """Delete a message; whether it was there. What it taught stays, and says that its words are gone."""
        return self._thread.run(self._wrapped.delete(chat_id, message_id))
