"""Conversations that people had elsewhere: `POST /api/v1/{context_id}/chats/import`."""

import asyncio
import tempfile
from collections.abc import Mapping
from contextlib import ExitStack
from typing import Any, BinaryIO

from fastapi import APIRouter, Request, Response
from starlette.requests import ClientDisconnect

from spectron.chats.histories.conversations import Format
from spectron.domain.errors import BadValue, TooLarge
from spectron.server.bodies import StrictRoute
from spectron.server.chats.questions import CHARACTER, USER
from spectron.server.knowledge import parameters, problems
from spectron.server.requests import InContext, check_query, memory_of, read_id, read_user
from spectron.server.streams import EVENTS, Feed, Telling, last_of, wants_events, write_event
from spectron.service.chats.histories import News, Report, Wish, check_access
from spectron.wire import histories as wire

MOST_BYTES = 4 * 1024 * 1_048_576
WRITTEN_AT_ONCE = 1_048_576
_LONGEST_NAME = 200
_FORMATS = ("auto", *(one.value for one in Format))
_BINARY = {"schema": {"type": "string", "format": "binary"}}


def _doc(name: str, meaning: str, schema: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"name": name, "in": "query", "required": False, "description": meaning, "schema": schema}


_FORMAT = _doc("format", "Who exported the file.", {"type": "string", "enum": [*_FORMATS], "default": "auto"})
_LEARN = _doc("learn", "Whether what was said is learned.", {"type": "boolean", "default": True})
_NAME = _doc("file_name", "What the file is called.", {"type": "string", "maxLength": _LONGEST_NAME})

router = APIRouter(prefix="/api/v1/{context_id}", tags=["chats"], route_class=StrictRoute)


@router.post(
    "/chats/import",
    response_model=wire.ChatImportResult,
    responses={200: {"content": {EVENTS: {"schema": {"type": "string"}}}}, **problems(400, 401, 403, 404, 413, 422)},
    openapi_extra={
        **parameters(_FORMAT, USER, CHARACTER, _LEARN, _NAME),
        "requestBody": {"required": True, "content": {"application/octet-stream": _BINARY}},
    },
)
async def import_chats(request: Request, access: InContext) -> wire.ChatImportResult | Response:
    """Take in the conversations of a ChatGPT or Claude data export, or a chat of SillyTavern.

    The file is the body, as it was exported: at most 4 GiB. Each conversation becomes a chat; what is here already is
    skipped, so a file can be sent again, and a later one adds what is new. With `Accept: text/event-stream` it tells
    how far it is in `progress` events, and at last the answer in `done`, or what went wrong in `error`.
    """
    wish = _read_wish(request)
    check_access(access, wish)
    with ExitStack() as held:
        file: BinaryIO = held.enter_context(tempfile.TemporaryFile())
        await _receive(request, file)
        importing = memory_of(request).histories.take_in(access, file, wish)
        if wants_events(request):
            # a reader who goes away stops it, and what was recorded stays
            telling = Telling(request, Feed(importing), _show, Report, "still importing", held.pop_all())
            return await telling.respond(200)
        return present(await last_of(importing, Report))


def _read_wish(request: Request) -> Wish:
    check_query(request, "format", "user_id", "character_id", "learn", "file_name")
    query = request.query_params
    wanted, learn, name = query.get("format", "auto"), query.get("learn", "true"), query.get("file_name", "")
    if wanted not in _FORMATS:
        raise BadValue.at("format", f"has to be one of {', '.join(_FORMATS)}")
    if learn not in ("true", "false"):
        raise BadValue.at("learn", "has to be true or false")
    if len(name) > _LONGEST_NAME:
        raise BadValue.at("file_name", f"has at most {_LONGEST_NAME} characters")
    return Wish(
        user=read_user(request),
        character=read_id(request, "character_id"),
        format=None if wanted == "auto" else Format(wanted),
        learn=learn == "true",
        file_name=name,
    )


async def _receive(request: Request, file: BinaryIO) -> None:
    """Write the body into a file; raises TooLarge, and BadValue for one that is cut off."""
    size, waiting = 0, bytearray()
    try:
        async for chunk in request.stream():
            size += len(chunk)
            if size > MOST_BYTES:
                raise TooLarge(f"a file of chats has at most {MOST_BYTES} bytes")
            waiting += chunk
            if len(waiting) >= WRITTEN_AT_ONCE:
                await asyncio.to_thread(file.write, bytes(waiting))
                waiting.clear()
    except ClientDisconnect:
        raise BadValue("the file was cut off; nothing of it is stored") from None
    await asyncio.to_thread(file.write, bytes(waiting))
    file.seek(0)


def _show(one: News) -> str:
    if isinstance(one, Report):
        return write_event("done", present(one))
    step = wire.ChatImportProgress(done=one.done, total=one.total, chats=one.conversations, messages=one.messages)
    return write_event("progress", step)


def present(one: Report) -> wire.ChatImportResult:
    """A report as it is told."""
    return wire.ChatImportResult(
        format=None if one.format is None else one.format.value,
        chats=wire.TakenIn(imported=one.taken, known=one.known),
        messages=wire.TakenIn(imported=one.messages_taken, known=one.messages_known),
        skipped={reason.value: number for reason, number in sorted(one.skipped.items())},
    )
