"""The walk of one exchange: what is said is learned, somebody replies from memory, and the reply is learned too.

    take (the user's turn, as any turn) -> brief -> draft (no transaction is open) -> take (the reply) -> both diffs

Under an Idempotency-Key a walk that was cut short goes on where it ended: each of the two turns is recorded once.
"""

import asyncio
import hashlib
import logging
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import aclosing, contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any, TypeAlias

from sqlalchemy import Connection

from spectron.chats.prompt import Window, write_request
from spectron.domain.access import Access
from spectron.domain.change import Learned
from spectron.domain.conversation import Role, Turn
from spectron.domain.errors import Conflict, NotFound, ProviderFailed, ReplyFailed, SessionClosed, told
from spectron.domain.ids import SessionId, TurnId
from spectron.domain.recall import Tier
from spectron.domain.reply import Replied
from spectron.domain.responder import Material, Responder
from spectron.domain.temporal import Clock
from spectron.domain.usage import RESPONDER, Usage
from spectron.providers.ports import Completion, LanguageModel, Request
from spectron.service.configuration import Configuration, read_configuration
from spectron.service.ingest import Ingest, Once, Said
from spectron.service.recall import Recall, Sought
from spectron.storage.queries import contexts, conversations, erase
from spectron.wire.recall import DEFAULT_TOKENS

_log = logging.getLogger(__name__)

MOST_TURNS = 400


@dataclass(frozen=True, slots=True)
class Answerer:
    """Who replies, and how much it can be shown; without a model it is the built-in responder."""

    name: str
    window: Window
    model: LanguageModel | None = None


ChooseAnswerer: TypeAlias = Callable[[Configuration], Answerer]


@dataclass(frozen=True, slots=True)
class Remark:
    """What is said to the memory; `at` is when, now if None."""

    session_id: SessionId
    content: str
    at: datetime | None = None
    once: Once | None = None


@dataclass(frozen=True, slots=True)
class _Draft:
    """A reply before it is recorded, or as it was by an earlier try."""

    text: str
    tier: Tier
    usage: Usage


@dataclass(frozen=True, slots=True)
class _Begun:
    """An exchange whose user's turn is learned.

    `turns` are the session's up to that turn, where a model is to see them; `erased` is the revision of the last
    erasure that could touch what a reply is made of; `draft` is there where the reply was recorded already.
    """

    heard: Learned
    turns: Sequence[Turn]
    answerer: Answerer
    erased: int
    now: datetime
    draft: _Draft | None = None


