"""Sessions of agents: `/api/v1/agents/{agent_id}/sessions/...`."""

from fastapi import APIRouter, Request

from spectron.server.agents.requests import AgentId, InAgentContext
from spectron.server.bodies import StrictRoute
from spectron.server.knowledge import problems
from spectron.server.requests import check_query, memory_of
from spectron.service.agents.sessions import Start, start_session
from spectron.wire import agent_sessions as wire

router = APIRouter(prefix="/api/v1/agents/{agent_id}", tags=["agents"], route_class=StrictRoute)


@router.post("/sessions/start", responses=problems(400, 401, 403, 404, 409, 413, 422))
async def start(
    request: Request, access: InAgentContext, agent_id: AgentId, body: wire.AgentSessionStart
) -> wire.AgentSessionStarted:
    """Open a session of the agent with a user; one that is open already goes on, with the settings that are sent."""
    check_query(request)
    memory = memory_of(request)
    settings = body.model_dump(exclude={"user_id", "session_id"})
    wish = Start(agent_id, body.user_id, body.session_id, settings, memory.clock())
    started = await memory.store.write(lambda conn: start_session(conn, access, wish))
    return wire.AgentSessionStarted(success=True, session_id=started.name)
