"""What every way of sending messages shares: finding the session, making messages ready, and placing them in a job."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection

from spectron.domain.access import Access
from spectron.domain.conversation import Session
from spectron.domain.errors import Conflict, NotFound
from spectron.domain.ids import ContextId, SessionId, TurnId, new_id, new_job_id
from spectron.domain.jobs import Job
from spectron.domain.messages import Message, name_tools, unanswered
from spectron.domain.repeats import Print, take_print
from spectron.domain.scope import AGENT_DIMENSION, SPEAKER_DIMENSION, Scope
from spectron.service.ingest import Drafted, Ingest, Said
from spectron.storage.queries import conversations, jobs


async def draft_messages(ingest: Ingest, messages: Sequence[Message], now: datetime) -> list[Drafted]:
    """Messages ready to be recorded: one that tells no instant was said right behind the one before it, or now.

    Their ids sort in their order, so that what was said at one instant keeps it. Others get a word in after each.
    """
    drafts: list[Drafted] = []
    ids = sorted(new_id("turn") for _ in messages)
    last: datetime | None = None
    for turn_id, one in zip(ids, messages, strict=True):
        last = one.at or (now if last is None else last + timedelta(microseconds=1))
        drafts.append(ingest.draft(_said(one, last), TurnId(turn_id)))
        await asyncio.sleep(0)
    return drafts


def _said(one: Message, at: datetime) -> Said:
    return Said(
        session_id=SessionId(""),  # it is placed in one when it is recorded
        role=one.role,
        content=one.content,
        said_at=at,
        name=one.name,
        tool_call_id=one.tool_call_id,
        tool_calls=one.tool_calls,
        metadata=one.metadata,
    )


def find_spot(conn: Connection, access: Access, agent: str, user: str | None, name: str) -> Session:
    """The session of this name of an agent and user; without a user, the only one of this name.

    Raises NotFound where it was never started, Conflict where several users have one.
    """
    told = {AGENT_DIMENSION: agent} | ({SPEAKER_DIMENSION: user} if user else {})
    within = Scope.of(told).clamped(access.clamp)
    found = conversations.sessions_called(conn, access.context_id, name, within)
    if not found:
        raise NotFound(f"no session {name} of this agent and user: start it with sessions/start")
    if found[0].scope != within and len(found) > 1:
        raise Conflict.at("user_id", "several users of this agent have a session of this id: say which")
    return found[0]


def resolve(conn: Connection, ctx: ContextId, session: Session, messages: tuple[Message, ...]) -> tuple[Message, ...]:
    """Messages under the names of their tools; raises Unprocessable for one whose call is nowhere."""
    sought = unanswered(messages)
    return name_tools(messages, jobs.calls_before(conn, ctx, session.id, sought) if sought else {})


def print_message(one: Message) -> Print:
    """The print of a message whose tool is named."""
    return take_print(one.role.value, one.content, one.name, one.tool_call_id, one.tool_calls)


def is_as_seen(conn: Connection, ctx: ContextId, session: Session, count: int) -> bool:
    """Whether a session is still open, and has given out as many places for turns as when it was looked at."""
    found = conversations.find_session(conn, ctx, session.id)
    still_open = found is not None and found.closed_at is None
    return still_open and conversations.count_places(conn, ctx, session.id) == count


def new_job(ctx: ContextId, session: Session, model: str | None, turns: int, now: datetime, seq: int) -> Job:
    """A job for so many turns of a session, of which the first has the place `seq`; None leaves the model open."""
    return Job(
        id=new_job_id(),
        context_id=ctx,
        session_id=session.id,
        scope_id=session.scope.id,
        seq=seq,
        model=model,
        turns=turns,
        created_at=now,
        run_at=now,
    )
