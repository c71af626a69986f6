"""Trying again: pauses that grow up to a limit, one wait at a time, in whichever event loop there is."""

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass, field
from typing import Any, TypeVar

from spectron.domain.ids import ContextId
from spectron.service.patience import Patience

T = TypeVar("T")
HOME, AWAY = ContextId("home"), ContextId("away")


@dataclass(slots=True)
class Slept:
    """Sleep that takes no time and notes how long it was to take; with `forever` it never ends."""

    pauses: list[float] = field(default_factory=list)
    forever: bool = False

    async def sleep(self, seconds: float) -> None:
        """Note it."""
        self.pauses.append(seconds)
        await (asyncio.Event().wait() if self.forever else asyncio.sleep(0))


async def turns_of_the_loop() -> None:
    """Let everything run that can."""
    for _ in range(5):
        await asyncio.sleep(0)


def test_pauses_double_up_to_a_limit_and_begin_anew_after_a_success():
    """Five seconds, ten and so on, up to five minutes; a provider's wish counts where it is longer."""
    slept, begun = Slept(), []

    async def fail() -> None:
        patience = Patience(slept.sleep)
        for asked in (None, None, 60.0, *[None] * 5, 1_000.0):
            patience.postpone(HOME, begun.append, asked)
            await turns_of_the_loop()
        patience.forget(HOME)
        patience.postpone(HOME, begun.append)
        await turns_of_the_loop()

    asyncio.run(fail())
    assert slept.pauses == [5, 10, 60, 40, 80, 160, 300, 300, 300, 5]
    assert begun == [HOME] * 10


def test_what_waits_already_waits_once_and_holds_up_no_other_context():
    """Further failures while a context waits change nothing, and each context waits for itself."""
    slept, begun = Slept(), []

    async def fail() -> None:
        patience = Patience(slept.sleep)
        for ctx in (HOME, HOME, AWAY, HOME):
            patience.postpone(ctx, begun.append)
        await turns_of_the_loop()

    asyncio.run(fail())
    assert slept.pauses == [5, 5]
    assert begun == [HOME, AWAY]


def test_closing_ends_the_wait():
    """After closing nothing is begun, and no task is left."""
    slept, begun = Slept(forever=True), []

    async def close() -> int:
        patience = Patience(slept.sleep)
        patience.postpone(HOME, begun.append)
        await turns_of_the_loop()
        await patience.close()
        patience.follow(begun.append)
        return len(asyncio.all_tasks())

    assert asyncio.run(close()) == 1
    assert begun == []


def test_another_event_loop_waits_for_what_the_former_one_took_along():
    """What waited in a loop that ended is begun anew by the next that follows, once."""
    slept, begun = Slept(forever=True), []
    patience = Patience(slept.sleep)

    async def fail() -> None:
        patience.postpone(HOME, begun.append)
        await turns_of_the_loop()

    async def follow() -> None:
        slept.forever = False
        patience.follow(begun.append)
        patience.follow(begun.append)
        await turns_of_the_loop()

    asyncio.run(fail())
    assert begun == []
    asyncio.run(follow())
    assert (slept.pauses, begun) == ([5, 5], [HOME])


def test_closing_from_another_event_loop_ends_the_wait_of_the_first():
    """A loop that goes on living after another one closed the memory begins nothing any more."""
    slept, begun = Slept(forever=True), []
    patience = Patience(slept.sleep)

    async def fail() -> None:
        patience.postpone(HOME, begun.append)
        await turns_of_the_loop()

    async def count() -> int:
        await turns_of_the_loop()
        return len(asyncio.all_tasks())

    with asyncio.Runner() as first, asyncio.Runner() as second:
        _run(first, fail())
        _run(second, patience.close())
        assert _run(first, count()) == 1
    assert begun == []


def _run(runner: asyncio.Runner, work: Coroutine[Any, Any, T]) -> T:
    return runner.run(work)
