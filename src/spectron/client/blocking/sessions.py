"""The blocking twin of the client. Made by scripts/make_blocking.py from the asynchronous one: do not edit."""

from collections.abc import Mapping, Sequence
from typing import Any, Unpack

from spectron.client.arguments import Dimensions, Instant, MessageParts
from spectron.client.blocking.streaming import BlockingChatStream
from spectron.client.sessions import Session, Sessions
from spectron.client.thread import EventLoopThread
from spectron.wire.chat import ChatReply
from spectron.wire.knowledge import Diff, Profile, RoleName, State, TurnInfo, TurnResult
from spectron.wire.recall import ContextResult, DEFAULT_HITS, DEFAULT_TOKENS, HitKind, SearchResult


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
