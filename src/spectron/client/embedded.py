"""A server inside the caller's own process, over one file: the same answers, errors and checks, and no socket."""

import asyncio
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

import httpx2
from fastapi import FastAPI

from spectron.client.errors import read_error
from spectron.client.inside import stream_from
from spectron.client.transport import EVENTS
from spectron.compose import build_memory
from spectron.domain.errors import SpectronError
from spectron.server.app import create_app
from spectron.server.problems import answer
from spectron.service.memory import Memory
from spectron.settings import load_settings


@dataclass(frozen=True, slots=True)
class _Opened:
    """An open memory, the application over it, and a secret that opens it and lives in this process alone."""

    memory: Memory
    application: FastAPI
    secret: str


class Embedded(httpx2.AsyncBaseTransport):
    """Answers requests from a file, which the first of them opens."""

    def __init__(self, path: Path) -> None:
        """Name the file; nothing is opened yet."""
        if str(path) == ":memory:":
            raise ValueError("a memory lives in a file: give a path, if need be in a temporary directory")
        self._path = path.expanduser()
        self._opened: _Opened | None = None
        self._opening = asyncio.Lock()
        self._begun: asyncio.Task[_Opened] | None = None
        self._process = os.getpid()
        self._loop: asyncio.AbstractEventLoop | None = None

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Answer one request; one that brings no key may do everything."""
        opened = await self._open()
        request.headers.setdefault("Authorization", f"Bearer {opened.secret}")
        if request.headers.get("Accept") == EVENTS:
            return await stream_from(opened.application, request)
        return await httpx2.ASGITransport(opened.application, raise_app_exceptions=False).handle_async_request(request)

    async def aclose(self) -> None:
        """Close the file, where it was this process that opened it."""
        opened, self._opened = self._opened, None
        begun, self._begun = self._begun, None
        if begun is not None and self._loop is asyncio.get_running_loop():
            await asyncio.wait([begun])
            opened = None if begun.exception() else begun.result()
        if opened is not None and self._process == os.getpid():
            await opened.memory.close()

    async def _open(self) -> _Opened:
        if self._process != os.getpid():  # a fork carries over neither threads nor a safe use of the file
            self._opened, self._begun, self._loop, self._process = None, None, None, os.getpid()
        if self._loop is not (loop := asyncio.get_running_loop()):  # a lock serves one loop alone
            self._opening, self._begun, self._loop = asyncio.Lock(), None, loop
        async with self._opening:
            self._opened = self._opened or await self._begin()
            await self._opened.memory.queue.follow()
            self._opened.memory.ingest.indexing.follow()
            return self._opened

    async def _begin(self) -> _Opened:
        """Open the file; whoever gives up waiting leaves that to the next, for a file is not opened half."""
        begun = self._begun = self._begun or asyncio.create_task(_open(self._path))
        try:
            return await asyncio.shield(begun)
        finally:
            if begun.done():
                self._begun = None


async def _open(path: Path) -> _Opened:
    """Open a file as `spectron serve` would; what stands in the way is told as the server tells it."""
    secret = secrets.token_urlsafe(32)
    try:
        memory = build_memory(load_settings(database=path, host="127.0.0.1"), own_secret=secret)
        await memory.open()
    except SpectronError as error:
        told = answer(error, str(path))
        refusal = read_error(told.status_code, bytes(told.body), told.headers)
        refusal.passing = False
        raise refusal from error
    return _Opened(memory, create_app(memory), secret)
