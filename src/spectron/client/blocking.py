"""The blocking twin of the client. Made by scripts/make_blocking.py from the asynchronous one: do not edit."""

import os
from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Any, Self, Unpack

from spectron.client.arguments import Dimensions, Instant, MessageParts
from spectron.client.client import Spectron
from spectron.client.configuration import Configuration
from spectron.client.entities import Entities
from spectron.client.sessions import Session, Sessions
from spectron.client.streaming import ChatStream
from spectron.client.thread import EventLoopThread
from spectron.client.transport import Retries
from spectron.wire.admin import ContextConfig, Health
from spectron.wire.chat import ChatReply
from spectron.wire.explanation import Explanation
from spectron.wire.knowledge import (
    Diff,
    EntityDetail,
    EntityInfo,
    History,
    Profile,
    RetractionInfo,
    RoleName,
    State,
    TurnInfo,
    TurnResult,
)
from spectron.wire.lifecycle import ForgetResult
from spectron.wire.recall import ContextResult, DEFAULT_HITS, DEFAULT_TOKENS, HitKind, SearchResult


class BlockingChatStream:
    """Pieces of a reply as they come, and the whole answer in `result` once there are no more.

        stream = session.chat_stream("Where do I live?")
        for piece in stream:
            print(piece, end="")
        print(stream.result.memory_updates)

    It begins with the first piece asked for. Who closes it before the end gets no reply, and none is recorded.
    """

    def __init__(self, wrapped: ChatStream, thread: EventLoopThread) -> None:
        """Hand what is called here to the asynchronous original, on that thread."""
        self._wrapped = wrapped
        self._thread = thread

    @property
    def result(self) -> ChatReply:
        """The reply and everything that both turns taught; raises SpectronError before the last piece was read."""
        return self._wrapped.result

    def __iter__(self) -> Self:
        """Read on from where the reading stands."""
        self._wrapped.__aiter__()
        return self

    def __next__(self) -> str:
        """The next piece; raises what the server tells, and ConnectionFailedError where it tells nothing more."""
        try:
            return self._thread.run(self._wrapped.__anext__())
        except StopAsyncIteration:
            raise StopIteration from None

    def __enter__(self) -> Self:
        """Enter with nothing done."""
        self._thread.run(self._wrapped.__aenter__())
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close, whatever happened inside."""
        self._thread.run(self._wrapped.__aexit__(kind, error, trace))

    def close(self) -> None:
        """Let go of the connection; a reply that is still being made is given up."""
        self._thread.run(self._wrapped.close())


class BlockingSession:
    """One conversation in one scope."""

    def __init__(self, wrapped: Session, thread: EventLoopThread) -> None:
        """Hand what is called here to the asynchronous original, on that thread."""
        self._wrapped = wrapped
        self._thread = thread

    @property
    def id(self) -> str:
        """Its identifier."""
        return self._wrapped.id

    @property
    def scope(self) -> dict[str, str]:
        """Whose memory it feeds."""
        return self._wrapped.scope

    @property
    def metadata(self) -> dict[str, Any]:
        """What its maker attached to it."""
        return self._wrapped.metadata

    @property
    def status(self) -> str:
        """`open` or `closed`, as it was when this handle last heard of it."""
        return self._wrapped.status

    @property
    def created_at(self) -> str:
        """When it was opened, RFC 3339."""
        return self._wrapped.created_at

    def __repr__(self) -> str:
        """Its id, scope and status."""
        return self._wrapped.__repr__()

    def turn(
        self,
        role: RoleName,
        content: str | None = None,
        *,
        at: Instant | None = None,
        idempotency_key: str | None = None,
        **parts: Unpack[MessageParts],
    ) -> TurnResult:
        """Record one message and return everything it taught.

        `at` is when it was said, now if left out. `name`, `tool_call_id`, `tool_calls` and `metadata` are taken too.
        Only an assistant's message with tool calls may go without content. A message sent again under the same
        `idempotency_key` within a day is not recorded twice.
        """
        return self._thread.run(self._wrapped.turn(role, content, at=at, idempotency_key=idempotency_key, **parts))

    def chat(
        self,
        content: str | None = None,
        *,
        message: str | None = None,
        at: Instant | None = None,
        idempotency_key: str | None = None,
        patience: float = 300.0,
    ) -> ChatReply:
        """Say something, as `content` or as `message`, and return the reply with everything that both taught.

        The reply is made from memory by the model that the context names for it. `patience` is how many seconds that
        may take. Said again under the same `idempotency_key` within a day, nothing is recorded twice, and what failed
        half-way goes on from there.
        """
        return self._thread.run(self._wrapped.chat(
            content,
            message=message,
            at=at,
            idempotency_key=idempotency_key,
            patience=patience,
        ))

    def chat_stream(
        self,
        content: str | None = None,
        *,
        message: str | None = None,
        at: Instant | None = None,
        idempotency_key: str | None = None,
        patience: float = 300.0,
    ) -> BlockingChatStream:
        """The same as `chat`, with the reply in pieces as it is made: iterate over what is returned.

        `patience` is how many seconds each piece may take.
        """
        found = self._wrapped.chat_stream(
            content,
            message=message,
            at=at,
            idempotency_key=idempotency_key,
            patience=patience,
        )
        return BlockingChatStream(found, self._thread)

    def turns(self, limit: int | None = None, offset: int = 0) -> list[TurnInfo]:
        """The messages in the order they were said; all of them where no limit is given."""
        return self._thread.run(self._wrapped.turns(limit, offset))

    def context(
        self,
        query: str,
        *,
        token_budget: int = DEFAULT_TOKENS,
        valid_at: Instant | None = None,
        known_at: Instant | None = None,
    ) -> ContextResult:
        """What a prompt of this session is given about a query: one text of at most `token_budget` tokens."""
        return self._thread.run(self._wrapped.context(
            query,
            token_budget=token_budget,
            valid_at=valid_at,
            known_at=known_at,
        ))

    def search(
        self,
        query: str,
        *,
        k: int = DEFAULT_HITS,
        kinds: Sequence[HitKind] | None = None,
        valid_at: Instant | None = None,
        known_at: Instant | None = None,
    ) -> SearchResult:
        """The turns and facts that answer a query, best first, as a prompt of this session may see them."""
        return self._thread.run(self._wrapped.search(query, k=k, kinds=kinds, valid_at=valid_at, known_at=known_at))

    def state(self, *, valid_at: Instant | None = None, known_at: Instant | None = None) -> State:
        """What is known in the scope of this session: true at `valid_at`, as believed at `known_at`."""
        return self._thread.run(self._wrapped.state(valid_at=valid_at, known_at=known_at))

    def state_diff(self, since: str) -> Diff:
        """What changed in the scope of this session after the turn `since`."""
        return self._thread.run(self._wrapped.state_diff(since))

    def profile(self) -> Profile:
        """The person this session is about, as a prompt wants to see them."""
        return self._thread.run(self._wrapped.profile())

    def close(self) -> None:
        """End the conversation: what it taught stays, later turns are refused."""
        self._thread.run(self._wrapped.close())


class BlockingSessions:
    """The conversations of a context. The one created or fetched last is the active one.

    Views that name no scope take the active session's.
    """

    def __init__(self, wrapped: Sessions, thread: EventLoopThread) -> None:
        """Hand what is called here to the asynchronous original, on that thread."""
        self._wrapped = wrapped
        self._thread = thread

    def create(
        self,
        scope: Dimensions | None = None,
        metadata: Mapping[str, Any] | None = None,
        *,
        idempotency_key: str | None = None,
    ) -> BlockingSession:
        """Open a conversation in a scope, a free map such as `{"user": "alice", "org": "acme"}`."""
        found = self._thread.run(self._wrapped.create(scope, metadata, idempotency_key=idempotency_key))
        return BlockingSession(found, self._thread)

    def get(self, id: str) -> BlockingSession:
        """Fetch a session that exists."""
        found = self._thread.run(self._wrapped.get(id))
        return BlockingSession(found, self._thread)

    def list(self, scope: Dimensions | None = None, limit: int | None = None, offset: int = 0) -> list[BlockingSession]:
        """The sessions inside a scope, newest first; those of the whole context where none is named."""
        found = self._thread.run(self._wrapped.list(scope, limit, offset))
        return [BlockingSession(one, self._thread) for one in found]


class BlockingEntities:
    """The entities of a context."""

    def __init__(self, wrapped: Entities, thread: EventLoopThread) -> None:
        """Hand what is called here to the asynchronous original, on that thread."""
        self._wrapped = wrapped
        self._thread = thread

    def list(
        self,
        type: str | None = None,
        scope: Dimensions | None = None,
        *,
        valid_at: Instant | None = None,
        known_at: Instant | None = None,
        limit: int | None = None,
        offset: int = 0,
    ) -> list[EntityInfo]:
        """The entities inside a scope, those spoken of last first; scope and instants as in `state`."""
        return self._thread.run(self._wrapped.list(
            type,
            scope,
            valid_at=valid_at,
            known_at=known_at,
            limit=limit,
            offset=offset,
        ))

    def get(self, id: str, *, valid_at: Instant | None = None, known_at: Instant | None = None) -> EntityDetail:
        """One entity, and what holds of it."""
        return self._thread.run(self._wrapped.get(id, valid_at=valid_at, known_at=known_at))

    def history(self, id: str, key: str | None = None) -> History:
        """Every version there ever was of an entity's facts, or of those of one key, with the words each rests on."""
        return self._thread.run(self._wrapped.history(id, key))


