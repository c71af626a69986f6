"""SQLite: one file, one writer, many readers.

All changes of a process go through one thread in the order they came, several at a time where several wait (one sync to
disk serves them all); each runs in its own savepoint, so that one that fails takes nothing with it. Other processes are
kept out by the engine's own lock while a batch runs.
"""

import asyncio
import logging
import queue
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any, TypeVar

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.exc import DatabaseError
from sqlalchemy.pool import QueuePool

from spectron.domain.errors import NotReady
from spectron.storage.columns import read_document
from spectron.storage.migrate import migrate
from spectron.storage.ports import Unit

try:
    from pysqlite3 import dbapi2 as _driver
except ImportError:  # no wheel for this platform: the interpreter's own library serves
    import sqlite3 as _driver

T = TypeVar("T")
_log = logging.getLogger(__name__)

MOST_AT_ONCE = 64
READERS = 4
PATIENCE_SECONDS = 30.0
_SAFE_SINCE = (
    3,
    51,
    3,
)  # the WAL-reset bug, which can corrupt a file that two connections write to, is fixed from here


@dataclass(frozen=True, slots=True)
class _Job:
    unit: Callable[[Connection], Any]
    durable: bool
    done: "Future[Any]"
    scrub: bool = False


class SQLiteStore:
    """A store on one SQLite file; see `spectron.storage.ports.Store` for what each method promises."""

    def __init__(self, path: Path) -> None:
        """Name the file; nothing is opened yet."""
        self._path = path
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._writer: threading.Thread | None = None
        self._engine: Engine | None = None
        self._readers: ThreadPoolExecutor | None = None
        self._pool: Engine | None = None

    async def open(self) -> None:
        """Create the file where it is missing, bring its schema up to date, start the writer."""
        _warn_of_old_library(_driver)
        engine = _engine(self._path, "BEGIN IMMEDIATE", 1)
        try:
            await asyncio.to_thread(migrate, engine)
        except DatabaseError as error:
            raise NotReady(f"cannot open {self._path}: {error.orig}") from error
        finally:
            engine.dispose()
        self._engine, self._pool = engine, _engine(self._path, "BEGIN", READERS)
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="spectron-read")
        self._writer = threading.Thread(target=self._write_all, name="spectron-write", daemon=True)
        self._writer.start()

    async def read(self, unit: Unit[T]) -> T:
        """Run on a reader's thread, on the snapshot of its first statement."""
        if self._readers is None or self._pool is None:
            raise NotReady("the store is closed")
        return await asyncio.get_running_loop().run_in_executor(self._readers, _run, self._pool, unit)

    async def write(self, unit: Unit[T], *, durable: bool = True) -> T:
        """Wait in line for the writer; the order of calls is the order of commits."""
        if self._writer is None:
            raise NotReady("the store is closed")
        done: Future[T] = Future()
        self._jobs.put(_Job(unit, durable, done))
        return await asyncio.wrap_future(done)

    async def scrub(self) -> None:
        """Rebuild the file without its unused parts and cut the log off; waits in line like a write."""
        if self._writer is None:
            raise NotReady("the store is closed")
        done: Future[None] = Future()
        self._jobs.put(_Job(lambda _: None, True, done, scrub=True))
        await asyncio.wrap_future(done)

    async def close(self) -> None:
        """Finish what waits in line, then close every connection."""
        writer, self._writer = self._writer, None
        if writer is None:
            return
        self._jobs.put(None)
        writer.join()  # not in a thread of the pool, which is gone when an interpreter exits
        if self._readers is not None:
            self._readers.shutdown()
            self._readers = None
        for engine in (self._pool, self._engine):
            if engine is not None:
                engine.dispose()

    def _write_all(self) -> None:
        """The writer's life: take what waits, commit it together, answer, until told to stop."""
        assert self._engine is not None
        with self._engine.connect() as connection:
            while (first := self._jobs.get()) is not None:
                batch, stop = self._gather(first)
                _commit_together(connection, batch)
                if stop:
                    return

    def _gather(self, first: _Job) -> tuple[Sequence[_Job], bool]:
        batch = [first]
        while len(batch) < MOST_AT_ONCE:
            try:
                job = self._jobs.get_nowait()
            except queue.Empty:
                break
            if job is None:
                return batch, True
            batch.append(job)
        return batch, False


