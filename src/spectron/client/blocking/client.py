"""The blocking twin of the client. Made by scripts/make_blocking.py from the asynchronous one: do not edit."""

import os
from collections.abc import Sequence
from types import TracebackType
from typing import Self

from spectron.client.arguments import Dimensions, Instant
from spectron.client.blocking.agents import BlockingAgents
from spectron.client.blocking.chats import BlockingChats
from spectron.client.blocking.configuration import BlockingConfiguration
from spectron.client.blocking.entities import BlockingEntities
from spectron.client.blocking.events import BlockingEventStream, BlockingSubscription
from spectron.client.blocking.library import BlockingKnowledgeBase
from spectron.client.blocking.messages import BlockingChatMessages
from spectron.client.blocking.sessions import BlockingSessions
from spectron.client.client import Spectron
from spectron.client.events import Handler
from spectron.client.thread import EventLoopThread
from spectron.client.transport import Retries
from spectron.wire.admin import EmbeddingInfo, Health
from spectron.wire.events import EventName
from spectron.wire.explanation import Explanation
from spectron.wire.knowledge import Diff, Profile, RetractionInfo, RoleName, State
from spectron.wire.lifecycle import ForgetResult
from spectron.wire.recall import DEFAULT_HITS, HitKind, SearchResult


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
        self.knowledge = BlockingKnowledgeBase(self._wrapped.knowledge, self._thread)
        self.config = BlockingConfiguration(self._wrapped.config, self._thread)
        self.agents = BlockingAgents(self._wrapped.agents, self._thread)
        self.chats = BlockingChats(self._wrapped.chats, self._thread)
        self.chat = BlockingChatMessages(self._wrapped.chat, self._thread)

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

    def on(self, kind: EventName, handler: Handler) -> BlockingSubscription:
        """Hand every event of a kind to a function from now on; calling what is returned ends that.

            stop = memory.on("CHAT_SWITCHED", lambda payload: print(payload.chat_id))
            stop.ready()

        One stream serves all handlers. They are called one after the other on this client's event loop, and may be
        coroutines; one that raises is logged. `events.lost` tells of events that went by unheard.
        """
        found = self._thread.call(self._wrapped.on, kind, handler)
        return BlockingSubscription(found, self._thread)

    def events(
        self,
        *,
        types: Sequence[EventName] | None = None,
        scope: Dimensions | None = None,
        user_id: str | None = None,
        last_event_id: int | str | None = None,
    ) -> BlockingEventStream:
        """What happens, as it happens: all that the key may hear, of these `types`, inside a scope, of a user.

        With `last_event_id` it goes on behind that event, otherwise from now on.
        """
        found = self._wrapped.events(types=types, scope=scope, user_id=user_id, last_event_id=last_event_id)
        return BlockingEventStream(found, self._thread)

    def embedding(self) -> EmbeddingInfo:
        """How far the embedder has come with the turns of this context, above all after a change of the model."""
        return self._thread.run(self._wrapped.embedding())

    def health(self) -> Health:
        """Whether the server lives, and its version."""
        return self._thread.run(self._wrapped.health())

    def close(self) -> None:
        """Let go of the connections or the file; every later call raises ClientClosedError."""
        self._thread.stop()
