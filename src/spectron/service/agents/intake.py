"""New messages of a session: recorded in one commit with the job that is to learn them, and the sender goes on.

A call is first looked at (which session, which of its messages are new, which model reads them), then made ready
without a transaction, then recorded; where the session moved on in between, it is looked at again. So whatever is wrong
is told before anything is stored, and two calls at once never store a message twice.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from spectron.domain.access import Access
from spectron.domain.agents import Pair
from spectron.domain.conversation import Session
from spectron.domain.errors import SessionClosed
from spectron.domain.ids import JobId
from spectron.domain.jobs import JobState, JobStatus
from spectron.domain.messages import Message
from spectron.domain.repeats import Sent, new_in_batch
from spectron.domain.scope import AGENT_DIMENSION, Scope
from spectron.domain.temporal import Clock
from spectron.service.agents.choice import ANY, Chosen, Wanted, choose_model
from spectron.service.agents.mood import MoodStep, tell_mood
from spectron.service.agents.queue import Queue, missing
from spectron.service.agents.recording import (
    draft_messages,
    find_spot,
    is_as_seen,
    new_job,
    print_message,
    resolve,
)
from spectron.service.ingest import Drafted, Ingest, Once, place_turn
from spectron.service.once import made_before, note_made
from spectron.service.surroundings import Readers
from spectron.storage.queries import conversations, jobs
from spectron.storage.queries.jobs import HeldTurn

UNMOVED = MoodStep()


@dataclass(frozen=True, slots=True)
class Call:
    """New messages for a session of an agent, and the model that the caller wants to read them.

    Without a user it is the only session of this name that the agent has.
    """

    agent: str
    session: str
    user: str | None
    messages: tuple[Message, ...]
    wanted: Wanted = ANY
    once: Once | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a call: what it did to the user's mood, and the job that learns it.

    `job_id` is None where the messages are there and no job holds them (any more); `state` is that of the job.
    """

    session: Session
    chosen: Chosen
    job_id: JobId | None
    state: JobState
    mood: MoodStep = UNMOVED


@dataclass(frozen=True, slots=True)
class _Survey:
    """A call as it stands to its session: its messages under the names of their tools, and which of them are new.

    `known` is what the session told of an earlier call with the same Idempotency-Key.
    """

    session: Session
    chosen: Chosen
    messages: tuple[Message, ...] = ()
    new: tuple[int, ...] = ()
    held: Sequence[HeldTurn] = ()
    count: int = 0
    known: Taken | None = None


@dataclass(frozen=True, slots=True)
class Intake:
    """Takes in new messages; holds nothing of any call."""

    ingest: Ingest
    queue: Queue
    clock: Clock

    async def turn(self, access: Access, call: Call) -> Taken:
        """Record the new messages of a call and queue them; raises Unprocessable, NotFound, SessionClosed, BadValue.

        Messages that were sent before are not recorded again: the job that holds them is told, or a new one where they
        were given up.
        """
        while (taken := await self._try(access, call)) is None:
            pass
        self.queue.wake()
        return taken

    async def _try(self, access: Access, call: Call) -> Taken | None:
        """Look, make ready, record; None where the session moved on in between."""
        store, readers, now = self.ingest.store, self.ingest.readers, self.clock()
        survey = await store.read(lambda conn: _survey(conn, access, call, readers))
        if survey.known:
            return survey.known
        drafts = await draft_messages(self.ingest, [survey.messages[place] for place in survey.new], now)
        return await store.write(lambda conn: _take(conn, access, call, survey, drafts, now))

    async def status(self, access: Access, agent: str, job_id: JobId) -> JobStatus:
        """How a job of an agent stands; raises NotFound, also for one outside the key's scope."""

        def look(conn: Connection) -> JobStatus:
            found = jobs.find_job(conn, access.context_id, job_id)
            session = conversations.find_session(conn, access.context_id, found.job.session_id) if found else None
            within = Scope.of({AGENT_DIMENSION: agent}).clamped(access.clamp)
            if found is None or session is None or not session.scope.contains(within):
                raise missing(job_id)
            return found

        return await self.ingest.store.read(look)


def _survey(conn: Connection, access: Access, call: Call, readers: Readers) -> _Survey:
    ctx = access.context_id
    session = find_spot(conn, access, call.agent, call.user, call.session)
    chosen = choose_model(conn, ctx, readers, call.wanted, Wanted.of(session.settings))
    if (made := made_before(conn, ctx, call.once)) is not None:
        return _Survey(session, chosen, known=_again(conn, access, session, chosen, made))
    if session.closed_at:
        raise SessionClosed(f"session {session.name} has ended and takes no more turns")
    messages = resolve(conn, ctx, session, call.messages)
    held = jobs.held_turns(conn, ctx, session.id, len(messages) + 1)
    batch = [Sent(print_message(one), one.at) for one in messages]
    new = new_in_batch(batch, [Sent(one.print, one.said_at) for one in held], len(held))
    return _Survey(session, chosen, messages, tuple(new), held, conversations.count_places(conn, ctx, session.id))


def _again(conn: Connection, access: Access, session: Session, chosen: Chosen, made: str) -> Taken:
    """The answer that a call was given before."""
    ctx = access.context_id
    if not made:
        return Taken(session, chosen, None, JobState.DONE)
    mood = tell_mood(conn, ctx, Pair(session.scope, access.clamp), jobs.turns_of(conn, ctx, session.id, JobId(made)))
    return Taken(session, chosen, JobId(made), JobState.QUEUED, mood)


def _take(
    conn: Connection, access: Access, call: Call, survey: _Survey, drafts: Sequence[Drafted], now: datetime
) -> Taken | None:
    """Record what is new, in a job; None where the session is no longer as it was looked at."""
    ctx, session = access.context_id, survey.session
    if not is_as_seen(conn, ctx, session, survey.count):
        return None
    known = len(survey.messages) - len(drafts)
    same = survey.held[:known] if drafts else survey.held[-known:]
    idle = [one for one in same if one.idle]
    if not drafts and not idle:
        taken = _told_before(conn, access, survey, same[-1].job_id)
        note_made(conn, ctx, call.once, taken.job_id or "")
        return taken
    seq = min([survey.count + 1, *(one.seq for one in idle)])
    job = new_job(ctx, session, survey.chosen.model, len(drafts) + len(idle), now, seq)
    jobs.enqueue(conn, job)
    jobs.hand_over(conn, ctx, [one.id for one in idle], job.id)
    note_made(conn, ctx, call.once, job.id)
    turns = [place_turn(conn, ctx, session, one, job.id)[0] for one in drafts]
    mood = tell_mood(conn, ctx, Pair(session.scope, access.clamp), turns)
    return Taken(session, survey.chosen, job.id, JobState.QUEUED, mood)


def _told_before(conn: Connection, access: Access, survey: _Survey, job_id: JobId | None) -> Taken:
    found = jobs.find_job(conn, access.context_id, job_id) if job_id else None
    if found is None:
        return Taken(survey.session, survey.chosen, None, JobState.DONE)
    return Taken(survey.session, survey.chosen, found.job.id, found.job.state)
