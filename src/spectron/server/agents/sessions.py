"""Sessions of agents and what is said in them: `/api/v1/agents/{agent_id}/...`."""

from fastapi import APIRouter, Request

from spectron.domain.ids import JobId
from spectron.server.agents import taken
from spectron.server.agents.context import show_context
from spectron.server.agents.messages import read_messages
from spectron.server.agents.requests import AgentId, InAgentContext, OnceForAgent
from spectron.server.bodies import StrictRoute
from spectron.server.knowledge import problems
from spectron.server.requests import check_query, memory_of
from spectron.service.agents.choice import Wanted
from spectron.service.agents.context import Asked
from spectron.service.agents.intake import Call
from spectron.service.agents.starts import Start, start_session
from spectron.wire import agent_sessions as wire

router = APIRouter(prefix="/api/v1/agents/{agent_id}", tags=["agents"], route_class=StrictRoute)


@router.post("/sessions/start", responses=problems(400, 401, 403, 404, 409, 413, 422))
async def start(
    request: Request, access: InAgentContext, once: OnceForAgent, agent_id: AgentId, body: wire.AgentSessionStart
) -> wire.AgentSessionStarted:
    """Open a session of the agent with a user; one that is open already goes on, with the settings that are sent."""
    check_query(request)
    memory = memory_of(request)
    settings = body.model_dump(exclude={"user_id", "session_id"})
    wish = Start(agent_id, body.user_id, body.session_id, settings, memory.clock(), once)
    readers = memory.ingest.readers
    started = await memory.store.write(lambda conn: start_session(conn, access, wish, readers))
    return wire.AgentSessionStarted(success=True, session_id=started.name)


@router.post("/sessions/{session_id}/turn", responses=problems(400, 401, 403, 404, 409, 413, 422))
async def turn(
    request: Request,
    access: InAgentContext,
    once: OnceForAgent,
    agent_id: AgentId,
    session_id: str,
    body: wire.AgentTurn,
) -> wire.AgentTurnTaken:
    """Store the new messages of a session and tell what they did to the user's mood; they are learned afterwards."""
    check_query(request)
    wanted = Wanted(body.provider, body.model)
    call = Call(agent_id, session_id, body.user_id, read_messages(body.messages), wanted, once)
    memory, wanted_next = memory_of(request), body.fetch_next_context
    answer = taken.turn(await memory.intake.turn(access, call))
    if wanted_next is None:
        return answer
    asked = Asked(agent_id, body.user_id, session_id, **wanted_next.model_dump())
    return answer.model_copy(update={"next_context": show_context(await memory.contexts.enrich(access, asked))})


@router.get("/turns/{extraction_id}/status", responses=problems(400, 401, 403, 404, 422))
async def status(
    request: Request, access: InAgentContext, agent_id: AgentId, extraction_id: str
) -> wire.ExtractionStatus:
    """How far the messages of a call are learned."""
    check_query(request)
    return taken.status(await memory_of(request).intake.status(access, agent_id, JobId(extraction_id)))