@dataclass(frozen=True, slots=True)
class Replies:
    """Answers what is said in a session; holds what the walk needs and nothing of any exchange."""

    ingest: Ingest
    recall: Recall
    choose: ChooseAnswerer
    responder: Responder
    clock: Clock

    async def give(self, access: Access, heard: Remark) -> Replied:
        """The whole walk; raises ReplyFailed where the model fails, with what was said recorded and learned."""
        begun = await self._begin(access, heard)
        draft = begun.draft or await self._draft(access, begun)
        return await asyncio.shield(self._keep(access, heard, begun, draft))  # a caller that gives up stops nothing

    async def stream(self, access: Access, heard: Remark) -> AsyncIterator[str | Replied]:
        """The same walk: pieces of the reply as they come, at last what it taught; closed half-way it keeps nothing."""
        begun = await self._begin(access, heard)
        draft = begun.draft
        if draft:
            yield draft.text
        else:
            async with aclosing(self._pieces(access, begun)) as pieces:
                async for piece in pieces:
                    if isinstance(piece, _Draft):
                        draft = piece
                    else:
                        yield piece
        assert draft is not None
        yield await asyncio.shield(self._keep(access, heard, begun, draft))

    async def _begin(self, access: Access, heard: Remark) -> _Begun:
        """Record and learn what was said, or find that this is done."""
        now = heard.at or self.clock()
        learned = await self.ingest.take(access, Said(heard.session_id, Role.USER, heard.content, now, once=heard.once))
        defaults = self.ingest.readers.defaults

        def look(conn: Connection) -> _Begun:
            ctx, turn = access.context_id, learned.turn
            stored = contexts.find_context(conn, ctx)
            draft = _recorded(conn, access, heard)
            if draft is None:
                _check_open(conn, access, turn)
            answerer = self.choose(read_configuration(stored.config if stored else {}, defaults))
            shown = MOST_TURNS if answerer.model and draft is None else 0
            return _Begun(
                heard=learned,
                turns=[*conversations.turns_before(conn, ctx, turn, shown), turn] if shown else [turn],
                answerer=answerer,
                erased=erase.last_erasure(conn, ctx, turn.scope),
                now=now,
                draft=draft,
            )

        return await self.ingest.store.read(look)

    async def _draft(self, access: Access, begun: _Begun) -> _Draft:
        model = begun.answerer.model
        if model is None:
            return await self._recite(access, begun)
        tier, request = await self._prepare(access, begun)
        with self._failing(begun):
            return self._drafted(begun, tier, await model.complete(request))

    async def _pieces(self, access: Access, begun: _Begun) -> AsyncGenerator[str | _Draft]:
        model = begun.answerer.model
        if model is None:
            draft = await self._recite(access, begun)
            yield draft.text
            yield draft
            return
        tier, request = await self._prepare(access, begun)
        with self._failing(begun):
            async with aclosing(model.stream(request)) as pieces:
                async for piece in pieces:
                    yield self._drafted(begun, tier, piece) if isinstance(piece, Completion) else piece

    async def _prepare(self, access: Access, begun: _Begun) -> tuple[Tier, Request]:
        """What the model is sent, with the very text that `context` gives for these words."""
        turn = begun.heard.turn
        briefing = await self.recall.brief(access, turn.scope, Sought(turn.content), DEFAULT_TOKENS)
        return briefing.tier, write_request(briefing.text, begun.turns, begun.now, begun.answerer.window)

    async def _recite(self, access: Access, begun: _Begun) -> _Draft:
        """The answer of the built-in responder, from what is believed and what a search finds."""
        turn = begun.heard.turn
        found, snapshot = await self.recall.recollect(access, turn.scope, Sought(turn.content))
        turns = [hit.turn for hit in found.hits if hit.turn and hit.turn.id != turn.id]
        answered = self.responder.respond(turn.content, Material(snapshot, turns, begun.heard), begun.now)
        return _Draft(answered.text, found.tier, Usage(RESPONDER))

    def _drafted(self, begun: _Begun, tier: Tier, done: Completion) -> _Draft:
        used = Usage(begun.answerer.name).plus(done.prompt_tokens, done.completion_tokens, done.cost_usd)
        text = done.text.replace("\0", "").encode("utf-8", "replace").decode()
        if not text.strip():
            raise ProviderFailed(f"{begun.answerer.name} answered nothing")
        self.ingest.spending.add(used)
        return _Draft(text, tier, used)

    @contextmanager
    def _failing(self, begun: _Begun) -> Iterator[None]:
        """Whatever goes wrong while a model replies is told with the id of the turn that is safe."""
        turn, name = begun.heard.turn.id, begun.answerer.name
        try:
            yield
        except Exception as error:
            self.ingest.spending.add(Usage(name), failed=True)
            if isinstance(error, ProviderFailed):
                raise ReplyFailed(f"no reply: {error.detail}; what was said is stored", turn) from error
            _log.error("turn %s: the response model broke with %s", turn, told(error))
            raise ReplyFailed("no reply: the response model broke; what was said is stored", turn) from error

    async def _keep(self, access: Access, heard: Remark, begun: _Begun, draft: _Draft) -> Replied:
        """Record and learn the reply, unless what it was made of has been erased since."""
        turn = begun.heard.turn
        said = Said(
            session_id=turn.session_id,
            role=Role.ASSISTANT,
            content=draft.text,
            said_at=heard.at or max(self.clock(), turn.said_at),
            metadata={"answers": turn.id, "tier": draft.tier.value, "usage": asdict(draft.usage)},
            once=_for_reply(heard.once),
        )

        def check(conn: Connection) -> None:
            if erase.last_erasure(conn, access.context_id, turn.scope) != begun.erased:
                raise Conflict("something was erased while the reply was made, and the reply with it: ask again")

        learned = await self.ingest.take(access, said, check)
        stored = _read_draft(learned.turn)  # of two that raced under one key, the one that was recorded
        return Replied(begun.heard, learned, stored.tier, stored.usage)


def _for_reply(once: Once | None) -> Once | None:
    """The key under which a request's reply is recorded, beside the one of the user's turn."""
    return once and replace(once, key=hashlib.sha256(f"reply to {once.key}".encode()).hexdigest())


def _recorded(conn: Connection, access: Access, heard: Remark) -> _Draft | None:
    """The reply that an earlier try recorded; raises NotFound where it has been erased."""
    once = _for_reply(heard.once)
    known = conversations.recall(conn, access.context_id, once.key, once.at) if once else None
    if known is None:
        return None
    found = conversations.find_turn(conn, access.context_id, TurnId(known.made))
    if found is None:
        raise NotFound("what this Idempotency-Key made has been erased")
    return _read_draft(found[0])


def _check_open(conn: Connection, access: Access, turn: Turn) -> None:
    """Raise before a model is asked for a reply that could not be recorded."""
    session = conversations.find_session(conn, access.context_id, turn.session_id)
    if session is None or session.closed_at:
        raise SessionClosed(f"session {turn.session_id} was closed before there was a reply")


def _read_draft(reply: Turn) -> _Draft:
    """A reply as it was recorded; raises Conflict where what stood beside it was replaced since."""
    stored: Mapping[str, Any] = reply.metadata
    try:
        return _Draft(reply.content, Tier(stored["tier"]), Usage(**stored["usage"]))
    except (KeyError, TypeError, ValueError) as error:
        raise Conflict("the reply that this Idempotency-Key made was changed since") from error
