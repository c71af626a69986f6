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
