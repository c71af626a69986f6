"""Whole conversations: a transcript is recorded, some messages a commit, learned by the queue, and waited for.

What the session holds already is not taken again; what it holds and could not be learned is tried again. Whoever sent
the transcript may go away once it is recorded: the queue goes on.
"""

from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TypeAlias

from sqlalchemy import Connection

from spectron.domain.access import Access
from spectron.domain.conversation import Session
from spectron.domain.errors import LearningFailed, NotFound, SessionClosed
from spectron.domain.ids import ContextId, JobId, SessionId, TurnId, new_id
from spectron.domain.jobs import Job, JobState, JobStatus
from spectron.domain.messages import Message
from spectron.domain.repeats import Print, new_in_transcript
from spectron.domain.temporal import Clock
from spectron.service.agents.choice import ANY, Chosen, Wanted, choose_model
from spectron.service.agents.effects import Effects, sum_up
from spectron.service.agents.endings import Ending, end_session
from spectron.service.agents.queue import Queue
from spectron.service.agents.recording import (
    draft_messages,
    find_spot,
    is_as_seen,
    new_job,
    print_message,
    resolve,
)
from spectron.service.agents.sessions import pair_scope
from spectron.service.ingest import Drafted, Ingest, Once, place_turn
from spectron.service.once import made_before, note_made
from spectron.service.surroundings import Readers
from spectron.storage.queries import conversations, jobs
from spectron.storage.queries.jobs import HeldTurn

MESSAGES_AT_ONCE = 200
RECORDING_PATIENCE = timedelta(seconds=30)  # a job whose recorder died half-way is taken up after so long


@dataclass(frozen=True, slots=True)
class Transcript:
    """A conversation of an agent with a user, or a part of one.

    `session` is the caller's id for it, None to have one made; with `opens` it is opened where it does not exist yet.
    """

    agent: str
    user: str
    session: str | None
    messages: tuple[Message, ...]
    wanted: Wanted = ANY
    opens: bool = True
    once: Once | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """How many of the messages that were sent are learned."""

    done: int
    total: int


@dataclass(frozen=True, slots=True)
class Recorded:
    """A transcript that is safe: `turns` are those to be learned, `waits` the jobs that do so, the call's own last."""

    session: Session
    chosen: Chosen
    turns: tuple[TurnId, ...] = ()
    waits: tuple[JobId, ...] = ()

    @property
    def job_id(self) -> JobId | None:
        """The job to ask about; None where there was nothing to learn."""
        return self.waits[-1] if self.waits else None


@dataclass(frozen=True, slots=True)
class Processed:
    """A transcript that is learned, and what it taught."""

    recorded: Recorded
    effects: Effects


Item: TypeAlias = Step | Processed


@dataclass(frozen=True, slots=True)
class _Plan:
    """What is left to record of a transcript; `recorded` grows with every commit.

    `session` may be one that is still to be opened. `idle` are turns that it holds and no job will learn; `job_id` is
    the job of this call, once there is one, and `count` how many places the session has given out.
    """

    recorded: Recorded
    exists: bool
    left: tuple[Message, ...]
    idle: Sequence[HeldTurn]
    count: int
    job_id: JobId | None = None

    @property
    def done(self) -> bool:
        """Whether nothing is left to be done."""
        return self.exists and not self.left and not self.idle


@dataclass(frozen=True, slots=True)
class Transcripts:
    """Takes in transcripts; holds nothing of any."""

    ingest: Ingest
    queue: Queue
    clock: Clock

    async def record(self, access: Access, one: Transcript) -> Recorded:
        """Record what is new of a transcript, and queue it; raises Unprocessable, NotFound, SessionClosed, BadValue.

        Nothing is stored where anything is wrong with it.
        """
        plan: _Plan | None = None
        job_id: JobId | None = None
        while plan is None or not plan.done:
            if plan is None:
                plan = await self.ingest.store.read(lambda conn: self._plan(conn, access, one))
                plan = replace(plan, job_id=job_id)
            else:
                plan = await self._record_some(access, one, plan)
                job_id = plan.job_id if plan else job_id
        self.queue.wake()
        return plan.recorded

    def _plan(self, conn: Connection, access: Access, one: Transcript) -> _Plan:
        return _look(conn, access, one, self.ingest.readers, self.clock())

    async def _record_some(self, access: Access, one: Transcript, plan: _Plan) -> _Plan | None:
        """One commit; returns what is left then, None where the session moved on in between."""
        now = self.clock()
        drafts = await draft_messages(self.ingest, plan.left[:MESSAGES_AT_ONCE], now)
        return await self.ingest.store.write(lambda conn: _place(conn, access, one, plan, drafts, now))

    async def end(self, access: Access, wish: Ending) -> Session:
        """End a session; raises NotFound."""
        return await self.ingest.store.write(lambda conn: end_session(conn, access, wish))

    async def follow(self, access: Access, recorded: Recorded) -> AsyncIterator[Item]:
        """How far the learning of a transcript is, at last what it taught.

        Raises LearningFailed where a job of it failed, once all have ended.
        """
        ctx, ended, behind = access.context_id, list[JobStatus](), 0
        for number, job_id in enumerate(recorded.waits):
            async for status in self.queue.watch(ctx, job_id):
                learned = min(behind + status.learned, len(recorded.turns))
                yield Step(learned, len(recorded.turns))
            ended.append(status)
            behind = sum(one.learned for one in ended[: number + 1])
        if failed := [one.job for one in ended if one.job.state is JobState.FAILED]:
            raise LearningFailed(failed[-1].error or "learning failed", recorded.session.name, failed[-1].id)
        turns, model = recorded.turns, recorded.chosen.model
        yield Processed(recorded, await self.ingest.store.read(lambda conn: sum_up(conn, ctx, turns, model)))


