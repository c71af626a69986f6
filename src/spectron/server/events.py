"""What happens in a context, as it happens: `GET /api/v1/{context_id}/events`."""

import asyncio
import json
import logging
from collections.abc import Collection, Iterable
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import StreamingResponse
from starlette.types import Receive, Send
from starlette.types import Scope as Connected

from spectron.domain.errors import BadValue
from spectron.domain.events import Event, EventKind
from spectron.domain.scope import SPEAKER_DIMENSION, Scope
from spectron.server.bodies import StrictRoute
from spectron.server.chats.questions import USER
from spectron.server.knowledge import parameters, problems
from spectron.server.requests import SCOPE_DOC, InContext, memory_of, read_scope, read_user
from spectron.server.streams import EVENTS, NO_STORE
from spectron.service.events import Listening, want

_log = logging.getLogger(__name__)

HEARTBEAT_SECONDS = 15.0
PATIENCE_SECONDS = 20.0
RETRY_MILLISECONDS = 1_000
LONGEST_NUMBER = 15
_TYPES: dict[str, Any] = {
    "name": "types",
    "in": "query",
    "required": False,
    "style": "form",
    "explode": False,
    "description": "Which events; all that the key may hear where none are named.",
    "schema": {"type": "array", "minItems": 1, "items": {"type": "string", "enum": [kind.value for kind in EventKind]}},
}
_LAST = {"type": "integer", "minimum": 0, "maximum": 10**LONGEST_NUMBER - 1}
_SINCE = {"required": False, "description": "The id of the last event that was heard: what came behind it is sent."}

router = APIRouter(prefix="/api/v1/{context_id}", tags=["events"], route_class=StrictRoute)


@router.get(
    "/events",
    response_class=StreamingResponse,
    responses={200: {"content": {EVENTS: {"schema": {"type": "string"}}}}, **problems(400, 401, 403, 404)},
    openapi_extra=parameters(
        _TYPES,
        SCOPE_DOC,
        USER,
        {"name": "last_event_id", "in": "query", "schema": _LAST, **_SINCE},
        {"name": "Last-Event-ID", "in": "header", "schema": _LAST, **_SINCE},
    ),
)
async def listen(request: Request, access: InContext) -> Response:
    """Listen to what happens, in `text/event-stream`: ids alone, each event once, in the order of the commits.

    The first event is `ready`; its id is the number behind which the others begin. A stream that breaks off is gone on
    with from the id of the last event that came. Where the log does not reach back that far any more, `events.lost`
    comes before everything else.
    """
    scope = _read_whose(request)
    wanted = want(access, scope, _read_kinds(request))
    return EventStream(await memory_of(request).broadcast.listen(wanted, _read_last(request)))


class EventStream(StreamingResponse):
    """Events as they happen, until the reader leaves, stops reading, or may hear no more."""

    def __init__(self, listening: Listening) -> None:
        """Keep whom to ask for events; nothing is read yet."""
        super().__init__((), 200, NO_STORE, media_type=EVENTS)
        self._listening = listening

    async def __call__(self, _scope: Connected, receive: Receive, send: Send) -> None:
        """Send what happens; a reader who takes nothing for `PATIENCE_SECONDS` is left."""
        watching = asyncio.create_task(self._watch(receive))
        try:
            await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
            text: str | None = _begin(self._listening)
            while text is not None:
                await _send(send, text)
                text = await self._next()
            await _send(send, "", more=False)
        except TimeoutError:
            _log.info("a stream of events was left: nobody read it for %.0f s", PATIENCE_SECONDS)
        finally:
            watching.cancel()
            self._listening.close()

    async def _watch(self, receive: Receive) -> None:
        """End with the connection."""
        while (await receive())["type"] != "http.disconnect":
            pass
        self._listening.close()

    async def _next(self) -> str | None:
        found = await self._listening.next(HEARTBEAT_SECONDS)
        if found is None:
            return None
        return _write_all(found) or f": nothing new\nid: {self._listening.at}\n\n"


async def _send(send: Send, text: str, more: bool = True) -> None:
    async with asyncio.timeout(PATIENCE_SECONDS):
        await send({"type": "http.response.body", "body": text.encode(), "more_body": more})


def _begin(one: Listening) -> str:
    """What was lost, if anything, and behind which number the events begin."""
    lost = "" if one.lost is None else _write("events.lost", {"since": one.asked, "first": one.lost})
    ready = _write("ready", {"since": one.since, "last": one.last}, one.since)
    return f"retry: {RETRY_MILLISECONDS}\n\n{lost}{ready}"


def _write_all(events: Iterable[Event]) -> str:
    return "".join(_write(one.kind.value, one.detail, one.seq) for one in events)


def _write(name: str, data: Any, number: int | None = None) -> str:
    told = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return ("" if number is None else f"id: {number}\n") + f"event: {name}\ndata: {told}\n\n"


def _read_whose(request: Request) -> Scope:
    """The scope of a query, with the user that it names in a parameter of their own."""
    scope = read_scope(request, "types", "user_id", "last_event_id")
    named = read_user(request)
    if named is None:
        return scope
    if scope.get(SPEAKER_DIMENSION) not in (None, named):
        raise BadValue.at("user_id", "names another user than scope[user]")
    return Scope.of(scope.as_dict() | {SPEAKER_DIMENSION: named}, "user_id")


def _read_kinds(request: Request) -> Collection[EventKind] | None:
    """The kinds of events that a query names, None for all; raises BadValue for one that there is not."""
    text = request.query_params.get("types")
    if text is None:
        return None
    known = {kind.value: kind for kind in EventKind}
    names = [name.strip() for name in text.split(",")]
    if any(name not in known for name in names):
        raise BadValue.at("types", f"expected some of {', '.join(known)}, with commas between them")
    return {known[name] for name in names}


def _read_last(request: Request) -> int | None:
    """The id that a caller heard last; the header counts, because a browser sends it when it connects again."""
    for name, text in (
        ("Last-Event-ID", request.headers.get("last-event-id")),
        ("last_event_id", request.query_params.get("last_event_id")),
    ):
        if text is not None and text != "":
            if not (text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER):
                raise BadValue.at(name, "expected the id of an event, which is a whole number")
            return int(text)
    return None
