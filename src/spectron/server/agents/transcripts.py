"""Whole conversations of agents: `POST /process` and `POST /sessions/end`."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import TypeAlias

from fastapi import APIRouter, Request, Response
from fastapi.responses import StreamingResponse

from spectron.server.agents import taken
from spectron.server.agents.messages import read_messages
from spectron.server.agents.requests import AgentId, InAgentContext, OnceForAgent
from spectron.server.bodies import StrictRoute
from spectron.server.knowledge import problems
from spectron.server.requests import check_query, memory_of
from spectron.server.streams import EVENTS, NO_STORE, Feed, last_of, wants_events, write_event, write_failure
from spectron.service.agents.choice import Wanted
from spectron.service.agents.endings import Ending
from spectron.service.agents.transcripts import Item, Processed, Transcript
from spectron.wire import agent_sessions as wire

News: TypeAlias = Item | Exception

_FAILED = {
    **problems(502)[502],
    "description": "A model failed; the messages are stored: session_id and extraction_id are in the body",
}
_RESPONSES = {**problems(400, 401, 403, 404, 409, 413, 422), 502: _FAILED}

router = APIRouter(prefix="/api/v1/agents/{agent_id}", tags=["agents"], route_class=StrictRoute)


@router.post(
    "/process",
    response_model=wire.AgentProcessed,
    responses={200: {"content": {EVENTS: {"schema": {"type": "string"}}}}, **_RESPONSES},
)
async def process(
    request: Request, access: InAgentContext, once: OnceForAgent, agent_id: AgentId, body: wire.AgentProcess
) -> wire.AgentProcessed | Response:
    """Store a transcript, learn what is new of it, and answer with what that was.

    With `Accept: text/event-stream` it tells how far it is in `progress` events, and at last the answer in `done`, or
    what went wrong in `error`.
    """
    check_query(request)
    wanted = Wanted(body.provider, body.model)
    sent = Transcript(agent_id, body.user_id, body.session_id, read_messages(body.messages), wanted, once=once)
    transcripts = memory_of(request).transcripts
    recorded = await asyncio.shield(transcripts.record(access, sent))  # a caller that gives up stops nothing
    watching = transcripts.follow(access, recorded)
    if wants_events(request):
        return StreamingResponse(Progress(request, Feed(watching)).events(), 200, NO_STORE, media_type=EVENTS)
    return taken.processed(await last_of(watching, Processed))


@router.post("/sessions/end", responses=_RESPONSES)
async def end(
    request: Request, access: InAgentContext, once: OnceForAgent, agent_id: AgentId, body: wire.AgentEnd
) -> wire.AgentEnded:
    """End a session; messages that it does not hold yet are learned first, or, without `wait`, afterwards."""
    check_query(request)
    memory = memory_of(request)
    told = {"total_messages": body.total_messages, "duration_seconds": body.duration_seconds}
    wish = Ending(agent_id, body.user_id, body.session_id, memory.clock(), told)
    if not body.messages:
        ended = await memory.transcripts.end(access, wish)
        return wire.AgentEnded(success=True, async_=False, session_id=ended.name)
    wanted, messages = Wanted(body.provider, body.model), read_messages(body.messages)
    sent = Transcript(agent_id, body.user_id, body.session_id, messages, wanted, opens=False, once=once)
    recorded = await asyncio.shield(memory.transcripts.record(access, sent))
    if not body.wait:
        await memory.transcripts.end(access, wish)
        waits = recorded.job_id is not None
        return wire.AgentEnded(
            success=True, async_=waits, session_id=recorded.session.name, extraction_id=recorded.job_id
        )
    learned = await last_of(memory.transcripts.follow(access, recorded), Processed)
    await memory.transcripts.end(access, wish)
    return taken.ended(learned)


@dataclass(slots=True)
class Progress:
    """A transcript that is being learned, as a reader hears of it; who goes away only hears no more."""

    request: Request
    feed: Feed[Item]

    async def events(self) -> AsyncIterator[str]:
        """The events, with a sign of life where nothing changes for a while."""
        watching = asyncio.create_task(self.feed.fill())
        last: News | None = None
        try:
            while not isinstance(last, Processed | Exception):
                item = await self.feed.next()
                if item is None:
                    yield ": still learning\n\n"
                elif item != last:
                    last = item
                    yield self._event(item)
        finally:
            watching.cancel()

    def _event(self, item: News) -> str:
        if isinstance(item, Exception):
            return write_failure(self.request, item)
        if isinstance(item, Processed):
            return write_event("done", taken.processed(item))
        return write_event("progress", wire.ProcessProgress(done=item.done, total=item.total))
