"""Conversations that people had elsewhere, taken in as chats: recorded as they are, and learned by the queue.

A conversation becomes one session, known by its id at the source, and so does every message in it: what is here already
is not taken again, so a file can be sent again, and a later export adds what is new. One conversation is in memory at a
time. A commit holds some messages; the last one makes all of them safe from a loss of power.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import BinaryIO, TypeAlias

from sqlalchemy import Connection

from spectron.chats.histories.conversations import SOURCE_ID, Conversation, Format, Found, Reason, Skipped
from spectron.domain.access import Access
from spectron.domain.behaviour import Affect
from spectron.domain.chats import CHAT_MUTATION, CHATS
from spectron.domain.conversation import Session, Turn
from spectron.domain.errors import BadValue
from spectron.domain.ids import JobId, SessionId, new_id
from spectron.domain.jobs import JobState
from spectron.domain.messages import Message
from spectron.domain.scope import AGENT_DIMENSION, SPEAKER_DIMENSION, Scope
from spectron.domain.temporal import Clock
from spectron.service.agents.queue import Queue
from spectron.service.agents.recording import draft_messages, is_as_seen, new_job
from spectron.service.chats.unpacking import Unpacking
from spectron.service.chats.whose import read_reach
from spectron.service.ingest import Drafted, Ingest, place_turn
from spectron.storage.queries import conversations, jobs
from spectron.storage.queries.histories import TakenTurn, taken_turns
from spectron.storage.queries.signals import keep_signals

WHAT = "the import of chats"
MESSAGES_AT_ONCE = 200
CONVERSATIONS_AT_ONCE = 200  # so many are recorded before the embedder is told of them
PATIENCE = timedelta(seconds=30)  # a job whose recorder died half-way is taken up after so long
AHEAD = timedelta(days=1)  # how far a clock at the source may be ahead; what was said later than that has a wrong date


@dataclass(frozen=True, slots=True)
class Wish:
    """Whose the conversations of a file are to be, and whether they are learned.

    `character` stands in the place of whom the file names; `file_name` tells chats apart whose content does not.
    """

    user: str | None
    character: str | None = None
    format: Format | None = None
    learn: bool = True
    file_name: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """How far an import has come: bytes of the file's content, and what was found in them."""

    done: int
    total: int
    conversations: int
    messages: int


@dataclass(slots=True)
class Report:
    """What an import did: conversations that are new or have new messages, those known already, and what was left out.

    Messages that are known count beside those that were taken; `skipped` counts conversations and messages by reason.
    """

    formats: set[Format] = field(default_factory=set)
    taken: int = 0
    known: int = 0
    messages_taken: int = 0
    messages_known: int = 0
    skipped: Counter[Reason] = field(default_factory=Counter)

    @property
    def format(self) -> Format | None:
        """What the file was; of several formats in one file the first by name."""
        return min(self.formats, default=None)


News: TypeAlias = Step | Report


@dataclass(frozen=True, slots=True)
class _Plan:
    """What is left to record of a conversation; `idle` are turns that it has and that no job will learn."""

    session: Session
    exists: bool
    left: tuple[Message, ...]
    idle: Sequence[TakenTurn]
    count: int
    job_id: JobId | None = None

    @property
    def done(self) -> bool:
        """Whether nothing is left to be done."""
        return not self.left and not self.idle


@dataclass(frozen=True, slots=True)
class _Batch:
    """What one commit records: new messages, and how turns feel that were recorded without being learned."""

    drafts: Sequence[Drafted]
    felt: Sequence[tuple[Turn, tuple[Affect, ...]]]
    now: datetime


