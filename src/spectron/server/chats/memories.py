"""Memories of chats over HTTP: what is found, the settings of it, and templates that are filled with it."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from fastapi import APIRouter, Request

from spectron.chats.memories import Chunk
from spectron.domain.errors import BadValue
from spectron.domain.temporal import iso
from spectron.server.bodies import StrictRoute
from spectron.server.chats.questions import USER, ChatId
from spectron.server.knowledge import check_length, parameters, problems
from spectron.server.requests import InContext, check_query, memory_of, read_count, read_user
from spectron.service.chats.memories import Memories, Wish
from spectron.service.chats.memory_settings import InForce
from spectron.service.chats.whose import read_reach
from spectron.wire import memories as wire
from spectron.wire.base import NOT_BLANK
from spectron.wire.memories import MOST_FOUND

_COUNT = {"type": "integer", "minimum": 1, "maximum": MOST_FOUND}
_TOP_K: Mapping[str, Any] = {
    "name": "top_k",
    "in": "query",
    "required": False,
    "schema": _COUNT,
    "description": f"How many, 1 to {MOST_FOUND}; what is set if left out.",
}
_QUERY: Mapping[str, Any] = {
    "name": "query",
    "in": "query",
    "required": False,
    "schema": {"type": "string", "pattern": NOT_BLANK},
    "description": "What is looked for; what the newest messages are about if left out.",
}

router = APIRouter(prefix="/api/v1/{context_id}", tags=["chats"], route_class=StrictRoute)


@router.get(
    "/chats/{chat_id}/memories",
    responses=problems(400, 401, 403, 404, 409, 413, 502),
    openapi_extra=parameters(_TOP_K, _QUERY, USER),
)
async def get_memories(request: Request, access: InContext, chat_id: ChatId) -> wire.ChatMemories:
    """The segments of a chat that are nearest to what is said now; changes nothing."""
    check_query(request, "top_k", "query", "user_id")
    wish = Wish(chat_id, read_user(request), _read_top_k(request), _read_query(request))
    return _present(await memory_of(request).recollection.find(access, wish))


@router.post("/chats/{chat_id}/render", responses=problems(400, 401, 403, 404, 409, 413, 422, 502))
async def render(request: Request, access: InContext, chat_id: ChatId, body: wire.RenderRequest) -> wire.Rendered:
    """A template with the memories of a chat in it; changes nothing."""
    check_query(request)
    check_length(body.query or "", "query")
    wish = Wish(chat_id, body.user_id, body.top_k, body.query)
    text, found = await memory_of(request).recollection.render(access, wish, body.template)
    return wire.Rendered(text=text, count=len(found.chunks), enabled=found.is_enabled)


@router.get("/settings/memory", responses=problems(400, 401, 403, 404), openapi_extra=parameters(USER))
async def get_settings(request: Request, access: InContext) -> wire.MemorySettingsInfo:
    """The settings of memories that hold for a user, or where nobody is named for all."""
    check_query(request, "user_id")
    where = read_reach(access, read_user(request))
    return _present_settings(await memory_of(request).memory_settings.read(access, where))


@router.put("/settings/memory", responses=problems(400, 401, 403, 404, 413, 422), openapi_extra=parameters(USER))
async def put_settings(request: Request, access: InContext, body: wire.GivenMemorySettings) -> wire.MemorySettingsInfo:
    """Set the settings of memories for a user, or for all: these, in place of all that was set there."""
    check_query(request, "user_id")
    where, given = read_reach(access, read_user(request)), body.model_dump(exclude_none=True)
    return _present_settings(await memory_of(request).memory_settings.replace(access, where, given))


@router.get(
    "/chats/{chat_id}/settings/memory", responses=problems(400, 401, 403, 404, 409), openapi_extra=parameters(USER)
)
async def get_own_settings(request: Request, access: InContext, chat_id: ChatId) -> wire.MemorySettingsInfo:
    """The settings of memories that hold for a chat."""
    check_query(request, "user_id")
    found = await memory_of(request).memory_settings.read_own(access, chat_id, read_user(request))
    return _present_settings(found)


@router.put(
    "/chats/{chat_id}/settings/memory",
    responses=problems(400, 401, 403, 404, 409, 413, 422),
    openapi_extra=parameters(USER),
)
async def put_own_settings(
    request: Request, access: InContext, chat_id: ChatId, body: wire.GivenMemorySettings
) -> wire.MemorySettingsInfo:
    """Set the settings of memories for one chat: these, in place of all that was set for it alone."""
    check_query(request, "user_id")
    given, user = body.model_dump(exclude_none=True), read_user(request)
    return _present_settings(await memory_of(request).memory_settings.replace_own(access, chat_id, given, user))


@router.delete(
    "/chats/{chat_id}/settings/memory", responses=problems(400, 401, 403, 404, 409), openapi_extra=parameters(USER)
)
async def drop_own_settings(request: Request, access: InContext, chat_id: ChatId) -> wire.MemorySettingsInfo:
    """Set nothing for one chat alone: what holds for all holds for it again."""
    check_query(request, "user_id")
    found = await memory_of(request).memory_settings.replace_own(access, chat_id, {}, read_user(request))
    return _present_settings(found)


def _read_top_k(request: Request) -> int | None:
    return read_count(request, "top_k", 1, 1, MOST_FOUND) if "top_k" in request.query_params else None


def _read_query(request: Request) -> str | None:
    query = request.query_params.get("query")
    if query is None:
        return None
    check_length(query, "query")
    if not query.strip() or "\0" in query:
        raise BadValue.at("query", "must not be blank or contain a null byte (U+0000)")
    return query


def _present_settings(found: InForce) -> wire.MemorySettingsInfo:
    return wire.MemorySettingsInfo(**asdict(found.settings), settings_source="per_chat" if found.is_own else "global")


def _present(found: Memories) -> wire.ChatMemories:
    return wire.ChatMemories(
        chunks=[
            wire.MemoryChunk(content=one.content, score=round(one.distance, 6), metadata=_metadata(one, found.turns))
            for one in found.chunks
        ],
        formatted=found.formatted,
        count=len(found.chunks),
        enabled=found.is_enabled,
        query_preview=found.asked,
        settings_source="per_chat" if found.in_force.is_own else "global",
        chunks_available=found.available,
        chunks_pending=found.pending,
    )


def _metadata(one: Chunk, turns: Sequence[Any]) -> dict[str, Any]:
    """Where a chunk stands in its chat, and how many of its first characters repeat the segment before."""
    first, last = turns[one.segment.start], turns[one.segment.end]
    return {
        "startIndex": one.segment.start,
        "endIndex": one.segment.end,
        "startMessageId": first.id,
        "endMessageId": last.id,
        "startAt": iso(first.said_at),
        "endAt": iso(last.said_at),
        "repeatedCharacters": one.repeated,
    }