class BlockingConfiguration:
    """Reads and replaces the settings of a context."""

    def __init__(self, wrapped: Configuration, thread: EventLoopThread) -> None:
        """Hand what is called here to the asynchronous original, on that thread."""
        self._wrapped = wrapped
        self._thread = thread

    def get(self) -> ContextConfig:
        """The settings as they are; what was never set is at its default."""
        return self._thread.run(self._wrapped.get())

    def put(self, config: ContextConfig | Mapping[str, Any]) -> ContextConfig:
        """Replace the settings; what is left out goes back to its default."""
        return self._thread.run(self._wrapped.put(config))


class BlockingSpectron:
    """A memory for AI agents: turns go in, what was learned comes out.

        with BlockingSpectron("acme-prod", path="memory.db") as memory:
            session = memory.sessions.create({"user": "alice"})
            learned = session.turn("user", "I moved to Munich last month.")

    With `path` the memory lives in that file, and no server is needed. Otherwise it is reached over HTTP at `base_url`
    (or SPECTRON_BASE_URL, or this machine), with `api_key` (or SPECTRON_API_KEY). It connects with the first call.
    """

    def __init__(
        self,
        context: str,
        *,
        path: str | os.PathLike[str] | None = None,
        api_key: str | None = None,
        base_url: str | None = None,
        timeout: float = 30.0,
        retries: int | Retries = 3,
    ) -> None:
        """Say where the memory is.

        `timeout` is how many seconds a server may take, `retries` how often to try again, or a whole policy.
        """
        self._wrapped = Spectron(
            context,
            path=path,
            api_key=api_key,
            base_url=base_url,
            timeout=timeout,
            retries=retries,
        )
        self._thread = EventLoopThread(self._wrapped.close)
        self.sessions = BlockingSessions(self._wrapped.sessions, self._thread)
        self.entities = BlockingEntities(self._wrapped.entities, self._thread)
        self.config = BlockingConfiguration(self._wrapped.config, self._thread)

    def __enter__(self) -> Self:
        """Enter with nothing done: the first call connects."""
        self._thread.run(self._wrapped.__aenter__())
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close, whatever happened inside."""
        self._thread.stop()

    def state(
        self,
        scope: Dimensions | None = None,
        *,
        valid_at: Instant | None = None,
        known_at: Instant | None = None,
    ) -> State:
        """What is known in a scope: true at `valid_at`, as believed at `known_at`, both now if left out.

        Without a scope the active session's is taken; `{}` is the whole context. Name the scope where one client
        serves several people at once.
        """
        return self._thread.run(self._wrapped.state(scope, valid_at=valid_at, known_at=known_at))

    def state_diff(self, since: str, scope: Dimensions | None = None) -> Diff:
        """What changed in a scope after the turn `since`, in the order it was committed; scope as in `state`."""
        return self._thread.run(self._wrapped.state_diff(since, scope))

    def profile(self, scope: Dimensions | None = None) -> Profile:
        """One person as a prompt or a settings page wants to see them; scope as in `state`."""
        return self._thread.run(self._wrapped.profile(scope))

    def profile_text(self, scope: Dimensions | None = None) -> str:
        """The profile as plain text, ready for a system prompt; scope as in `state`."""
        return self._thread.run(self._wrapped.profile_text(scope))

    def search(
        self,
        query: str,
        *,
        k: int = DEFAULT_HITS,
        scope: Dimensions | None = None,
        kinds: Sequence[HitKind] | None = None,
        valid_at: Instant | None = None,
        known_at: Instant | None = None,
    ) -> SearchResult:
        """The turns and facts that answer a query, best first, as a prompt in the scope may see them.

        At most `k`, and only of these `kinds` where some are named; scope as in `state`.
        """
        return self._thread.run(self._wrapped.search(
            query,
            k=k,
            scope=scope,
            kinds=kinds,
            valid_at=valid_at,
            known_at=known_at,
        ))

    def retract(self, fact: str, *, reason: str = '', at: Instant | None = None) -> RetractionInfo:
        """Take a fact back as never so, by the id of any of its versions; what it had pushed aside holds again.

        Of a version that came about by an end only the end is taken back. Nothing is erased: the history keeps both.
        """
        return self._thread.run(self._wrapped.retract(fact, reason=reason, at=at))

    def restore(self, fact: str, *, reason: str = '', at: Instant | None = None) -> RetractionInfo:
        """Undo the last retraction of a fact."""
        return self._thread.run(self._wrapped.restore(fact, reason=reason, at=at))

    def explain(
        self,
        content: str,
        *,
        role: RoleName = 'user',
        name: str | None = None,
        at: Instant | None = None,
        scope: Dimensions | None = None,
    ) -> Explanation:
        """How words would be read: their parse, the rule behind each fact, and why the rest was passed over.

        Nothing is stored. They are read beside what is known in the scope, which is taken as in `state`.
        """
        return self._thread.run(self._wrapped.explain(content, role=role, name=name, at=at, scope=scope))

    def forget(
        self,
        scope: Dimensions | None = None,
        *,
        query: str | None = None,
        entity: str | None = None,
        dry_run: bool = False,
    ) -> ForgetResult:
        """Erase for good: a scope, or what holds every word of `query`, or one entity; `dry_run` only tells what.

        The active session's scope is never taken here: what goes must be named.
        """
        return self._thread.run(self._wrapped.forget(scope, query=query, entity=entity, dry_run=dry_run))

    def health(self) -> Health:
        """Whether the server lives, and its version."""
        return self._thread.run(self._wrapped.health())

    def close(self) -> None:
        """Let go of the connections or the file; every later call raises ClientClosedError."""
        self._thread.stop()
