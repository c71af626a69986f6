"""The built-in extractor with processes beside it, for the hours when many turns come at once.

Reading a turn is pure computing, and one process computes one thing at a time: while it reads, its store waits. A turn
that comes alone is read at once, in this process; where several wait, they are read beside it. Workers start when they
are first worth it, take turns of one session always to the same process, and answer exactly what would be read here.
"""

import asyncio
import logging
import pickle
import subprocess
import sys
import weakref
from concurrent.futures import Future, ThreadPoolExecutor
from typing import IO, cast
from zlib import crc32

from spectron.domain.candidate import Extraction, Window
from spectron.domain.conversation import Turn
from spectron.domain.explanation import Explanation
from spectron.extraction.builtin import BuiltinExtractor
from spectron.extraction.working import READY

_log = logging.getLogger(__name__)
_WORTH_STARTING = 4  # turns that wait together before a process is started
_SECONDS_TO_END = 5


class SharedExtractor:
    """Reads turns in this process, or in one of a few beside it when more than one waits."""

    def __init__(self, workers: int) -> None:
        """Say how many processes there may be at most; none is started yet."""
        self._here = BuiltinExtractor()
        self._workers = [_Worker() for _ in range(workers)]
        self._waiting = 0

    async def extract(self, turn: Turn, window: Window) -> Extraction:
        """Propose what this turn teaches."""
        self._waiting += 1
        try:
            await asyncio.sleep(0)  # those who come together are all here after this
            worker = self._find_worker(turn)
            found = await asyncio.wrap_future(worker.ask(turn, window)) if worker else None
            return found or await self._here.extract(turn, window)
        finally:
            self._waiting -= 1

    async def explain(self, turn: Turn, window: Window) -> Explanation:
        """Tell how the same proposal came about, and what was passed over."""
        return await self._here.explain(turn, window)

    async def close(self) -> None:
        """End the processes; a later turn is read here, or starts them anew."""
        for worker in self._workers:
            worker.close()

    def _find_worker(self, turn: Turn) -> "_Worker | None":
        """Who reads a turn for us: nobody where it is the only one, or its worker is not there yet."""
        if self._waiting < 2 or not self._workers:
            return None
        worker = self._workers[crc32(turn.session_id.encode()) % len(self._workers)]
        if self._waiting >= _WORTH_STARTING:
            worker.start()
        return worker if worker.ready else None


class _Worker:
    """One process that reads, and the thread of ours that speaks with it."""

    def __init__(self) -> None:
        self.ready = False
        self._line: ThreadPoolExecutor | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._end: weakref.finalize | None = None  # type: ignore[type-arg]  # its types say nothing

    def start(self) -> None:
        """Start the process, once; `ready` is set when it can be asked."""
        if self._line is None:
            self._line = ThreadPoolExecutor(1, thread_name_prefix="spectron-extract")
            self._line.submit(self._open)

    def ask(self, turn: Turn, window: Window) -> "Future[Extraction | None]":
        """What a turn teaches; None where the process could not tell."""
        assert self._line is not None
        return self._line.submit(self._ask, turn, window)

    def close(self) -> None:
        """End the process and wait for it."""
        line, self._line, self.ready = self._line, None, False
        if line is not None:
            line.shutdown()
        if self._end is not None:
            self._end()

    def _open(self) -> None:
        command = [sys.executable, "-m", "spectron.extraction.working"]
        try:
            process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
            self._process, self._end = process, weakref.finalize(self, _end, process)
            self.ready = pickle.load(cast(IO[bytes], process.stdout)) == READY
        except (OSError, EOFError, pickle.UnpicklingError) as error:
            _log.warning("no process beside this one reads turns, so this one reads them all: %s", error)

    def _ask(self, turn: Turn, window: Window) -> Extraction | None:
        process = self._process
        if process is None or not self.ready:
            return None
        asked, told = cast(IO[bytes], process.stdin), cast(IO[bytes], process.stdout)
        try:
            pickle.dump((turn, window), asked, protocol=pickle.HIGHEST_PROTOCOL)
            asked.flush()
            return cast(Extraction | None, pickle.load(told))
        except (OSError, EOFError, pickle.PickleError) as error:
            self.ready = False
            _log.warning("a process that read turns is gone, this one reads them from here on: %s", error)
            return None


def _end(process: "subprocess.Popen[bytes]") -> None:
    """Let a worker go: it ends when nobody can ask it any more."""
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            try:
                pipe.close()
            except BrokenPipeError:
                _log.debug("a worker was gone before it was let go")
    try:
        process.wait(_SECONDS_TO_END)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
