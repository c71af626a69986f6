"""Pure ASGI layers around the application: the size of a body, and what is counted and timed."""

import re
import time

from prometheus_client import CollectorRegistry, Counter, Histogram
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from spectron.domain.errors import TooLarge
from spectron.server.problems import answer

MOST_BYTES = 1_048_576
MOST_BYTES_OF_TRANSCRIPT = 16 * MOST_BYTES
MOST_DOCUMENT_BYTES = 8 * MOST_BYTES  # a mebibyte of text as JSON, whose escapes take up to six bytes for one
BODILESS = frozenset({"GET", "HEAD", "DELETE"})
_DOCUMENT = re.compile(r"/api/v1/[^/]+/knowledge")
_TRANSCRIPT = re.compile(r"/api/v1/agents/[^/]+/(?:process|sessions/end)")
_ENDLESS = re.compile(r"/api/v1/[^/]+/events")
_STREAMED = re.compile(r"/api/v1/[^/]+/(?:chats/)?import")


class BodyLimit:
    """Refuses a body over `MOST_BYTES` with 413, announced or not.

    Documents and transcripts have limits of their own, and so does an import, which is a stream.
    """

    def __init__(self, app: ASGIApp) -> None:
        """Wrap an application."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Read the body within the limit, then hand the request on."""
        if scope["type"] != "http" or scope["method"] in BODILESS or _STREAMED.fullmatch(scope["path"]):
            await self._app(scope, receive, send)
            return
        body, more = bytearray(), True
        most = _most_bytes(scope["path"])
        while more and len(body) <= most:
            message = await receive()
            if message["type"] == "http.disconnect":
                return
            body += message.get("body", b"")
            more = message.get("more_body", False)
        if len(body) > most:
            error = TooLarge(f"a request has at most {most} bytes")
            await answer(error, scope["path"])(scope, receive, send)
            return
        await self._app(scope, _replay(bytes(body), receive), send)


def has_no_end(path: str) -> bool:
    """Whether the answer to a request to this address goes on until its reader leaves."""
    return _ENDLESS.fullmatch(path) is not None


def _most_bytes(path: str) -> int:
    """How many bytes the body of a request to this address may have."""
    if _TRANSCRIPT.fullmatch(path):
        return MOST_BYTES_OF_TRANSCRIPT
    return MOST_DOCUMENT_BYTES if _DOCUMENT.fullmatch(path) else MOST_BYTES


def _replay(body: bytes, receive: Receive) -> Receive:
    """A `receive` that gives the body once, then what really comes."""
    given = False

    async def once() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return once


class Measures:
    """What `/metrics` shows of the requests: how many, how long, by route and status."""

    def __init__(self) -> None:
        """Begin at zero."""
        self.registry = CollectorRegistry()
        labels = ("method", "route", "status")
        self.requests = Counter("spectron_requests_total", "Requests answered", labels, registry=self.registry)
        self.seconds = Histogram(
            "spectron_request_seconds", "Seconds from request to answer", ("method", "route"), registry=self.registry
        )


class Meter:
    """Counts and times requests by the template of their route, never by what a caller put into it.

    A stream of events, which goes on until its reader leaves, is counted when it begins.
    """

    def __init__(self, app: ASGIApp, measures: Measures) -> None:
        """Wrap an application."""
        self._app = app
        self._measures = measures

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand the request on and note how it went."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        status, began, noted = "500", time.perf_counter(), False

        def note() -> None:
            nonlocal noted
            route = getattr(scope.get("route"), "path", "none")
            method = scope["method"] if scope["method"] in _METHODS else "other"
            self._measures.requests.labels(method, route, status).inc()
            self._measures.seconds.labels(method, route).observe(time.perf_counter() - began)
            noted = True

        async def noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = str(message["status"])
                if has_no_end(scope["path"]):
                    note()
            await send(message)

        try:
            await self._app(scope, receive, noting)
        finally:
            if not noted:
                note()


_METHODS = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"})
