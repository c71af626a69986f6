"""Sessions and turns, and the views on what they taught: `/api/v1/{context_id}/...`."""

from datetime import datetime
from typing import Any, Literal

from fastapi import APIRouter, Request, Response
from fastapi.responses import PlainTextResponse

from spectron.domain.conversation import Role
from spectron.domain.errors import TooLarge
from spectron.domain.graph import FactKind
from spectron.domain.ids import EntityId, FactId, SessionId, TurnId
from spectron.domain.messages import LONGEST_MESSAGE
from spectron.domain.scope import Scope
from spectron.retrieval.profile import as_prompt
from spectron.server import present
from spectron.server.bodies import StrictRoute
from spectron.server.requests import (
    KNOWN_AT,
    SCOPE_DOC,
    VALID_AT,
    InContext,
    OnceOnly,
    check_query,
    memory_of,
    page_docs,
    read_page,
    read_scope,
    read_viewpoint,
)
from spectron.service.ingest import Once, Said
from spectron.service.retract import Objection
from spectron.wire import knowledge as wire
from spectron.wire import sessions

MOST_CHARACTERS = LONGEST_MESSAGE
MOST_AT_ONCE = 500

_MEANINGS = {
    400: "A value that cannot be used",
    401: "No key, or a wrong, revoked or expired one",
    403: "Outside the key's context, scope or permissions",
    404: "No such thing in this context",
    409: "The session is closed, or the Idempotency-Key is in use",
    413: "Over a limit on size",
    422: "The body does not fit the schema",
    429: "Over the key's requests a minute; Retry-After tells the seconds to wait",
    502: "The extraction model failed; the turn is stored, its id is in the body",
    503: "The store cannot be reached",
}


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The error answers of a route, for the documentation."""
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {status: {"description": _MEANINGS[status], "content": content} for status in (*statuses, 429, 503)}


def check_length(text: str, field: str = "content") -> None:
    """Refuse more words than one message, or one query, may have."""
    if len(text) > MOST_CHARACTERS:
        raise TooLarge.at(field, f"at most {MOST_CHARACTERS} characters, got {len(text)}")


def read_said(session_id: str, body: wire.NewTurn, now: datetime, once: Once | None) -> Said:
    """A message as it was sent, said now if it tells no time; raises TooLarge."""
    content = body.content or ""
    check_length(content)
    return Said(
        session_id=SessionId(session_id),
        role=Role(body.role),
        content=content,
        said_at=body.at or now,
        name=body.name,
        tool_call_id=body.tool_call_id,
        tool_calls=tuple(body.tool_calls or ()),
        metadata=body.metadata,
        once=once,
    )


def parameters(*docs: Any) -> dict[str, Any]:
    """Query parameters that the route reads itself, for the documentation."""
    return {"parameters": list(docs)}


router = APIRouter(prefix="/api/v1/{context_id}", tags=["knowledge"], route_class=StrictRoute)


@router.post("/sessions", status_code=201, responses=problems(400, 401, 403, 404, 409, 413, 422))
async def create_session(
    request: Request, access: InContext, once: OnceOnly, body: sessions.NewSession
) -> sessions.SessionInfo:
    """Open a conversation in a scope."""
    check_query(request)
    scope = Scope.of(body.scope)
    return present.session(await memory_of(request).create_session(access, scope, body.metadata, once))


@router.get(
    "/sessions",
    responses=problems(400, 401, 403, 404),
    openapi_extra=parameters(SCOPE_DOC, *page_docs(100, MOST_AT_ONCE)),
)
async def list_sessions(request: Request, access: InContext) -> sessions.SessionList:
    """Sessions inside a scope, newest first."""
    scope, page = read_scope(request, "limit", "offset"), read_page(request, 100, MOST_AT_ONCE)
    found, total = await memory_of(request).sessions(access, scope, page)
    return sessions.SessionList(data=[present.session(one) for one in found], total=total)


@router.get("/sessions/{session_id}", responses=problems(400, 401, 403, 404))
async def get_session(request: Request, access: InContext, session_id: str) -> sessions.SessionInfo:
    """One session."""
    check_query(request)
    return present.session(await memory_of(request).session(access, SessionId(session_id)))


@router.delete("/sessions/{session_id}", status_code=204, responses=problems(400, 401, 403, 404))
async def close_session(request: Request, access: InContext, session_id: str) -> Response:
    """End a session: what it taught stays, later turns are refused."""
    check_query(request)
    await memory_of(request).close_session(access, SessionId(session_id))
    return Response(status_code=204)


@router.post(
    "/sessions/{session_id}/turns", status_code=201, responses=problems(400, 401, 403, 404, 409, 413, 422, 502)
)
async def add_turn(
    request: Request, access: InContext, once: OnceOnly, session_id: str, body: wire.NewTurn
) -> wire.TurnResult:
    """Record one message and answer with everything it taught, once that is stored."""
    check_query(request)
    memory = memory_of(request)
    return present.turn_result(await memory.turn(access, read_said(session_id, body, memory.clock(), once)))


@router.get(
    "/sessions/{session_id}/turns",
    responses=problems(400, 401, 403, 404),
    openapi_extra=parameters(*page_docs(100, MOST_AT_ONCE)),
)
async def list_turns(request: Request, access: InContext, session_id: str) -> wire.TurnList:
    """A session's turns in the order they were said, without what they taught."""
    check_query(request, "limit", "offset")
    page = read_page(request, 100, MOST_AT_ONCE)
    found, total = await memory_of(request).turns(access, SessionId(session_id), page)
    return wire.TurnList(data=[present.turn(one) for one in found], total=total)


