"""What happens in a memory, handed to functions: one stream of events for all of a client's handlers."""

import asyncio
import inspect
import logging
from typing import get_args

from spectron.client.context import Context
from spectron.client.errors import ClientClosedError, SpectronError
from spectron.client.events import LOST, EventStream, Handler, Subscription
from spectron.wire.events import EventInfo, EventName

_log = logging.getLogger(__name__)

MOST_WAITING = 1_000


class Handlers:
    """All handlers of a client; the stream is opened with the first of them, and closed with the last.

    They are called one after the other, in the order of the events. One that raises is logged, and the others go on.
    A connection that breaks off is made anew for as long as it takes, from the last event on.
    """

    def __init__(self, context: Context) -> None:
        """Begin with none."""
        self._context = context
        self._all: list[Subscription] = []
        self._heard: asyncio.Queue[EventInfo] = asyncio.Queue(MOST_WAITING)
        self._last: int | None = None
        self._kinds: frozenset[EventName] = frozenset()
        self._tasks: list[asyncio.Task[None]] = []
        self._loop: asyncio.AbstractEventLoop | None = None
        self._closed = False

    def add(self, kind: EventName, handler: Handler) -> Subscription:
        """Hand every event of a kind to a function from now on."""
        if self._closed:
            raise ClientClosedError("this client is closed: make a new one")
        if kind not in get_args(EventName):
            raise ValueError(f"there is no event {kind!r}, only {', '.join(get_args(EventName))}")
        if self._loop is not asyncio.get_running_loop():
            self._begin_anew()
        made = Subscription(kind, handler, self._remove)
        self._all.append(made)
        if self._is_live and {kind} - {LOST} <= self._kinds:
            self._welcome(self._last or 0)
        else:
            self._connect()
        return made

    async def close(self) -> None:
        """Let go of the stream and of every handler."""
        self._closed = True
        if self._loop is asyncio.get_running_loop():
            others = [task for task in self._tasks if task is not asyncio.current_task()]
            for task in others:
                task.cancel()
            if others:
                await asyncio.wait(others)
            self._refuse(ClientClosedError("this client is closed"))
        self._all.clear()

    @property
    def _is_live(self) -> bool:
        """Whether there is a stream, and it has said from where on it tells."""
        return self._last is not None and bool(self._tasks) and not self._tasks[1].done()

    def _begin_anew(self) -> None:
        """What listened in another event loop ended with it."""
        self._loop, self._tasks, self._last, self._kinds = asyncio.get_running_loop(), [], None, frozenset()
        self._all, self._heard = [], asyncio.Queue(MOST_WAITING)

    def _connect(self) -> None:
        """Listen to all that is handled now, from the last event that was heard on."""
        self._kinds = frozenset(one.kind for one in self._all) - {LOST}
        if not self._tasks:
            self._tasks = [asyncio.create_task(self._hand_out()), asyncio.create_task(self._listen())]
            return
        self._tasks[1].cancel()
        self._tasks[1] = asyncio.create_task(self._listen())

    def _remove(self, one: Subscription) -> None:
        if one in self._all:
            self._all.remove(one)
        if not self._all and self._tasks:
            self._tasks[1].cancel()
            self._last = None

    async def _listen(self) -> None:
        """Hear what the handlers want; one that is refused hears of it, and the others go on."""
        tried = 0
        while self._all:
            kinds: list[EventName] = sorted(self._kinds)
            stream = EventStream(self._context, kinds or None, last_event_id=self._last)
            try:
                await stream.open()
                tried = 0
                self._welcome(stream.newest)
                self._last = stream.last_event_id if self._last is None else self._last
                async for event in stream:
                    await self._heard.put(event)
                    self._last = event.id
            except SpectronError as error:
                tried += 1
                if not self._refuse(error):
                    await self._wait(error, tried)
            finally:
                await stream.close()

    async def _wait(self, error: SpectronError, tried: int) -> None:
        """Wait until the server may be back; where it will not have this client any more, all handlers go."""
        _log.warning("events cannot be heard: %s", error.detail)
        try:
            await self._context.transport.pause(error, tried, patient=True)
        except SpectronError:
            _log.error("no more events are heard: %s", error.detail)
            self._all.clear()
            self._last = None

    def _welcome(self, newest: int) -> None:
        """Who was waiting hears what comes behind this number."""
        for one in self._all:
            if not one.listens.done():
                one.after = newest
                one.listens.set_result(None)

    def _refuse(self, error: SpectronError) -> bool:
        """Tell an error to those that were waiting, and drop them; False where nobody was."""
        waiting = [one for one in self._all if not one.listens.done()]
        for one in waiting:
            one.listens.set_exception(error)
            one.listens.exception()  # it is logged here, whether or not anybody waits for it
            _log.error("a handler of %s was refused: %s", one.kind, error.detail)
            self._all.remove(one)
        self._kinds = frozenset(one.kind for one in self._all) - {LOST}
        return bool(waiting)

    async def _hand_out(self) -> None:
        while not self._closed:
            event = await self._heard.get()
            for one in list(self._all):
                if one.kind == event.type and (one.after is None or event.id > one.after or event.type == LOST):
                    await _call(one.handler, event)


async def _call(handler: Handler, event: EventInfo) -> None:
    try:
        waited = handler(event.payload)
        if inspect.isawaitable(waited):
            await waited
    except Exception:  # noqa: BLE001 - whatever it was, it is the caller's own, and the others are to go on
        _log.exception("a handler of %s failed", event.type)
