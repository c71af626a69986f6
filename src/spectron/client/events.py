"""What happens in a memory, as it happens: an iteration over events, and a function that is handed them."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from types import TracebackType
from typing import Any, Self, TypeAlias

import httpx2
from pydantic import ValidationError as ShapeError

from spectron.client.arguments import Dimensions, present, scoped
from spectron.client.context import Context
from spectron.client.errors import SpectronError, StreamBrokenError, UnexpectedAnswerError
from spectron.client.received import Received, read_received
from spectron.client.transport import EVENTS
from spectron.wire.base import Answer
from spectron.wire.events import SHAPES, EventInfo, EventName, EventsLost, Ready

SILENCE_SECONDS = 45.0  # three times as long as a server lets a line be silent
LOST = "events.lost"

Handler: TypeAlias = Callable[[Any], Awaitable[None] | None]


class EventStream:
    """Events as they happen, each once and in their order.

        async with memory.events(types=["CHAT_SWITCHED"]) as events:
            async for event in events:
                print(event.id, event.payload.chat_id)

    It listens from the moment the block is entered, or from the first event asked for. A connection that breaks off is
    made anew, from the last event on, as often as the client tries again; after that, ConnectionFailedError is raised.
    """

    def __init__(
        self,
        context: Context,
        types: Sequence[EventName] | None = None,
        scope: Dimensions | None = None,
        user_id: str | None = None,
        last_event_id: int | str | None = None,
    ) -> None:
        """Keep what to listen to."""
        self._context = context
        named = None if types is None else ",".join(types)
        self._params = present(types=named, user_id=user_id) | scoped(scope)
        self._last = None if last_event_id is None else str(last_event_id)
        self._ready: Ready | None = None
        self._waiting: list[EventInfo] = []
        self._response: httpx2.Response | None = None
        self._received: AsyncIterator[Received] | None = None
        self._reading: asyncio.Future[Received] | None = None
        self._broken = 0
        self._over = False

    @property
    def last_event_id(self) -> int | None:
        """The number to go on from: of the last event that was handed out, or of one that tells nothing of this."""
        return None if self._last is None else int(self._last)

    @property
    def newest(self) -> int:
        """The number of the last event that there was when this connected; 0 before it did."""
        return self._ready.last if self._ready else 0

    async def open(self) -> None:
        """Connect, and return when it listens; raises what the server tells."""
        while self._received is None and not self._over:
            try:
                await self._connect()
            except StreamBrokenError as error:
                await self._recover(error)
            except BaseException:
                await self._disconnect()
                raise

    async def close(self) -> None:
        """Listen no more; closing twice is harmless."""
        self._over = True
        if self._reading is not None:
            self._reading.cancel()
        await self._disconnect()

    def __aiter__(self) -> Self:
        """Read on from where the reading stands."""
        return self

    async def __anext__(self) -> EventInfo:
        """The next event, waited for; raises what the server tells, and what cannot be reached again."""
        while not (self._waiting or self._over):
            await self.open()
            try:
                if self._received is not None and not self._waiting:
                    self._take(await self._next(self._received))
            except StreamBrokenError as error:
                await self._recover(error)
            except BaseException:
                await self._disconnect()
                raise
        if self._over:
            raise StopAsyncIteration
        event = self._waiting.pop(0)
        self._last = str(event.id)
        return event

    async def __aenter__(self) -> Self:
        """Listen from here on."""
        await self.open()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close, whatever happened inside."""
        await self.close()

    async def _connect(self) -> None:
        headers = {"Accept": EVENTS} | ({} if self._last is None else {"Last-Event-ID": self._last})
        self._response = await self._context.transport.send(
            "GET",
            self._context.path("events"),
            params=self._params,
            headers=headers,
            timeout=SILENCE_SECONDS,
            streamed=True,
        )
        received = read_received(self._response)
        self._ready = None
        while self._ready is None:
            self._take(await self._next(received))
        self._received = received

    async def _recover(self, error: SpectronError) -> None:
        """Wait before connecting again; raises the error where that has been tried often enough."""
        self._broken += 1
        await self._disconnect()
        if self._over:
            return
        await self._context.transport.pause(error, self._broken)

    def _take(self, one: Received) -> None:
        """Keep an event until it is asked for; what only tells a number moves on the place to go on from."""
        if one.name == "ready":
            self._ready = _read(Ready, one)
            self._broken = 0
        if one.data and one.name == LOST:
            lost = _read(EventsLost, one)
            self._waiting.append(EventInfo(lost.first - 1, LOST, lost))
        elif one.data and one.name != "ready":
            self._waiting.append(EventInfo(_number(one), one.name, _read(SHAPES.get(one.name, Answer), one)))
        elif one.id and not self._waiting:
            self._last = one.id

    async def _next(self, received: AsyncIterator[Received]) -> Received:
        if self._over:
            raise StreamBrokenError("the stream of events was closed")
        self._reading = asyncio.ensure_future(anext(received))
        try:
            return await self._reading
        except asyncio.CancelledError:
            if not self._over:
                raise
            raise StreamBrokenError("the stream of events was closed") from None
        except StopAsyncIteration:
            raise StreamBrokenError("the stream of events ended") from None
        except httpx2.RequestError as error:
            raise StreamBrokenError(f"the stream of events broke off: {error or type(error).__name__}") from error

    async def _disconnect(self) -> None:
        response, self._response, self._received = self._response, None, None
        if response is not None:
            await response.aclose()


class Subscription:
    """A handler that listens; calling this ends that.

        stop = memory.on("CHAT_SWITCHED", show)
        await stop.ready()

    It hears what happens from then on, until it is called: `stop()`.
    """

    def __init__(self, kind: EventName, handler: Handler, leave: "Callable[[Subscription], None]") -> None:
        """Keep who listens to what, and how to leave."""
        self.kind = kind
        self.handler = handler
        self.after: int | None = None
        self.listens: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._leave = leave

    def __call__(self) -> None:
        """Listen no more; calling it twice is harmless."""
        self._leave(self)

    async def ready(self) -> None:
        """Return when it listens: everything that is committed after this is heard. Raises where that was refused."""
        await asyncio.shield(self.listens)


def _read(shape: type[Answer], one: Received) -> Any:
    try:
        return shape.model_validate_json(one.data)
    except ShapeError as error:
        raise UnexpectedAnswerError(f"the event {one.name!r} is not a {shape.__name__}; {error}") from error


def _number(one: Received) -> int:
    if not (one.id.isascii() and one.id.isdigit()):
        raise UnexpectedAnswerError(f"the event {one.name!r} has the id {one.id!r}, which is no number")
    return int(one.id)
