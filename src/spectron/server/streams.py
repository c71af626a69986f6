"""Answers that come in pieces, as server-sent events: what a walk brings is told as it comes, at last how it ended."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from fastapi import Request
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
