"""`memory.on` and `memory.events` in every form of the client."""

import asyncio
import contextlib
import threading
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from awaited import Awaited
from serving import Server, serve

from spectron import (
    BadRequestError,
    BlockingSpectron,
    ChatSwitched,
    ClientClosedError,
    EventInfo,
    PermissionDeniedError,
    Retries,
    Spectron,
    TurnRecorded,
)
from spectron.domain.ids import ContextId
from spectron.service.access import Grant

pytestmark = pytest.mark.anyio


class Inbox:
    """Keeps what handlers are called with, from whichever thread."""

    def __init__(self) -> None:
        """Begin empty."""
        self.got: list[Any] = []

    def take(self, payload: Any) -> None:
        """Keep one payload."""
        self.got.append(payload)

    async def wait(self, number: int) -> list[Any]:
        """All that came, when it is so many."""
        for _ in range(3_000):
            if len(self.got) >= number:
                break
            await asyncio.sleep(0.02)
        return self.got


def on(memory: Any, kind: str, handler: Any) -> Any:
    """Subscribe as a plain call, in every form; returns what unsubscribes."""
    return memory._blocking.on(kind, handler) if isinstance(memory, Awaited) else memory.on(kind, handler)


async def ready(subscription: Any) -> Any:
    """Wait until a handler listens; returns what unsubscribes."""
    waited = subscription.ready()
    if waited is not None:
        await waited
    return subscription


@contextlib.asynccontextmanager
async def reading(memory: Any, **named: Any) -> AsyncIterator[Any]:
    """A stream of events of which `take(number)` gives the next ones, in every form."""
    if isinstance(memory, Awaited):
        with memory._blocking.events(**named) as stream:

            async def take(number: int) -> list[EventInfo]:
                return await asyncio.to_thread(lambda: [next(stream) for _ in range(number)])

            yield take
        return
    async with memory.events(**named) as events:

        async def read(number: int) -> list[EventInfo]:
            return [await anext(events) for _ in range(number)]

        yield read


@contextlib.asynccontextmanager
async def serving(database: Path, port: int = 0) -> AsyncIterator[Server]:
    """A server of its own, until the block ends."""
    with contextlib.ExitStack() as stack:
        yield await asyncio.to_thread(stack.enter_context, serve(database, port))
        await asyncio.to_thread(stack.close)


@pytest.mark.promise(137, 138)
async def test_switching_chats_is_heard_of(memory: Any) -> None:
    """A handler gets the id of the chat that was opened, and None when its user went back to the home screen."""
    inbox = Inbox()
    stop = await ready(on(memory, "CHAT_SWITCHED", inbox.take))
    chat = await memory.chats.create("iris", user_id="alice")
    await memory.chats.set_active(chat.id)
    await memory.chats.set_active(None, user_id="alice")
    opened, closed = await inbox.wait(2)
    assert isinstance(opened, ChatSwitched)
    assert (opened.chat_id, opened.chatId, opened.user_id) == (chat.id, chat.id, "alice")
    assert (closed.chat_id, closed.chatId) == (None, None)
    stop()


async def test_what_unsubscribes_ends_the_calls(memory: Any) -> None:
    """A handler that was taken away is not called again; the others are."""
    first, second = Inbox(), Inbox()
    stop = await ready(on(memory, "CHAT_CHANGED", first.take))
    await ready(on(memory, "CHAT_CHANGED", second.take))
    await memory.chats.create(user_id="alice")
    await first.wait(1)
    stop()
    stop()
    await memory.chats.create(user_id="alice")
    assert len(await second.wait(2)) == 2
    assert len(first.got) == 1


async def test_a_handler_that_raises_stops_nobody(memory: Any, caplog: pytest.LogCaptureFixture) -> None:
    """Its failure is logged, the other handlers are called, and so is itself with the next event."""
    inbox, called = Inbox(), Inbox()

    def break_down(payload: Any) -> None:
        called.take(payload)
        raise RuntimeError("the front end is gone")

    on(memory, "CHAT_CHANGED", break_down)
    await ready(on(memory, "CHAT_CHANGED", inbox.take))
    for _ in range(2):
        await memory.chats.create(user_id="alice")
    assert len(await inbox.wait(2)) == 2
    assert len(called.got) == 2
    assert "a handler of CHAT_CHANGED failed" in caplog.text


