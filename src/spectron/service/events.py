"""What happens, for those who listen: from the log where they left off, then as it is committed.

Events are written by `storage/queries/events.py:emit` in the commit of what they tell of. While anybody listens in an
event loop, one reader of that loop looks at the logs of the contexts listened to, by whichever process they grow, and
hands what is new to a bounded queue of each listener. It also looks whether keys still open what they opened.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from sqlalchemy import Connection

from spectron.domain.access import Access
from spectron.domain.chats import CHATS
from spectron.domain.errors import NotReady, told
from spectron.domain.events import Event, EventKind, first_kept
from spectron.domain.ids import ContextId
from spectron.domain.scope import Scope
from spectron.service.access import Gate
from spectron.storage.ports import Store
from spectron.storage.queries.events import Stretch, last_event, last_events, read_stretch, read_wanted

_log = logging.getLogger(__name__)

POLL_SECONDS = 0.1
CHECK_SECONDS = 1.0
AT_ONCE = 500
MOST_QUEUED = 1_000
WHAT = "hearing of chats"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which events somebody listens to: those of a key, inside a scope that holds its clamp, of these kinds."""

    access: Access
    within: Scope
    kinds: frozenset[EventKind]

    def fits(self, one: Event) -> bool:
        """Whether an event of the context is one of them."""
        return one.kind in self.kinds and one.is_within(self.within)


def want(access: Access, scope: Scope, kinds: Collection[EventKind] | None = None) -> Wanted:
    """What a key may hear inside a scope: of these kinds, or else all; raises Forbidden for what it may not hear.

    To hear of chats takes a permission. Where no kinds are named, a key without it hears of everything else.
    """
    if kinds is None:
        kinds = [kind for kind in EventKind if not kind.of_chats or access.may(CHATS)]
    elif any(kind.of_chats for kind in kinds):
        access.ask(CHATS, WHAT)
    return Wanted(access, scope.clamped(access.clamp), frozenset(kinds))


@dataclass(slots=True, eq=False)
class Listening:
    """One listener: first what the log holds behind `since`, then what is new, each event once and in order.

    `last` was the number of the last event when it began. Where the log does not hold everything behind the number
    that was `asked` for, `lost` is the first number that it does hold. `at` is the number up to which everything
    wanted was handed out, or waits to be.
    """

    store: Store
    room: "_Room"
    wanted: Wanted
    since: int
    last: int
    asked: int
    lost: int | None
    at: int
    over: bool = False
    live: bool = False
    _queue: deque[Event] = field(default_factory=deque)
    _woken: asyncio.Event = field(default_factory=asyncio.Event)

    async def next(self, seconds: float) -> Sequence[Event] | None:
        """What comes next: some events, none where nothing happened for so long, None when it is over."""
        self.room.admit(self)
        while not self.live and not self.over:
            found = await self._read_on()
            if found and not self.over:
                return found
        if not (self._queue or self.over):
            with suppress(TimeoutError):
                async with asyncio.timeout(seconds):
                    await self._woken.wait()
        self._woken.clear()
        if self.over:
            return None
        found = list(self._queue)
        self._queue.clear()
        return found

    def close(self) -> None:
        """Listen no more; closing twice is harmless."""
        self.over = True
        self._queue.clear()
        self._woken.set()
        self.room.leave(self)

    def hear(self, stretch: Stretch) -> None:
        """Take what is new of the context; one whose queue is full is dropped, and may begin anew where it was."""
        for one in stretch.events:
            if one.seq > self.at and self.wanted.fits(one):
                self._queue.append(one)
        self.at = max(self.at, stretch.until)
        if len(self._queue) > MOST_QUEUED:
            _log.warning("a listener was dropped: it left %d events unread", len(self._queue))
            self.close()
        elif self._queue:
            self._woken.set()

    async def _read_on(self) -> Sequence[Event]:
        """The next events of the log; where there are no more, what comes will be heard as it is committed."""
        wanted = self.wanted
        found = await self.store.read(
            lambda conn: read_wanted(conn, wanted.access.context_id, self.at, AT_ONCE, wanted.within, wanted.kinds)
        )
        self.at = found.until
        if len(found.events) < AT_ONCE and not self.over:
            self.live = self.room.tune_in(self)
        return found.events


