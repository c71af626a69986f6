"""Search and context in the SDK, over HTTP, on a file, and in the blocking twins of both."""

from typing import Any

import pytest

import spectron

pytestmark = pytest.mark.anyio


async def test_a_session_gives_the_context_of_a_prompt(memory: Any) -> None:
    """The context is text within its budget, with the facts it quotes as typed objects."""
    session = await memory.sessions.create({"user": "alice"})
    await session.turn("user", "I live in Berlin.")
    brief = await session.context(query="Where do I live?", token_budget=300)
    assert isinstance(brief, spectron.ContextResult)
    assert "Berlin" in brief.context
    assert brief.tokens <= 300


async def test_a_search_finds_turns_and_facts(memory: Any) -> None:
    """The active session's scope is searched, hits are typed, and `kinds` keeps to one of them."""
    session = await memory.sessions.create({"user": "alice"})
    await session.turn("user", "I live in Berlin.", at="2026-01-15T09:00:00Z")
    found = await memory.search("Who lives in Berlin?", k=5)
    assert {hit.kind for hit in found.hits} == {"turn", "fact"}
    (turn,) = [hit.turn for hit in found.hits if hit.turn]
    assert (turn.content, turn.at) == ("I live in Berlin.", "2026-01-15T09:00:00Z")
    (fact,) = [hit.fact for hit in found.hits if hit.fact]
    assert isinstance(fact, spectron.AttributeInfo)
    only = await session.search("Who lives in Berlin?", kinds=["fact"])
    assert [hit.kind for hit in only.hits] == ["fact"]


async def test_a_search_can_name_another_scope(memory: Any) -> None:
    """A scope that is named goes before the active session's."""
    other = await memory.sessions.create({"user": "bob"})
    await other.turn("user", "I live in Rome.")
    await memory.sessions.create({"user": "alice"})
    assert (await memory.search("Rome")).hits == []
    assert (await memory.search("Rome", scope={"user": "bob"})).hits
