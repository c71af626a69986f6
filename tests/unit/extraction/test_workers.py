"""Processes that help the built-in extractor: the same answers, only when they are worth it, and none left behind."""

import asyncio
import io
import pickle
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from spectron.domain.candidate import Extraction, Window
from spectron.domain.conversation import Role, Turn
from spectron.domain.ids import SessionId, TurnId
from spectron.domain.scope import Scope
from spectron.extraction.builtin.read import read
from spectron.extraction.workers import SharedExtractor
from spectron.extraction.working import READY, work

pytestmark = pytest.mark.anyio
SAID = (
    "I'm Alice, CTO at Acme, based in Berlin.",
    "Actually I moved to Munich last month.",
    "My sister Ana is a nurse. She lives in Porto.",
    "No, I meant Lisbon, not Porto.",
    "Always reply in French.",
    "I might move to Oslo next year.",
)


def _turns() -> list[tuple[Turn, Window]]:
    said_at = datetime(2026, 3, 2, tzinfo=UTC)
    scope, session = Scope.of({"user": "alice"}), SessionId("session:1")
    turns = [
        Turn(TurnId(f"turn:{place}"), session, scope, Role.USER, text, said_at, metadata={"n": [place]})
        for place, text in enumerate(SAID)
    ]
    return [(turn, Window(turns[:place])) for place, turn in enumerate(turns)]


@pytest.fixture
async def shared() -> AsyncIterator[SharedExtractor]:
    """An extractor with one process at most, closed in the end."""
    extractor = SharedExtractor(1)
    yield extractor
    await extractor.close()


async def _read_together(shared: SharedExtractor) -> list[Extraction]:
    return list(await asyncio.gather(*(shared.extract(turn, window) for turn, window in _turns())))


async def _start(shared: SharedExtractor) -> None:
    """Have so much to read that a process is started, until it is there."""
    while not shared._workers[0].ready:
        await _read_together(shared)
        await asyncio.sleep(0.05)


async def test_turns_that_come_together_are_read_as_one_by_one(shared: SharedExtractor):
    """A process beside this one proposes exactly what reading here proposes, down to the rules it names."""
    await _start(shared)
    assert [repr(one) for one in await _read_together(shared)] == [repr(read(*one)) for one in _turns()]
    assert shared._workers[0].ready


async def test_a_turn_that_comes_alone_starts_no_process(shared: SharedExtractor):
    """One caller after the other is served here; so is everybody where no workers are wanted."""
    for turn, window in _turns():
        assert await shared.extract(turn, window) == read(turn, window)
    assert shared._workers[0]._line is None
    assert await _read_together(SharedExtractor(0)) == [read(*one) for one in _turns()]


async def test_a_worker_that_dies_is_made_up_for(shared: SharedExtractor, caplog: pytest.LogCaptureFixture):
    """What a process takes to its death is read here, and the log says that it is gone."""
    await _start(shared)
    process = shared._workers[0]._process
    assert process is not None
    process.kill()
    process.wait()
    assert await _read_together(shared) == [read(*one) for one in _turns()]
    assert "is gone" in caplog.text


async def test_closing_ends_the_process_and_reading_goes_on(shared: SharedExtractor):
    """After close no process is left, and a turn is still read."""
    await _start(shared)
    process = shared._workers[0]._process
    assert process is not None
    await shared.close()
    assert process.returncode is not None
    turn, window = _turns()[0]
    assert await shared.extract(turn, window) == read(turn, window)


def test_a_worker_tells_where_reading_broke_and_goes_on():
    """A question that cannot be read gets no answer, the next one its own, and the end of questions is the end."""
    turn, window = _turns()[0]
    asked, told = io.BytesIO(), io.BytesIO()
    for question in ((None, window), (turn, window)):
        pickle.dump(question, asked)
    asked.seek(0)
    work(asked, told)
    told.seek(0)
    assert [pickle.load(told) for _ in range(3)] == [READY, None, read(turn, window)]
