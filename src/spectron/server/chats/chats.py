"""Chats: `/api/v1/{context_id}/chats`."""

from fastapi import APIRouter, Request

from spectron.domain.chats import Chat, ChatChange, ChatPage
from spectron.domain.errors import Conflict
from spectron.server.bodies import StrictRoute
from spectron.server.chats.questions import (
    CHARACTER,
    ORDER,
    USER,
    check_metadata,
    read_order,
    read_whose,
)
from spectron.server.knowledge import parameters, problems
from spectron.server.requests import InContext, OnceOnly, check_query, memory_of, page_docs, read_page, read_user
from spectron.service.chats.chats import NewChat
from spectron.service.chats.whose import read_reach
from spectron.wire import chats as wire
from spectron.wire.chats import MOST_CHATS, USUAL_CHATS

router = APIRouter(prefix="/api/v1/{context_id}", tags=["chats"], route_class=StrictRoute)


@router.post("/chats", status_code=201, responses=problems(400, 401, 403, 404, 409, 413, 422))
async def create_chat(request: Request, access: InContext, once: OnceOnly, body: wire.NewChat) -> wire.ChatInfo:
    """Begin a chat."""
    check_query(request)
    check_metadata(body.metadata)
    new = NewChat(read_reach(access, body.user_id, body.character_id), body.name, body.metadata)
    return present(await memory_of(request).chats.create(access, new, once))


@router.get(
    "/chats",
    responses=problems(400, 401, 403, 404),
    openapi_extra=parameters(CHARACTER, USER, ORDER, *page_docs(USUAL_CHATS, MOST_CHATS)),
)
async def list_chats(request: Request, access: InContext) -> wire.ChatList:
    """Chats, newest first: those that were begun last, or with `sort=updated` those that changed last."""
    check_query(request, "character_id", "user_id", "sort", "limit", "offset")
    page, within = read_page(request, USUAL_CHATS, MOST_CHATS), read_whose(request, access)
    chosen = ChatPage(page.limit, page.offset, read_order(request))
    found, total = await memory_of(request).chats.list(access, within, chosen)
    return wire.ChatList(data=[present(one) for one in found], total=total)


@router.get("/chats/active", responses=problems(400, 401, 403, 404), openapi_extra=parameters(USER))
async def get_active_chat(request: Request, access: InContext) -> wire.ActiveChat:
    """The chat that a user has open, or null."""
    check_query(request, "user_id")
    return _active(await memory_of(request).chats.active(access, read_user(request)))


@router.put("/chats/active", responses=problems(400, 401, 403, 404, 409, 413, 422), openapi_extra=parameters(USER))
async def put_active_chat(request: Request, access: InContext, body: wire.ChatSwitch) -> wire.ActiveChat:
    """Note which chat a user has opened, or with null that they closed it."""
    check_query(request, "user_id")
    named = {one for one in (read_user(request), body.user_id) if one is not None}
    if len(named) > 1:
        raise Conflict.at("user_id", "the query and the body name two users")
    return _active(await memory_of(request).chats.switch(access, body.chat_id, next(iter(named), None)))


@router.get("/chats/{chat_id:chat}", responses=problems(400, 401, 403, 404, 409))
async def get_chat(request: Request, access: InContext, chat_id: str) -> wire.ChatInfo:
    """One chat."""
    check_query(request)
    return present(await memory_of(request).chats.get(access, chat_id))


@router.patch("/chats/{chat_id:chat}", responses=problems(400, 401, 403, 404, 409, 413, 422))
async def update_chat(request: Request, access: InContext, chat_id: str, body: wire.ChatUpdate) -> wire.ChatInfo:
    """Change the name or the metadata, or both; what is left out stays, and metadata is replaced as a whole."""
    check_query(request)
    check_metadata(body.metadata)
    given = {name: getattr(body, name) for name in body.model_fields_set}
    return present(await memory_of(request).chats.update(access, chat_id, ChatChange(**given)))


@router.delete("/chats/{chat_id:chat}", responses=problems(400, 401, 403, 404, 409))
async def delete_chat(request: Request, access: InContext, once: OnceOnly, chat_id: str) -> wire.Deleted:
    """Delete a chat with all its messages and their vectors; what it taught stays. Tells whether it was there."""
    check_query(request)
    return wire.Deleted(deleted=await memory_of(request).chats.delete(access, chat_id, once))


def _active(found: Chat | None) -> wire.ActiveChat:
    return wire.ActiveChat(None if found is None else present(found))


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
