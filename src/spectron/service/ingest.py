"""The walk of one turn, on one page.

record (1st commit: the turn is safe, found by its words, and how they feel is noted) -> extract, and embed beside it
(no transaction is open) -> ground -> learn (2nd commit: match, plan, write, alone in the scope). The answer goes out
after the second commit is on the disk.
"""

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import Connection

from spectron.domain.access import Access
from spectron.domain.behaviour import Affect, Feel
from spectron.domain.candidate import Extraction
from spectron.domain.change import Learned, describe
from spectron.domain.conversation import Role, Session, Turn
from spectron.domain.errors import (
    BadValue,
    ExtractionFailed,
    IdempotencyMismatch,
    NotFound,
    ProviderFailed,
    SessionClosed,
    told,
)
from spectron.domain.events import EventKind
from spectron.domain.ids import ContextId, JobId, SessionId, TurnId, new_id
from spectron.domain.recall import Passage
from spectron.domain.scope import EVERYWHERE
from spectron.domain.temporal import Clock, utc_now
from spectron.extraction.grounding import ground
from spectron.extraction.language import recognise
from spectron.reconciliation.draft import Known
from spectron.reconciliation.match import match, seek
from spectron.reconciliation.plan import plan
from spectron.reconciliation.reach import reach
from spectron.retrieval.prepare import RECIPE
from spectron.service.chats.naming import name_after
from spectron.service.indexing import Embedded, Indexing, keep
from spectron.service.noticing import Sighting, take_notice
from spectron.service.preparing import prepared
from spectron.service.sessions import the_session
from spectron.service.spending import Spending
from spectron.service.surroundings import Readers, Recorded, look_around
from spectron.storage.ports import Store, Unit
from spectron.storage.queries import commit as writing
from spectron.storage.queries import conversations, neighbourhood, passages, views
from spectron.storage.queries.events import emit
from spectron.storage.queries.readings import keep_reading
from spectron.storage.queries.signals import keep_signals

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Said:
    """A message as it came in, before it has a place in a session."""

    session_id: SessionId
    role: Role
    content: str
    said_at: datetime
    name: str | None = None
    tool_call_id: str | None = None
    tool_calls: tuple[Mapping[str, Any], ...] = ()
    metadata: Mapping[str, Any] = field(default_factory=dict)
    once: "Once | None" = None


@dataclass(frozen=True, slots=True)
class Once:
    """An Idempotency-Key, the digest of the request it came with, and when it came."""

    key: str
    digest: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Drafted:
    """A message as a turn without a place, what is kept to find it by, and how its words feel at first sight.

    `came_at` is when it was made ready, which may be earlier than its own date says.
    """

    turn: Turn
    passage: Passage
    affects: tuple[Affect, ...]
    came_at: datetime


