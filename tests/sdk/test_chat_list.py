"""Chats in the SDK, over HTTP, on a file, and in the blocking twins of both."""

from typing import Any

import pytest

import spectron

pytestmark = pytest.mark.anyio


@pytest.mark.promise(130, 134)
async def test_chats_are_begun_listed_and_read(memory: Any) -> None:
    """A list holds `data` and `total`; a chat that is not there is None."""
    made = await memory.chats.create("iris", user_id="alice", name="On boats")
    listed = await memory.chats.list(limit=20, offset=0)
    assert (listed.data, listed.total) == ([made], 1)
    assert isinstance(made, spectron.ChatInfo)
    assert await memory.chats.get(made.id) == made
    assert await memory.chats.get("session:none") is None


@pytest.mark.promise(139, 140)
async def test_a_chat_is_renamed(memory: Any) -> None:
    """Only what is given changes; metadata is replaced, also by nothing."""
    made = await memory.chats.create("iris", name="one", metadata={"a": 1})
    renamed = await memory.chats.update(made.id, name="two")
    assert (renamed.name, renamed.metadata) == ("two", {"a": 1})
    assert (await memory.chats.update(made.id, metadata={})).metadata == {}
    assert (await memory.chats.get(made.id)).name == "two"


@pytest.mark.promise(135, 136)
async def test_the_active_chat_is_kept(memory: Any) -> None:
    """The chat that was opened last is the active one until it is closed."""
    assert await memory.chats.get_active() is None
    made = await memory.chats.create("iris", user_id="alice")
    assert await memory.chats.set_active(made.id) == made
    assert await memory.chats.get_active() == made
    assert await memory.chats.get_active("alice") == made
    assert await memory.chats.get_active("bob") is None
    assert await memory.chats.set_active(None, user_id="alice") is None
    assert await memory.chats.get_active() is None


@pytest.mark.promise(134, 141, 142)
async def test_a_chat_is_deleted_once(memory: Any) -> None:
    """Deleting says whether there was such a chat; it is gone with its messages, and nobody has it open any more."""
    made = await memory.chats.create("iris", user_id="alice")
    await memory.chats.set_active(made.id)
    assert await memory.chats.delete(made.id) is True
    assert await memory.chats.delete(made.id) is False
    assert await memory.chats.get(made.id) is None
    assert await memory.chats.get_active("alice") is None
    assert (await memory.chats.list()).total == 0
