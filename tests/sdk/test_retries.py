"""Trying again: against a small server on this machine that fails in the ways that servers and proxies do."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest

from spectron import (
    ConflictError,
    ConnectionFailedError,
    NotFoundError,
    NotReadyError,
    ProviderError,
    RateLimitError,
    RequestTimeoutError,
    Retries,
    ServerError,
    Spectron,
    UnexpectedAnswerError,
)
from spectron.client.errors import SpectronError, read_error

pytestmark = pytest.mark.anyio
HEALTH = {"status": "ok", "version": "1"}
SESSION = {"id": "session:1", "scope": {}, "metadata": {}, "status": "open", "created_at": "2026-03-02T09:15:00Z"}


def reply(status: int, body: Any, **headers: str) -> bytes:
    """An answer as it goes over the wire."""
    content = body.encode() if isinstance(body, str) else json.dumps(body).encode()
    lines = [f"HTTP/1.1 {status} Whatever", f"content-length: {len(content)}", "connection: close"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode() + content


def problem(status: int, type: str = "urn:spectron:problem:x", **more: str) -> bytes:
    """An error as a Spectron server tells it."""
    return reply(status, {"type": type, "title": "T", "status": status, "detail": "d", "instance": "/", **more})


DROP = b""
CUT_OFF = b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n{"
HANG = None


class Flaky:
    """Answers request after request from a list, and keeps what was asked."""

    def __init__(self) -> None:
        """Nothing asked yet."""
        self.answers: list[bytes | None] = []
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.url = ""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Read one request, answer it, hang, or hang up."""
        first, *lines = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines) if name}
        await reader.readexactly(int(headers.get("content-length", 0)))
        self.asked.append((first.rpartition(" ")[0], headers))
        answer = self.answers.pop(0)
        if answer is HANG:
            await reader.read()  # until the client gives up
        else:
            writer.write(answer)
        writer.close()


@pytest.fixture
async def flaky() -> AsyncIterator[Flaky]:
    """A server that fails as it is told."""
    told = Flaky()
    server = await asyncio.start_server(told.serve, "127.0.0.1", 0)
    told.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    async with server:
        yield told


@pytest.fixture
def waited() -> list[float]:
    """The pauses that the client made, in seconds."""
    return []


@pytest.fixture
async def memory(request: pytest.FixtureRequest, flaky: Flaky, waited: list[float]) -> AsyncIterator[Spectron]:
    """A client of that server, which notes its pauses instead of making them; it waits long for one that answers."""
    told = getattr(request.node, "callspec", None)
    hangs = told is not None and told.params.get("failure", b"") is HANG

    async def sleep(seconds: float) -> None:
        waited.append(seconds)

    policy = Retries(sleep=sleep, chance=lambda: 1.0)
    async with Spectron("c", base_url=flaky.url, timeout=1 if hangs else 60, retries=policy) as client:
        yield client


@pytest.mark.parametrize(
    "failure",
    [
        reply(503, "<h1>down</h1>"),
        problem(503),
        problem(502),
        reply(504, ""),
        problem(429),
        problem(409, "urn:spectron:problem:in-flight"),
        DROP,
        CUT_OFF,
        HANG,
    ],
    ids=["503 html", "503", "502", "504", "429", "in flight", "drop", "cut off", "hang"],
)
async def test_what_may_pass_is_tried_again(
    flaky: Flaky, memory: Spectron, waited: list[float], failure: bytes | None
) -> None:
    """Two failures and a success are a success; the pauses double."""
    flaky.answers = [failure, failure, reply(200, HEALTH)]
    assert (await memory.health()).status == "ok"
    assert waited == [0.5, 1.0]
    assert len(flaky.asked) == 3


@pytest.mark.parametrize(
    ("failure", "kind"),
    [
        (problem(503), NotReadyError),
        (problem(502), ProviderError),
        (problem(429), RateLimitError),
        (reply(504, ""), ServerError),
        (DROP, ConnectionFailedError),
        (HANG, RequestTimeoutError),
        (problem(409, "urn:spectron:problem:in-flight"), ConflictError),
    ],
    ids=["503", "502", "429", "504", "drop", "hang", "in flight"],
)
async def test_what_does_not_pass_is_raised_in_the_end(
    flaky: Flaky, memory: Spectron, waited: list[float], failure: bytes | None, kind: type[SpectronError]
) -> None:
    """After the first try and three more the last error is raised."""
    flaky.answers = [failure] * 4
    with pytest.raises(kind):
        await memory.health()
    assert waited == [0.5, 1.0, 2.0]
    assert flaky.answers == []


@pytest.mark.parametrize(
    ("failure", "kind"),
    [(problem(404), NotFoundError), (problem(409), ConflictError), (problem(500), ServerError)],
    ids=["404", "409", "500"],
)
async def test_what_stays_wrong_is_raised_at_once(
    flaky: Flaky, memory: Spectron, waited: list[float], failure: bytes, kind: type[SpectronError]
) -> None:
    """An error that trying again would not change is raised after one try."""
    flaky.answers = [failure]
    with pytest.raises(kind):
        await memory.health()
    assert waited == []


