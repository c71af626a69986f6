"""Streams of events that last: what ends them, and that whoever goes on from the last id misses nothing."""

import asyncio
import signal
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx2
import pytest
from child import KEY, Child, start_child
from harness import Api, Running, check_problem, run_server
from listening import Ears, Heard, listening
from sqlalchemy import Connection, func, select, update

from spectron.domain.events import EventKind
from spectron.domain.ids import ContextId, KeyId
from spectron.domain.scope import EVERYWHERE
from spectron.server import events
from spectron.service.access import Grant
from spectron.storage import schema
from spectron.storage.queries.events import emit
from spectron.storage.sqlite import SQLiteStore


def switch(api: Api, number: int, user: str = "alice") -> list[str]:
    """Begin so many chats; returns their ids, in the order in which they are told."""
    made = []
    for _ in range(number):
        response = api.send("POST", "/chats", json={"user_id": user})
        assert response.status_code == 201, response.text
        made.append(response.json()["id"])
    return made


def told(heard: list[Heard]) -> list[str]:
    """The chats that events are about."""
    return [one.data["chatId"] for one in heard]


@contextmanager
def connected(child: Child) -> Iterator[Api]:
    """A caller of a process of its own."""
    with httpx2.Client(base_url=child.url, timeout=60, trust_env=False) as http:
        yield Api(http, "/api/v1/acme", KEY)


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_a_restart_loses_and_doubles_nothing(tmp_path: Path, how: signal.Signals):
    """Who goes on from the last id after a server was ended, or killed, hears each event once."""
    database, log = tmp_path / "memory.db", tmp_path / "log"
    heard: list[Heard] = []
    made: list[str] = []
    with start_child(database, log) as child, connected(child) as api, listening(api) as ears:
        made += switch(api, 5)
        heard += ears.take(3)
        code = child.end(how)
        with pytest.raises(httpx2.RemoteProtocolError) if how is signal.SIGKILL else nullcontext():
            heard += ears.rest()
    assert code == (0 if how is signal.SIGTERM else -signal.SIGKILL)
    with start_child(database, log) as child, connected(child) as api:
        made += switch(api, 2)
        with listening(api, last=heard[-1].id) as ears:
            made += switch(api, 2)
            heard += ears.take(9 - len(heard))
    assert told(heard) == made
    assert [one.seq for one in heard] == list(range(1, 10))


def test_two_processes_on_one_file_hear_each_other(tmp_path: Path):
    """What one server commits, those who listen at another one hear, all in one order."""
    database = tmp_path / "memory.db"
    with (
        start_child(database, tmp_path / "one") as one,
        start_child(database, tmp_path / "two") as two,
        connected(one) as here,
        connected(two) as there,
    ):
        switch(here, 1)
        with listening(here, last=0) as left, listening(there, last=0) as right:
            for _ in range(5):
                switch(here, 1)
                switch(there, 1)
            first, second = left.take(11), right.take(11)
    assert first == second
    assert [event.seq for event in first] == list(range(1, 12))


async def flood(database: Path) -> None:
    """Let much happen in a context, from beside its server."""
    store = SQLiteStore(database)
    await store.open()

    def write(conn: Connection) -> None:
        for _ in range(500):
            emit(conn, ContextId("acme"), EVERYWHERE, EventKind.EXTRACTION_DONE, {"error": "x" * 900})

    for _ in range(20):
        await store.write(write, durable=False)
    await store.close()


def test_a_server_ends_although_nobody_reads_its_streams(tmp_path: Path):
    """Listeners who do not even take the end of their stream are cut off, long before patience with others is over."""
    database, log = tmp_path / "memory.db", tmp_path / "log"
    with start_child(database, log) as child, connected(child) as api, socket.socket() as lazy:
        switch(api, 1)
        address = urlsplit(child.url)
        lazy.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        lazy.connect((address.hostname, address.port))
        lazy.sendall(f"GET {api.root}/events HTTP/1.1\r\nHost: here\r\nAPI-KEY: {KEY}\r\n\r\n".encode())
        assert b"200 OK" in lazy.recv(1_024)
        asyncio.run(flood(database))
        with listening(api, last=10_000) as ears:
            ears.take(1)
        assert child.end(signal.SIGTERM) == 0
    assert "exceeded" not in log.read_text()
    assert "Traceback" not in log.read_text()


def wait_for_end(ears: Ears, seconds: float = 60.0) -> list[Heard]:
    """All that still comes until the stream ends, which it has to do in time."""
    ended: list[list[Heard]] = []
    thread = threading.Thread(target=lambda: ended.append(ears.rest()), daemon=True)
    thread.start()
    thread.join(seconds)
    assert ended, "the stream goes on"
    return ended[0]


def make_key(server: Running, context: str, **grant: Any) -> tuple[KeyId, Api]:
    """A key to the chats of a context, and a caller with it."""
    asked = Grant(ContextId(context), permissions=frozenset({"chats"}), **grant)
    key, secret = server.do(server.memory.gate.create_key(asked))
    return key.id, server.api(context, secret)


