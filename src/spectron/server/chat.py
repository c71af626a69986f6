"""A conversation that the memory drives itself: `POST /api/v1/{context_id}/sessions/{session_id}/chat`."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import TypeAlias

from fastapi import APIRouter, Request, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel

from spectron.domain.ids import SessionId
from spectron.domain.reply import Replied
from spectron.server import replied
from spectron.server.bodies import StrictRoute
from spectron.server.knowledge import check_length, problems
from spectron.server.problems import explain_failure
from spectron.server.requests import InContext, OnceOnly, check_query, memory_of
from spectron.service.reply import Remark
from spectron.wire import chat as wire

EVENTS = "text/event-stream"
HEARTBEAT_SECONDS = 10.0
_FAILED = {**problems(502)[502], "description": "A model failed; what was said is stored, its id is in the body"}
NO_STORE = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}

Item: TypeAlias = str | Replied | Exception

router = APIRouter(prefix="/api/v1/{context_id}", tags=["chat"], route_class=StrictRoute)


@router.post(
    "/sessions/{session_id}/chat",
    status_code=201,
    response_model=wire.ChatReply,
    responses={
        201: {"content": {EVENTS: {"schema": {"type": "string"}}}},
        **problems(400, 401, 403, 404, 409, 413, 422),
        502: _FAILED,
    },
)
async def chat(
    request: Request, access: InContext, once: OnceOnly, session_id: str, body: wire.NewMessage
) -> wire.ChatReply | Response:
    """Record what is said, reply from memory, and answer with the reply and everything that both taught.

    With `Accept: text/event-stream` the reply comes in `token` events, and at last the whole answer in `done`; what
    goes wrong after the first of them is told in `error`.
    """
    check_query(request)
    check_length(body.content)
    heard = Remark(SessionId(session_id), body.content, body.at, once)
    memory = memory_of(request)
    if not wants_events(request):
        return replied.reply(await memory.reply(access, heard))
    with ExitStack() as held:
        if once:
            held.enter_context(request.app.state.flights.hold((access.context_id, once.key)))
        exchange = Exchange(request, memory.stream_reply(access, heard), held.pop_all())
    return await exchange.respond()


def wants_events(request: Request) -> bool:
    """Whether a caller accepts a stream, and accepts it before JSON."""
    kinds = [one.partition(";")[0].strip().lower() for one in request.headers.get("accept", "").split(",")]
    before = kinds[: kinds.index("application/json")] if "application/json" in kinds else kinds
    return EVENTS in before


@dataclass(slots=True)
class Exchange:
    """A reply on its way to a reader.

    It is made at its own pace: a reader who is slow holds up neither the model nor the recording. One who goes away
    ends it while the reply is being made, so that no half reply is kept, and not any more once it is being recorded.
    """

    request: Request
    walk: AsyncIterator[str | Replied]
    held: ExitStack
    items: asyncio.Queue[Item] = field(default_factory=asyncio.Queue)  # at most one reply long

    async def respond(self) -> Response:
        """An error answer where the exchange fails soon; else the stream."""
        making = asyncio.create_task(self._make())
        first = await self._next()
        if isinstance(first, Exception):
            raise first
        return StreamingResponse(self._events(first, making), 201, NO_STORE, media_type=EVENTS)

    async def _make(self) -> None:
        with self.held:
            try:
                async for item in self.walk:
                    self.items.put_nowait(item)
            except Exception as error:  # noqa: BLE001 - handed to the reader, whose answer tells it
                self.items.put_nowait(error)

    async def _next(self) -> Item | None:
        """What comes next, None where nothing comes for a while."""
        try:
            async with asyncio.timeout(HEARTBEAT_SECONDS):
                return await self.items.get()
        except TimeoutError:
            return None

    async def _events(self, item: Item | None, making: asyncio.Task[None]) -> AsyncIterator[str]:
        try:
            while True:
                yield self._event(item)
                if isinstance(item, Replied | Exception):
                    return
                item = await self._next()
        finally:
            making.cancel()

    def _event(self, item: Item | None) -> str:
        if item is None:
            return ": still thinking\n\n"
        if isinstance(item, str):
            return write_event("token", wire.ReplyPiece(text=item))
        if isinstance(item, Replied):
            return write_event("done", replied.reply(item))
        return f"event: error\ndata: {bytes(explain_failure(self.request, item).body).decode()}\n\n"


def write_event(name: str, shown: BaseModel) -> str:
    """One event of a stream."""
    return f"event: {name}\ndata: {shown.model_dump_json(by_alias=True)}\n\n"
