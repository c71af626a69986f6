"""Many who listen at once, and one who does not read."""

import asyncio
import json
import socket
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import pytest
from harness import Api, Running
from listening import listening, read_stream

from spectron.domain.events import EventKind
from spectron.domain.ids import ContextId
from spectron.domain.scope import EVERYWHERE
from spectron.storage.queries.events import emit

CROWD, SWITCHES = 60, 20
FLOOD = 12_000


def switch(api: Api, chat: str | None) -> None:
    """Open a chat of alice's, or close the one that is open."""
    response = api.send("PUT", "/chats/active", json={"chat_id": chat, "user_id": "alice"})
    assert response.status_code == 200, response.text


def begin(api: Api) -> str:
    """Begin a chat of alice's."""
    return str(api.send("POST", "/chats", json={"user_id": "alice"}).json()["id"])


@pytest.mark.promise(137, 138)
def test_switching_is_heard_in_real_time(api: Api):
    """Each switch is told with the chat that was opened, and with null when the user is back at the home screen."""
    chat = begin(api)
    with listening(api, types="CHAT_SWITCHED") as ears:
        switch(api, chat)
        (opened,) = ears.take(1)
        switch(api, None)
        (closed,) = ears.take(1)
    assert (opened.name, opened.data) == ("CHAT_SWITCHED", {"chatId": chat, "userId": "alice"})
    assert closed.data == {"chatId": None, "userId": "alice"}


def ask_for_events(api: Api, query: str = "") -> bytes:
    """A request for events as it goes over the line."""
    return f"GET {api.root}/events{query} HTTP/1.1\r\nHost: here\r\nAPI-KEY: {api.key}\r\n\r\n".encode()


async def hear(server: Running, api: Api, seated: asyncio.Semaphore, number: int) -> list[str]:
    """The chats that one of a crowd hears of, so many of them."""
    address = urlsplit(server.url)
    reader, writer = await asyncio.open_connection(address.hostname, address.port)
    writer.write(ask_for_events(api, "?types=CHAT_SWITCHED"))
    heard: list[str] = []
    while len(heard) < number:
        line = (await reader.readline()).decode()
        if line.startswith("event: ready"):
            seated.release()
        if line.startswith("data: ") and "chatId" in line:
            heard.append(json.loads(line[6:])["chatId"])
    writer.close()
    return heard


def test_a_crowd_hears_every_switch_once(server: Running, api: Api):
    """Everyone who listens hears of every chat that is opened, in the order in which that happened."""
    chats = [begin(api) for _ in range(SWITCHES)]

    async def play() -> list[list[str]]:
        seated = asyncio.Semaphore(0)
        crowd = [asyncio.create_task(hear(server, api, seated, SWITCHES)) for _ in range(CROWD)]
        for _ in crowd:
            await seated.acquire()
        for chat in chats:
            await asyncio.to_thread(switch, api, chat)
        return await asyncio.gather(*crowd)

    assert all(heard == chats for heard in asyncio.run(play()))


def flood(server: Running, context: str, number: int) -> None:
    """Let so many things happen, which are long to tell."""

    def write(conn: object) -> None:
        for _ in range(500):
            emit(conn, ContextId(context), EVERYWHERE, EventKind.EXTRACTION_DONE, {"error": "x" * 900})  # type: ignore[arg-type]

    for _ in range(number // 500):
        server.do(server.memory.store.write(write, durable=False))


def test_one_who_does_not_read_holds_up_nobody(server: Running, context: str, api: Api):
    """A listener who stops reading is dropped; the others hear everything, and it can go on from its last id."""
    begin(api)
    address = urlsplit(server.url)
    with socket.socket() as lazy:
        lazy.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        lazy.connect((address.hostname, address.port))
        lazy.sendall(ask_for_events(api))
        first = lazy.recv(1_024)
        assert b"200 OK" in first
        with listening(api) as ears, ThreadPoolExecutor(1) as pool:
            reading = pool.submit(ears.take, FLOOD)
            flood(server, context, FLOOD)
            assert [one.seq for one in reading.result(600)] == list(range(2, FLOOD + 2))
        lazy.settimeout(60)
        lines = iter(lazy.makefile("r", encoding="utf-8").readline, "")
        heard = [one.seq for one in read_stream(line.rstrip("\r\n") for line in lines) if one.name != "ready"]
    assert 0 < len(heard) < FLOOD
    assert heard == list(range(2, len(heard) + 2))
    with listening(api, last=heard[-1]) as ears:
        assert [one.seq for one in ears.take(FLOOD - len(heard))][-1] == FLOOD + 1
