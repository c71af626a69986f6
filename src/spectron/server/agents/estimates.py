"""How users feel and are, and how they and an agent stand to each other: `/api/v1/agents/{agent_id}/...`."""

from fastapi import APIRouter, Request, Response

from spectron.domain.errors import BadValue
from spectron.domain.temporal import parse_instant
from spectron.server.agents import shapes
from spectron.server.agents.drawing import draw_mood
from spectron.server.agents.questions import ABOUT_DOCS, AT_DOC, USER_DOC, read_about
from spectron.server.agents.requests import AgentId, InAgentContext
from spectron.server.bodies import StrictRoute
from spectron.server.knowledge import parameters, problems
from spectron.server.requests import instant_doc, memory_of, page_docs, read_page
from spectron.wire import estimates as wire

MOST_AT_ONCE = 500
SVG = "image/svg+xml"
_SINCE = instant_doc("since", "Changes of this instant and later ones.")
_UNTIL = instant_doc("until", "Changes before this instant.")
_ONE_USER = {**USER_DOC, "required": True, "description": "Whose."}
_PROBLEMS = problems(400, 401, 403, 404, 422)

router = APIRouter(prefix="/api/v1/agents/{agent_id}", tags=["agents"], route_class=StrictRoute)


@router.get("/mood", responses=_PROBLEMS, openapi_extra=parameters(*ABOUT_DOCS))
async def get_mood(request: Request, access: InAgentContext, agent_id: AgentId) -> wire.MoodInfo:
    """The mood of a user, decayed to the moment, and what moved it last."""
    about = read_about(request, agent_id)
    found, last, user = await memory_of(request).estimates.mood(access, about)
    return shapes.mood(found, last, user)


@router.get(
    "/mood/history",
    responses=_PROBLEMS,
    openapi_extra=parameters(*ABOUT_DOCS, _SINCE, _UNTIL, *page_docs(100, MOST_AT_ONCE)),
)
async def get_mood_history(request: Request, access: InAgentContext, agent_id: AgentId) -> wire.MoodHistory:
    """Every turn that moved the mood of a user, latest first: how it was before and after, and why."""
    about = read_about(request, agent_id, "since", "until", "limit", "offset")
    page, query = read_page(request, 100, MOST_AT_ONCE), request.query_params
    since, until = (parse_instant(query[name], name) if name in query else None for name in ("since", "until"))
    found = await memory_of(request).estimates.mood_changes(access, about, since, until)
    shown = found[page.offset : page.offset + page.limit]
    return wire.MoodHistory(data=[shapes.mood_change(one) for one in shown], total=len(found))


@router.get(
    "/mood/picture",
    response_class=Response,
    responses={200: {"content": {SVG: {"schema": {"type": "string"}}}}, **_PROBLEMS},
    openapi_extra=parameters(_ONE_USER, AT_DOC, _SINCE),
)
async def draw_mood_history(request: Request, access: InAgentContext, agent_id: AgentId) -> Response:
    """The mood of one user as a curve for each dimension; its 500 latest turns tell when and why they moved it."""
    about, query = read_about(request, agent_id, "since"), request.query_params
    since = parse_instant(query["since"], "since") if "since" in query else None
    estimates = memory_of(request).estimates
    mood, _, user = await estimates.mood(access, about)
    if user is None:
        raise BadValue.at("user_id", "a picture shows one user")
    found = await estimates.mood_changes(access, about, since, None)
    changes = [one.value for one in reversed(found[:MOST_AT_ONCE])]
    return Response(draw_mood(changes, mood.baseline, mood.at), media_type=SVG)


@router.get("/personality", responses=_PROBLEMS, openapi_extra=parameters(*ABOUT_DOCS))
async def get_personality(request: Request, access: InAgentContext, agent_id: AgentId) -> wire.PersonalityInfo:
    """What a user's words show of the big five and their ten aspects, each with its interval and evidence."""
    about = read_about(request, agent_id)
    return shapes.personality(*await memory_of(request).estimates.personality(access, about))


@router.get("/personality/recent-shifts", responses=_PROBLEMS, openapi_extra=parameters(*ABOUT_DOCS))
async def get_recent_shifts(request: Request, access: InAgentContext, agent_id: AgentId) -> wire.ShiftList:
    """Traits and aspects that turned out other than they were thought, latest first, each with its reason."""
    about = read_about(request, agent_id)
    found = await memory_of(request).estimates.shifts(access, about)
    return wire.ShiftList(data=[shapes.shift(one) for one in found], total=len(found))


@router.get("/relationships", responses=_PROBLEMS, openapi_extra=parameters(*ABOUT_DOCS))
async def list_relationships(request: Request, access: InAgentContext, agent_id: AgentId) -> wire.RelationshipList:
    """How each user and the agent stand to each other, and what changed it, latest first."""
    about = read_about(request, agent_id)
    found = await memory_of(request).estimates.relationships(access, about)
    return wire.RelationshipList(data=[shapes.relationship(one) for one in found], total=len(found))
