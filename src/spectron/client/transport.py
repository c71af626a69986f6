"""Sending a request until it is answered: connections, retries, and answers read into types."""

import asyncio
import os
import random
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from itertools import count
from typing import Any, TypeVar
from uuid import uuid4

import httpx2
from pydantic import BaseModel
from pydantic import ValidationError as ShapeError

from spectron.client.errors import (
    ClientClosedError,
    ConnectionFailedError,
    RequestTimeoutError,
    SpectronError,
    UnexpectedAnswerError,
    read_error,
)

EVENTS = "text/event-stream"
M = TypeVar("M", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Retries:
    """How often to try again, and how long to wait: a random part of a bound that doubles with every try.

    Times are in seconds. A server that asks for a wait is obeyed, unless it asks for more than `patience`.
    """

    most: int = 3
    first: float = 0.5
    longest: float = 8.0
    patience: float = 60.0
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    chance: Callable[[], float] = random.random

    def pause(self, error: SpectronError, tried: int) -> float | None:
        """How long to wait before the next try, after `tried` tries; None to give up."""
        if not error.passing or tried > self.most:
            return None
        asked = error.retry_after or 0.0
        jitter = self.chance() * min(self.longest, self.first * 2 ** (tried - 1))
        return max(asked, jitter) if asked <= self.patience else None


class Transport:
    """Sends requests; connects with the first one, and afresh in another event loop or after a fork."""

    def __init__(self, connect: Callable[[], httpx2.AsyncClient], retries: Retries) -> None:
        """Keep how to connect and how to try again; nothing is opened yet."""
        self._connect = connect
        self._retries = retries
        self._http: httpx2.AsyncClient | None = None
        self._home: tuple[int, asyncio.AbstractEventLoop] | None = None
        self._closed = False

    async def get(self, shape: type[M], path: str, params: Mapping[str, Any] | None = None) -> M:
        """Read an answer of the given shape."""
        return _read(shape, await self.send("GET", path, params=params))

    async def post(
        self, shape: type[M], path: str, body: Any, key: str | None = None, patience: float | None = None
    ) -> M:
        """Write under an Idempotency-Key, which is made here where none is given, and read the answer.

        `patience` is how many seconds it may take, if not as long as everything else.
        """
        waiting: dict[str, Any] = {} if patience is None else {"timeout": patience}
        headers = {"Idempotency-Key": key or uuid4().hex}
        return _read(shape, await self.send("POST", path, json=body, headers=headers, **waiting))

    async def stream(self, path: str, body: Any, key: str, patience: float) -> httpx2.Response:
        """Write under an Idempotency-Key, and return when an answer in events begins; `patience` is for each wait."""
        headers = {"Idempotency-Key": key, "Accept": EVENTS}
        return await self.send("POST", path, json=body, headers=headers, timeout=patience, streamed=True)

    async def put(self, shape: type[M], path: str, body: Any, params: Mapping[str, Any] | None = None) -> M:
        """Replace, and read the answer."""
        return _read(shape, await self.send("PUT", path, json=body, params=params))

    async def patch(self, shape: type[M], path: str, body: Any) -> M:
        """Change what is given, and read the answer."""
        return _read(shape, await self.send("PATCH", path, json=body))

    async def remove(self, shape: type[M], path: str) -> M:
        """Remove, and read what that did; tried again, it tells what the first try did."""
        return _read(shape, await self.send("DELETE", path, headers={"Idempotency-Key": uuid4().hex}))

    async def delete(self, path: str, params: Mapping[str, Any] | None = None) -> None:
        """Remove or close."""
        await self.send("DELETE", path, params=params)

    async def send(self, method: str, path: str, *, streamed: bool = False, **parts: Any) -> httpx2.Response:
        """Send a request that is safe to repeat, and repeat it while what went wrong may pass.

        Of a `streamed` answer nothing is read yet; whoever gets it closes it.
        """
        for tried in count(1):
            try:
                return await self._once(method, path, parts, streamed)
            except SpectronError as error:
                await self.pause(error, tried)
        raise AssertionError("unreachable")

    async def pause(self, error: SpectronError, tried: int, patient: bool = False) -> None:
        """Wait before the next try, after `tried` tries; raises the error where there is none.

        Who is `patient` tries again for as long as the error may pass.
        """
        pause = self._retries.pause(error, tried)
        if pause is None and patient and error.passing:
            pause = self._retries.longest
        if pause is None:
            raise error
        await self._retries.sleep(pause)

    async def close(self) -> None:
        """Let go of the connections; closing twice is harmless."""
        connected = None if self._closed or self._http is None else self._client()
        self._closed = True
        if connected is not None:
            await connected.aclose()

    async def _once(self, method: str, path: str, parts: Mapping[str, Any], streamed: bool) -> httpx2.Response:
        try:
            client = self._client()
            response = await client.send(client.build_request(method, path, **parts), stream=streamed)
            if not response.is_success:
                await response.aread()
        except httpx2.TimeoutException as error:
            raise RequestTimeoutError(f"{method} {path}: no answer in time ({type(error).__name__})") from error
        except httpx2.RequestError as error:
            raise ConnectionFailedError(f"{method} {path}: {error or type(error).__name__}") from error
        if response.is_success:
            return response
        raise read_error(response.status_code, response.content, response.headers)

    def _client(self) -> httpx2.AsyncClient:
        """Connections belong to the event loop and the process that opened them; elsewhere we begin again."""
        if self._closed:
            raise ClientClosedError("this client is closed: make a new one")
        home = (os.getpid(), asyncio.get_running_loop())
        if self._http is None or self._home != home:
            self._http, self._home = self._connect(), home
        return self._http


def _read(shape: type[M], response: httpx2.Response) -> M:
    try:
        return shape.model_validate_json(response.content)
    except ShapeError as error:
        asked = f"{response.request.method} {response.request.url.path}"
        raise UnexpectedAnswerError(f"{asked}: the answer is not a {shape.__name__}; {error}") from error
