"""What agents send: messages are recorded in one commit with the job that is to learn them, and the sender goes on.

A call is first looked at (which session, which of its messages are new, which model reads them), then made ready
without a transaction, then recorded; where the session moved on in between, it is looked at again. So whatever is wrong
is told before anything is stored, and two calls at once never store a message twice.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from spectron.domain.access import Access
from spectron.domain.conversation import Session
from spectron.domain.errors import Conflict, FieldError, NotFound, SessionClosed
from spectron.domain.ids import ContextId, JobId, SessionId, TurnId, new_id, new_job_id
from spectron.domain.jobs import Job, JobState, JobStatus
from spectron.domain.messages import Message, name_tools, unanswered
from spectron.domain.repeats import Print, Sent, new_in_batch, take_print
from spectron.domain.scope import AGENT_DIMENSION, SPEAKER_DIMENSION, Scope
from spectron.domain.temporal import Clock
from spectron.service.agents.choice import ANY, Chosen, Wanted, choose_model
from spectron.service.agents.queue import Queue
from spectron.service.ingest import Drafted, Ingest, Said, place_turn
from spectron.service.surroundings import Readers
from spectron.storage.queries import conversations, jobs
from spectron.storage.queries.jobs import HeldTurn


@dataclass(frozen=True, slots=True)
class Spot:
    """Which session of an agent a call is about; without a user, the only one of this name."""

    agent: str
    session: str
    user: str | None = None


@dataclass(frozen=True, slots=True)
class Call:
    """New messages for a session, and the model that the caller wants to read them."""

    spot: Spot
    messages: tuple[Message, ...]
    wanted: Wanted = ANY


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a call: its new turns, and the job that learns them.

    `job_id` is None where the messages are there and no job ever held them; `state` is that of the job.
    """

    session: Session
    chosen: Chosen
    turns: tuple[TurnId, ...]
    job_id: JobId | None
    state: JobState


@dataclass(frozen=True, slots=True)
class _Survey:
    """A call as it stands to its session: its messages under the names of their tools, and which of them are new."""

    session: Session
    chosen: Chosen
    messages: tuple[Message, ...]
    new: tuple[int, ...]
    held: Sequence[HeldTurn]
    count: int


@dataclass(frozen=True, slots=True)
class Intake:
    """Takes in what agents send; holds nothing of any call."""

    ingest: Ingest
    queue: Queue
    clock: Clock

    async def turn(self, access: Access, call: Call) -> Taken:
        """Record the new messages of a call and queue them; raises Unprocessable, NotFound, SessionClosed, BadValue.

        Messages that were sent before are not recorded again: the job that holds them is told, or a new one where they
        were given up.
        """
        while (taken := await self._try_turn(access, call)) is None:
            pass
        self.queue.wake()
        return taken

    async def _try_turn(self, access: Access, call: Call) -> Taken | None:
        """Look, make ready, record; None where the session moved on in between."""
        store, readers, now = self.ingest.store, self.ingest.readers, self.clock()
        survey = await store.read(lambda conn: _survey(conn, access, call, readers))
        drafts = draft_messages(self.ingest, [survey.messages[place] for place in survey.new], now)
        return await store.write(lambda conn: _take(conn, access.context_id, survey, drafts, now))

    async def status(self, access: Access, agent: str, job_id: JobId) -> JobStatus:
        """How a job of an agent stands; raises NotFound, also for one outside the key's scope."""

        def look(conn: Connection) -> JobStatus:
            found = jobs.find_job(conn, access.context_id, job_id)
            session = conversations.find_session(conn, access.context_id, found.job.session_id) if found else None
            within = Scope.of({AGENT_DIMENSION: agent}).clamped(access.clamp)
            if found is None or session is None or not session.scope.contains(within):
                raise NotFound(f"no extraction {job_id} of this agent")
            return found

        return await self.ingest.store.read(look)


def find_spot(conn: Connection, access: Access, spot: Spot) -> Session:
    """The session that a call is about; raises NotFound where it was never started, Conflict where several would do."""
    told = {AGENT_DIMENSION: spot.agent} | ({SPEAKER_DIMENSION: spot.user} if spot.user else {})
    within = Scope.of(told).clamped(access.clamp)
    found = conversations.sessions_called(conn, access.context_id, spot.session, within)
    if not found:
        raise NotFound(f"no session {spot.session} of this agent and user: start it with sessions/start")
    if found[0].scope != within and len(found) > 1:
        message = "several users of this agent have a session of this id: say which"
        raise Conflict(f"user_id: {message}", FieldError("user_id", message))
    return found[0]


