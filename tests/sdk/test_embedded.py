"""A memory in a file: no server, the same answers, and a file that others can use afterwards."""

import asyncio
from pathlib import Path

import pytest
from awaited import learned

from spectron import AuthenticationError, NotReadyError, Spectron
from spectron.compose import build_memory
from spectron.domain.ids import ContextId
from spectron.domain.scope import Scope
from spectron.service.access import Grant
from spectron.settings import load_settings


def names(folder: Path) -> list[str]:
    """The files in a folder."""
    return sorted(path.name for path in folder.iterdir())


async def remember(memory: Spectron) -> str:
    """Say one thing; returns the id of the turn."""
    session = await memory.sessions.create({"user": "alice"})
    return (await session.turn("user", "I live in Berlin.")).turn_id


@pytest.mark.anyio
async def test_nothing_is_made_before_the_first_call(tmp_path: Path) -> None:
    """A client that is never used leaves no file behind."""
    async with Spectron("c", path=tmp_path / "m.db"):
        pass
    assert names(tmp_path) == []


@pytest.mark.anyio
async def test_what_was_learned_is_there_the_next_time(tmp_path: Path) -> None:
    """A closed file is one file, and holds everything."""
    async with Spectron("c", path=str(tmp_path / "m.db")) as memory:
        turn_id = await remember(memory)
    assert names(tmp_path) == ["m.db"]
    async with Spectron("c", path=tmp_path / "m.db") as memory:
        assert [one.source_turn for one in (await memory.state({})).identity.attributes] == [turn_id]


@pytest.mark.anyio
async def test_contexts_of_one_file_are_apart(tmp_path: Path) -> None:
    """What one context learned, another does not know."""
    async with Spectron("one", path=tmp_path / "m.db") as one, Spectron("two", path=tmp_path / "m.db") as two:
        await remember(one)
        assert (await two.state()).identity.attributes == []


@pytest.mark.anyio
async def test_first_calls_at_once_open_one_file(tmp_path: Path) -> None:
    """Calls that race to be the first wait for one opening."""
    async with Spectron("c", path=tmp_path / "m.db") as memory:
        states = await asyncio.gather(*(memory.state() for _ in range(8)))
    assert [state.revision for state in states] == [0] * 8


@pytest.mark.anyio
async def test_opening_a_file_stores_no_key(tmp_path: Path) -> None:
    """What opens a file from inside is never written to it."""
    async with Spectron("c", path=tmp_path / "m.db") as memory:
        await remember(memory)
    behind = build_memory(load_settings(database=tmp_path / "m.db"))
    await behind.open()
    assert list(await behind.gate.list_keys()) == []
    await behind.close()


@pytest.mark.anyio
async def test_key_of_ones_own_is_honoured(tmp_path: Path) -> None:
    """A key given with a path confines the client as it would on a server; a wrong one opens nothing."""
    behind = build_memory(load_settings(database=tmp_path / "m.db"))
    await behind.open()
    await behind.gate.create_context("c")
    _, key = await behind.gate.create_key(Grant(ContextId("c"), Scope.of({"user": "alice"})))
    await behind.close()
    async with Spectron("c", path=tmp_path / "m.db", api_key=key) as memory:
        assert (await memory.state()).scope == {"user": "alice"}
    async with Spectron("c", path=tmp_path / "m.db", api_key="spectron_wrong") as memory:
        with pytest.raises(AuthenticationError):
            await memory.state()


def test_client_outlives_its_event_loop(tmp_path: Path) -> None:
    """A client made once serves one asyncio.run after the other, and closes in a third."""
    memory = Spectron("c", path=tmp_path / "m.db")
    turn_id = asyncio.run(remember(memory))
    assert asyncio.run(memory.state({})).identity.attributes[0].source_turn == turn_id
    asyncio.run(memory.close())
    assert names(tmp_path) == ["m.db"]


def test_what_one_loop_left_in_the_queue_is_learned_in_the_next(tmp_path: Path) -> None:
    """A turn that was sent before its loop ended, and one that is sent in the next, are both learned there."""
    memory = Spectron("c", path=tmp_path / "m.db")

    async def say(content: str) -> str:
        session = await memory.agents.sessions.start("guide", user_id="alice", session_id="s-1")
        return (await session.turn(messages=[{"role": "user", "content": content}])).extraction_id

    async def say_more(earlier: str) -> None:
        session = await memory.agents.sessions.start("guide", user_id="alice", session_id="s-1")
        for job in (earlier, await say("I work at Acme."), await say("I play the cello.")):
            assert await learned(session, job) == "done"

    left = asyncio.run(say("I love hiking."))
    asyncio.run(say_more(left))
    asyncio.run(memory.close())


@pytest.mark.anyio
async def test_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    """A path to something else is told as not ready, naming the path, and leaves the file alone."""
    path = tmp_path / "notes.txt"
    path.write_text("these are notes, and longer than a database's header would be " * 20)
    with pytest.raises(NotReadyError, match=r"notes\.txt"):
        async with Spectron("c", path=path) as memory:
            await memory.state()
    assert path.read_text().startswith("these are notes")


@pytest.mark.anyio
async def test_whoever_gives_up_while_a_file_is_opened_harms_nobody(tmp_path: Path) -> None:
    """The opening goes on, the next call has it, and closing at that moment waits for it."""
    for number in range(10):
        async with Spectron("c", path=tmp_path / f"{number}.db") as memory:
            first = asyncio.create_task(memory.state())
            for _ in range(number + 2):
                await asyncio.sleep(0)
            first.cancel()
            if number % 2:
                assert (await memory.state()).revision == 0
