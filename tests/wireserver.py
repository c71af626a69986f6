"""A server on this machine that answers as OpenAI, Anthropic and Gemini do on the wire, by rules.

    with run_wire(Play("Hello there.")) as wire:
        ...  # base addresses: wire.openai, wire.anthropic, wire.gemini; what was asked stands in wire.asked

A test that wants a provider to misbehave says so in the rule: a status, a page of HTML, half a body, silence, a stream
that breaks off. Rules are tried in order, and the first that fits the words of the last message answers.
"""

import asyncio
import json
import re
import socket
import threading
from collections.abc import Awaitable, Callable, Iterator, MutableMapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import uvicorn
from wireformats import AnthropicFormat, Asked, GeminiFormat, OpenAIFormat, Play, tokens

Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Format = OpenAIFormat | AnthropicFormat | GeminiFormat

__all__ = ["Asked", "Play", "Wire", "run_wire", "tokens"]


class Broken(Exception):
    """Raised to make the server drop a connection in the middle of an answer."""


@dataclass(slots=True)
class Wire:
    """A running server: its address, its rules, and everything it was asked; rules may be changed while it runs."""

    url: str
    plays: list[Play]
    asked: list[Asked] = field(default_factory=list)
    used: dict[int, int] = field(default_factory=dict)
    left: threading.Event = field(default_factory=threading.Event)

    @property
    def openai(self) -> str:
        """The base address of the server in OpenAI's format."""
        return f"{self.url}/v1"

    @property
    def anthropic(self) -> str:
        """The base address of the server in Anthropic's format."""
        return f"{self.url}/anthropic/v1"

    @property
    def gemini(self) -> str:
        """The base address of the server in Gemini's format."""
        return f"{self.url}/v1beta"

    def play(self, *plays: Play) -> None:
        """Forget what was asked, and answer by these rules from now on."""
        self.plays = list(plays)
        self.asked.clear()
        self.used.clear()
        self.left.clear()

    def choose(self, about: str) -> Play:
        """The first rule that fits."""
        for place, play in enumerate(self.plays):
            used = self.used.get(place, 0)
            if re.search(play.when, about) and (play.times is None or used < play.times):
                self.used[place] = used + 1
                return play
        return Play(status=418, message="no rule fits this")

    async def __call__(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        """Answer one request."""
        assert scope["type"] == "http"
        asked = Asked(
            scope["path"] + (f"?{scope['query_string'].decode()}" if scope["query_string"] else ""),
            {name.decode(): value.decode() for name, value in scope["headers"]},
            json.loads(await _read(receive) or b"{}"),
        )
        self.asked.append(asked)
        play = self.choose(asked.about)
        told = _find_format(asked.path)
        await asyncio.sleep(play.seconds)
        declined = next((name for name in sorted(play.declines) if name in {told.demand(asked), *asked.body}), None)
        if play.raw is not None:
            await _send(send, play.status, play.raw, play.content_type, play.headers)
        elif declined:
            body = told.error(400, f"{declined} is not supported with this model", "unsupported_parameter")
            await _send(send, 400, json.dumps(body).encode())
        elif play.status != 200:
            body = told.error(play.status, play.message, play.code)
            await _send(send, play.status, json.dumps(body).encode(), headers=play.headers)
        elif asked.streaming and play.streams:
            await self._stream(told, asked, play, receive, send)
        else:
            await _send(send, 200, json.dumps(told.whole(asked, play, play.text)).encode())

    async def _stream(self, told: Format, asked: Asked, play: Play, receive: Receive, send: Send) -> None:
        await _begin(send, 200, "text/event-stream; charset=utf-8", play.headers)
        for place, event in enumerate(told.events(asked, play, play.text)):
            if place == play.breaks:
                raise Broken
            if place == play.fails:
                error = json.dumps(told.error(529, "Overloaded", ""))
                await _piece(send, f"event: error\ndata: {error}\n\n".encode())
            if place in (play.fails, play.ends):
                break
            if place == play.sticks:
                while (await receive())["type"] != "http.disconnect":
                    pass
                self.left.set()
                return
            await _piece(send, event)
        await send({"type": "http.response.body", "body": b"", "more_body": False})


@contextmanager
def run_wire(*plays: Play) -> Iterator[Wire]:
    """Answer by these rules until the block ends."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP) as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(128)
        wire = Wire(f"http://127.0.0.1:{listener.getsockname()[1]}", list(plays))
        config = uvicorn.Config(wire, log_config=None, ws="none", lifespan="off", timeout_graceful_shutdown=1)
        server, loop = uvicorn.Server(config), asyncio.new_event_loop()
        thread = threading.Thread(target=loop.run_until_complete, args=(server.serve(sockets=[listener]),))
        thread.start()
        try:
            yield wire
        finally:
            server.should_exit = True
            thread.join(60)
            loop.close()


def _find_format(path: str) -> Format:
    if "/messages" in path:
        return AnthropicFormat()
    return GeminiFormat() if ":" in path else OpenAIFormat()


async def _read(receive: Receive) -> bytes:
    body = b""
    while True:
        message = await receive()
        body += message.get("body", b"")
        if not message.get("more_body"):
            return body


async def _begin(send: Send, status: int, content_type: str, headers: Any) -> None:
    told = {"content-type": content_type, **headers}
    named = [(name.lower().encode(), value.encode()) for name, value in told.items()]
    await send({"type": "http.response.start", "status": status, "headers": named})


async def _send(
    send: Send, status: int, body: bytes, content_type: str = "application/json", headers: Any = ()
) -> None:
    await _begin(send, status, content_type, dict(headers))
    await send({"type": "http.response.body", "body": body})


async def _piece(send: Send, data: bytes) -> None:
    await send({"type": "http.response.body", "body": data, "more_body": True})