async def test_a_handler_may_be_a_coroutine(memory: Any) -> None:
    """One that is awaited gets the events in their order, one after the other."""
    inbox = Inbox()

    async def slowly(payload: Any) -> None:
        await asyncio.sleep(0.01 if inbox.got else 0.1)
        inbox.take(payload)

    await ready(on(memory, "turn.recorded", slowly))
    session = await memory.sessions.create({"user": "alice"})
    for number in range(5):
        await session.turn("assistant", f"Part {number}.")
    heard = await inbox.wait(5)
    assert [one.seq for one in heard] == [1, 2, 3, 4, 5]
    assert all(isinstance(one, TurnRecorded) for one in heard)


async def test_handlers_of_several_kinds_share_what_happens(memory: Any) -> None:
    """A handler that comes later hears what happens from then on, and the earlier one misses nothing."""
    turns, chats = Inbox(), Inbox()
    session = await memory.sessions.create({"user": "alice"})
    await ready(on(memory, "turn.recorded", turns.take))
    await memory.chats.create(user_id="alice")
    await session.turn("assistant", "One.")
    await ready(on(memory, "CHAT_CHANGED", chats.take))
    await session.turn("assistant", "Two.")
    made = await memory.chats.create(user_id="alice")
    assert [one.seq for one in await turns.wait(2)] == [1, 2]
    assert [one.chat_id for one in await chats.wait(1)] == [made.id]


async def test_events_are_read_one_by_one(memory: Any) -> None:
    """An iteration gives number, kind and payload, and goes on from a number."""
    async with reading(memory, types=["CHAT_CHANGED"]) as take:
        made = [await memory.chats.create(user_id="alice") for _ in range(3)]
        first, second, third = await take(3)
    assert [first.payload.chat_id, second.payload.chat_id] == [one.id for one in made[:2]]
    assert (first.type, first.id < second.id < third.id) == ("CHAT_CHANGED", True)
    async with reading(memory, last_event_id=first.id) as take:
        assert await take(2) == [second, third]


async def test_events_are_narrowed(memory: Any) -> None:
    """A scope and a user leave out what happens to others."""
    async with reading(memory, user_id="alice") as take, reading(memory, scope={"user": "bob"}) as take_bobs:
        for user in "bob", "alice", "bob":
            await memory.chats.create(user_id=user)
        (mine,) = await take(1)
        bobs = await take_bobs(2)
    assert mine.id == 2
    assert [one.id for one in bobs] == [1, 3]


async def test_an_unknown_kind_is_refused_at_once(memory: Any) -> None:
    """A misspelt name is a ValueError that tells the names there are."""
    with pytest.raises(ValueError, match="CHAT_SWITCHED"):
        on(memory, "CHAT_SWITCH", print)


async def test_closing_a_client_ends_what_listens(memory: Any) -> None:
    """After `close` no handler is called, and none can be added."""
    await ready(on(memory, "CHAT_SWITCHED", print))
    await memory.close()
    with pytest.raises(ClientClosedError):
        on(memory, "CHAT_SWITCHED", print)


async def test_a_handler_without_permission_is_told(server: Server, context: str) -> None:
    """`ready` raises what the server refused; a handler that may listen goes on."""
    async with Spectron(context, base_url=server.url, api_key=server.key) as owner:
        session = await owner.sessions.create({"user": "alice"})
        _, secret = await server.memory.gate.create_key(Grant(ContextId(context)))
        async with Spectron(context, base_url=server.url, api_key=secret) as memory:
            inbox = Inbox()
            await memory.on("turn.recorded", inbox.take).ready()
            with pytest.raises(PermissionDeniedError, match="chats"):
                await memory.on("CHAT_SWITCHED", inbox.take).ready()
            await session.turn("assistant", "Still there?")
            assert [one.seq for one in await inbox.wait(1)] == [1]


async def test_a_restarted_server_is_heard_again(tmp_path: Path, context: str) -> None:
    """Handlers and iterations go on behind the last event when a server is back: nothing is missed or doubled."""
    async with serving(tmp_path / "m.db") as first:
        key, port = first.key, int(first.url.rpartition(":")[2])
        memory = Spectron(context, base_url=first.url, api_key=key, retries=Retries(60, 0.1, 0.2))
        inbox = Inbox()
        await memory.on("CHAT_CHANGED", inbox.take).ready()
        events = memory.events(types=["CHAT_CHANGED"])
        await events.open()
        made = [await memory.chats.create(user_id="alice") for _ in range(3)]
        assert [(await anext(events)).payload.chat_id for _ in range(2)] == [one.id for one in made[:2]]
        await inbox.wait(2)
    async with serving(tmp_path / "m.db", port):
        made += [await memory.chats.create(user_id="alice") for _ in range(3)]
        assert [one.chat_id for one in await inbox.wait(6)] == [one.id for one in made]
        assert [(await anext(events)).payload.chat_id for _ in range(4)] == [one.id for one in made[2:]]
        await events.close()
        await memory.close()


