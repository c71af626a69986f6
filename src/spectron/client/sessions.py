"""Conversations: opening them, adding turns, asking what they taught."""

from collections.abc import Mapping, Sequence
from typing import Any, Unpack
from uuid import uuid4

from spectron.client.arguments import Dimensions, Instant, MessageParts, instant, present, scoped, viewpoint
from spectron.client.context import Context
from spectron.client.paging import collect
from spectron.client.streaming import ChatStream
from spectron.wire.chat import ChatReply
from spectron.wire.knowledge import (
    Diff,
    Profile,
    RoleName,
    State,
    TurnInfo,
    TurnList,
    TurnResult,
)
from spectron.wire.recall import DEFAULT_HITS, DEFAULT_TOKENS, ContextResult, HitKind, SearchResult
from spectron.wire.sessions import SessionInfo, SessionList


class Session:
    """One conversation in one scope."""

    def __init__(self, context: Context, info: SessionInfo) -> None:
        """Hold on to a session that the server knows."""
        self._context = context
        self._info = info

    @property
    def id(self) -> str:
        """Its identifier."""
        return self._info.id

    @property
    def scope(self) -> dict[str, str]:
        """Whose memory it feeds."""
        return self._info.scope

    @property
    def metadata(self) -> dict[str, Any]:
        """What its maker attached to it."""
        return self._info.metadata

    @property
    def status(self) -> str:
        """`open` or `closed`, as it was when this handle last heard of it."""
        return self._info.status

    @property
    def created_at(self) -> str:
        """When it was opened, RFC 3339."""
        return self._info.created_at

    def __repr__(self) -> str:
        """Its id, scope and status."""
        return f"<Session {self.id} {self.scope} {self.status}>"

    async def turn(
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
        body = present(role=role, content=content, at=instant(at, "at"), **parts)
        return await self._context.post(TurnResult, "sessions", self.id, "turns", body=body, key=idempotency_key)

    async def chat(
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
        body = present(content=content, message=message, at=instant(at, "at"))
        path = self._context.path("sessions", self.id, "chat")
        return await self._context.transport.post(ChatReply, path, body, idempotency_key, patience)

    def chat_stream(
        self,
        content: str | None = None,
        *,
        message: str | None = None,
        at: Instant | None = None,
        idempotency_key: str | None = None,
        patience: float = 300.0,
    ) -> ChatStream:
        """The same as `chat`, with the reply in pieces as it is made: iterate over what is returned.

        `patience` is how many seconds each piece may take.
        """
        body = present(content=content, message=message, at=instant(at, "at"))
        path, key = self._context.path("sessions", self.id, "chat"), idempotency_key or uuid4().hex
        return ChatStream(lambda: self._context.transport.stream(path, body, key, patience))

    async def turns(self, limit: int | None = None, offset: int = 0) -> list[TurnInfo]:
        """The messages in the order they were said; all of them where no limit is given."""

        async def fetch(size: int, start: int) -> TurnList:
            params = {"limit": size, "offset": start}
            return await self._context.get(TurnList, "sessions", self.id, "turns", params=params)

        return await collect(fetch, limit, offset)

    async def context(
        self,
        query: str,
        *,
        token_budget: int = DEFAULT_TOKENS,
        valid_at: Instant | None = None,
        known_at: Instant | None = None,
    ) -> ContextResult:
        """What a prompt of this session is given about a query: one text of at most `token_budget` tokens."""
        body = present(query=query, token_budget=token_budget) | viewpoint(valid_at, known_at)
        return await self._context.post(ContextResult, "sessions", self.id, "context", body=body)

    async def search(
        self,
        query: str,
        *,
        k: int = DEFAULT_HITS,
        kinds: Sequence[HitKind] | None = None,
        valid_at: Instant | None = None,
        known_at: Instant | None = None,
    ) -> SearchResult:
        """The turns and facts that answer a query, best first, as a prompt of this session may see them."""
        body = present(query=query, k=k, scope=self.scope, kinds=kinds and list(kinds))
        return await self._context.post(SearchResult, "search", body=body | viewpoint(valid_at, known_at))

    async def state(self, *, valid_at: Instant | None = None, known_at: Instant | None = None) -> State:
        """What is known in the scope of this session: true at `valid_at`, as believed at `known_at`."""
        params = scoped(self.scope) | viewpoint(valid_at, known_at)
        return await self._context.get(State, "state", params=params)

    async def state_diff(self, since: str) -> Diff:
        """What changed in the scope of this session after the turn `since`."""
        return await self._context.get(Diff, "state", "diff", params=scoped(self.scope) | {"since": since})

    async def profile(self) -> Profile:
        """The person this session is about, as a prompt wants to see them."""
        return await self._context.get(Profile, "profile", params=scoped(self.scope))

    async def close(self) -> None:
        """End the conversation: what it taught stays, later turns are refused."""
        await self._context.transport.delete(self._context.path("sessions", self.id))
        self._info = self._info.model_copy(update={"status": "closed"})


class Sessions:
    """The conversations of a context. The one created or fetched last is the active one.

    Views that name no scope take the active session's.
    """

    def __init__(self, context: Context) -> None:
        """Share the connections."""
        self._context = context

    async def create(
        self,
        scope: Dimensions | None = None,
        metadata: Mapping[str, Any] | None = None,
        *,
        idempotency_key: str | None = None,
    ) -> Session:
        """Open a conversation in a scope, a free map such as `{"user": "alice", "org": "acme"}`."""
        body = present(scope=scope, metadata=metadata)
        return self._activate(await self._context.post(SessionInfo, "sessions", body=body, key=idempotency_key))

    async def get(self, id: str) -> Session:
        """Fetch a session that exists."""
        return self._activate(await self._context.get(SessionInfo, "sessions", id))

    async def list(self, scope: Dimensions | None = None, limit: int | None = None, offset: int = 0) -> list[Session]:
        """The sessions inside a scope, newest first; those of the whole context where none is named."""

        async def fetch(size: int, start: int) -> SessionList:
            params = scoped(scope) | {"limit": str(size), "offset": str(start)}
            return await self._context.get(SessionList, "sessions", params=params)

        return [Session(self._context, info) for info in await collect(fetch, limit, offset)]

    def _activate(self, info: SessionInfo) -> Session:
        self._context.active = info.scope
        return Session(self._context, info)
