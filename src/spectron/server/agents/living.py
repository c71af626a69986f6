"""What occupies an agent's users: habits, goals, interests, themes, moments below `/api/v1/agents/{agent_id}`."""

from datetime import UTC, tzinfo
from typing import Literal

from fastapi import APIRouter, Request

from spectron.domain.temporal import read_zone
from spectron.server.agents import lives
from spectron.server.agents.questions import ABOUT_DOCS, ZONE_DOC, read_about
from spectron.server.agents.requests import AgentId, InAgentContext
from spectron.server.bodies import StrictRoute
from spectron.server.knowledge import parameters, problems
from spectron.server.requests import memory_of
from spectron.wire import living as wire

_PROBLEMS = problems(400, 401, 403, 404, 422)

router = APIRouter(prefix="/api/v1/agents/{agent_id}", tags=["agents"], route_class=StrictRoute)


@router.get("/habits", responses=_PROBLEMS, openapi_extra=parameters(*ABOUT_DOCS, ZONE_DOC))
async def list_habits(request: Request, access: InAgentContext, agent_id: AgentId) -> wire.HabitList:
    """What a user does again and again, the strongest first, each with how often, how surely, and why."""
    about = read_about(request, agent_id, "timezone")
    found = await memory_of(request).estimates.habits(access, about, _zone(request))
    return wire.HabitList(data=[lives.habit(one) for one in found], total=len(found))


@router.get("/goals", responses=_PROBLEMS, openapi_extra=parameters(*ABOUT_DOCS))
async def list_goals(
    request: Request,
    access: InAgentContext,
    agent_id: AgentId,
    status: Literal["active", "overdue", "achieved", "dropped"] | None = None,
) -> wire.GoalList:
    """What a user wants to reach, and what became of it; of one status, where that is named."""
    about = read_about(request, agent_id, "status")
    found = await memory_of(request).estimates.goals(access, about)
    shown = [lives.goal(one) for one in found if status in (None, one.value.status.value)]
    return wire.GoalList(data=shown, total=len(shown))


@router.get("/interests", responses=_PROBLEMS, openapi_extra=parameters(*ABOUT_DOCS))
async def list_interests(request: Request, access: InAgentContext, agent_id: AgentId) -> wire.InterestList:
    """Which topics occupy a user, by field, with how surely and how much of late."""
    about = read_about(request, agent_id)
    found = await memory_of(request).estimates.interests(access, about)
    return wire.InterestList(data=[lives.interest(one) for one in found], total=len(found))


@router.get("/themes", responses=_PROBLEMS, openapi_extra=parameters(*ABOUT_DOCS))
async def list_themes(request: Request, access: InAgentContext, agent_id: AgentId) -> wire.ThemeList:
    """The emotional tones of a user of late, the strongest first."""
    about = read_about(request, agent_id)
    found = await memory_of(request).estimates.themes(access, about)
    return wire.ThemeList(data=[lives.theme(one) for one in found], total=len(found))


@router.get("/personality/significant-moments", responses=_PROBLEMS, openapi_extra=parameters(*ABOUT_DOCS))
async def list_moments(request: Request, access: InAgentContext, agent_id: AgentId) -> wire.MomentList:
    """Moments of a user that stand out, latest first: events of life and strong feelings, with their turns."""
    about = read_about(request, agent_id)
    found = await memory_of(request).estimates.moments(access, about)
    return wire.MomentList(data=[lives.moment(one) for one in found], total=len(found))


def _zone(request: Request) -> tzinfo:
    named = request.query_params.get("timezone")
    return UTC if named is None else read_zone(named, "timezone")
