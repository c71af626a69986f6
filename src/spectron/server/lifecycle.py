"""What happens to a memory as a whole: forgetting, export and import."""

from collections.abc import AsyncIterator
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import StreamingResponse
from starlette.requests import ClientDisconnect

from spectron.domain.errors import BadValue, SpectronError
from spectron.domain.ids import EntityId
from spectron.domain.scope import Scope
from spectron.server.bodies import StrictRoute
from spectron.server.knowledge import parameters, problems
from spectron.server.requests import SCOPE_DOC, InContext, OnceOnly, check_query, memory_of, read_scope
from spectron.service.forget import Forgotten, Wish
from spectron.wire import lifecycle as wire
from spectron.wire.lines import PLURALS

NDJSON = "application/x-ndjson"
MOST_UNREAD = 64 * 1_048_576
_LINES = {"schema": {"type": "string", "description": "JSON Lines: the header, then one record a line."}}

router = APIRouter(prefix="/api/v1/{context_id}", tags=["lifecycle"], route_class=StrictRoute)


class JsonLines(StreamingResponse):
    """An answer of one JSON object a line."""

    media_type = NDJSON


@router.delete("/entities/{entity_id}", responses=problems(400, 401, 403, 404))
async def forget_entity(request: Request, access: InContext, entity_id: str) -> wire.ForgetResult:
    """Erase an entity for good: its names, what is said of it, and its names in the turns that stay."""
    check_query(request)
    return _forgotten(await memory_of(request).forget(access, Wish(entity=EntityId(entity_id))))


@router.post("/forget", responses=problems(400, 401, 403, 404, 409, 413, 422))
async def forget(request: Request, access: InContext, once: OnceOnly, body: wire.NewForgetting) -> wire.ForgetResult:
    """Erase a scope, an entity or what holds the words of a query, for good; or tell what would be erased.

    Returns once no file holds it any more. A content-free tombstone stays.
    """
    check_query(request)
    wish = Wish(
        scope=None if body.scope is None else Scope.of(body.scope),
        query=body.query,
        entity=None if body.entity is None else EntityId(body.entity),
        everything=body.everything,
        dry_run=body.dry_run,
    )
    return _forgotten(await memory_of(request).forget(access, wish, once))


@router.get(
    "/export",
    response_class=JsonLines,
    responses={
        200: {"description": "The scope, as JSON Lines", "content": {NDJSON: _LINES}},
        **problems(400, 401, 403, 404),
    },
    openapi_extra=parameters(SCOPE_DOC),
)
async def export(request: Request, access: InContext) -> StreamingResponse:
    """Everything inside a scope as it is known now, with all ids and both clocks, streamed.

    `POST /import` takes it in again, here or in another context.
    """
    return JsonLines(await memory_of(request).export(access, read_scope(request)))


@router.post(
    "/import",
    responses=problems(400, 401, 403, 404, 409, 413, 422),
    openapi_extra={"requestBody": {"required": True, "content": {NDJSON: _LINES}}},
)
async def take_in(request: Request, access: InContext) -> wire.ImportResult:
    """Take an export in, as a stream of any length with lines of at most 8 MiB.

    Ids and both clocks are kept, and what is here already is skipped, so it can be sent again. 500 records are stored
    at a time: a line that is refused leaves the earlier ones stored, and none of its own batch.
    """
    check_query(request)
    stream = request.stream()
    try:
        done = await memory_of(request).adopt(access, stream)
    except ClientDisconnect:
        raise BadValue("the stream was cut off; what came in whole batches of 500 records is stored") from None
    except SpectronError:
        await _read_on(stream)
        raise
    return wire.ImportResult(
        imported=wire.Transferred(**{PLURALS[name]: number for name, number in done.imported.items()}),
        skipped=wire.Transferred(**{PLURALS[name]: number for name, number in done.skipped.items()}),
    )


async def _read_on(stream: AsyncIterator[bytes]) -> None:
    """Let a caller who is still sending finish, within reason: many read no answer before they have."""
    unread = 0
    try:
        async for chunk in stream:
            unread += len(chunk)
            if unread > MOST_UNREAD:
                return
    except ClientDisconnect:
        return


def _forgotten(done: Forgotten) -> wire.ForgetResult:
    told: dict[str, Any] = {}
    if done.dry_run:
        told["records"] = [
            wire.ForgottenRecord.model_validate(
                {"type": one.type, "id": one.id, "key": one.key, "value": one.value, "source_turn": one.source_turn}
            )
            for one in done.records
        ]
        told["total"] = done.total
    counts = {name: number for name, number in done.erased.items() if name in wire.Counts.model_fields}
    return wire.ForgetResult(dry_run=done.dry_run, erased=wire.Counts(**counts), tombstone=done.tombstone, **told)
