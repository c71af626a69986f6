"""The client: a memory on a server, or in a file."""

import os
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self
from weakref import WeakSet

from spectron.client.agents import Agents
from spectron.client.arguments import Dimensions, Instant, instant, present, viewpoint
from spectron.client.chats import Chats
from spectron.client.configuration import Configuration
from spectron.client.connect import to_file, to_server
from spectron.client.context import Context
from spectron.client.entities import Entities
from spectron.client.events import EventStream, Handler, Subscription
from spectron.client.handlers import Handlers
from spectron.client.library import KnowledgeBase
from spectron.client.messages import ChatMessages
from spectron.client.sessions import Sessions
from spectron.client.transport import Retries, Transport
from spectron.wire.admin import EmbeddingInfo, Health
from spectron.wire.events import EventName
from spectron.wire.explanation import Explanation
from spectron.wire.knowledge import Diff, Profile, RetractionInfo, RoleName, State
from spectron.wire.lifecycle import ForgetResult
from spectron.wire.recall import DEFAULT_HITS, HitKind, SearchResult


class Spectron:
    """A memory for AI agents: turns go in, what was learned comes out.

        async with Spectron("acme-prod", path="memory.db") as memory:
            session = await memory.sessions.create({"user": "alice"})
            learned = await session.turn("user", "I moved to Munich last month.")

    With `path` the memory lives in that file, and no server is needed. Otherwise it is reached over HTTP at `base_url`
    (or SPECTRON_BASE_URL, or this machine), with `api_key` (or SPECTRON_API_KEY). It connects with the first call.
    """

    sessions: Sessions
    entities: Entities
    knowledge: KnowledgeBase
    config: Configuration
    agents: Agents
    chats: Chats
    chat: ChatMessages

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
        if path is not None and base_url is not None:
            raise ValueError("a memory is in a file or behind a URL: give path or base_url, not both")
        connect = (
            to_server(base_url, api_key, timeout, context) if path is None else to_file(Path(path), api_key, context)
        )
        policy = retries if isinstance(retries, Retries) else Retries(retries)
        self._context = Context(Transport(connect, policy), context)
        self._handlers = Handlers(self._context)
        self._streams: WeakSet[EventStream] = WeakSet()
        self.sessions = Sessions(self._context)
        self.entities = Entities(self._context)
        self.knowledge = KnowledgeBase(self._context)
        self.config = Configuration(self._context)
        self.agents = Agents(self._context)
        self.chats = Chats(self._context)
        self.chat = ChatMessages(self._context)

    async def __aenter__(self) -> Self:
        """Enter with nothing done: the first call connects."""
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close, whatever happened inside."""
        await self.close()

    async def state(
        self, scope: Dimensions | None = None, *, valid_at: Instant | None = None, known_at: Instant | None = None
    ) -> State:
        """What is known in a scope: true at `valid_at`, as believed at `known_at`, both now if left out.

        Without a scope the active session's is taken; `{}` is the whole context. Name the scope where one client
        serves several people at once.
        """
        params = self._context.within(scope) | viewpoint(valid_at, known_at)
        return await self._context.get(State, "state", params=params)

    async def state_diff(self, since: str, scope: Dimensions | None = None) -> Diff:
        """What changed in a scope after the turn `since`, in the order it was committed; scope as in `state`."""
        return await self._context.get(Diff, "state", "diff", params=self._context.within(scope) | {"since": since})

    async def profile(self, scope: Dimensions | None = None) -> Profile:
        """One person as a prompt or a settings page wants to see them; scope as in `state`."""
        return await self._context.get(Profile, "profile", params=self._context.within(scope))

    async def profile_text(self, scope: Dimensions | None = None) -> str:
        """The profile as plain text, ready for a system prompt; scope as in `state`."""
        params = self._context.within(scope) | {"format": "prompt"}
        return (await self._context.transport.send("GET", self._context.path("profile"), params=params)).text

    async def search(
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
        within = self._context.active if scope is None else scope
        body = present(query=query, k=k, scope=within and dict(within), kinds=kinds and list(kinds))
        return await self._context.post(SearchResult, "search", body=body | viewpoint(valid_at, known_at))

    async def retract(self, fact: str, *, reason: str = "", at: Instant | None = None) -> RetractionInfo:
        """Take a fact back as never so, by the id of any of its versions; what it had pushed aside holds again.

        Of a version that came about by an end only the end is taken back. Nothing is erased: the history keeps both.
        """
        return await self._object("retract", fact, reason, at)

    async def restore(self, fact: str, *, reason: str = "", at: Instant | None = None) -> RetractionInfo:
        """Undo the last retraction of a fact."""
        return await self._object("restore", fact, reason, at)

    async def _object(self, verb: str, fact: str, reason: str, at: Instant | None) -> RetractionInfo:
        body = present(reason=reason, at=instant(at, "at"))
        return await self._context.post(RetractionInfo, "facts", fact, verb, body=body)

    async def explain(
        self,
        content: str,
        *,
        role: RoleName = "user",
        name: str | None = None,
        at: Instant | None = None,
        scope: Dimensions | None = None,
    ) -> Explanation:
        """How words would be read: their parse, the rule behind each fact, and why the rest was passed over.

        Nothing is stored. They are read beside what is known in the scope, which is taken as in `state`.
        """
        within = self._context.active if scope is None else scope
        body = present(content=content, role=role, name=name, at=instant(at, "at"), scope=within and dict(within))
        return await self._context.post(Explanation, "explain", body=body)

    async def forget(
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
        body = present(scope=None if scope is None else dict(scope), query=query, entity=entity, dry_run=dry_run)
        return await self._context.post(ForgetResult, "forget", body=body)

    def on(self, kind: EventName, handler: Handler) -> Subscription:
        """Hand every event of a kind to a function from now on; calling what is returned ends that.

            stop = memory.on("CHAT_SWITCHED", lambda payload: print(payload.chat_id))
            await stop.ready()

        One stream serves all handlers. They are called one after the other on this client's event loop, and may be
        coroutines; one that raises is logged. `events.lost` tells of events that went by unheard.
        """
        return self._handlers.add(kind, handler)

    def events(
        self,
        *,
        types: Sequence[EventName] | None = None,
        scope: Dimensions | None = None,
        user_id: str | None = None,
        last_event_id: int | str | None = None,
    ) -> EventStream:
        """What happens, as it happens: all that the key may hear, of these `types`, inside a scope, of a user.

        With `last_event_id` it goes on behind that event, otherwise from now on.
        """
        made = EventStream(self._context, types, scope, user_id, last_event_id)
        self._streams.add(made)
        return made

    async def embedding(self) -> EmbeddingInfo:
        """How far the embedder has come with the turns of this context, above all after a change of the model."""
        return await self._context.get(EmbeddingInfo, "embedding")

    async def health(self) -> Health:
        """Whether the server lives, and its version."""
        return await self._context.transport.get(Health, "/healthz")

    async def close(self) -> None:
        """Let go of the connections or the file; every later call raises ClientClosedError."""
        await self._handlers.close()
        for stream in list(self._streams):
            await stream.close()
        await self._context.transport.close()
