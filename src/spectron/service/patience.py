"""Trying again what failed in passing, after pauses that grow."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TypeAlias

from spectron.domain.ids import ContextId

Sleep: TypeAlias = Callable[[float], Awaitable[object]]
Again: TypeAlias = Callable[[ContextId], None]

FIRST_PAUSE_SECONDS = 5.0
LONGEST_PAUSE_SECONDS = 300.0


@dataclass(slots=True)
class Patience:
    """Waits before a context is taken up again: twice as long after each further failure, up to five minutes.

    What waits, waits in the event loop that it began in; one that ended took it along, and `follow` begins it anew.
    """

    sleep: Sleep = asyncio.sleep
    _failures: Counter[ContextId] = field(default_factory=Counter)
    _waiting: dict[asyncio.Task[None], ContextId] = field(default_factory=dict)

    def postpone(self, ctx: ContextId, again: Again, asked: float | None = None) -> None:
        """Take a context up later, `asked` seconds at the earliest where that is no longer than the longest pause."""
        if self._waits(ctx):
            return
        pause = FIRST_PAUSE_SECONDS * 2.0 ** min(self._failures[ctx], 16)
        self._failures[ctx] += 1
        self._begin(ctx, again, min(max(pause, asked or 0.0), LONGEST_PAUSE_SECONDS))

    def forget(self, ctx: ContextId) -> None:
        """It went well: the next failure is the first again."""
        self._failures.pop(ctx, None)

    def follow(self, again: Again) -> None:
        """Begin anew, in this event loop, what waited in one that ended."""
        for ctx in [one for one in self._failures if not self._waits(one)]:
            self._begin(ctx, again, FIRST_PAUSE_SECONDS)

    async def close(self) -> None:
        """Wait for nothing any more, in whichever event loop it waits."""
        here, mine = asyncio.get_running_loop(), []
        for task in list(self._waiting):
            if (loop := task.get_loop()) is here:
                task.cancel()
                mine.append(task)
            elif not loop.is_closed():
                loop.call_soon_threadsafe(task.cancel)
        self._failures.clear()
        if mine:
            await asyncio.wait(mine)

    def _begin(self, ctx: ContextId, again: Again, seconds: float) -> None:
        task = asyncio.create_task(self._wait(ctx, again, seconds))
        self._waiting[task] = ctx
        task.add_done_callback(lambda done: self._waiting.pop(done, None))

    async def _wait(self, ctx: ContextId, again: Again, seconds: float) -> None:
        await self.sleep(seconds)
        if task := asyncio.current_task():
            self._waiting.pop(task, None)  # whoever fails again from here on may wait again
        again(ctx)

    def _waits(self, ctx: ContextId) -> bool:
        loop = asyncio.get_running_loop()
        return any(one == ctx and task.get_loop() is loop and not task.done() for task, one in self._waiting.items())
