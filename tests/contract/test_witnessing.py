"""What users showed is kept in memory: it follows every commit, whoever made it."""

import asyncio
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection
from telling import DAWN

from spectron.compose import build_memory
from spectron.domain.access import Access
from spectron.domain.agents import Pair
from spectron.domain.conversation import Role
from spectron.domain.ids import new_id
from spectron.domain.jobs import JobState
from spectron.domain.messages import Given, plain_messages
from spectron.domain.scope import Scope
from spectron.domain.temporal import utc_now
from spectron.service.agents.intake import Call
from spectron.service.agents.starts import Start, start_session
from spectron.service.agents.witnessing import Witness, Witnessed
from spectron.service.forget import Wish
from spectron.service.ingest import Said
from spectron.settings import load_settings
from spectron.storage.queries.passages import read_marks

PAIRS = tuple(Pair(Scope.of({"agent": "guide", "user": user})) for user in ("alice", "bob"))
WORDS = ("violin", "harbour", "cinnamon")
DEEDS = st.lists(
    st.tuples(
        st.sampled_from(("record", "learn", "say late", "look", "forget", "take in")),
        st.integers(0, 1),
        st.sampled_from(WORDS),
    ),
    min_size=3,
    max_size=12,
)


class Room:
    """One file, open twice: one memory writes, the other looks and keeps what it saw."""

    def __init__(self, path: Path) -> None:
        """Nothing is opened yet."""
        self.writer = build_memory(load_settings(database=path, extraction_workers=0))
        self.looker = build_memory(load_settings(database=path, extraction_workers=0))
        self.witness = Witness()
        self.number = 0

    async def open(self) -> None:
        """Create the context and a session of each pair."""
        await self.writer.open()
        self.access = Access(await self.writer.gate.create_context("demo"))
        await self.looker.store.open()
        starts = [Start(pair.agent, pair.user, "talk", {}, utc_now()) for pair in PAIRS]
        readers = self.writer.ingest.readers
        await self.writer.store.write(lambda conn: [start_session(conn, self.access, one, readers) for one in starts])

    async def close(self) -> None:
        """Close both."""
        await self.looker.close()
        await self.writer.close()

    async def do(self, deed: str, pair: Pair, word: str) -> None:
        """Change something, or look at what is there."""
        self.number += 1
        text = f"I am so happy about the {word}, thank you! I went running {self.number} times, I want to learn {word}."
        if deed in ("record", "learn"):
            await self._send(pair, text, wait=deed == "learn")
        elif deed == "say late":
            session = await self.writer.create_session(self.access, pair.scope, {})
            at = DAWN - timedelta(days=self.number)
            await self.writer.turn(self.access, Said(session.id, Role.USER, text, at))
        elif deed == "forget":
            await self.writer.forget(self.access, Wish(scope=pair.scope, query=word))
        elif deed == "take in":
            await self._take_in(pair)
        else:
            await self.compare()

    async def _send(self, pair: Pair, text: str, *, wait: bool) -> None:
        messages = plain_messages([Given(0, Role.USER, text), Given(1, Role.ASSISTANT, "I am glad to hear.")], 10**6)
        taken = await self.writer.intake.turn(self.access, Call(pair.agent, "talk", pair.user, messages))
        while wait and taken.job_id:
            status = await self.writer.intake.status(self.access, pair.agent, taken.job_id)
            if status.job.state not in (JobState.QUEUED, JobState.RUNNING):
                return
            await asyncio.sleep(0.01)

    async def _take_in(self, pair: Pair) -> None:
        """Erase all of a pair that was exported, and take it in again."""
        parts = [part async for part in await self.writer.export(self.access, pair.scope)]
        await self.writer.forget(self.access, Wish(scope=pair.scope))
        await self.compare()

        async def chunks():
            for part in parts:
                yield part

        await self.writer.adopt(self.access, chunks())

    def look(self, conn: Connection, pair: Pair) -> Witnessed:
        """What is kept of a pair, as of a snapshot."""
        return self.witness.look(conn, self.access.context_id, pair)

    async def compare(self) -> None:
        """What was kept and brought up to date is what is read anew."""
        for pair in PAIRS:
            kept, anew = await self.looker.store.read(
                lambda conn, pair=pair: [
                    one.look(conn, self.access.context_id, pair) for one in (self.witness, Witness())
                ]
            )
            assert (kept.signals, kept.moods) == (anew.signals, anew.moods)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for the files of all examples."""
    return tmp_path_factory.mktemp("witnessing")


@settings(max_examples=12)
@given(deeds=DEEDS)
def test_what_is_kept_of_a_pair_is_what_is_stored(shared: Path, deeds: list[tuple[str, int, str]]):
    """Whatever another process recorded, learned, erased or took in, signals and moods are those of a cold read."""
    asyncio.run(_follow(shared / f"{new_id('memory')}.db", deeds))


async def _follow(path: Path, deeds: list[tuple[str, int, str]]) -> None:
    room = Room(path)
    await room.open()
    try:
        for deed, place, word in deeds:
            await room.do(deed, PAIRS[place], word)
        await room.compare()
    finally:
        await room.close()


@pytest.mark.anyio
async def test_an_older_snapshot_is_not_answered_from_a_later_one(tmp_path: Path):
    """A read that began before a commit sees what stood before it, though what was committed is kept by then."""
    room = Room(tmp_path / "memory.db")
    await room.open()
    begun, go_on = threading.Event(), threading.Event()

    def look_late(conn: Connection) -> Witnessed:
        read_marks(conn, room.access.context_id)  # the snapshot is that of the first statement
        begun.set()
        go_on.wait()
        return room.look(conn, PAIRS[0])

    try:
        waiting = asyncio.create_task(room.looker.store.read(look_late))
        await asyncio.to_thread(begun.wait)
        await room.do("learn", PAIRS[0], "violin")
        new = await room.looker.store.read(lambda conn: room.look(conn, PAIRS[0]))
        go_on.set()
        assert len(new.signals) > len((await waiting).signals) == 0
        await room.compare()
    finally:
        go_on.set()
        await room.close()