@dataclass(slots=True, eq=False)
class _Room:
    """Everybody who listens in one event loop, and up to where the log of each of their contexts has been read."""

    store: Store
    gate: Gate
    listeners: set[Listening] = field(default_factory=set)
    places: dict[ContextId, int] = field(default_factory=dict)
    reading: asyncio.Task[None] | None = None

    def admit(self, one: Listening) -> None:
        """Keep an eye on a listener's key."""
        if one.over or one in self.listeners:
            return
        self.listeners.add(one)
        if self.reading is None:
            self.reading = asyncio.create_task(self._read())

    def tune_in(self, one: Listening) -> bool:
        """Hand a listener what is new from here on; False where the log has been read beyond what it has heard."""
        return self.places.setdefault(one.wanted.access.context_id, one.at) <= one.at

    def leave(self, one: Listening) -> None:
        """Hand it nothing any more."""
        self.listeners.discard(one)
        ctx = one.wanted.access.context_id
        if not any(other.live and other.wanted.access.context_id == ctx for other in self.listeners):
            self.places.pop(ctx, None)
        if not self.listeners and self.reading is not None:
            self.reading.cancel()
            self.reading = None

    def end(self) -> None:
        """End every listener."""
        for one in list(self.listeners):
            one.close()

    async def _read(self) -> None:
        """Look for news for as long as anybody listens."""
        loop = asyncio.get_running_loop()
        checked = loop.time()
        while True:
            try:
                await self._hand_out()
                if loop.time() - checked >= CHECK_SECONDS:
                    await self._check_keys()
                    checked = loop.time()
            except Exception as error:  # noqa: BLE001 - a store that cannot be read now may be read in a moment
                _log.error("the log of events could not be read: %s", told(error))
            await asyncio.sleep(POLL_SECONDS)

    async def _hand_out(self) -> None:
        places = dict(self.places)
        for ctx, stretch in (await self.store.read(lambda conn: _news(conn, places))).items():
            if self.places.get(ctx) != places[ctx]:  # all who listened went, and who came since has heard less
                continue
            self.places[ctx] = stretch.until
            for one in list(self.listeners):
                if one.live and one.wanted.access.context_id == ctx:
                    one.hear(stretch)

    async def _check_keys(self) -> None:
        """End who listens with a key that opens something else than it did, or nothing."""
        held = list(self.listeners)
        still = await self.gate.check({one.wanted.access for one in held})
        for one in held:
            if one.wanted.access not in still:
                one.close()


@dataclass(slots=True)
class Broadcast:
    """Lets callers listen to what happens in their contexts, in any event loop."""

    store: Store
    gate: Gate
    _rooms: dict[asyncio.AbstractEventLoop, _Room] = field(default_factory=dict)
    _open: bool = False

    def start(self) -> None:
        """Let in whoever wants to listen."""
        self._open = True

    def stop(self) -> None:
        """Let nobody in any more, and end all who listen, in whatever loop."""
        self._open = False
        for loop, room in list(self._rooms.items()):
            with suppress(RuntimeError):  # the loop was closed, and nobody listens in it
                loop.call_soon_threadsafe(room.end)
        self._rooms.clear()

    async def listen(self, wanted: Wanted, after: int | None = None) -> Listening:
        """Listen from behind a number on, or from now on; whoever gets this closes it."""
        if not self._open:
            raise NotReady("the server is shutting down")
        last = await self.store.read(lambda conn: last_event(conn, wanted.access.context_id))
        room = self._room()
        asked = last if after is None else after
        first = first_kept(last) if asked <= last else last + 1  # of another log, or one that was put back
        is_held = first - 1 <= asked <= last
        since = asked if is_held else first - 1
        return Listening(self.store, room, wanted, since, last, asked, None if is_held else first, since)

    def _room(self) -> _Room:
        """The room of the running loop; those of loops that are closed are forgotten."""
        for loop in [loop for loop in self._rooms if loop.is_closed()]:
            self._rooms.pop(loop, None)
        return self._rooms.setdefault(asyncio.get_running_loop(), _Room(self.store, self.gate))


def _news(conn: Connection, places: Mapping[ContextId, int]) -> Mapping[ContextId, Stretch]:
    """Of each context whose log has grown beyond a place, what came first."""
    grown = [ctx for ctx, last in last_events(conn, places).items() if last > places[ctx]]
    return {ctx: read_stretch(conn, ctx, places[ctx], AT_ONCE) for ctx in grown}
