"""An answer from an application in this process, read while it is still being made."""

import asyncio
from collections.abc import AsyncIterator, MutableMapping
from contextlib import suppress
from typing import Any

import httpx2
from fastapi import FastAPI

Message = MutableMapping[str, Any]


async def stream_from(application: FastAPI, request: httpx2.Request) -> httpx2.Response:
    """Hand a request to the application and return when the answer begins; who stops reading it ends its making."""
    sent: asyncio.Queue[Message | None] = asyncio.Queue()

    async def telling(scope: Any, receive: Any, send: Any) -> None:
        async def tell(message: Message) -> None:
            sent.put_nowait(message)
            await send(message)

        await application(scope, receive, tell)

    async def make() -> None:
        try:
            await httpx2.ASGITransport(telling, raise_app_exceptions=False).handle_async_request(request)
        finally:
            sent.put_nowait(None)

    making = asyncio.create_task(make())
    try:
        begun = await sent.get()
    except asyncio.CancelledError:
        making.cancel()
        raise
    if begun is None:
        return httpx2.Response(500)
    return httpx2.Response(begun["status"], headers=begun.get("headers", []), stream=_Body(sent, making))


class _Body(httpx2.AsyncByteStream):
    """What the application sends, as it sends it."""

    def __init__(self, sent: "asyncio.Queue[Message | None]", making: "asyncio.Task[None]") -> None:
        self._sent = sent
        self._making = making

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while (message := await self._sent.get()) is not None:
            yield message.get("body", b"")

    async def aclose(self) -> None:
        self._making.cancel()
        with suppress(asyncio.CancelledError):
            await self._making
