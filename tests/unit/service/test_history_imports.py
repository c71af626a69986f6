"""Importing chats whatever happens meanwhile: what is taken is taken once, and nothing is lost."""

import asyncio
import io
import json
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, select

from spectron.compose import build_memory
from spectron.domain.access import Access
from spectron.domain.behaviour import Affect
from spectron.domain.conversation import Turn
from spectron.domain.ids import ContextId
from spectron.domain.scope import EVERYWHERE
from spectron.service.chats import histories
from spectron.service.chats.histories import Report, Wish
from spectron.service.memory import Memory
from spectron.settings import load_settings
from spectron.storage.schema import session, turn

pytestmark = pytest.mark.anyio
HOME = ContextId("default")
ACCESS = Access(HOME, unrestricted=True)


def export(talks: Sequence[Sequence[str]]) -> bytes:
    """A list of Claude conversations; their names and those of their messages are their places."""
    return json.dumps(
        [
            {
                "uuid": f"c{number}",
                "name": f"Talk {number}",
                "created_at": "2024-03-01T10:00:00Z",
                "chat_messages": [
                    {
                        "uuid": f"c{number}m{place}",
                        "sender": "human",
                        "text": text,
                        "created_at": "2024-03-01T10:00:00Z",
                    }
                    for place, text in enumerate(talk)
                ],
            }
            for number, talk in enumerate(talks)
        ]
    ).encode()


@asynccontextmanager
async def opened(path: Path) -> AsyncIterator[Memory]:
    """A memory whose queue does not work."""
    memory = build_memory(load_settings(database=path, extraction_workers=0))
    await memory.store.open()
    try:
        if not await memory.gate.list_contexts():
            await memory.gate.create_context(HOME)
        yield memory
    finally:
        await memory.ingest.indexing.close()
        await memory.store.close()


async def take_in(memory: Memory, content: bytes, user: str = "alice", steps: int | None = None) -> Report | None:
    """Import a file, or only until so many steps were told."""
    walk = memory.histories.take_in(ACCESS, io.BytesIO(content), Wish(user))
    async for news in walk:
        if isinstance(news, Report):
            return news
        steps = None if steps is None else steps - 1
        if steps == 0:
            await walk.aclose()
    return None


async def said(memory: Memory) -> dict[str, list[str]]:
    """What was said in each chat, by its title, in order; a chat that is there twice comes under two names."""

    def look(conn: Connection) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for row in conn.execute(select(session.c.id, session.c.title).order_by(session.c.id)):
            mine = select(turn.c.content).where(turn.c.session_id == row.id).order_by(turn.c.seq)
            found[row.title if row.title not in found else row.id] = list(conn.execute(mine).scalars())
        return found

    return await memory.store.read(look)


async def test_what_nobody_wants_learned_is_learned_nowhere(tmp_path: Path):
    """A history that was recorded without learning stays so where its export is taken in, until it is asked for."""
    file = export([["I live in Oslo.", "I work at Acme."], ["I live in Rome."]])
    async with opened(tmp_path / "memory.db") as memory, opened(tmp_path / "other.db") as other:
        for wish in Wish("alice"), Wish("bob", learn=False):
            assert [one async for one in memory.histories.take_in(ACCESS, io.BytesIO(file), wish)]

        async def told() -> AsyncIterator[bytes]:
            async for chunk in await memory.export(ACCESS, EVERYWHERE):
                yield chunk

        await other.adopt(ACCESS, told())
        assert await other.ingest.finish() == 3
        assert (await other.queue.backlog()).queued == 0
        await take_in(other, file, "bob")
        assert (await other.queue.backlog()).queued == 2


async def test_an_import_lets_others_get_a_word_in_after_each_message(tmp_path: Path):
    """Whoever asks for something meanwhile waits for the reading of one message, not of a whole conversation."""
    turns, read_in = 0, list[int]()

    async def count() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    async with opened(tmp_path / "memory.db") as memory:

        def feel(one: Turn) -> tuple[Affect, ...]:
            read_in.append(turns)
            return memory.ingest.feel(one)

        walks = replace(memory.histories, ingest=replace(memory.ingest, feel=feel))
        counting = asyncio.create_task(count())
        for learn in (False, True):  # what was only recorded is read again when it is to be learned
            file = io.BytesIO(export([[f"I have {place} cats." for place in range(30)]]))
            assert [one async for one in walks.take_in(ACCESS, file, Wish("alice", learn=learn))]
        counting.cancel()
    assert len(set(read_in)) == len(read_in) == 60


