"""Sessions of agents: `/api/v1/agents/{agent_id}/sessions/...`."""

from collections.abc import Sequence

from fastapi import APIRouter, Request

from spectron.domain.conversation import Role
from spectron.domain.ids import JobId
from spectron.domain.messages import Given, Message, plain_messages
from spectron.server.agents.requests import AgentId, InAgentContext
from spectron.server.bodies import StrictRoute
from spectron.server.knowledge import MOST_CHARACTERS, problems
from spectron.server.requests import check_query, memory_of
from spectron.service.agents.choice import Wanted
from spectron.service.agents.intake import Call, Spot
from spectron.service.agents.sessions import Start, start_session
from spectron.wire import agent_sessions as wire
from spectron.wire.agent_messages import AgentMessage

router = APIRouter(prefix="/api/v1/agents/{agent_id}", tags=["agents"], route_class=StrictRoute)


def read_messages(sent: Sequence[AgentMessage]) -> tuple[Message, ...]:
    """The messages of a body in one shape; raises Unprocessable, naming the part, for what cannot be read."""
    given = [
        Given(
            place=place,
            role=Role(one.role),
            content=one.content,
            tool_calls=one.tool_calls,
            tool_call_id=one.tool_call_id,
            name=one.name or None,
            at=one.at,
            metadata=one.metadata,
        )
        for place, one in enumerate(sent)
    ]
    return plain_messages(given, MOST_CHARACTERS)


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


@router.post("/sessions/{session_id}/turn", responses=problems(400, 401, 403, 404, 409, 413, 422))
async def turn(
    request: Request, access: InAgentContext, agent_id: AgentId, session_id: str, body: wire.AgentTurn
) -> wire.AgentTurnTaken:
    """Store the new messages of a session; they are learned in the background."""
    check_query(request)
    call = Call(
        Spot(agent_id, session_id, body.user_id), read_messages(body.messages), Wanted(body.provider, body.model)
    )
    taken = await memory_of(request).intake.turn(access, call)
    return wire.AgentTurnTaken(
        success=True,
        extraction_id=taken.job_id,
        extraction_status=taken.state.value,
        usage=wire.ModelUsed(model=taken.chosen.model, resolved_from=taken.chosen.resolved_from),
    )


@router.get("/turns/{extraction_id}/status", responses=problems(400, 401, 403, 404, 422))
async def status(
    request: Request, access: InAgentContext, agent_id: AgentId, extraction_id: str
) -> wire.ExtractionStatus:
    """How far the messages of a call are learned."""
    check_query(request)
    found = await memory_of(request).intake.status(access, agent_id, JobId(extraction_id))
    return wire.ExtractionStatus(
        extraction_id=found.job.id,
        state=found.job.state.value,
        error=found.job.error,
        attempts=found.job.attempts,
        turns=found.job.turns,
        learned=found.learned,
    )
