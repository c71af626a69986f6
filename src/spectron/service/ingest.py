"""The walk of one turn, on one page.

record (1st commit: the turn is safe) -> extract (no transaction is open) -> ground -> learn (2nd commit: match, plan,
write, alone in the scope). The answer goes out after the second commit is on the disk.
"""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import Connection

from spectron.domain.access import Access
from spectron.domain.candidate import ASSISTANT, SPEAKER, Extraction, Window
from spectron.domain.change import Learned, describe
from spectron.domain.conversation import Role, Turn
from spectron.domain.errors import ExtractionFailed, IdempotencyMismatch, NotFound, SessionClosed, told
from spectron.domain.extractor import Extractor
from spectron.domain.graph import Entity
from spectron.domain.ids import ContextId, SessionId, TurnId, new_id
from spectron.domain.text import fold
from spectron.extraction.grounding import ground
from spectron.extraction.language import recognise
from spectron.reconciliation.draft import Known
from spectron.reconciliation.match import match, seek
from spectron.reconciliation.plan import plan
from spectron.reconciliation.reach import reach
from spectron.service.configuration import Configuration, read_configuration
from spectron.storage.ports import Store
from spectron.storage.queries import commit as writing
from spectron.storage.queries import contexts, conversations, neighbourhood, views

_log = logging.getLogger(__name__)

WINDOW_TURNS = 12
WINDOW_MENTIONS = 40


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
class Recorded:
    """A turn that is safe, what was said before it, and what it taught if that is known already."""

    turn: Turn
    window: Window
    configuration: Configuration
    learned: Learned | None = None


@dataclass(frozen=True, slots=True)
class Ingest:
    """Takes turns in; holds what the walk needs and nothing of any turn."""

    store: Store
    extractor: Extractor
    defaults: Configuration

    async def take(self, access: Access, said: Said) -> Learned:
        """Record a turn and learn from it; returns what it taught once that is on the disk."""
        recorded = await self.store.write(lambda conn: _record(conn, access, said, self.defaults), durable=False)
        if recorded.learned:
            return recorded.learned
        return await asyncio.shield(self.learn(access.context_id, recorded))  # a caller that gives up stops nothing

    async def learn(self, ctx: ContextId, recorded: Recorded) -> Learned:
        """Extract, ground and reconcile a turn that is recorded; safe to repeat and to race."""
        turn = recorded.turn
        grounded = ground(await self._extract(turn, recorded.window), turn)
        if grounded.dropped:
            _log.warning("turn %s: %d candidates dropped, their words are not in the turn", turn.id, grounded.dropped)
        return await self.store.write(lambda conn: _reconcile(conn, ctx, recorded, grounded.extraction))

    async def finish(self, limit: int = 10_000) -> int:
        """Learn from turns that were recorded and not learned: a process died, or a model failed; returns how many.

        A turn whose model fails again goes on waiting, and the log says so.
        """
        waiting = await self.store.read(lambda conn: conversations.unlearned_turns(conn, limit))
        learned = 0
        for ctx, turn in waiting:
            look = partial(look_around, ctx=ctx, turn=turn, defaults=self.defaults)
            recorded = await self.store.read(look)
            try:
                await self.learn(ctx, recorded)
                learned += 1
            except ExtractionFailed as error:
                _log.error("turn %s still waits to be learned: %s", turn.id, error.detail)
        return learned

    async def _extract(self, turn: Turn, window: Window) -> Extraction:
        """Ask the extractor; whatever goes wrong, the turn it was about is on the disk when the caller hears of it."""
        try:
            return await self.extractor.extract(turn, window)
        except ExtractionFailed:
            await self.store.write(_nothing)
            raise
        except Exception as error:
            await self.store.write(_nothing)
            _log.error("turn %s: the extractor broke with %s", turn.id, told(error))
            raise ExtractionFailed("the extractor broke; the turn is stored", turn.id) from error


def _nothing(_conn: Connection) -> None:
    """A durable commit of nothing: it takes every earlier commit to the disk."""


def _record(conn: Connection, access: Access, said: Said, defaults: Configuration) -> Recorded:
    ctx = access.context_id
    known = conversations.recall(conn, ctx, said.once.key, said.once.at) if said.once else None
    if said.once and known:
        return _again(conn, ctx, said.once, known, defaults)
    session = conversations.find_session(conn, ctx, said.session_id)
    if session is None:
        raise NotFound(f"no session {said.session_id} in this context")
    access.require(session.scope, f"session {session.id}")
    if session.closed_at:
        raise SessionClosed(f"session {session.id} is closed and takes no more turns")
    new = Turn(
        id=TurnId(new_id("turn")),
        session_id=session.id,
        scope=session.scope,
        role=said.role,
        content=said.content,
        said_at=said.said_at,
        name=said.name,
        language=recognise(said.content),
        tool_call_id=said.tool_call_id,
        tool_calls=said.tool_calls,
        metadata=said.metadata,
    )
    turn = conversations.record_turn(conn, ctx, new)
    if said.once:
        receipt = conversations.Receipt(said.once.digest, turn.id)
        conversations.remember(conn, ctx, said.once.key, receipt, said.once.at)
    return look_around(conn, ctx, turn, defaults)


def _again(
    conn: Connection, ctx: ContextId, once: Once, known: conversations.Receipt, defaults: Configuration
) -> Recorded:
    """A request that came before: the same answer, or the rest of the work if it was cut short."""
    if known.digest != once.digest:
        raise IdempotencyMismatch("this Idempotency-Key came before with another request")
    found = conversations.find_turn(conn, ctx, TurnId(known.made))
    if found is None:
        raise NotFound("what this Idempotency-Key made has been erased")
    turn, revision = found
    recorded = look_around(conn, ctx, turn, defaults)
    return recorded if revision is None else replace(recorded, learned=views.learned(conn, ctx, turn, revision))


def look_around(conn: Connection, ctx: ContextId, turn: Turn, defaults: Configuration) -> Recorded:
    """The window an extractor reads a turn in."""
    stored = contexts.find_context(conn, ctx)
    configuration = read_configuration(stored.config if stored else {}, defaults)
    name = fold(turn.name) if turn.name and turn.role in (Role.USER, Role.ASSISTANT) else None
    present = neighbourhood.entities_around(
        conn, ctx, turn.scope.id, [name] if name else [], [SPEAKER, ASSISTANT], WINDOW_MENTIONS
    )
    window = Window(
        turns=conversations.turns_before(conn, ctx, turn, WINDOW_TURNS),
        entities=present,
        speaker=_speaker(turn, name, present),
        entity_types=configuration.entity_types,
    )
    return Recorded(turn, window, configuration)


def _speaker(turn: Turn, name: str | None, present: Sequence[Entity]) -> Entity | None:
    """The one whose first person this turn is in, where they are known already."""
    if name:
        return next((one for one in present if any(fold(alias.text) == name for alias in one.aliases)), None)
    principal = ASSISTANT if turn.role is Role.ASSISTANT else SPEAKER
    return next((one for one in present if one.principal == principal), None)


def _reconcile(conn: Connection, ctx: ContextId, recorded: Recorded, extraction: Extraction) -> Learned:
    """Everything from the neighbourhood to the commit, alone in the scope; a turn learned meanwhile is told again."""
    turn, table = recorded.turn, recorded.configuration.cardinality
    content, revision = conversations.kept(conn, ctx, turn.id)
    if revision is not None:
        return views.learned(conn, ctx, turn, revision)
    if content != turn.content:  # words of it were erased while they were being read: nothing is learned from them
        turn, extraction = replace(turn, content=content), Extraction()
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
    return describe(changes, turn)
