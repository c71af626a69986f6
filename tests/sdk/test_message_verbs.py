"""The messages of chats in the SDK, over HTTP, on a file, and in the blocking twins of both."""

from typing import Any

import pytest

import spectron

pytestmark = pytest.mark.anyio


@pytest.mark.promise(145)
async def test_messages_are_added_read_changed_and_deleted(memory: Any) -> None:
    """`get_messages` gives the whole list; the others change it, and deleting twice is False."""
    chat = await memory.chats.create("iris", user_id="alice")
    said = await memory.chat.append(chat.id, "user", "I live in Paris.", at="2026-03-02", metadata={"ref": 1})
    call = {"id": "c", "type": "function", "function": {"name": "look", "arguments": "{}"}}
    asked = await memory.chat.append(chat.id, "assistant", tool_calls=[call])
    assert isinstance(said, spectron.ChatMessageInfo)
    assert await memory.chat.get_messages(chat.id) == [said, asked]
    assert await memory.chat.get_messages(chat.id, limit=1, offset=1) == [asked]
    changed = await memory.chat.update(chat.id, said.id, content="I live in Lyon.", metadata={"ref": 2})
    assert (changed.content, changed.metadata, changed.index) == ("I live in Lyon.", {"ref": 2}, 0)
    assert changed.edited_at is not None
    assert await memory.chat.update(chat.id, said.id) == changed
    assert await memory.chat.delete(chat.id, asked.id) is True
    assert await memory.chat.delete(chat.id, asked.id) is False
    assert await memory.chat.get_messages(chat.id) == [changed]


async def test_a_message_that_is_sent_again_is_added_once(memory: Any) -> None:
    """The same key gives the same message; a chat that is not there is an error of its own."""
    chat = await memory.chats.create(user_id="alice")
    first = await memory.chat.append(chat.id, "user", "Hello.", idempotency_key="one")
    assert await memory.chat.append(chat.id, "user", "Hello.", idempotency_key="one") == first
    with pytest.raises(spectron.NotFoundError):
        await memory.chat.get_messages("session:none")
