"""Who an agent is, what an application stores beside it, and the models it can choose: `/api/v1/agents/{agent_id}`."""

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from spectron.domain.agents import Identity
from spectron.domain.errors import BadValue
from spectron.domain.naming import LONGEST_ID, object_to_id
from spectron.server.agents import present
from spectron.server.agents.questions import USER_DOC
from spectron.server.agents.requests import AgentId, InAgentContext
from spectron.server.bodies import StrictRoute
from spectron.server.knowledge import parameters, problems
from spectron.server.requests import check_query, memory_of, read_user
from spectron.wire import agents as wire
from spectron.wire.base import ID_PATTERN

Key = Annotated[str, Path(json_schema_extra={"pattern": ID_PATTERN, "maxLength": LONGEST_ID})]

_STATE_OF = {**USER_DOC, "description": "Of the agent with this user; with everybody where it is left out."}

router = APIRouter(prefix="/api/v1/agents/{agent_id}", tags=["agents"], route_class=StrictRoute)


@router.get("/profile", responses=problems(400, 401, 403, 404, 422))
async def get_profile(request: Request, access: InAgentContext, agent_id: AgentId) -> wire.IdentityInfo:
    """Who the agent is; blank where nobody has said."""
    check_query(request)
    return present.identity(agent_id, await memory_of(request).identities.find(access, agent_id))


@router.put("/profile", responses=problems(400, 401, 403, 404, 413, 422))
async def put_profile(
    request: Request, access: InAgentContext, agent_id: AgentId, body: wire.NewIdentity
) -> wire.IdentityInfo:
    """Say who the agent is, in the place of what was said before; a key confined to a user may not."""
    check_query(request)
    told = body.model_dump()
    lists = {name: tuple(value) for name, value in told.items() if isinstance(value, list)}
    kept = await memory_of(request).identities.put(access, agent_id, Identity(**(told | lists)))
    return present.identity(agent_id, kept)


@router.get("/state/{key}", responses=problems(400, 401, 403, 404, 422), openapi_extra=parameters(_STATE_OF))
async def get_state(request: Request, access: InAgentContext, agent_id: AgentId, key: Key) -> wire.StateValue:
    """A value that the application stored, of the agent with one user, or without `user_id` with everybody."""
    user = _read(request, key)
    return present.state(await memory_of(request).identities.find_state(access, agent_id, user, key))


@router.put("/state/{key}", responses=problems(400, 401, 403, 404, 413, 422), openapi_extra=parameters(_STATE_OF))
async def put_state(
    request: Request, access: InAgentContext, agent_id: AgentId, key: Key, body: wire.NewState
) -> wire.StateValue:
    """Store a value, which every context then has in `backend_context`; at most 256 keys in each place."""
    user = _read(request, key)
    return present.state(await memory_of(request).identities.put_state(access, agent_id, user, key, body.value))


@router.delete(
    "/state/{key}", status_code=204, responses=problems(400, 401, 403, 404, 422), openapi_extra=parameters(_STATE_OF)
)
async def delete_state(request: Request, access: InAgentContext, agent_id: AgentId, key: Key) -> Response:
    """Delete a value."""
    user = _read(request, key)
    await memory_of(request).identities.drop_state(access, agent_id, user, key)
    return Response(status_code=204)


@router.get("/models", responses=problems(400, 401, 403, 404, 422))
async def list_models(request: Request, access: InAgentContext, agent_id: AgentId) -> wire.OfferList:
    """The models that can read turns: the built-in rules, and every provider that is configured."""
    del agent_id
    check_query(request)
    return present.offers(await memory_of(request).models.list(access))


def _read(request: Request, key: str) -> str | None:
    """The user that a state is of; raises BadValue for a key that cannot be kept."""
    check_query(request, "user_id")
    if wrong := object_to_id(key):
        raise BadValue.at("key", wrong)
    return read_user(request)