def draft_messages(ingest: Ingest, messages: Sequence[Message], now: datetime) -> list[Drafted]:
    """Messages ready to be recorded: one that tells no instant was said right behind the one before it, or now.

    Their ids sort in their order, so that what was said at one instant keeps it.
    """
    drafts: list[Drafted] = []
    ids = sorted(new_id("turn") for _ in messages)
    last: datetime | None = None
    for turn_id, one in zip(ids, messages, strict=True):
        last = one.at or (now if last is None else last + timedelta(microseconds=1))
        said = Said(
            session_id=SessionId(""),
            role=one.role,
            content=one.content,
            said_at=last,
            name=one.name,
            tool_call_id=one.tool_call_id,
            tool_calls=one.tool_calls,
            metadata=one.metadata,
        )
        drafts.append(ingest.draft(said, TurnId(turn_id)))
    return drafts


def _survey(conn: Connection, access: Access, call: Call, readers: Readers) -> _Survey:
    ctx = access.context_id
    session = find_spot(conn, access, call.spot)
    if session.closed_at:
        raise SessionClosed(f"session {session.name} has ended and takes no more turns")
    messages = resolve(conn, ctx, session, call.messages)
    chosen = choose_model(conn, ctx, readers, call.wanted, Wanted.of(session.settings))
    held = jobs.held_turns(conn, ctx, session.id, len(messages) + 1)
    batch = [Sent(_print(one), one.at) for one in messages]
    new = new_in_batch(batch, [Sent(one.print, one.said_at) for one in held], len(held))
    count = conversations.count_places(conn, ctx, session.id)
    return _Survey(session, chosen, messages, tuple(new), held, count)


def _take(conn: Connection, ctx: ContextId, survey: _Survey, drafts: Sequence[Drafted], now: datetime) -> Taken | None:
    """Record what is new, in a job; None where the session is no longer as it was looked at."""
    session = survey.session
    if not is_as_seen(conn, ctx, session, survey.count):
        return None
    known = len(survey.messages) - len(drafts)
    same = survey.held[:known] if drafts else survey.held[-known:]
    idle = [one for one in same if one.idle]
    if not drafts and not idle:
        return _told_before(conn, ctx, survey, same[-1].job_id)
    seq = min([survey.count + 1, *(one.seq for one in idle)])
    job = new_job(ctx, session, survey.chosen.model, len(drafts) + len(idle), now, seq)
    jobs.enqueue(conn, job)
    jobs.hand_over(conn, ctx, [one.id for one in idle], job.id)
    turns = [place_turn(conn, ctx, session, one, job.id)[0].id for one in drafts]
    return Taken(session, survey.chosen, tuple(turns), job.id, JobState.QUEUED)


def _told_before(conn: Connection, ctx: ContextId, survey: _Survey, job_id: JobId | None) -> Taken:
    found = jobs.find_job(conn, ctx, job_id) if job_id else None
    return Taken(survey.session, survey.chosen, (), job_id, found.job.state if found else JobState.DONE)


def is_as_seen(conn: Connection, ctx: ContextId, session: Session, count: int) -> bool:
    """Whether a session is still open, and has given out as many places for turns as when it was looked at."""
    found = conversations.find_session(conn, ctx, session.id)
    open_still = found is not None and found.closed_at is None
    return open_still and conversations.count_places(conn, ctx, session.id) == count


def new_job(ctx: ContextId, session: Session, model: str, turns: int, now: datetime, seq: int) -> Job:
    """A job for so many turns of a session, of which the first has the place `seq`."""
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


def resolve(conn: Connection, ctx: ContextId, session: Session, messages: tuple[Message, ...]) -> tuple[Message, ...]:
    """Messages under the names of their tools; raises Unprocessable for one whose call is nowhere."""
    sought = unanswered(messages)
    return name_tools(messages, jobs.calls_before(conn, ctx, session.id, sought) if sought else {})


def _print(one: Message) -> Print:
    return take_print(one.role.value, one.content, one.name, one.tool_call_id, one.tool_calls)
