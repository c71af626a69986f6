"""What an agent reads of its users, as of any instant."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from sqlalchemy import Connection

from spectron.domain.access import Access
from spectron.domain.temporal import Clock
from spectron.domain.view import Viewpoint
from spectron.service.agents.observing import About
from spectron.service.agents.pairs import find_pairs
from spectron.service.agents.recollecting import call_to_mind
from spectron.service.agents.remembering import Remembered, list_remembered, read_remembered, tell_facts
from spectron.service.finding import Heard
from spectron.service.recall import Recall, Sought
from spectron.service.warm import Warm
from spectron.storage.ports import Store

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Listing(Generic[T]):
    """A page of a list, and how long the list is."""

    items: Sequence[T]
    total: int


@dataclass(frozen=True, slots=True)
class Recollection:
    """A fact that a query called to mind, and how much it bears on it: above 0, at most 1."""

    remembered: Remembered
    score: float


@dataclass(frozen=True, slots=True)
class Reading:
    """Reads one store for agents."""

    store: Store
    recall: Recall
    clock: Clock

    async def facts(self, access: Access, about: About, limit: int, offset: int) -> Listing[Remembered]:
        """What is remembered, the most important first, of equals the newest."""
        ctx, now = access.context_id, self.clock()

        def read(conn: Connection) -> Listing[Remembered]:
            pairs = find_pairs(conn, access, about.agent, about.user)
            listed = list_remembered(conn, ctx, pairs, about.at, now)
            page = listed[offset : offset + limit]
            return Listing(read_remembered(conn, ctx, pairs, page), len(listed))

        return await self.store.read(read)

    async def search(self, access: Access, about: About, query: str, limit: int) -> Sequence[Recollection]:
        """What a query calls to mind, best first."""
        pairs = await self.store.read(lambda conn: find_pairs(conn, access, about.agent, about.user))
        if not pairs:
            return ()

        def look(conn: Connection, warm: Warm, heard: Heard) -> Sequence[Recollection]:
            called = call_to_mind(warm, heard)[: 2 * limit]
            scores = {one.fact.id: one.score for one in called}
            told = tell_facts(conn, access.context_id, pairs, [one.fact for one in called])[:limit]
            return [Recollection(one, scores[one.facts[0].id]) for one in told]

        sought = Sought(query, viewpoint=Viewpoint(known_at=about.at))
        return await self.recall.look(access, pairs, sought, look)