TALKS = st.lists(st.lists(st.sampled_from(["Yes.", "No.", "I live in Oslo."]), max_size=5), max_size=4)
CUTS = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 5), st.none() | st.integers(1, 3)), max_size=3)


@settings(max_examples=25)
@given(TALKS, CUTS)
async def test_however_often_and_in_what_parts_a_history_is_sent_it_is_there_once(
    tmp_path_factory: pytest.TempPathFactory, talks: list[list[str]], cuts: list[tuple[int, int, int | None]]
):
    """Earlier exports, some of them cut off on the way, and then the last one twice: as if it had come alone."""
    async with opened(tmp_path_factory.mktemp("once") / "memory.db") as memory:
        for chats, messages, steps in cuts:
            await take_in(memory, export([talk[:messages] for talk in talks[:chats]]), steps=steps)
        await take_in(memory, export(talks))
        again = await take_in(memory, export(talks))
        assert again is not None
        assert (again.messages_taken, again.messages_known) == (0, sum(map(len, talks)))
        assert await said(memory) == {f"Talk {place}": talk for place, talk in enumerate(talks) if talk}


async def test_a_long_conversation_is_recorded_in_several_commits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Which one job learns."""
    monkeypatch.setattr(histories, "MESSAGES_AT_ONCE", 7)
    words = [f"I have {place} cats." for place in range(50)]
    async with opened(tmp_path / "memory.db") as memory:
        report = await take_in(memory, export([words]))
        assert report is not None
        assert report.messages_taken == 50
        assert await said(memory) == {"Talk 0": words}
        backlog = await memory.queue.backlog()
        assert backlog.queued == 1
        jobs = await memory.store.read(lambda conn: set(conn.execute(select(turn.c.job_id)).scalars()))
        assert len(jobs) == 1


async def test_one_file_for_two_people_is_two_histories(tmp_path: Path):
    """What is known of one says nothing of the other."""
    async with opened(tmp_path / "memory.db") as memory:
        for user in ("alice", "bob"):
            report = await take_in(memory, export([["Hi.", "Ho."]]), user)
            assert report is not None
            assert report.messages_taken == 2


async def test_many_imports_at_once_take_each_message_once(tmp_path: Path):
    """Also where their files are of different lengths, and through two stores on one file."""
    talks = [[f"Message {place}." for place in range(30)] for _ in range(4)]
    async with opened(tmp_path / "memory.db") as one, opened(tmp_path / "memory.db") as other:
        files = [export([talk[:length] for talk in talks]) for length in (10, 20, 30, 30)]
        reports = await asyncio.gather(*(take_in(memory, file) for file in files for memory in (one, other)))
        assert sum(report.messages_taken for report in reports if report) == 120
        assert await said(one) == {f"Talk {place}": talk for place, talk in enumerate(talks)}


DYING = """
import os, signal
from spectron.cli.main import app
from spectron.service.chats import histories

place, left = histories._place, 20

def place_or_die(*told):
    global left
    done, left = place(*told), left - 1
    if left < 0:
        os.kill(os.getpid(), signal.SIGKILL)
    return done

histories._place = place_or_die
app(prog_name="spectron")
"""


def test_an_import_whose_process_is_killed_goes_on_where_it_was(tmp_path: Path):
    """Killed half-way through a commit; the second time it takes only what is missing, and every message is there."""
    database, file = tmp_path / "memory.db", tmp_path / "conversations.json"
    talks = [[f"I have {place} cats.", "Nice.", "Yes."] for place in range(50)]
    file.write_bytes(export(talks))
    command = [sys.executable, "-c", DYING, "import-chats", str(file), "--user", "alice", "--db", str(database)]
    died = subprocess.run([*command, "--no-learn"], capture_output=True, env=os.environ, cwd=tmp_path, check=False)
    assert died.returncode == -signal.SIGKILL, died.stderr

    async def again() -> tuple[Report | None, dict[str, list[str]]]:
        async with opened(database) as memory:
            return await take_in(memory, file.read_bytes()), await said(memory)

    report, found = asyncio.run(again())
    assert report is not None
    assert (report.taken, report.known) == (30, 20)
    assert (report.messages_taken, report.messages_known) == (90, 60)
    assert found == {f"Talk {place}": talk for place, talk in enumerate(talks)}
