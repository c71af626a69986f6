"""What an agent remembers of its users: `/api/v1/agents/{agent_id}/memory`."""

from typing import Annotated

from fastapi import APIRouter, Query, Request

from spectron.server.agents import present
from spectron.server.agents.questions import ABOUT_DOCS, read_about
from spectron.server.agents.requests import AgentId, InAgentContext
from spectron.server.bodies import StrictRoute
from spectron.server.knowledge import check_length, parameters, problems
from spectron.server.requests import memory_of, page_docs, read_count, read_page
from spectron.wire import agents as wire
from spectron.wire.base import NOT_BLANK
from spectron.wire.recall import MOST_HITS

MOST_AT_ONCE = 500
MOST_FOUND = 20
_LIMIT = {
    "name": "limit",
    "in": "query",
    "required": False,
    "schema": {"type": "integer", "minimum": 1, "maximum": MOST_HITS, "default": MOST_FOUND},
}

router = APIRouter(prefix="/api/v1/agents/{agent_id}", tags=["agents"], route_class=StrictRoute)


@router.get(
    "/memory",
    responses=problems(400, 401, 403, 404, 422),
    openapi_extra=parameters(*ABOUT_DOCS, *page_docs(100, MOST_AT_ONCE)),
)
async def list_memory(request: Request, access: InAgentContext, agent_id: AgentId) -> wire.AgentFactList:
    """The facts that the agent has of a user, the most important first, of equals the newest."""
    about, page = read_about(request, agent_id, "limit", "offset"), read_page(request, 100, MOST_AT_ONCE)
    found = await memory_of(request).reading.facts(access, about, page.limit, page.offset)
    return wire.AgentFactList(data=[present.fact(one) for one in found.items], total=found.total)


@router.get(
    "/memory/search", responses=problems(400, 401, 403, 404, 413, 422), openapi_extra=parameters(*ABOUT_DOCS, _LIMIT)
)
async def search_memory(
    request: Request, access: InAgentContext, agent_id: AgentId, query: Annotated[str, Query(pattern=NOT_BLANK)]
) -> wire.FoundFacts:
    """The facts that a query calls to mind: those that answer it, and those told where it was spoken of."""
    about = read_about(request, agent_id, "query", "limit")
    check_length(query, "query")
    limit = read_count(request, "limit", MOST_FOUND, 1, MOST_HITS)
    found = await memory_of(request).reading.search(access, about, query, limit)
    return wire.FoundFacts(data=[present.found(one) for one in found])