def _run(engine: Engine, unit: Unit[T]) -> T:
    with engine.connect() as connection, connection.begin():
        return unit(connection)


def _commit_together(connection: Connection, batch: Sequence[_Job]) -> None:
    """Run a batch in one transaction; every caller learns of its own success or failure, after the commit."""
    level = "FULL" if any(job.durable for job in batch) else "NORMAL"
    outcomes: list[tuple[_Job, Any, BaseException | None]] = []
    try:
        # past SQLAlchemy, which would begin a transaction, in which the level cannot be changed
        connection.connection.cursor().execute(f"PRAGMA synchronous={level}")
        with connection.begin():
            if len(batch) == 1:
                outcomes = [(batch[0], batch[0].unit(connection), None)]
            else:
                outcomes = [(job, *_attempt(connection, job)) for job in batch]
    except Exception as error:  # noqa: BLE001 - a broken commit is broken for all of them: tell them, keep serving
        outcomes = [(job, None, error) for job in batch]
    unclean = _scrub(connection) if any(job.scrub for job in batch) else None
    for job, answer, failure in outcomes:
        _answer(job.done, answer, failure or (unclean if job.scrub else None))


def _answer(done: "Future[Any]", answer: Any, failure: BaseException | None) -> None:
    """Tell the caller; one that gave up meanwhile is not told, and what it asked for is done all the same."""
    if not done.set_running_or_notify_cancel():
        return
    if failure is None:
        done.set_result(answer)
    else:
        done.set_exception(failure)


def _attempt(connection: Connection, job: _Job) -> tuple[Any, BaseException | None]:
    """Run one unit in a savepoint; its failure is its caller's, not the batch's."""
    connection.exec_driver_sql("SAVEPOINT unit")
    try:
        answer = job.unit(connection)
    except Exception as error:  # noqa: BLE001 - handed to the caller, who raises it
        connection.exec_driver_sql("ROLLBACK TO unit")
        connection.exec_driver_sql("RELEASE unit")
        return None, error
    connection.exec_driver_sql("RELEASE unit")
    return answer, None


def _scrub(connection: Connection) -> NotReady | None:
    """Rebuild the file and truncate the log, outside of any transaction.

    `secure_delete` overwrites what is deleted, but copies of rows that were moved from page to page can stay in the
    unused part of the page they came from: only a rebuilt file has none. Readers of another process can hold the log.
    """
    cursor = connection.connection.cursor()
    try:
        cursor.execute("VACUUM")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        row = cursor.fetchone()
    except _driver.Error as error:
        return NotReady(f"erased, but copies may be left in the files until something is forgotten again: {error}")
    held = row is not None and row[0]
    return NotReady("erased, but its log stays until another process is done reading: forget again") if held else None


def _engine(path: Path, begin: str, size: int) -> Engine:
    engine = create_engine(
        URL.create("sqlite+pysqlite", database=str(path)),
        module=_driver,
        poolclass=QueuePool,
        hide_parameters=True,
        json_deserializer=read_document,
        pool_size=size,
        max_overflow=0,
        connect_args={"check_same_thread": False, "timeout": PATIENCE_SECONDS},
    )

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # transactions begin where we say so, and in the mode we say
        waiting = f"busy_timeout={int(PATIENCE_SECONDS * 1000)}"
        for pragma in ("journal_mode=WAL", "foreign_keys=ON", "secure_delete=ON", "cache_size=-32768", waiting):
            connection.execute(f"PRAGMA {pragma}").fetchall()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine


def _warn_of_old_library(driver: ModuleType) -> None:
    version = tuple(int(part) for part in driver.sqlite_version.split("."))
    if version < _SAFE_SINCE:
        _log.warning(
            "SQLite %s can corrupt a file that two processes write to (fixed in 3.51.3): let one process use it",
            driver.sqlite_version,
        )
