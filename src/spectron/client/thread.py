"""A thread with an event loop of its own, for callers that block."""

import asyncio
import os
import threading
import weakref
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import Any, TypeAlias, TypeVar

from spectron.client.errors import ClientClosedError

T = TypeVar("T")
Farewell: TypeAlias = Callable[[], Coroutine[Any, Any, None]]

_FAREWELL_SECONDS = 5.0
_CLOSED = "this client is closed: make a new one"


class EventLoopThread:
    """Runs coroutines for blocking callers, whatever loop the calling thread has.

    The thread starts with the first call, and anew in a forked child. It ends with `stop`, when nobody holds this
    object any more, or with the interpreter. `farewell` is run before it ends; it must be harmless to run twice.
    """

    def __init__(self, farewell: Farewell) -> None:
        """Keep what to do at the end; no thread is started yet."""
        self._farewell = farewell
        self._lock = threading.Lock()
        self._process = 0
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._end: Callable[[], object] | None = None
        self._stopped = False
        self._parted = False

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Run to the end and return what it returns, or raise what it raises; an interrupted wait cancels it.

        After `stop` it raises ClientClosedError, unless there is nothing to wait for: what is closed may be closed
        again. Raises RuntimeError where this thread itself would have to wait for it.
        """
        if self._thread is threading.current_thread():
            work.close()
            raise RuntimeError("a handler of events cannot wait for this client: let another thread call it")
        with self._lock:
            answer = None if self._stopped else asyncio.run_coroutine_threadsafe(work, self._running())
        if answer is None:
            return self._finish(work)
        try:
            return answer.result()
        finally:
            answer.cancel()

    def call(self, function: Callable[..., T], *args: Any) -> T:
        """Call a function that needs the loop, and return what it returns."""
        if self._thread is threading.current_thread():
            return function(*args)

        async def work() -> T:
            return function(*args)

        return self.run(work())

    def stop(self) -> None:
        """Say farewell and end the thread; stopping twice is harmless."""
        if self._stopped:
            return
        end = self._end if self._process == os.getpid() else None
        try:
            if end is not None:
                self.run(self._farewell())
                self._parted = True
        finally:
            with self._lock:  # what was begun before this is done before the loop ends
                self._stopped = True
        if end is not None:
            end()

    def _running(self) -> asyncio.AbstractEventLoop:
        if self._loop is None or self._process != os.getpid():
            self._process, self._loop = os.getpid(), asyncio.new_event_loop()
            thread = threading.Thread(target=_serve, args=(self._loop,), name="spectron-client", daemon=True)
            thread.start()
            self._thread = thread
            self._end = weakref.finalize(self, _end, self._loop, thread, self._farewell, self._process)
        return self._loop

    def _finish(self, work: Coroutine[Any, Any, T]) -> T:
        """What becomes of work that has nothing to wait for; all other raises ClientClosedError."""
        try:
            if self._parted:
                work.send(None)
        except StopIteration as ended:
            result: T = ended.value
            return result
        except RuntimeError as error:  # it asked for the loop
            raise ClientClosedError(_CLOSED) from error
        work.close()
        raise ClientClosedError(_CLOSED)


def _serve(loop: asyncio.AbstractEventLoop) -> None:
    asyncio.set_event_loop(loop)
    loop.run_forever()
    loop.close()


def _end(loop: asyncio.AbstractEventLoop, thread: threading.Thread, farewell: Farewell, process: int) -> None:
    """Say farewell and stop; waits for it, unless the garbage collector calls from inside the loop's own thread.

    A forked child must leave its parent's loop alone, even at its end: the two share what the loop waits on.
    """
    if process != os.getpid():
        return

    async def leave() -> None:
        try:
            with suppress(RuntimeError):  # at the interpreter's end no more work can be given to other threads
                await farewell()
        finally:
            loop.stop()

    asyncio.run_coroutine_threadsafe(leave(), loop)
    if threading.current_thread() is not thread:
        thread.join(_FAREWELL_SECONDS)
