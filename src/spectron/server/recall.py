"""Search, and the context of a prompt: `/api/v1/{context_id}/search`, `/sessions/{session_id}/context`."""

import time
from typing import Annotated

from fastapi import APIRouter, Query, Request

from spectron.domain.ids import SessionId
from spectron.domain.scope import Scope
from spectron.domain.view import Viewpoint
from spectron.server import recalled
from spectron.server.bodies import StrictRoute
from spectron.server.knowledge import check_length, parameters, problems
from spectron.server.requests import (
    KNOWN_AT,
    VALID_AT,
    InContext,
    check_query,
    memory_of,
    read_count,
    read_viewpoint,
)
from spectron.service.recall import Sought
from spectron.wire import recall as wire
from spectron.wire.base import NOT_BLANK
from spectron.wire.recall import DEFAULT_TOKENS, MOST_TOKENS

_BUDGET = {
    "name": "token_budget",
    "in": "query",
    "required": False,
    "schema": {"type": "integer", "minimum": 0, "maximum": MOST_TOKENS, "default": DEFAULT_TOKENS},
}

router = APIRouter(prefix="/api/v1/{context_id}", tags=["recall"], route_class=StrictRoute)


@router.post("/search", responses=problems(400, 401, 403, 404, 413, 422))
async def search(request: Request, access: InContext, body: wire.NewSearch) -> wire.SearchResult:
    """Find the turns and facts that answer a query, as a prompt in this scope may see them, and say why.

    Without a scope everything is searched that the key reaches: a view for people, not for prompts.
    """
    began = time.perf_counter()
    check_query(request)
    check_length(body.query, "query")
    sought = Sought(body.query, body.k, Viewpoint(body.valid_at, body.known_at), frozenset(body.kinds))
    found = await memory_of(request).search(access, None if body.scope is None else Scope.of(body.scope), sought)
    return recalled.found(found, _since(began))


@router.get(
    "/sessions/{session_id}/context",
    responses=problems(400, 401, 403, 404, 413),
    openapi_extra=parameters(_BUDGET, VALID_AT, KNOWN_AT),
)
async def get_context(
    request: Request, access: InContext, session_id: str, query: Annotated[str, Query(pattern=NOT_BLANK)]
) -> wire.ContextResult:
    """What a prompt of this session is given about a query: one text within a budget of tokens."""
    began = time.perf_counter()
    check_query(request, "query", "token_budget", "valid_at", "known_at")
    check_length(query, "query")
    budget = read_count(request, "token_budget", DEFAULT_TOKENS, 0, MOST_TOKENS)
    viewpoint = read_viewpoint(request)
    brief = await memory_of(request).context(access, SessionId(session_id), query, budget, viewpoint)
    return recalled.briefing(brief, _since(began))


@router.post("/sessions/{session_id}/context", responses=problems(400, 401, 403, 404, 413, 422))
async def make_context(
    request: Request, access: InContext, session_id: str, body: wire.NewBriefing
) -> wire.ContextResult:
    """The same for a query that is too long for an address."""
    began = time.perf_counter()
    check_query(request)
    check_length(body.query, "query")
    viewpoint = Viewpoint(body.valid_at, body.known_at)
    brief = await memory_of(request).context(access, SessionId(session_id), body.query, body.token_budget, viewpoint)
    return recalled.briefing(brief, _since(began))


def _since(began: float) -> float:
    """Milliseconds."""
    return round((time.perf_counter() - began) * 1_000, 3)
