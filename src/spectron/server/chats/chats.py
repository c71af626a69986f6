"""Chats: `/api/v1/{context_id}/chats`."""

from fastapi import APIRouter, Request

from spectron.domain.chats import Chat
from spectron.server.bodies import StrictRoute
from spectron.server.chats.questions import CHARACTER, USER, read_whose
from spectron.server.knowledge import parameters, problems
from spectron.server.requests import InContext, OnceOnly, check_query, memory_of, page_docs, read_page
from spectron.service.chats.chats import NewChat
from spectron.service.chats.whose import read_reach
from spectron.wire import chats as wire
from spectron.wire.chats import MOST_CHATS, USUAL_CHATS

router = APIRouter(prefix="/api/v1/{context_id}", tags=["chats"], route_class=StrictRoute)


@router.post("/chats", status_code=201, responses=problems(400, 401, 403, 404, 409, 413, 422))
async def create_chat(request: Request, access: InContext, once: OnceOnly, body: wire.NewChat) -> wire.ChatInfo:
    """Begin a chat."""
    check_query(request)
    new = NewChat(read_reach(access, body.user_id, body.character_id), body.name, body.metadata)
    return present(await memory_of(request).chats.create(access, new, once))


@router.get(
    "/chats",
    responses=problems(400, 401, 403, 404),
    openapi_extra=parameters(CHARACTER, USER, *page_docs(USUAL_CHATS, MOST_CHATS)),
)
async def list_chats(request: Request, access: InContext) -> wire.ChatList:
    """Chats, newest first."""
    check_query(request, "character_id", "user_id", "limit", "offset")
    page, within = read_page(request, USUAL_CHATS, MOST_CHATS), read_whose(request, access)
    found, total = await memory_of(request).chats.list(access, within, page.limit, page.offset)
    return wire.ChatList(data=[present(one) for one in found], total=total)


@router.get("/chats/{chat_id}", responses=problems(400, 401, 403, 404))
async def get_chat(request: Request, access: InContext, chat_id: str) -> wire.ChatInfo:
    """One chat."""
    check_query(request)
    return present(await memory_of(request).chats.get(access, chat_id))


def present(one: Chat) -> wire.ChatInfo:
    """A chat as it is told."""
    return wire.ChatInfo(
        id=one.id,
        character_id=one.character,
        name=one.name,
        metadata=dict(one.metadata),
        created_at=int(one.created_at.timestamp()),
        updated_at=int(one.updated_at.timestamp()),
    )