def test_a_blocking_handler_cannot_wait_for_its_client(tmp_path: Path) -> None:
    """Handlers of the blocking client run on its own thread, so a call from there is an error and no standstill."""
    called, failures = threading.Event(), []
    with BlockingSpectron("acme", path=tmp_path / "m.db") as memory:

        def ask(_payload: Any) -> None:
            try:
                memory.chats.list()
            except RuntimeError as error:
                failures.append(str(error))
            called.set()

        memory.on("CHAT_CHANGED", ask).ready()
        memory.chats.create(user_id="alice")
        assert called.wait(60)
    assert "cannot wait" in failures[0]


async def test_a_handler_may_take_itself_away(memory: Any) -> None:
    """Unsubscribing from within the call is heeded at once."""
    inbox, others = Inbox(), Inbox()
    stops: list[Any] = []

    def once(payload: Any) -> None:
        inbox.take(payload)
        stops[0]()

    stops.append(on(memory, "CHAT_CHANGED", once))
    await ready(on(memory, "CHAT_CHANGED", others.take))
    for _ in range(3):
        await memory.chats.create(user_id="alice")
    assert len(await others.wait(3)) == 3
    assert len(inbox.got) == 1


@pytest.mark.parametrize("whole", [True, False], ids=["client", "stream"])
def test_closing_ends_an_iteration_in_another_thread(tmp_path: Path, whole: bool) -> None:
    """Who waits for the next event gets the end of the iteration when the stream, or the client, is closed."""
    memory = BlockingSpectron("acme", path=tmp_path / "m.db")
    events = memory.events()
    events.open()
    heard: list[list[EventInfo]] = []
    reader = threading.Thread(target=lambda: heard.append(list(events)), daemon=True)
    reader.start()
    memory.chats.create(user_id="alice")
    (memory if whole else events).close()
    reader.join(60)
    memory.close()
    assert len(heard) == 1


async def test_no_kinds_at_all_are_refused(server: Server, context: str) -> None:
    """An empty list of types names nothing to listen to; it is an error that says so, and not everything."""
    async with Spectron(context, base_url=server.url, api_key=server.key) as memory:
        with pytest.raises(BadRequestError, match="types"):
            await memory.events(types=[]).open()


def test_what_a_client_closed_may_be_closed_again(tmp_path: Path) -> None:
    """After its client a stream is at its end and a subscription over; whatever else is asked says what is wrong."""
    memory = BlockingSpectron("acme", path=tmp_path / "m.db")
    stop = memory.on("CHAT_CHANGED", print)
    with memory.events() as events:
        memory.close()
        assert list(events) == []
    stop()
    with pytest.raises(ClientClosedError):
        memory.chats.list()
    with pytest.raises(ClientClosedError):
        memory.chats.import_file(tmp_path / "m.db", user_id="alice")
    with pytest.raises(ClientClosedError):
        list(memory.events())


async def test_what_only_some_take_for_the_end_of_a_line_ends_none(memory: Any) -> None:
    """An id that holds a separator of lines or paragraphs of Unicode comes whole."""
    user = "one\u2028two\u2029three"
    async with reading(memory, types=["CHAT_SWITCHED"], user_id=user) as take:
        chat = await memory.chats.create(user_id=user)
        await memory.chats.set_active(chat.id)
        (heard,) = await take(1)
    assert (heard.payload.chat_id, heard.payload.user_id) == (chat.id, user)


async def test_a_stream_that_is_closed_while_it_connects_ends(server: Server, context: str) -> None:
    """Who waits for the first event gets the end at once, not with the next sign of life."""
    async with Spectron(context, base_url=server.url, api_key=server.key) as memory:
        events = memory.events()

        async def read() -> list[EventInfo]:
            return [one async for one in events]

        reading = asyncio.create_task(read())
        await asyncio.sleep(0)
        await events.close()
        ended, _ = await asyncio.wait([reading], timeout=60)
        assert [one.result() for one in ended] == [[]]
