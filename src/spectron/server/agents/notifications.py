"""What an agent is to bring up with its users: `/api/v1/agents/{agent_id}/notifications`."""

from collections.abc import Mapping
from typing import Literal

from fastapi import APIRouter, Request

from spectron.domain.estimates import NoticeStatus
from spectron.server.agents import shapes
from spectron.server.agents.questions import USER_DOC
from spectron.server.agents.requests import AgentId, InAgentContext, OnceForAgent
from spectron.server.bodies import StrictRoute
from spectron.server.knowledge import parameters, problems
from spectron.server.requests import check_query, memory_of, page_docs, read_page, read_user
from spectron.wire import estimates as wire

MOST_AT_ONCE = 500
_ASKED: Mapping[str, tuple[NoticeStatus | None, ...]] = {
    "pending": (None,),
    **{status.value: (status,) for status in NoticeStatus},
    "expired": (NoticeStatus.SCHEDULED,),
    "all": tuple(NoticeStatus),
}

router = APIRouter(prefix="/api/v1/agents/{agent_id}", tags=["agents"], route_class=StrictRoute)


@router.get(
    "/notifications",
    responses=problems(400, 401, 403, 404, 422),
    openapi_extra=parameters(USER_DOC, *page_docs(100, MOST_AT_ONCE)),
)
async def list_notifications(
    request: Request,
    access: InAgentContext,
    agent_id: AgentId,
    status: Literal["pending", "scheduled", "expired", "consumed", "cancelled", "all"] = "pending",
) -> wire.NoticeList:
    """What is to be brought up, what is due first first; those that are pending now where no status is named."""
    check_query(request, "user_id", "status", "limit", "offset")
    page, memory = read_page(request, 100, MOST_AT_ONCE), memory_of(request)
    found = await memory.outreach.list(access, agent_id, read_user(request), _ASKED[status])
    now = memory.clock()
    shown = [one for one in (shapes.notice(each, now) for each in found) if status in ("all", one.status)]
    return wire.NoticeList(data=shown[page.offset : page.offset + page.limit], total=len(shown))


@router.post("/notifications/{message_id}/consume", responses=problems(400, 401, 403, 404, 409, 422))
async def consume(
    request: Request, access: InAgentContext, agent_id: AgentId, once: OnceForAgent, message_id: str
) -> wire.NoticeInfo:
    """Take a pending notification: it is pending no more. One that is not pending, or not any more, is 404."""
    check_query(request)
    memory = memory_of(request)
    return shapes.notice(await memory.outreach.consume(access, agent_id, message_id, once), memory.clock())
