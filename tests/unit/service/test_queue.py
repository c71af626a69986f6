"""The queue while there is nothing to do: it writes nothing, and lets go of jobs that were done long ago."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection

from spectron.compose import build_memory
from spectron.domain.conversation import Session
from spectron.domain.ids import ContextId, JobId, SessionId
from spectron.domain.jobs import KEPT, Job, JobState
from spectron.domain.scope import Scope
from spectron.service.agents import queue
from spectron.service.memory import Memory
from spectron.settings import load_settings
from spectron.storage.queries import contexts, conversations, jobs
from spectron.storage.sqlite import SQLiteStore

pytestmark = pytest.mark.anyio

HOME = ContextId("home")
NOW = datetime(2026, 3, 16, 9, tzinfo=UTC)
SESSION = Session(SessionId("talk"), Scope.of({"agent": "guide", "user": "alice"}), {}, NOW)


def _furnish(conn: Connection) -> None:
    contexts.create_context(conn, HOME, {}, NOW)
    conversations.open_session(conn, HOME, SESSION)


@asynccontextmanager
async def _open(path: Path) -> AsyncIterator[Memory]:
    """An empty memory whose clock stands still, with one session."""
    memory = build_memory(load_settings(database=path, extraction_workers=0), clock=lambda: NOW)
    await memory.open()
    await memory.store.write(_furnish)
    try:
        yield memory
    finally:
        await memory.close()


async def _add(memory: Memory, name: str, state: JobState, ended: timedelta) -> JobId:
    """Add a job that ended so long ago."""
    at = NOW - ended
    one = Job(JobId(name), HOME, SESSION.id, SESSION.scope.id, 1, None, 0, at, at)

    def add(conn: Connection) -> None:
        jobs.enqueue(conn, one)
        if state is not JobState.QUEUED:
            claimed = jobs.claim(conn, "worker", at, at, ())
            assert claimed is not None
            jobs.end(conn, claimed, "worker", at, "it broke" if state is JobState.FAILED else None)

    await memory.store.write(add)
    return one.id


async def _kept(memory: Memory, names: list[JobId]) -> list[JobId]:
    def look(conn: Connection) -> list[JobId]:
        return [one for one in names if jobs.find_job(conn, HOME, one)]

    return await memory.store.read(look)


async def test_an_idle_queue_only_reads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """However often it looks for something to do, nothing is written while there is nothing."""
    writes: list[str] = []
    looks = asyncio.Semaphore(0)
    read, write = SQLiteStore.read, SQLiteStore.write

    async def reading(store: SQLiteStore, unit: Any) -> Any:
        looks.release()
        return await read(store, unit)

    async def writing(store: SQLiteStore, unit: Any, **how: Any) -> Any:
        writes.append(repr(unit))
        return await write(store, unit, **how)

    async with _open(tmp_path / "memory.db") as memory:
        monkeypatch.setattr(SQLiteStore, "read", reading)
        monkeypatch.setattr(SQLiteStore, "write", writing)
        for _ in range(20):
            memory.queue.wake()
            await looks.acquire()
        assert writes == []
        monkeypatch.undo()


async def test_jobs_that_were_done_long_ago_are_deleted(tmp_path: Path):
    """What was done longer ago than it is kept goes; what was done later, or failed, stays."""
    async with _open(tmp_path / "memory.db") as memory:
        old = await _add(memory, "old", JobState.DONE, KEPT + timedelta(seconds=1))
        stay = [
            await _add(memory, "fresh", JobState.DONE, KEPT - timedelta(seconds=1)),
            await _add(memory, "failed", JobState.FAILED, 2 * KEPT),
        ]
        while await _kept(memory, [old]):
            memory.queue.wake()
        assert await _kept(memory, stay) == stay


async def test_old_jobs_are_deleted_some_at_a_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """No commit deletes more than it may, the oldest first, and in the end all are gone."""
    async with _open(tmp_path / "memory.db") as memory:
        await memory.queue.stop()
        names = [await _add(memory, f"old-{day}", JobState.DONE, KEPT + timedelta(days=day)) for day in range(5, 0, -1)]
        before = NOW - KEPT
        await memory.store.write(lambda conn: jobs.delete_outlived(conn, before, 2))
        assert await _kept(memory, names) == names[2:]
        monkeypatch.setattr(queue, "DELETED_AT_ONCE", 2)
        await memory.queue.start()
        while await _kept(memory, names):
            memory.queue.wake()


async def test_a_job_in_the_background_lets_all_others_go_first(tmp_path: Path):
    """However long it has waited; but where a session needs it to be over, it comes out of the background."""
    other = replace(SESSION, id=SessionId("other"))

    def add(conn: Connection) -> list[str | None]:
        conversations.open_session(conn, HOME, other)
        for name, session, seq, background, minutes in (
            ("import", SESSION, 1, True, 3),
            ("later import", other, 1, True, 2),
            ("live", other, 2, False, 1),
        ):
            at = NOW - timedelta(minutes=minutes)
            waiting = Job(JobId(name), HOME, session.id, session.scope.id, seq, None, 0, at, at, background=background)
            jobs.enqueue(conn, waiting)
        taken: list[str | None] = []
        while one := jobs.claim(conn, "worker", NOW, NOW + timedelta(minutes=1), ()):
            jobs.end(conn, one, "worker", NOW)
            taken.append(one.id)
        return taken

    async with _open(tmp_path / "memory.db") as memory:
        await memory.queue.stop()
        assert await memory.store.write(add) == ["later import", "live", "import"]