def test_a_revoked_key_hears_no_more(server: Running, context: str, api: Api):
    """A stream ends soon after its key was revoked; those of other keys go on."""
    api.get("/sessions")
    key, mine = make_key(server, context)
    _, other = make_key(server, context)
    with listening(mine) as ears, listening(other) as others:
        switch(api, 1)
        assert len(ears.take(1)) == 1
        server.do(server.memory.gate.revoke_key(key))
        assert wait_for_end(ears) == []
        switch(api, 1)
        assert len(others.take(2)) == 2
    check_problem(mine.send("GET", "/events"), 401)


def test_a_key_that_runs_out_hears_no_more(tmp_path: Path, context: str):
    """A stream ends when the time of its key is over."""
    now = datetime(2026, 3, 2, 9, tzinfo=UTC)
    with run_server(tmp_path / "memory.db", clock=lambda: now) as server:
        server.api(context).get("/sessions")
        _, mine = make_key(server, context, expires_at=now + timedelta(hours=1))
        with listening(mine) as ears:
            now += timedelta(hours=1)
            assert wait_for_end(ears) == []
        check_problem(mine.send("GET", "/events"), 401)


def test_a_key_that_loses_a_permission_hears_no_more_of_it(server: Running, context: str, api: Api):
    """A stream ends when its key may hear less, and who connects again hears what is left; so it is with more."""
    api.get("/sessions")
    key, mine = make_key(server, context)
    chats = frozenset({"chats"})
    with listening(mine) as ears:
        server.do(server.memory.gate.change_permissions(key, frozenset(), chats))
        assert wait_for_end(ears) == []
    check_problem(mine.send("GET", "/events", params={"types": "CHAT_CHANGED"}), 403)
    with listening(mine) as ears:
        switch(api, 1)
        server.do(server.memory.gate.change_permissions(key, chats, frozenset()))
        assert wait_for_end(ears) == []
    with listening(mine, last=0) as ears:
        assert len(ears.take(1)) == 1


def test_a_silent_line_is_kept_alive(api: Api, monkeypatch: pytest.MonkeyPatch):
    """While nothing happens that is wanted, comments come, and the number to go on from moves with the log."""
    monkeypatch.setattr(events, "HEARTBEAT_SECONDS", 0.3)
    with api.http.stream("GET", f"{api.root}/events?types=CHAT_DELETED", headers={"API-KEY": api.key}) as response:
        lines = response.iter_lines()
        begun = ["retry: 1000", "", "id: 0", "event: ready", 'data: {"since":0,"last":0}', "", ": nothing new"]
        assert list(islice(lines, 7)) == begun
        switch(api, 3)
        numbers = (line for line in lines if line.startswith("id: "))
        assert next(number for number in numbers if number != "id: 0") in ("id: 1", "id: 2", "id: 3")


def test_a_stream_is_counted_when_it_begins(server: Running, api: Api):
    """`/metrics` counts a stream and its first answer, and does not wait for its end."""
    route = 'method="GET",route="/api/v1/{context_id}/events"'

    def count() -> dict[str, float]:
        lines = server.http.get("/metrics").text.splitlines()
        mine = [line.rpartition(" ") for line in lines if route in line]
        return {name: float(value) for name, _, value in mine}

    name = f"spectron_request_seconds_count{{{route}}}"
    before = count().get(name, 0.0)
    with listening(api):
        assert count()[name] == before + 1
    assert count()[name] == before + 1


def test_a_log_that_was_cut_says_so(server: Running, context: str, api: Api):
    """A context keeps its last 100,000 events; who comes back from before them is told so before anything else."""
    switch(api, 1)
    here = update(schema.context).where(schema.context.c.id == context)
    server.do(server.memory.store.write(lambda conn: conn.execute(here.values(events=100_999))))
    switch(api, 1)
    with listening(api, last=999) as ears:
        lost, ready = ears.began
        assert (lost.name, lost.id, lost.data) == ("events.lost", "", {"since": 999, "first": 1_001})
        assert (ready.seq, ears.take(1)[0].seq) == (1_000, 101_000)
    with listening(api, last=1_000) as ears:
        assert [one.name for one in ears.began] == ["ready"]
    kept = select(func.count()).select_from(schema.event).where(schema.event.c.context_id == context)
    assert server.do(server.memory.store.read(lambda conn: conn.execute(kept).scalar_one())) == 1


def test_a_number_of_another_log_says_so(api: Api):
    """Who comes with a number that was never given is told so, and hears what is new."""
    switch(api, 2)
    with listening(api, last=5_000) as ears:
        assert ears.began[0].data == {"since": 5_000, "first": 3}
        switch(api, 1)
        assert [one.seq for one in ears.take(1)] == [3]