@router.get("/state", responses=problems(400, 401, 403, 404), openapi_extra=parameters(SCOPE_DOC, VALID_AT, KNOWN_AT))
async def state(request: Request, access: InContext) -> wire.State:
    """What is known inside a scope, now or at any instant of either clock."""
    scope = read_scope(request, "valid_at", "known_at")
    return present.state(await memory_of(request).state(access, scope, read_viewpoint(request)))


@router.get("/state/diff", responses=problems(400, 401, 403, 404), openapi_extra=parameters(SCOPE_DOC))
async def state_diff(request: Request, access: InContext, since: str) -> wire.Diff:
    """What changed inside a scope after a turn, in the order it was committed."""
    scope = read_scope(request, "since")
    return present.diff(await memory_of(request).diff(access, scope, TurnId(since)), since)


@router.get(
    "/profile",
    responses={200: {"content": {"text/plain": {"schema": {"type": "string"}}}}, **problems(400, 401, 403, 404)},
    openapi_extra=parameters(SCOPE_DOC),
)
async def profile(
    request: Request,
    access: InContext,
    format: Literal["json", "prompt"] = "json",
) -> wire.Profile:
    """The person a scope is about; `format=prompt` gives plain text, ready for a system prompt."""
    found = await memory_of(request).profile(access, read_scope(request, "format"))
    if format == "prompt":
        return PlainTextResponse(as_prompt(found))  # type: ignore[return-value]
    return present.profile(found)


@router.get(
    "/entities",
    responses=problems(400, 401, 403, 404),
    openapi_extra=parameters(SCOPE_DOC, VALID_AT, KNOWN_AT, *page_docs(100, MOST_AT_ONCE)),
)
async def list_entities(request: Request, access: InContext, type: str | None = None) -> wire.EntityList:
    """Entities inside a scope, those spoken of last first."""
    scope = read_scope(request, "type", "valid_at", "known_at", "limit", "offset")
    page = read_page(request, 100, MOST_AT_ONCE)
    found, total = await memory_of(request).entities(access, scope, read_viewpoint(request), type, page)
    return wire.EntityList(data=[present.entity(one) for one in found], total=total)


@router.get(
    "/entities/{entity_id}", responses=problems(400, 401, 403, 404), openapi_extra=parameters(VALID_AT, KNOWN_AT)
)
async def get_entity(request: Request, access: InContext, entity_id: str) -> wire.EntityDetail:
    """One entity and what holds of it."""
    check_query(request, "valid_at", "known_at")
    memory, wanted = memory_of(request), EntityId(entity_id)
    found, scope = await memory.entity(access, wanted)
    seen = await memory.state(access, scope, read_viewpoint(request))
    about = [fact for fact in (*seen.attributes, *seen.relations) if fact.entity == wanted]
    labels = seen.snapshot.labels
    return wire.EntityDetail(
        **present.entity(found).model_dump(),
        attributes=present.attributes([fact for fact in about if fact.kind is FactKind.ATTRIBUTE], labels),
        relations=present.relations([fact for fact in about if fact.kind is FactKind.RELATION], labels),
    )


@router.get("/entities/{entity_id}/history", responses=problems(400, 401, 403, 404))
async def entity_history(request: Request, access: InContext, entity_id: str, key: str | None = None) -> wire.History:
    """Every version of a fact there ever was, on both clocks, with the words it rests on and why it gave way."""
    check_query(request, "key")
    return present.history(await memory_of(request).history(access, EntityId(entity_id), key))


@router.post("/facts/{fact_id}/retract", responses=problems(400, 401, 403, 404, 409, 413, 422))
async def retract(
    request: Request, access: InContext, once: OnceOnly, fact_id: str, body: wire.NewRetraction
) -> wire.RetractionInfo:
    """Take a fact back as never so: what it had pushed aside holds again, and the history keeps both.

    Of a version that came about by an end only the end is taken back. A fact that is retracted already is told again.
    """
    check_query(request)
    memory = memory_of(request)
    wish = Objection(FactId(fact_id), body.at or memory.clock(), body.reason, once=once)
    return present.retraction(await memory.retract(access, wish))


@router.post("/facts/{fact_id}/restore", responses=problems(400, 401, 403, 404, 409, 413, 422))
async def restore(
    request: Request, access: InContext, once: OnceOnly, fact_id: str, body: wire.NewRetraction
) -> wire.RetractionInfo:
    """Undo the last retraction of a fact: what it took back counts again, beside all that was said since."""
    check_query(request)
    memory = memory_of(request)
    wish = Objection(FactId(fact_id), body.at or memory.clock(), body.reason, restores=True, once=once)
    return present.retraction(await memory.retract(access, wish))