async def test_write_keeps_its_key_over_its_tries(flaky: Flaky, memory: Spectron) -> None:
    """A POST is tried again under the Idempotency-Key of its first try; another POST has another."""
    flaky.answers = [DROP, problem(503), reply(201, SESSION), reply(201, SESSION)]
    await memory.sessions.create()
    await memory.sessions.create()
    keys = [headers["idempotency-key"] for _, headers in flaky.asked]
    assert keys[0] == keys[1] == keys[2] != keys[3]
    assert len(keys[0]) >= 32


async def test_key_of_the_caller_is_kept(flaky: Flaky, memory: Spectron) -> None:
    """A key that the caller names is the one that is sent, every time."""
    flaky.answers = [problem(502), reply(201, SESSION)]
    await memory.sessions.create(idempotency_key="mine")
    assert [headers["idempotency-key"] for _, headers in flaky.asked] == ["mine", "mine"]


async def test_reads_carry_no_key(flaky: Flaky, memory: Spectron) -> None:
    """A GET is safe to repeat without one."""
    flaky.answers = [reply(200, HEALTH)]
    await memory.health()
    assert "idempotency-key" not in flaky.asked[0][1]


async def test_close_of_a_session_is_tried_again(flaky: Flaky, memory: Spectron) -> None:
    """Closing twice is closing once, so a lost answer does no harm."""
    flaky.answers = [reply(200, SESSION), DROP, reply(204, "")]
    session = await memory.sessions.get("session:1")
    await session.close()
    assert session.status == "closed"
    assert [line for line, _ in flaky.asked[1:]] == ["DELETE /api/v1/c/sessions/session%3A1"] * 2


async def test_wait_that_the_server_asks_for_is_made(flaky: Flaky, memory: Spectron, waited: list[float]) -> None:
    """Retry-After goes before a shorter pause of our own."""
    flaky.answers = [reply(429, "", retry_after="7"), reply(503, "", retry_after="0"), reply(200, HEALTH)]
    await memory.health()
    assert waited == [7.0, 1.0]


async def test_wait_that_is_too_long_is_the_callers(flaky: Flaky, memory: Spectron, waited: list[float]) -> None:
    """A server that asks for an hour is not waited for; the error tells how long it asked for."""
    flaky.answers = [reply(429, "", retry_after="3600")]
    with pytest.raises(RateLimitError) as caught:
        await memory.health()
    assert (caught.value.retry_after, waited) == (3600.0, [])


async def test_no_retries_means_one_try(flaky: Flaky) -> None:
    """With `retries=0` the first failure is raised."""
    flaky.answers = [problem(503)]
    async with Spectron("c", base_url=flaky.url, retries=0) as memory:
        with pytest.raises(NotReadyError):
            await memory.health()


@pytest.mark.parametrize("answer", [reply(200, "<html>Log in</html>"), reply(200, {"status": "fine"}), reply(200, "")])
async def test_success_of_somebody_else_is_unexpected(flaky: Flaky, memory: Spectron, answer: bytes) -> None:
    """A page of a proxy that says 200 is not taken for an answer."""
    flaky.answers = [answer]
    with pytest.raises(UnexpectedAnswerError, match="GET /healthz"):
        await memory.health()


async def test_redirect_is_not_followed(flaky: Flaky, memory: Spectron) -> None:
    """A redirect, which would carry the key elsewhere, is an error."""
    flaky.answers = [reply(302, "", location="http://example.org/")]
    with pytest.raises(SpectronError, match="302"):
        await memory.health()


async def test_newer_server_can_be_read(flaky: Flaky, memory: Spectron) -> None:
    """Fields that this version does not know are kept and do no harm."""
    flaky.answers = [reply(200, {**HEALTH, "region": "eu"})]
    assert getattr(await memory.health(), "region", None) == "eu"


async def test_request_tells_who_asks(flaky: Flaky) -> None:
    """The key is sent as a bearer, and the SDK names itself and its version."""
    flaky.answers = [reply(200, HEALTH)]
    async with Spectron("c", base_url=flaky.url, api_key="spectron_k") as memory:
        await memory.health()
    headers = flaky.asked[0][1]
    assert headers["authorization"] == "Bearer spectron_k"
    assert headers["user-agent"].startswith("spectron-python/")


async def test_address_may_have_a_path(flaky: Flaky) -> None:
    """A server behind a path of a proxy is reached there."""
    flaky.answers = [reply(200, HEALTH)]
    async with Spectron("c", base_url=f"{flaky.url}/memory/") as memory:
        await memory.health()
    assert flaky.asked[0][0] == "GET /memory/healthz"


def test_pauses_are_random_and_bounded() -> None:
    """A pause is a random part of a bound that doubles up to the longest."""
    error = read_error(503, b"", {})
    assert Retries(chance=lambda: 0.0).pause(error, 1) == 0.0
    assert [Retries(most=9, chance=lambda: 1.0).pause(error, tried) for tried in (1, 2, 5, 6, 9)] == [0.5, 1, 8, 8, 8]
    assert Retries(most=2).pause(error, 3) is None
