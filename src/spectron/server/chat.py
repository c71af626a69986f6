"""A conversation that the memory drives itself: `POST /api/v1/{context_id}/sessions/{session_id}/chat`."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TypeAlias

from fastapi import APIRouter, Request, Response
from fastapi.responses import StreamingResponse

from spectron.domain.ids import SessionId
from spectron.domain.reply import Replied
from spectron.server import replied
from spectron.server.bodies import StrictRoute
from spectron.server.knowledge import check_length, problems
from spectron.server.requests import InContext, OnceOnly, check_query, memory_of
from spectron.server.streams import EVENTS, NO_STORE, Feed, wants_events, write_event, write_failure
from spectron.service.reply import Remark
from spectron.wire import chat as wire

_FAILED = {**problems(502)[502], "description": "A model failed; what was said is stored, its id is in the body"}

Item: TypeAlias = str | Replied

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
        exchange = Exchange(request, Feed(memory.stream_reply(access, heard)), held.pop_all())
    return await exchange.respond()


@dataclass(slots=True)
class Exchange:
    """A reply on its way to a reader.

    It is made at its own pace: a reader who is slow holds up neither the model nor the recording. One who goes away
    ends it while the reply is being made, so that no half reply is kept, and not any more once it is being recorded.
    """

    request: Request
    feed: Feed[Item]
    held: ExitStack

    async def respond(self) -> Response:
        """An error answer where the exchange fails soon; else the stream."""
        making = asyncio.create_task(self._make())
        first = await self.feed.next()
        if isinstance(first, Exception):
            raise first
        return StreamingResponse(self._events(first, making), 201, NO_STORE, media_type=EVENTS)

    async def _make(self) -> None:
        with self.held:
            await self.feed.fill()

    async def _events(self, item: Item | Exception | None, making: asyncio.Task[None]) -> AsyncIterator[str]:
        try:
            while True:
                yield self._event(item)
                if isinstance(item, Replied | Exception):
                    return
                item = await self.feed.next()
        finally:
            making.cancel()

    def _event(self, item: Item | Exception | None) -> str:
        if item is None:
            return ": still thinking\n\n"
        if isinstance(item, str):
            return write_event("token", wire.ReplyPiece(text=item))
        if isinstance(item, Replied):
            return write_event("done", replied.reply(item))
        return write_failure(self.request, item)
