"""Memories of chats in the SDK, over HTTP, on a file, and in the blocking twins of both."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

import spectron

pytestmark = pytest.mark.anyio
BEGAN = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


async def talk(memory: Any) -> str:
    """A chat of two days, with memories on."""
    chat = await memory.chats.create("iris", user_id="alice")
    session = await memory.sessions.get(chat.id)
    said = ("My sister keeps bees on the roof of her house.", "The landlord raised the rent of our flat.")
    for day, text in enumerate(said):
        await session.turn("user", text, at=BEGAN + timedelta(days=day))
    await memory.chats.set_memory_settings(vectorize_chat_messages=True, exclude_recent=0)
    return str(chat.id)


@pytest.mark.promise(146, 148, 150, 151, 152, 153, 154, 156, 157, 158, 159)
async def test_memories_are_found_and_typed(memory: Any) -> None:
    """What is nearest comes first; every field has its name in snake_case, and its own in JSON."""
    chat = await talk(memory)
    found = await memory.chats.get_memories(chat, top_k=1, query="whose bees live on a roof?")
    assert isinstance(found, spectron.ChatMemories)
    assert (found.enabled, found.count, found.settings_source) == (True, 1, "global")
    assert (found.chunks_available, found.chunks_pending) == (2, 0)
    assert found.chunks[0].content == "User: My sister keeps bees on the roof of her house."
    assert 0 <= found.chunks[0].score < 1
    assert found.chunks[0].metadata["startIndex"] == found.chunks[0].metadata["endIndex"] == 0
    assert found.chunks[0].content in found.formatted
    assert found.query_preview == "whose bees live on a roof?"
    assert found.model_dump(by_alias=True)["queryPreview"] == found.query_preview
    assert (await memory.chats.get_memories(chat)).count == 2


@pytest.mark.promise(147, 155)
async def test_a_template_is_filled(memory: Any) -> None:
    """The same memories take the place of the macro; where they are off there are none."""
    chat = await talk(memory)
    found = await memory.chats.get_memories(chat)
    told = await memory.chats.render(chat, "{{memoriesActive}} {{memoriesCount}} {{memories}}")
    assert (told.text, told.count, told.enabled) == (f"true 2 {found.formatted}", 2, True)
    await memory.chats.set_memory_settings(chat, vectorize_chat_messages=False)
    assert (await memory.chats.render(chat, "{{memoriesActive}}{{memories}}")).text == "false"
    with pytest.raises(spectron.ValidationError, match=r"unknown macro \{\{char\}\}"):
        await memory.chats.render(chat, "{{char}}")


@pytest.mark.promise(149, 157)
async def test_settings_are_read_and_set(memory: Any) -> None:
    """A chat's own override the user's, which override those of all; a number out of bounds is refused by its name."""
    chat = await talk(memory)
    await memory.chats.set_memory_settings(user_id="alice", top_k=3)
    own = await memory.chats.set_memory_settings(chat, exclude_recent=1)
    assert (own.top_k, own.exclude_recent, own.settings_source) == (3, 1, "per_chat")
    assert await memory.chats.get_memory_settings(chat) == own
    assert (await memory.chats.get_memory_settings()).top_k == 4
    assert (await memory.chats.set_memory_settings(chat)).settings_source == "global"
    for wrong in (0, 25, -1):
        with pytest.raises(spectron.BadRequestError, match="top_k"):
            await memory.chats.get_memories(chat, top_k=wrong)