@dataclass(frozen=True, slots=True)
class Histories:
    """Takes in files of conversations; holds nothing of any."""

    ingest: Ingest
    queue: Queue
    clock: Clock

    async def take_in(self, access: Access, file: BinaryIO, wish: Wish) -> AsyncIterator[News]:
        """Record what is new in a file, telling how far it is, at last the report.

        Raises Forbidden where the key may not, BadValue without a user, Unprocessable for a file of no known format.
        What was recorded when it stops half-way stays, and the file can be sent again.
        """
        check_access(access, wish)
        unpacking = Unpacking(file, wish.file_name, wish.format)
        found, report, told = unpacking.conversations(), Report(unpacking.formats), 0
        try:
            while (one := await asyncio.to_thread(_next, found)) is not None:
                await self._take(access, wish, one, report)
                seen = report.taken + report.known
                if seen % CONVERSATIONS_AT_ONCE == 1:
                    self.ingest.indexing.wake(access.context_id)
                if (hundredth := 100 * unpacking.meter.done // max(unpacking.meter.total, 1)) != told:
                    told = hundredth
                    messages = report.messages_taken + report.messages_known
                    yield Step(unpacking.meter.done, unpacking.meter.total, seen, messages)
        finally:
            await self.ingest.store.write(_nothing)
            self.ingest.indexing.wake(access.context_id)
        yield report

    async def _take(self, access: Access, wish: Wish, one: Found, report: Report) -> None:
        """Record one conversation, and count what became of it."""
        if isinstance(one, Skipped):
            report.skipped[one.reason] += 1
            return
        report.skipped.update(one.skipped)
        if not one.messages:
            report.skipped[Reason.SILENT] += 1
            return
        new, ended = await self._record(access, wish, one)
        report.skipped += Counter({Reason.ENDED: ended})
        report.messages_taken += new
        report.messages_known += len(one.messages) - new - ended
        report.taken += new > 0
        report.known += new == 0

    async def _record(self, access: Access, wish: Wish, one: Conversation) -> tuple[int, int]:
        """Record what is new of a conversation; returns how many messages that were, and how many could not be."""
        scope, new = find_scope(access, wish, one.character), 0
        plan: _Plan | None = None
        while plan is None or not plan.done:
            if plan is None:
                plan = await self.ingest.store.read(lambda conn: _look(conn, access, wish, one, scope, self.clock()))
                if plan.session.closed_at:
                    return new, len(plan.left)
            else:
                left = len(plan.left)
                plan = await self._record_some(access, wish, plan)
                new += left - len(plan.left) if plan else 0
        self.queue.wake()
        return new, 0

    async def _record_some(self, access: Access, wish: Wish, plan: _Plan) -> _Plan | None:
        """One commit; returns what is left then, None where the conversation moved on in between.

        How it felt to say something is learned too: where nothing is to be learned, it is noted later, if ever.
        """
        now, store, ctx = self.clock(), self.ingest.store, access.context_id
        drafts = await draft_messages(self.ingest, plan.left[:MESSAGES_AT_ONCE], now)
        kept = drafts if wish.learn else [replace(draft, affects=()) for draft in drafts]
        ids = [turn.id for turn in plan.idle]
        idle = await store.read(lambda conn: conversations.turns_by_id(conn, ctx, ids)) if ids else {}
        felt = [(turn, await self._feel(turn)) for turn in idle.values()]
        batch = _Batch(kept, felt, now)
        return await store.write(lambda conn: _place(conn, access, wish, plan, batch), durable=False)

    async def _feel(self, turn: Turn) -> tuple[Affect, ...]:
        """How it felt to say a turn; others get a word in before the next."""
        await asyncio.sleep(0)
        return self.ingest.feel(turn)


def check_access(access: Access, wish: Wish) -> None:
    """Raise Forbidden where the key may not take in what is wished for, BadValue where nobody says whose it is."""
    access.ask(CHATS, WHAT)
    access.ask(CHAT_MUTATION, WHAT)
    if read_reach(access, wish.user, wish.character).get(SPEAKER_DIMENSION) is None:
        raise BadValue.at("user_id", "say whose chats they are")


def find_scope(access: Access, wish: Wish, character: str | None) -> Scope:
    """Where a conversation belongs: whom it is with says the wish, else the key, else the file."""
    agent = wish.character or access.clamp.get(AGENT_DIMENSION) or character
    return read_reach(access, wish.user, agent)


def _next(found: Iterator[Found]) -> Found | None:
    return next(found, None)


def _nothing(_conn: Connection) -> None:
    """A durable commit of nothing: it takes every earlier commit to the disk."""


def _look(conn: Connection, access: Access, wish: Wish, one: Conversation, scope: Scope, now: datetime) -> _Plan:
    """What of a conversation is new, and what of it waits for nobody."""
    ctx, session = access.context_id, _find(conn, access, one.handle, scope)
    held = taken_turns(conn, ctx, session.id, SOURCE_ID) if session else ()
    known = {turn.source_id for turn in held}
    left = {message.path: message for message in one.messages if message.path not in known}
    return _Plan(
        session=session or _open(one, scope, now),
        exists=session is not None,
        left=tuple(_dated(message, now) for message in left.values()),
        idle=[turn for turn in held if turn.idle] if wish.learn else (),
        count=conversations.count_places(conn, ctx, session.id) if session else 0,
    )


def _find(conn: Connection, access: Access, handle: str, scope: Scope) -> Session | None:
    found = conversations.sessions_called(conn, access.context_id, handle, scope)
    return next((one for one in found if one.scope == scope and one.handle == handle), None)


def _open(one: Conversation, scope: Scope, now: datetime) -> Session:
    """The session of a conversation, as old as that is."""
    begun = one.created_at if one.created_at and one.created_at <= now + AHEAD else now
    metadata = {"imported_from": one.format.value}
    return Session(SessionId(new_id("session")), scope, metadata, begun, handle=one.handle, title=one.title)


def _dated(one: Message, now: datetime) -> Message:
    """A message without a date that cannot be."""
    return replace(one, at=None) if one.at and one.at > now + AHEAD else one


def _place(conn: Connection, access: Access, wish: Wish, plan: _Plan, batch: _Batch) -> _Plan | None:
    """Record some messages in the job of their conversation; None where that is no longer as it was looked at."""
    ctx, session, left = access.context_id, plan.session, plan.left[len(batch.drafts) :]
    if plan.exists:
        if not is_as_seen(conn, ctx, session, plan.count):
            return None
    elif _find(conn, access, session.handle or "", session.scope):
        return None
    else:
        conversations.open_session(conn, ctx, session)
    job_id = plan.job_id or _begin_job(conn, access, wish, plan, batch.now)
    jobs.extend_job(conn, ctx, job_id, len(batch.drafts), batch.now + PATIENCE if left else batch.now)
    for turn, affects in batch.felt:
        keep_signals(conn, ctx, turn, affects)
    for draft in batch.drafts:
        place_turn(conn, ctx, session, draft, job_id)
    return replace(plan, exists=True, left=left, idle=(), count=plan.count + len(batch.drafts), job_id=job_id)


def _begin_job(conn: Connection, access: Access, wish: Wish, plan: _Plan, now: datetime) -> JobId:
    """The job of a conversation, with the turns of it that wait for nobody: one that lets live conversations go first.

    Where nothing is to be learned it is set aside.
    """
    ctx, seq = access.context_id, min([plan.count + 1, *(turn.seq for turn in plan.idle)])
    made = replace(new_job(ctx, plan.session, None, len(plan.idle), now, seq), background=True)
    jobs.enqueue(conn, made if wish.learn else replace(made, state=JobState.ASIDE))
    jobs.hand_over(conn, ctx, [turn.id for turn in plan.idle], made.id)
    return made.id
