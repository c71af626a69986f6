"""How words would be read, without saying them: `POST /api/v1/{context_id}/explain`."""

from fastapi import APIRouter, Request

from spectron.domain.conversation import Role
from spectron.domain.scope import Scope
from spectron.server import explained
from spectron.server.bodies import StrictRoute
from spectron.server.knowledge import check_length, problems
from spectron.server.requests import InContext, check_query, memory_of
from spectron.service.explain import Asked
from spectron.wire import explanation as wire

_FAILED = {**problems(502)[502], "description": "The extraction model failed; nothing was to be stored"}

router = APIRouter(prefix="/api/v1/{context_id}", tags=["knowledge"], route_class=StrictRoute)


@router.post("/explain", responses={**problems(400, 401, 403, 404, 413, 422), 502: _FAILED})
async def explain(request: Request, access: InContext, body: wire.NewExplanation) -> wire.Explanation:
    """Tell how words would be read: their parse, the rule behind each fact, and why the rest was passed over.

    Nothing is stored. `scope` names whose known entities the words are read beside.
    """
    check_query(request)
    check_length(body.content)
    memory = memory_of(request)
    asked = Asked(
        scope=Scope.of(body.scope or {}),
        role=Role(body.role),
        content=body.content,
        said_at=body.at or memory.clock(),
        name=body.name,
    )
    return explained.explanation(await memory.explain(access, asked), body.content)
