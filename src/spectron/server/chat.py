"""A conversation that the memory drives itself: `POST /api/v1/{context_id}/sessions/{session_id}/chat`."""

from contextlib import ExitStack
from typing import TypeAlias

from fastapi import APIRouter, Request, Response

from spectron.domain.ids import SessionId
from spectron.domain.reply import Replied
from spectron.server import replied
from spectron.server.bodies import StrictRoute
from spectron.server.knowledge import check_length, problems
from spectron.server.requests import InContext, OnceOnly, check_query, memory_of
from spectron.server.streams import EVENTS, Feed, Telling, wants_events, write_event
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
        # a reader who goes away ends a reply that is being made, so that no half one is kept; one that is being
        # recorded goes on
        feed = Feed(memory.stream_reply(access, heard))
        exchange = Telling(request, feed, _show, Replied, "still thinking", held.pop_all())
    return await exchange.respond(201)


def _show(item: Item) -> str:
    if isinstance(item, str):
        return write_event("token", wire.ReplyPiece(text=item))
    return write_event("done", replied.reply(item))
