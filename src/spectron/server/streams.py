"""Answers that come in pieces, as server-sent events: what a walk brings is told as it comes, at last how it ended."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from fastapi import Request, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel

from spectron.server.problems import explain_failure

EVENTS = "text/event-stream"
HEARTBEAT_SECONDS = 10.0
NO_STORE = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}

T = TypeVar("T")


@dataclass(slots=True)
class Feed(Generic[T]):
    """What a walk brings, kept until its reader takes it: a slow reader holds up nothing."""

    walk: AsyncIterator[T]
    _items: asyncio.Queue[T | Exception] = field(default_factory=asyncio.Queue)

    async def fill(self) -> None:
        """Go the walk to its end; what breaks it is the last thing that comes."""
        try:
            async for item in self.walk:
                self._items.put_nowait(item)
        except Exception as error:  # noqa: BLE001 - handed to the reader, whose answer tells it
            self._items.put_nowait(error)

    async def next(self) -> T | Exception | None:
        """What comes next, None where nothing comes for a while."""
        try:
            async with asyncio.timeout(HEARTBEAT_SECONDS):
                return await self._items.get()
        except TimeoutError:
            return None


@dataclass(frozen=True, slots=True)
class Telling(Generic[T]):
    """A walk of which a reader is told event by event, at the walk's own pace; who goes away ends it.

    `show` makes an event of what the walk brings, and `idle` says that it goes on where it brings nothing for a while.
    It is over with something of the kind `last`, or with an error; then what is `held` is let go.
    """

    request: Request
    feed: Feed[T]
    show: Callable[[T], str]
    last: type[object]
    idle: str
    held: ExitStack

    async def respond(self, status: int) -> Response:
        """An error answer where the walk breaks before it brings anything; else the stream."""
        going = asyncio.create_task(self._go())
        first = await self.feed.next()
        if isinstance(first, Exception):
            raise first
        return StreamingResponse(self._events(first, going), status, NO_STORE, media_type=EVENTS)

    async def _go(self) -> None:
        with self.held:
            await self.feed.fill()

    async def _events(self, item: T | Exception | None, going: asyncio.Task[None]) -> AsyncIterator[str]:
        try:
            while True:
                yield self._event(item)
                if isinstance(item, Exception | self.last):
                    return
                item = await self.feed.next()
        finally:
            going.cancel()

    def _event(self, item: T | Exception | None) -> str:
        if item is None:
            return f": {self.idle}\n\n"
        return write_failure(self.request, item) if isinstance(item, Exception) else self.show(item)


async def last_of(walk: AsyncIterator[object], kind: type[T]) -> T:
    """What a walk comes to at last, which is of this kind."""
    async for item in walk:
        if isinstance(item, kind):
            return item
    raise AssertionError(f"a walk to a {kind.__name__} ends with one, or raises")


def wants_events(request: Request) -> bool:
    """Whether a caller accepts a stream, and accepts it before JSON."""
    kinds = [one.partition(";")[0].strip().lower() for one in request.headers.get("accept", "").split(",")]
    before = kinds[: kinds.index("application/json")] if "application/json" in kinds else kinds
    return EVENTS in before


def write_event(name: str, shown: BaseModel) -> str:
    """One event of a stream."""
    return f"event: {name}\ndata: {shown.model_dump_json(by_alias=True)}\n\n"


def write_failure(request: Request, error: Exception) -> str:
    """The event that tells what stopped a stream, as an answer of its own would."""
    return f"event: error\ndata: {bytes(explain_failure(request, error).body).decode()}\n\n"