@dataclass(frozen=True, slots=True)
class Ingest:
    """Takes turns in; holds what the walk needs and nothing of any turn."""

    store: Store
    readers: Readers
    indexing: Indexing
    feel: Feel
    clock: Clock = utc_now
    spending: Spending = field(default_factory=Spending)

    async def take(self, access: Access, said: Said, check: Unit[None] | None = None) -> Learned:
        """Record a turn and learn from it; returns what it taught once that is on the disk.

        `check` runs in the commit that records the turn, and may raise to forbid it.
        """
        draft = self.draft(said)

        def record(conn: Connection) -> Recorded:
            known = conversations.recall(conn, access.context_id, said.once.key, said.once.at) if said.once else None
            if said.once and known:
                return _again(conn, access.context_id, said.once, known, self.readers)
            if check:
                check(conn)
            return _record(conn, access, said, draft, self.readers)

        recorded = await self.store.write(record, durable=False)
        if recorded.learned:
            return recorded.learned
        return await asyncio.shield(self._work(access.context_id, recorded))  # a caller that gives up stops nothing

    def draft(self, said: Said, turn_id: TurnId | None = None) -> Drafted:
        """All that a commit keeps of a message, made before it: under this id, or a fresh one."""
        new = _draft(said, turn_id or TurnId(new_id("turn")))
        return Drafted(new, prepared(new), self.feel(new), self.clock())

    async def _work(self, ctx: ContextId, recorded: Recorded) -> Learned:
        """Learn a turn while the embedder reads it; whatever becomes of one of them, the other is done."""
        turn = recorded.turn
        if recorded.stamp is None:  # it came before, and may have vectors
            await self.indexing.embed_turn(ctx, turn)
            return await self.learn(ctx, recorded)
        embedding = asyncio.create_task(self.indexing.embed_new(ctx, turn, recorded.stamp, recorded.configuration))
        try:
            return await self.learn(ctx, recorded, embedding)
        except BaseException:
            if made := await embedding:
                await self.store.write(lambda conn: keep(conn, ctx, turn.scope.id, made), durable=False)
            raise

    async def learn(
        self, ctx: ContextId, recorded: Recorded, embedding: asyncio.Task[Embedded | None] | None = None
    ) -> Learned:
        """Extract, ground and reconcile a turn that is recorded; safe to repeat and to race.

        What its `embedding` gives is kept in the commit that it is learned in. A turn that is edited while it is read
        is read again.
        """
        while (learned := await self._learn(ctx, recorded, embedding)) is None:
            before, embedding = recorded, None
            recorded = await self.store.read(partial(_look_again, ctx=ctx, before=before, readers=self.readers))
            await self.indexing.embed_turn(ctx, recorded.turn)
        return learned

    async def _learn(
        self, ctx: ContextId, recorded: Recorded, embedding: asyncio.Task[Embedded | None] | None
    ) -> Learned | None:
        """The same, once: None where the turn was edited in between."""
        turn = recorded.turn
        grounded = ground(await self._extract(ctx, recorded), turn)
        if grounded.dropped:
            _log.warning("turn %s: %d candidates dropped, their words are not in the turn", turn.id, grounded.dropped)
        made = await embedding if embedding else None

        def reconcile(conn: Connection) -> tuple[Learned | None, bool]:
            learned = _reconcile(conn, ctx, recorded, grounded.extraction)
            return learned, learned is not None and made is not None and keep(conn, ctx, turn.scope.id, made)

        learned, left = await self.store.write(reconcile)
        if left:
            await self.indexing.embed_turn(ctx, turn)
        return learned

    async def finish(self, limit: int = 10_000) -> int:
        """Learn from turns that were recorded and not learned: a process died, or a model failed; returns how many.

        A turn whose model fails again goes on waiting, and the log says so; a model that cannot be reached is not asked
        about the next turn.
        """
        waiting = await self.store.read(lambda conn: conversations.unlearned_turns(conn, limit))
        unreachable: set[str] = set()
        return sum([await self._finish(ctx, turn, unreachable) for ctx, turn in waiting])

    async def _finish(self, ctx: ContextId, turn: Turn, unreachable: set[str]) -> bool:
        """Learn one turn that waits, unless its model is one of the `unreachable`, or proves to be."""
        try:
            recorded = await self.store.read(lambda conn: look_around(conn, ctx, turn, self.readers))
        except BadValue as error:
            _log.error("turn %s still waits to be learned: %s", turn.id, error.detail)
            return False
        if recorded.reader.name in unreachable:
            return False
        try:
            await self.learn(ctx, replace(recorded, again=True))
        except ExtractionFailed as error:
            _log.error("turn %s still waits to be learned: %s", turn.id, error.detail)
            if isinstance(error.__cause__, ProviderFailed):
                unreachable.add(recorded.reader.name)
            return False
        return True

    async def _extract(self, ctx: ContextId, recorded: Recorded) -> Extraction:
        """Ask the extractor; whatever goes wrong, the turn it was about is on the disk when the caller hears of it."""
        turn = recorded.turn
        try:
            found = await recorded.reader.extractor.extract(*recorded.for_reader())
        except ExtractionFailed as failure:
            error = failure
            self.spending.add(failure.usage, failed=True)
            await self.store.write(lambda conn: _keep_failure(conn, ctx, turn, error))
            raise
        except Exception as error:
            await self.store.write(_nothing)
            _log.error("turn %s: the extractor broke with %s", turn.id, told(error))
            raise ExtractionFailed("the extractor broke; the turn is stored", turn.id) from error
        self.spending.add(found.usage)
        return found


def _nothing(_conn: Connection) -> None:
    """A durable commit of nothing: it takes every earlier commit to the disk."""


def _keep_failure(conn: Connection, ctx: ContextId, turn: Turn, failure: ExtractionFailed) -> None:
    """Keep an answer that could not be read with the turn as it was asked about, unless that is gone or learned."""
    found = conversations.find_turn(conn, ctx, turn.id)
    if found is not None and found[0].content == turn.content and found[1] is None:
        keep_reading(conn, ctx, turn, failure.usage, failure.answer)


def _draft(said: Said, turn_id: TurnId) -> Turn:
    """A message as a turn that has no place yet: neither a scope nor a number in its session."""
    return Turn(
        id=turn_id,
        session_id=said.session_id,
        scope=EVERYWHERE,
        role=said.role,
        content=said.content,
        said_at=said.said_at,
        name=said.name,
        language=recognise(said.content),
        tool_call_id=said.tool_call_id,
        tool_calls=said.tool_calls,
        metadata=said.metadata,
    )


