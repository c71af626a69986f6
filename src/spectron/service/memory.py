"""The façade: the few verbs that every surface calls. No decision is made here."""

from collections.abc import AsyncIterable, AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from spectron.domain.access import Access
from spectron.domain.change import Learned
from spectron.domain.conversation import Session, Turn
from spectron.domain.errors import NotFound
from spectron.domain.explanation import Explanation
from spectron.domain.graph import Entity
from spectron.domain.ids import EntityId, SessionId, TurnId, new_id
from spectron.domain.recall import Briefing, Found
from spectron.domain.reply import Replied
from spectron.domain.scope import Scope, View
from spectron.domain.temporal import Clock
from spectron.domain.view import Chain, Viewpoint
from spectron.retrieval.diff import Diff, compare
from spectron.retrieval.profile import Profile, portray
from spectron.retrieval.state import State, arrange
from spectron.service.access import Gate
from spectron.service.agents.context import Contexts
from spectron.service.agents.estimating import Estimates
from spectron.service.agents.identities import Identities
from spectron.service.agents.intake import Intake
from spectron.service.agents.offers import Models
from spectron.service.agents.outreach import Outreach
from spectron.service.agents.queue import Queue
from spectron.service.agents.reading import Reading
from spectron.service.agents.transcripts import Transcripts
from spectron.service.chats.chats import Chats
from spectron.service.chats.histories import Histories
from spectron.service.chats.memories import Recollection
from spectron.service.chats.memory_settings import AllSettings
from spectron.service.chats.messages import Messages
from spectron.service.configuration import read_configuration
from spectron.service.embedded import Progress
from spectron.service.events import Broadcast
from spectron.service.explain import Asked, explain
from spectron.service.forget import Forgotten, Wish, forget
from spectron.service.ingest import Ingest, Once, Said
from spectron.service.library import Library
from spectron.service.once import made_before, note_made
from spectron.service.recall import Recall, Sought
from spectron.service.reply import Remark, Replies
from spectron.service.retract import Objection, Retracted, settle
from spectron.service.sessions import the_session
from spectron.service.transfer import Adopted, receive, send
from spectron.storage.ports import Store
from spectron.storage.queries import conversations, removal, views


@dataclass(frozen=True, slots=True)
class Page:
    """Which part of a list to return."""

    limit: int
    offset: int = 0


