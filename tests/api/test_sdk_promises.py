"""What is promised of the Python client, whether the memory is on a server or in a file."""

import inspect
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from harness import BERLIN, MUNICH, Running

from spectron import BlockingSpectron, ConflictError, Spectron

SCOPE = {"user": "alice", "org": "acme", "team": "blue"}


@pytest.fixture(params=["server", "file"])
async def memory(
    request: pytest.FixtureRequest, server: Running, context: str, tmp_path: Path
) -> AsyncIterator[Spectron]:
    """A client of a fresh context."""
    on_server = Spectron(context=context, api_key=server.development_key, base_url=server.url)
    client = on_server if request.param == "server" else Spectron(context=context, path=tmp_path / "memory.db")
    async with client:
        yield client


@pytest.mark.anyio
@pytest.mark.promise(10)
async def test_a_client_takes_a_context_and_a_key_and_its_verbs_are_awaited(server: Running, context: str):
    """`Spectron(context=..., api_key=...)` reaches the context of that name, and every verb is a coroutine."""
    async with Spectron(context=context, api_key=server.development_key, base_url=server.url) as memory:
        for verb in (memory.sessions.create, memory.state, memory.state_diff, memory.profile, memory.close):
            assert inspect.iscoroutinefunction(verb)
        session = await memory.sessions.create(scope={"user": "alice"})
    assert server.api(context).get(f"/sessions/{session.id}")["scope"] == {"user": "alice"}


@pytest.mark.anyio
@pytest.mark.promise(11)
async def test_a_session_takes_any_dimensions(memory: Spectron):
    """A free map of dimensions makes a session, and what comes back is a handle on it."""
    session = await memory.sessions.create(scope=SCOPE)
    assert (session.scope, session.status) == (SCOPE, "open")
    told = await session.turn(role="user", content="I live in Berlin.")
    assert [one.value for one in told.attributes] == ["Berlin"]
    assert [one.id for one in await memory.sessions.list()] == [session.id]


@pytest.mark.anyio
@pytest.mark.promise(14)
async def test_a_closed_session_has_ended(memory: Spectron):
    """After `close()` a turn raises, and what was learned is still known."""
    session = await memory.sessions.create(scope=SCOPE)
    await session.turn(role="user", content="I live in Berlin.")
    await session.close()
    assert session.status == "closed"
    with pytest.raises(ConflictError):
        await session.turn(role="user", content="I live in Munich.")
    assert [one.value for one in (await memory.state(scope=SCOPE)).identity.attributes] == ["Berlin"]


@pytest.mark.anyio
@pytest.mark.promise(53)
async def test_a_correction_is_read_by_attribute(memory: Spectron):
    """Both sides of a correction are typed fields of the answer."""
    session = await memory.sessions.create(scope=SCOPE)
    first = await session.turn(role="user", content="I live in Berlin.", at=BERLIN)
    told = await session.turn(role="user", content="I moved to Munich.", at=MUNICH)
    (correction,) = told.corrections
    assert (correction.previous.value, correction.current.value) == ("Berlin", "Munich")
    assert (correction.previous.source_turn, correction.current.source_turn) == (first.turn_id, told.turn_id)


@pytest.mark.anyio
@pytest.mark.promise(69)
async def test_the_state_is_that_of_the_active_session(memory: Spectron):
    """Without a scope the last session's is taken, with one that one; a session's own state is always its own."""
    alice = await memory.sessions.create(scope={"user": "alice"})
    await alice.turn(role="user", content="I live in Berlin.")
    bob = await memory.sessions.create(scope={"user": "bob"})
    await bob.turn(role="user", content="I live in Oslo.")

    async def cities(state) -> list[str]:
        return [one.value for one in (await state).identity.attributes]

    assert await cities(memory.state()) == ["Oslo"]
    assert await cities(memory.state(scope={"user": "alice"})) == ["Berlin"]
    assert await cities(alice.state()) == ["Berlin"]
    assert sorted(await cities(memory.state(scope={}))) == ["Berlin", "Oslo"]


@pytest.mark.anyio
@pytest.mark.promise(66, 69)
async def test_differences_and_both_clocks_are_there_too(memory: Spectron):
    """What changed since a turn, and the state at an instant of either clock."""
    session = await memory.sessions.create(scope=SCOPE)
    first = await session.turn(role="user", content="I live in Berlin.", at=BERLIN)
    await session.turn(role="user", content="I moved to Munich on 1 March 2026.", at=MUNICH)
    diff = await memory.state_diff(since=first.turn_id)
    assert [(one.value, one.previous_value) for one in diff.updated] == [("Munich", "Berlin")]
    known, true = (
        await memory.state(known_at="2026-03-15T00:00:00Z"),
        await memory.state(valid_at="2026-03-15T00:00:00Z"),
    )
    assert [one.value for state in (known, true) for one in state.identity.attributes] == ["Berlin", "Munich"]


@pytest.mark.anyio
@pytest.mark.promise(70)
async def test_a_profile_is_ready_to_show_and_to_prompt(memory: Spectron):
    """Static, dynamic, preferences and instructions as typed lines, and the same as text."""
    session = await memory.sessions.create(scope={"user": "alice"})
    for said in ("My name is Alice.", "I live in Berlin.", "I love hiking.", "Always reply in French."):
        await session.turn(role="user", content=said)
    profile = await memory.profile(scope={"user": "alice"})
    assert ("name", "Alice") in [(one.key, one.value) for one in profile.static]
    assert ("location", "Berlin") in [(one.key, one.value) for one in profile.dynamic]
    assert ("likes", "hiking") in [(one.key, one.value) for one in profile.preferences]
    assert [one.text for one in profile.instructions] == ["Always reply in French."]
    text = await memory.profile_text(scope={"user": "alice"})
    assert all(words in text for words in ("Alice", "Berlin", "hiking", "Always reply in French."))


@pytest.mark.promise(10, 11, 14)
def test_the_same_verbs_block_without_a_loop(server: Running, context: str):
    """The blocking twin does the same without `await`."""
    with BlockingSpectron(context=context, api_key=server.development_key, base_url=server.url) as memory:
        session = memory.sessions.create(scope=SCOPE)
        session.turn(role="user", content="I live in Berlin.")
        session.close()
        assert [one.value for one in memory.state().identity.attributes] == ["Berlin"]
        assert session.status == "closed"
