"""The messages of chats: `/api/v1/{context_id}/chats/{chat_id}/messages`."""

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request

from spectron.domain.chats import ChatMessage, MessageChange
from spectron.domain.temporal import iso
from spectron.server.bodies import StrictRoute
from spectron.server.chats.questions import ChatId, check_metadata
from spectron.server.knowledge import check_length, parameters, problems, read_said
from spectron.server.requests import InContext, OnceOnly, check_query, memory_of, read_count
from spectron.wire import chat_messages as wire
from spectron.wire.chats import Deleted

_COUNT: Mapping[str, Any] = {"type": "integer", "maximum": 999_999_999}
_PART = (
    {"name": "limit", "in": "query", "required": False, "schema": {**_COUNT, "minimum": 1}},
    {"name": "offset", "in": "query", "required": False, "schema": {**_COUNT, "minimum": 0}},
)

router = APIRouter(prefix="/api/v1/{context_id}", tags=["chats"], route_class=StrictRoute)


@router.get("/chats/{chat_id}/messages", responses=problems(400, 401, 403, 404, 409), openapi_extra=parameters(*_PART))
async def list_messages(request: Request, access: InContext, chat_id: ChatId) -> wire.ChatMessageList:
    """The messages of a chat in their order: all of them, unless a part is asked for."""
    check_query(request, "limit", "offset")
    limit = read_count(request, "limit", 1, 1) if "limit" in request.query_params else None
    offset = read_count(request, "offset", 0, 0)
    found, total = await memory_of(request).messages.list(access, chat_id, limit, offset)
    return wire.ChatMessageList(data=[present(one) for one in found], total=total)


@router.post("/chats/{chat_id}/messages", status_code=201, responses=problems(400, 401, 403, 404, 409, 413, 422))
async def append_message(
    request: Request, access: InContext, once: OnceOnly, chat_id: ChatId, body: wire.NewChatMessage
) -> wire.ChatMessageInfo:
    """Add a message to a chat; it is recorded at once, and learned in the background."""
    check_query(request)
    memory = memory_of(request)
    said = read_said(chat_id, body, memory.clock(), once)
    check_metadata(body.metadata)
    return present(await memory.messages.append(access, said))


@router.patch("/chats/{chat_id}/messages/{message_id}", responses=problems(400, 401, 403, 404, 409, 413, 422))
async def update_message(
    request: Request, access: InContext, chat_id: ChatId, message_id: str, body: wire.ChatMessageUpdate
) -> wire.ChatMessageInfo:
    """Change the words, the name or the metadata of a message; what is left out stays.

    What the old words alone had taught is taken back, and the new ones are learned in the background.
    """
    check_query(request)
    check_length(body.content)
    check_metadata(body.metadata)
    given = {name: getattr(body, name) for name in body.model_fields_set}
    if "name" in given:
        given["name"] = body.name or ""
    changed = await memory_of(request).messages.update(access, chat_id, message_id, MessageChange(**given))
    return present(changed)


@router.delete("/chats/{chat_id}/messages/{message_id}", responses=problems(400, 401, 403, 404, 409))
async def delete_message(
    request: Request, access: InContext, once: OnceOnly, chat_id: ChatId, message_id: str
) -> Deleted:
    """Delete a message; what it taught stays, and says that its words are gone. Tells whether it was there."""
    check_query(request)
    return Deleted(deleted=await memory_of(request).messages.delete(access, chat_id, message_id, once))


def present(one: ChatMessage) -> wire.ChatMessageInfo:
    """A message as it is told."""
    turn = one.turn
    return wire.ChatMessageInfo(
        id=turn.id,
        chat_id=turn.session_id,
        role=turn.role.value,
        content=turn.content,
        name=turn.name,
        created_at=iso(turn.said_at) or "",
        edited_at=iso(turn.edited_at),
        index=one.index,
        metadata=dict(turn.metadata),
        tool_calls=[dict(call) for call in turn.tool_calls],
        tool_call_id=turn.tool_call_id,
    )
