"""Asking a provider over HTTP: connections, time limits, bounded answers; every failure in our own tree of errors."""

import asyncio
import json
import os
from collections.abc import AsyncGenerator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from types import TracebackType
from typing import Any

import httpx2
from pydantic import SecretStr

from spectron.domain.errors import ProviderBusy, ProviderFailed
from spectron.domain.temporal import Clock, utc_now
from spectron.providers.events import Event, EventReader
from spectron.providers.failures import Asked, read_failure

MOST_BYTES = 16 * 2**20
MOST_EVENT = 2 * 2**20
MOST_ERROR = 64 * 2**10
CONNECT_SECONDS = 10.0
_AGENT = "spectron"
_NEAR = frozenset({"localhost", "::1"})


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a provider answers and what goes with every request; `headers` hold the key and are never shown.

    `timeout` is for how many seconds it may be silent; `key_variable` names the variable of the environment that the
    key is from.
    """

    base_url: str
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    key: SecretStr | None = None
    key_variable: str = ""
    timeout: float = 60.0


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer that has begun and is to be read, once: whole or by its events. Leave it as a context manager."""

    asked: Asked
    timeout: float
    response: httpx2.Response

    async def __aenter__(self) -> "Reply":
        """Nothing yet to do."""
        return self

    async def __aexit__(self, _kind: type | None, _error: BaseException | None, _at: TracebackType | None) -> None:
        """Let go of the connection."""
        await self.response.aclose()

    @property
    def streams(self) -> bool:
        """Whether it comes as events."""
        return "event-stream" in self.response.headers.get("content-type", "")

    async def read(self) -> Any:
        """All of it as JSON; raises ProviderBusy where it broke off, ProviderFailed where it is something else."""
        with _telling(self.asked, self.timeout):
            body = await _read_bounded(self.response, MOST_BYTES)
        if body is None:
            raise ProviderFailed(f"{self.asked.name}: its answer is longer than {MOST_BYTES} bytes")
        return parse_body(self.asked, body)

    async def events(self) -> AsyncGenerator[Event, None]:
        """Its events as they come; raises ProviderBusy where the connection breaks."""
        reader, seen = EventReader(), 0
        with _telling(self.asked, self.timeout):
            async for data in self.response.aiter_bytes():
                seen += len(data)
                for event in reader.feed(data):
                    yield event
                if seen > MOST_BYTES or reader.waiting > MOST_EVENT:
                    raise ProviderFailed(f"{self.asked.name}: its answer is longer than {MOST_BYTES} bytes")
        for event in reader.finish():
            yield event


class Connections:
    """The connections to one provider; they belong to the event loop and the process that opened them."""

    def __init__(self, endpoint: Endpoint, clock: Clock = utc_now) -> None:
        """Keep where to connect to; nothing is opened yet."""
        self.endpoint = endpoint
        self._clock = clock
        self._opened: dict[tuple[int, asyncio.AbstractEventLoop], httpx2.AsyncClient] = {}

    async def post(self, model: str, path: str, body: Mapping[str, Any]) -> Reply:
        """Send a request; returns an answer of success, of which nothing is read yet, and raises for all others."""
        endpoint = self.endpoint
        asked, client = Asked(model, endpoint.key_variable), self._client()
        request = client.build_request("POST", endpoint.base_url.rstrip("/") + path, json=body)
        with _telling(asked, endpoint.timeout):
            response = await client.send(request, stream=True)
        reply = Reply(asked, endpoint.timeout, response)
        if response.is_success:
            return reply
        async with reply:
            with _telling(asked, endpoint.timeout):
                told = await _read_bounded(response, MOST_ERROR) or b""
        raise read_failure(asked, response.status_code, response.headers, self._scrub(told), self._now())

    async def close(self) -> None:
        """Let go of the connections of this event loop, and forget those of loops that are gone."""
        client = self._opened.pop(self._home(), None)
        self._opened.clear()
        if client is not None:
            await client.aclose()

    def _client(self) -> httpx2.AsyncClient:
        home = self._home()
        if home not in self._opened:
            self._opened = {one: client for one, client in self._opened.items() if not one[1].is_closed()}
            self._opened[home] = _connect(self.endpoint)
        return self._opened[home]

    def _home(self) -> tuple[int, asyncio.AbstractEventLoop]:
        return os.getpid(), asyncio.get_running_loop()

    def _now(self) -> datetime:
        return self._clock()

    def _scrub(self, told: bytes) -> bytes:
        """Without the key, which some providers repeat."""
        key = self.endpoint.key.get_secret_value().encode() if self.endpoint.key else b""
        return told.replace(key, "…".encode()) if key else told


def parse_body(asked: Asked, body: bytes) -> Any:
    """A body as JSON; half a body is a failure that passes, a page of HTML is none."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as error:
        start = body.lstrip()[:1]
        if start in (b"{", b"[", b""):
            what = "broke off" if start else "was empty"
            raise ProviderBusy(f"{asked.name}: its answer {what}") from error
        raise ProviderFailed(
            f"{asked.name}: it answered with a page instead of JSON; is the base address right, and no proxy between?"
        ) from error


def _connect(endpoint: Endpoint) -> httpx2.AsyncClient:
    host = httpx2.URL(endpoint.base_url).host
    near = host in _NEAR or host.startswith("127.")
    return httpx2.AsyncClient(
        headers={"User-Agent": _AGENT, **endpoint.headers},
        timeout=httpx2.Timeout(endpoint.timeout, connect=min(CONNECT_SECONDS, endpoint.timeout)),
        follow_redirects=False,  # a key goes where it was meant to go
        trust_env=not near,  # a proxy of the environment leads out of this machine
    )


async def _read_bounded(response: httpx2.Response, most: int) -> bytes | None:
    """The body; None where it is longer."""
    parts, size = [], 0
    async for data in response.aiter_bytes():
        parts.append(data)
        size += len(data)
        if size > most:
            return None
    return b"".join(parts)


@contextmanager
def _telling(asked: Asked, timeout: float) -> Iterator[None]:
    """Turns what a connection can do into ProviderBusy; the words of the library name addresses, and stay within."""
    try:
        yield
    except httpx2.ConnectTimeout as error:
        raise ProviderBusy(f"{asked.name}: no connection in time") from error
    except httpx2.TimeoutException as error:
        raise ProviderBusy(f"{asked.name}: it was silent for {timeout:g} seconds") from error
    except httpx2.ConnectError as error:
        raise ProviderBusy(
            f"{asked.name}: it cannot be reached; is the base address right?", said=str(error)
        ) from error
    except httpx2.RequestError as error:
        raise ProviderBusy(f"{asked.name}: the connection broke ({type(error).__name__})") from error