def _look(conn: Connection, access: Access, one: Transcript, readers: Readers, now: datetime) -> _Plan:
    """How a transcript stands to its session: which of its messages are new, and which wait to be learned."""
    ctx = access.context_id
    made = _made(conn, ctx, one.once)
    session, exists = _seat(conn, access, one, made, now)
    chosen = choose_model(conn, ctx, readers, one.wanted, Wanted.of(session.settings))
    messages = resolve(conn, ctx, session, one.messages)
    held = jobs.held_turns(conn, ctx, session.id) if exists else ()
    prints = [print_message(message) for message in messages]
    new = new_in_transcript(prints, Counter(turn.print for turn in held))
    if new and session.closed_at:
        raise SessionClosed(f"session {session.name} has ended and takes no more messages")
    known = _known(prints, held)
    waiting = [turn for turn in known if not turn.learned]
    mine = [turn for turn in known if made and turn.job_id == made.id]
    turns = dict.fromkeys(turn.id for turn in (*mine, *waiting))
    waits = dict.fromkeys(turn.job_id for turn in (*waiting, *mine) if turn.job_id and not turn.idle)
    return _Plan(
        recorded=Recorded(session, chosen, tuple(turns), tuple(waits)),
        exists=exists,
        left=tuple(messages[place] for place in new),
        idle=[turn for turn in waiting if turn.idle],
        count=conversations.count_places(conn, ctx, session.id) if exists else 0,
    )


def _made(conn: Connection, ctx: ContextId, once: Once | None) -> Job | None:
    """The job that a call with the same Idempotency-Key made, if one came before."""
    made = made_before(conn, ctx, once)
    if made is None:
        return None
    found = jobs.find_job(conn, ctx, JobId(made))
    if found is None:
        raise NotFound("what this Idempotency-Key made has been erased")
    return found.job


def _seat(conn: Connection, access: Access, one: Transcript, made: Job | None, now: datetime) -> tuple[Session, bool]:
    """The session of a transcript, and whether it exists: else it is as it will be opened."""
    found = conversations.find_session(conn, access.context_id, made.session_id) if made else None
    if found:
        return found, True
    where = pair_scope(access, one.agent, one.user)
    if one.session and (not one.opens or conversations.sessions_called(conn, access.context_id, one.session, where)):
        return find_spot(conn, access, one.agent, one.user, one.session), True
    return Session(SessionId(new_id("session")), where, {}, now, handle=one.session), False


def _known(prints: Sequence[Print], held: Sequence[HeldTurn]) -> list[HeldTurn]:
    """The turns that hold messages of a transcript: of each, as many as there are, the first ones."""
    by_print: defaultdict[Print, list[HeldTurn]] = defaultdict(list)
    for turn in held:
        by_print[turn.print].append(turn)
    sent = Counter(prints)
    return [turn for print_, turns in by_print.items() for turn in turns[: sent[print_]]]


def _place(
    conn: Connection, access: Access, one: Transcript, plan: _Plan, drafts: Sequence[Drafted], now: datetime
) -> _Plan | None:
    """Record some messages in the job of the call, which is made with the first of them, and runs after the last."""
    ctx, recorded = access.context_id, plan.recorded
    session, model = recorded.session, recorded.chosen.model
    if not _open(conn, access, one, plan):
        return None
    left = plan.left[len(drafts) :]
    job_id, waits, run_at = plan.job_id, recorded.waits, now + RECORDING_PATIENCE if left else now
    if job_id is None and (drafts or plan.idle):
        seq = min([plan.count + 1, *(turn.seq for turn in plan.idle)])
        job = new_job(ctx, session, model, len(plan.idle), now, seq)
        jobs.enqueue(conn, job)
        note_made(conn, ctx, one.once, job.id)
        job_id = job.id
    if job_id is not None:
        jobs.extend_job(conn, ctx, job_id, len(drafts), run_at)
        jobs.hand_over(conn, ctx, [turn.id for turn in plan.idle], job_id)
        waits = (*(other for other in waits if other != job_id), job_id)
    turns = [place_turn(conn, ctx, session, draft, job_id)[0].id for draft in drafts]
    return replace(
        plan,
        recorded=replace(recorded, turns=(*recorded.turns, *turns), waits=waits),
        exists=True,
        left=left,
        idle=(),
        count=plan.count + len(drafts),
        job_id=job_id,
    )


def _open(conn: Connection, access: Access, one: Transcript, plan: _Plan) -> bool:
    """Open the session if it is new; False where it is no longer as it was looked at."""
    ctx, session = access.context_id, plan.recorded.session
    if plan.exists:
        return is_as_seen(conn, ctx, session, plan.count)
    if one.session and conversations.sessions_called(conn, ctx, one.session, session.scope):
        return False
    conversations.open_session(conn, ctx, session)
    return True