@dataclass(frozen=True, slots=True)
class Memory:
    """One memory over one store. Every verb takes the `Access` that a key gave, and stays inside it."""

    store: Store
    ingest: Ingest
    gate: Gate
    recall: Recall
    library: Library
    chats: Chats
    recollection: Recollection
    memory_settings: AllSettings
    replies: Replies
    reading: Reading
    contexts: Contexts
    estimates: Estimates
    outreach: Outreach
    identities: Identities
    models: Models
    queue: Queue
    broadcast: Broadcast
    clock: Clock
    release: Callable[[], Awaitable[None]]

    async def open(self) -> None:
        """Connect the store, make its turns findable, and begin to learn from those that wait."""
        await self.store.open()
        await self.ingest.indexing.refresh()
        await self.queue.start()
        self.broadcast.start()

    async def close(self) -> None:
        """Finish what was begun, and let go of what models hold."""
        self.broadcast.stop()
        await self.queue.stop()
        await self.ingest.indexing.close()
        await self.store.close()
        await self.release()

    @property
    def intake(self) -> Intake:
        """Takes in new messages of agents."""
        return Intake(self.ingest, self.queue, self.clock)

    @property
    def messages(self) -> Messages:
        """Reads and changes the messages of chats."""
        return Messages(self.ingest, self.queue, self.clock)

    @property
    def transcripts(self) -> Transcripts:
        """Takes in whole conversations."""
        return Transcripts(self.ingest, self.queue, self.clock)

    @property
    def histories(self) -> Histories:
        """Takes in conversations that were had elsewhere."""
        return Histories(self.ingest, self.queue, self.clock)

    async def create_session(
        self, access: Access, scope: Scope, metadata: Mapping[str, Any], once: Once | None = None
    ) -> Session:
        """Open a conversation in a scope, which the key's own scope is added to."""
        new = Session(SessionId(new_id("session")), scope.clamped(access.clamp), metadata, self.clock())
        return await self.store.write(lambda conn: _open_once(conn, access, new, once))

    async def session(self, access: Access, session_id: SessionId) -> Session:
        """One session."""
        return await self.store.read(lambda conn: the_session(conn, access, session_id))

    async def sessions(self, access: Access, scope: Scope, page: Page) -> tuple[Sequence[Session], int]:
        """A page of the sessions inside a scope, newest first, and how many there are."""
        within = scope.clamped(access.clamp)
        return await self.store.read(
            lambda conn: conversations.list_sessions(conn, access.context_id, within, page.limit, page.offset)
        )

    async def close_session(self, access: Access, session_id: SessionId) -> None:
        """End a session; what it taught stays."""
        now = self.clock()

        def close(conn: Connection) -> None:
            found = the_session(conn, access, session_id)
            conversations.close_session(conn, access.context_id, found.id, now)

        await self.store.write(close)

    async def turn(self, access: Access, said: Said) -> Learned:
        """Record a turn and return what it taught."""
        return await self.ingest.take(access, said)

    async def reply(self, access: Access, heard: Remark) -> Replied:
        """Record what is said, reply from memory, record the reply, and return what both taught."""
        return await self.replies.give(access, heard)

    def stream_reply(self, access: Access, heard: Remark) -> AsyncIterator[str | Replied]:
        """The same: pieces of the reply as they come, at last what both taught."""
        return self.replies.stream(access, heard)

    async def set_config(self, access: Access, config: Mapping[str, Any]) -> None:
        """Replace a context's settings; raises BadValue where they name a model that nobody has."""
        readers = self.ingest.readers
        configuration = read_configuration(config, readers.defaults)
        readers.choose(configuration)
        self.replies.choose(configuration)
        self.ingest.indexing.embedders.choose(configuration)
        await self.gate.set_config(access, config)
        self.ingest.indexing.wake(access.context_id)

    async def embedding(self, access: Access) -> Progress:
        """How far the context's embedder has come with the turns that the key reaches."""
        return await self.ingest.indexing.show_progress(access.context_id, access.clamp)

    async def explain(self, access: Access, asked: Asked) -> Explanation:
        """How a message would be read in a scope; nothing of it is stored."""
        return await explain(self.ingest, access, asked)

    async def turns(self, access: Access, session_id: SessionId, page: Page) -> tuple[Sequence[Turn], int]:
        """A page of a session's turns in their order, and how many it has."""

        def read(conn: Connection) -> tuple[Sequence[Turn], int]:
            found = the_session(conn, access, session_id)
            return conversations.list_turns(conn, access.context_id, found.id, page.limit, page.offset)

        return await self.store.read(read)

    async def state(self, access: Access, scope: Scope, viewpoint: Viewpoint) -> State:
        """What is known inside a scope, at any instant of either clock."""
        within = scope.clamped(access.clamp)
        found = await self.store.read(
            lambda conn: views.snapshot(conn, access.context_id, within, viewpoint.known_at, View.INSPECTION)
        )
        return arrange(found, viewpoint, self.clock())

    async def diff(self, access: Access, scope: Scope, since: TurnId) -> Diff:
        """What changed inside a scope after a turn, in the order of commits."""
        within = scope.clamped(access.clamp)
        return compare(await self.store.read(lambda conn: _changes(conn, access, within, since)))

    async def profile(self, access: Access, scope: Scope) -> Profile:
        """The person a scope is about, as a prompt would see them."""
        within = scope.clamped(access.clamp)
        found = await self.store.read(
            lambda conn: views.snapshot(conn, access.context_id, within, None, View.PERSON, access.clamp)
        )
        return portray(arrange(found, Viewpoint(), self.clock()))

    async def search(self, access: Access, scope: Scope | None, sought: Sought) -> Found:
        """The turns and facts that answer a query, best first, as a prompt in this scope may see them.

        Without a scope it is everything that the key reaches, as in a state.
        """
        return await self.recall.search(access, scope and scope.clamped(access.clamp), sought)

    async def context(
        self, access: Access, session_id: SessionId, query: str, token_budget: int, viewpoint: Viewpoint
    ) -> Briefing:
        """What a prompt of a session is given about a query, within a budget of tokens."""
        scope = (await self.session(access, session_id)).scope
        return await self.recall.brief(access, scope, Sought(query, viewpoint=viewpoint), token_budget)

    async def entities(
        self, access: Access, scope: Scope, viewpoint: Viewpoint, kind: str | None, page: Page
    ) -> tuple[Sequence[Entity], int]:
        """A page of the entities inside a scope, those spoken of last first, and how many there are."""
        state = await self.state(access, scope, viewpoint)
        chosen = [entity for entity in state.entities if kind in (None, entity.type)]
        return chosen[page.offset : page.offset + page.limit], len(chosen)

    async def entity(self, access: Access, entity_id: EntityId) -> tuple[Entity, Scope]:
        """One entity and the scope it belongs to."""
        return await self.store.read(lambda conn: _entity(conn, access, entity_id))

    async def history(self, access: Access, entity_id: EntityId, key: str | None) -> Chain:
        """Every version there ever was of an entity's facts, and what each rests on."""
        return await self.store.read(
            lambda conn: views.chain(conn, access.context_id, _entity(conn, access, entity_id)[0], key)
        )

    async def retract(self, access: Access, wish: Objection) -> Retracted:
        """Take a fact back as never so, or give back one that was taken; what it had pushed aside holds again."""
        return await self.store.write(lambda conn: settle(conn, access, wish, self.ingest.readers.defaults))

    async def forget(self, access: Access, wish: Wish, once: Once | None = None) -> Forgotten:
        """Erase for good what a wish names, inside the key's scope; or tell what would be erased."""
        done = await forget(self.store, access, wish, self.clock(), once)
        self.ingest.indexing.wake(access.context_id)
        return done

    async def export(self, access: Access, scope: Scope) -> AsyncIterator[bytes]:
        """Everything inside a scope as JSON Lines, as it is known at this instant; raises before the first line."""
        return await send(self.store, access.context_id, scope.clamped(access.clamp), self.clock())

    async def adopt(self, access: Access, chunks: AsyncIterable[bytes]) -> Adopted:
        """Take in what `export` gave, with its ids and both clocks; what is known already is skipped."""
        try:
            return await receive(self.store, access, chunks, self.clock)
        finally:
            await self.ingest.indexing.refresh()


def _open_once(conn: Connection, access: Access, new: Session, once: Once | None) -> Session:
    if known := made_before(conn, access.context_id, once):
        return the_session(conn, access, known)
    conversations.open_session(conn, access.context_id, new)
    note_made(conn, access.context_id, once, new.id)
    return new


def _entity(conn: Connection, access: Access, entity_id: EntityId) -> tuple[Entity, Scope]:
    found = views.find_entity(conn, access.context_id, entity_id)
    if found is None:
        raise NotFound(f"no entity {entity_id} in this context")
    access.require(found[1], f"entity {entity_id}")
    return found


def _changes(conn: Connection, access: Access, within: Scope, since: TurnId) -> Any:
    found = conversations.find_turn(conn, access.context_id, since)
    if found is None:
        gone = removal.was_removed(conn, access.context_id, since, access.clamp)
        raise NotFound(f"turn {since} was deleted" if gone else f"no turn {since} in this context")
    access.require(found[0].scope, f"turn {since}")
    revision = found[1] if found[1] is not None else views.current_revision(conn, access.context_id)
    return views.changes_since(conn, access.context_id, within, revision)