def _record(conn: Connection, access: Access, said: Said, draft: Drafted, readers: Readers) -> Recorded:
    ctx = access.context_id
    session = the_session(conn, access, said.session_id)
    if session.closed_at:
        raise SessionClosed(f"session {session.name} is closed and takes no more turns")
    turn, stamp = place_turn(conn, ctx, session, draft)
    if said.once:
        receipt = conversations.Receipt(said.once.digest, turn.id)
        conversations.remember(conn, ctx, said.once.key, receipt, said.once.at)
    return replace(look_around(conn, ctx, turn, readers), stamp=stamp)


def place_turn(
    conn: Connection, ctx: ContextId, session: Session, draft: Drafted, job_id: JobId | None = None
) -> tuple[Turn, int]:
    """Append a message to its session, findable and with how it feels; returns the turn and its passage's stamp."""
    new = replace(draft.turn, session_id=session.id, scope=session.scope)
    turn = conversations.record_turn(conn, ctx, new, draft.came_at, job_id)
    placed = replace(draft.passage, session=session.id, seq=turn.seq)
    stamp = passages.keep_passage(conn, ctx, session.scope.id, placed, RECIPE)
    keep_signals(conn, ctx, turn, draft.affects)
    name_after(conn, ctx, session, turn)
    news = {"turn_id": turn.id, "session_id": session.id, "role": turn.role.value, "seq": turn.seq}
    emit(conn, ctx, session.scope, EventKind.TURN_RECORDED, news)
    return turn, stamp


def _again(conn: Connection, ctx: ContextId, once: Once, known: conversations.Receipt, readers: Readers) -> Recorded:
    """A request that came before: the same answer, or the rest of the work if it was cut short."""
    if known.digest != once.digest:
        raise IdempotencyMismatch("this Idempotency-Key came before with another request")
    found = conversations.find_turn(conn, ctx, TurnId(known.made))
    if found is None:
        raise NotFound("what this Idempotency-Key made has been erased")
    turn, revision = found
    recorded = replace(look_around(conn, ctx, turn, readers), again=True)
    return recorded if revision is None else replace(recorded, learned=views.learned(conn, ctx, turn, revision))


def _look_again(conn: Connection, ctx: ContextId, before: Recorded, readers: Readers) -> Recorded:
    """What a turn is read with that was edited while it was being read: by the same reader."""
    found = conversations.find_turn(conn, ctx, before.turn.id)
    if found is None:
        raise NotFound(f"no turn {before.turn.id} in this context")
    same = replace(readers, choose=lambda _configuration: before.reader)
    return replace(look_around(conn, ctx, found[0], same), again=before.again)


def _reconcile(conn: Connection, ctx: ContextId, recorded: Recorded, extraction: Extraction) -> Learned | None:
    """Everything from the neighbourhood to the commit, alone in the scope; a turn learned meanwhile is told again.

    None where it was edited meanwhile: what its old words told counts for nothing.
    """
    turn, table = recorded.turn, recorded.configuration.cardinality
    content, edited_at, revision = conversations.kept(conn, ctx, turn.id)
    if edited_at != turn.edited_at:
        return None
    if revision is not None:
        return views.learned(conn, ctx, turn, revision)
    if content != turn.content:  # words of it were erased while they were being read: nothing is learned from them
        turn, extraction = replace(turn, content=content), Extraction(usage=extraction.usage)
    scope_id, sought = turn.scope.id, seek(extraction, turn)
    names = sought.names | sought.roles
    entities = neighbourhood.entities_sought(conn, ctx, scope_id, names, sought.principals, sought.ids)
    matched = match(extraction, turn, entities)
    reaches = reach(extraction, matched, table)
    known = Known(
        facts=neighbourhood.facts_within(conn, ctx, reaches),
        evidence=neighbourhood.evidence_within(conn, ctx, reaches),
        instructions=neighbourhood.standing_instructions(conn, ctx, scope_id) if extraction.directives else (),
        uncertainties=neighbourhood.open_doubts(conn, ctx, scope_id, reaches, bool(extraction.doubts)),
    )
    changes = plan(extraction, matched, known, writing.next_moment(conn, ctx, turn), table)
    writing.commit(conn, ctx, changes)
    keep_signals(conn, ctx, turn, extraction.signals)
    take_notice(conn, ctx, turn, Sighting(extraction.signals, changes.facts, recorded.configuration.check_in_days))
    if extraction.usage.calls or recorded.again:
        keep_reading(conn, ctx, turn, extraction.usage)
    return describe(changes, turn, extraction.usage)
