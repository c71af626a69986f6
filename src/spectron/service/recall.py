"""Finding what answers a query in what a prompt of a scope may see, and telling it to a prompt."""

import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TypeAlias, TypeVar

from sqlalchemy import Connection

from spectron.domain.access import Access
from spectron.domain.agents import Pair
from spectron.domain.candidate import Window
from spectron.domain.errors import BadValue
from spectron.domain.ids import ContextId
from spectron.domain.question import Question
from spectron.domain.recall import Briefing, Found
from spectron.domain.scope import Scope
from spectron.domain.temporal import Clock
from spectron.domain.view import Snapshot
from spectron.retrieval.asking import wording
from spectron.retrieval.context import Material, compose
from spectron.retrieval.templates import Templates
from spectron.service.configuration import read_configuration
from spectron.service.embedded import count_within
from spectron.service.embedders import Embedders
from spectron.service.finding import FACT, TURN, Heard, Sought, find, gather, recollect
from spectron.service.responding import ReadQuestion
from spectron.service.surroundings import names_within
from spectron.service.warm import Shelf, Sight, Warm, catch_up
from spectron.storage.ports import Store
from spectron.storage.queries import contexts
from spectron.storage.queries.scopes import MOST_NAMED, list_scopes

__all__ = ["FACT", "TURN", "Recall", "Sought", "Tally"]

T = TypeVar("T")
Act: TypeAlias = Callable[[Connection, Warm, Heard], T]


@dataclass(slots=True)
class Tally:
    """How many searches there were by tier, how long they took together, and how many had turns nobody had embedded."""

    tiers: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0
    unseen: int = 0

    def add(self, found: Found, seconds: float) -> None:
        """Count one search."""
        self.tiers[found.tier.value] += 1
        self.seconds += seconds
        self.unseen += found.unseen > 0


@dataclass(frozen=True, slots=True)
class Recall:
    """Searches over one store."""

    store: Store
    clock: Clock
    embedders: Embedders
    ask: ReadQuestion
    shelf: Shelf[Warm] = field(default_factory=Shelf)
    tally: Tally = field(default_factory=Tally)

    async def search(self, access: Access, within: Scope | None, sought: Sought) -> Found:
        """The best hits of a scope, which already holds the clamp; where none is named, of all that the key reaches."""
        began = time.perf_counter()
        scopes = await reach(self.store, access) if within is None else parts_of(within, access)
        heard = await self._hear(access, within or access.clamp, scopes, sought)
        found = await self._look(heard.sight, lambda conn, warm: find(conn, warm, heard))
        self.tally.add(found, time.perf_counter() - began)
        return found

    async def brief(self, access: Access, within: Scope, sought: Sought, token_budget: int) -> Briefing:
        """What a prompt is given about a query, within a budget of tokens."""
        began = time.perf_counter()
        heard = await self._hear(access, within, parts_of(within, access), sought)

        def look(conn: Connection, warm: Warm) -> tuple[Material, Templates]:
            return gather(conn, warm, heard, token_budget), self._templates(conn, access.context_id)

        material, templates = await self._look(heard.sight, look)
        made = compose(material, sought.query, token_budget, templates)
        self.tally.add(material.found, time.perf_counter() - began)
        return made

    async def recollect(self, access: Access, within: Scope, sought: Sought) -> tuple[Found, Snapshot]:
        """What answers a query, and all that is believed in the view beside it."""
        began = time.perf_counter()
        heard = await self._hear(access, within, parts_of(within, access), sought)
        found, snapshot = await self._look(heard.sight, lambda conn, warm: recollect(conn, warm, heard))
        self.tally.add(found, time.perf_counter() - began)
        return found, snapshot

    async def look(self, access: Access, pairs: Sequence[Pair], sought: Sought, act: Act[T]) -> T:
        """Understand a query, and act on the view of these pairs beside it, on one snapshot of the store.

        Raises BadValue where the pairs have more scopes together than one view can hold.
        """
        scopes = tuple(dict.fromkeys(one.id for pair in pairs for one in pair.seen))
        if len(scopes) > MOST_NAMED:
            raise _too_many("user_id", "a search without a user")
        within = pairs[0].scope if len(pairs) == 1 else access.clamp
        heard = await self._hear(access, within, scopes, sought)
        return await self._look(heard.sight, lambda conn, warm: act(conn, warm, heard))

    async def _hear(self, access: Access, within: Scope, scopes: tuple[str, ...], sought: Sought) -> Heard:
        """Understand a query; where its embedder fails, the search goes on by words, and the answer says so."""
        ctx, clamp = access.context_id, access.clamp
        standing = await self.embedders.choose_standing(ctx, count_within(ctx, scopes))
        sight, now = Sight(ctx, scopes, standing.kind), self.clock()
        words, question = await self._look(sight, lambda _, warm: self._understand(warm, sought.query, now))
        heard = Heard(sight, within, clamp, sought, question, now, failure=standing.failure)
        if TURN not in sought.kinds:
            return heard
        kind, vector, failure = await self.embedders.hear_question(ctx, standing, words)
        return replace(heard, sight=Sight(ctx, scopes, kind), vector=vector, failure=failure)

    def _understand(self, warm: Warm, query: str, now: datetime) -> tuple[str, Question]:
        """The words to embed of a query, and what it asks; the names in it are those that the view knows."""
        named = {one for name in names_within(query) for one in warm.facts.names.get(name, ())}
        window = Window(entities=[warm.facts.entities[one] for one in sorted(named)])
        return wording(query, warm.index), self.ask(query, window, now)

    def _templates(self, conn: Connection, ctx: ContextId) -> Templates:
        """The words that a context has around what a prompt is given."""
        stored = contexts.find_context(conn, ctx)
        return read_configuration(stored.config if stored else {}, self.embedders.defaults).templates

    async def _look(self, sight: Sight, act: Callable[[Connection, Warm], T]) -> T:
        """Act on a view as it is now, on one snapshot of the store."""

        def look(conn: Connection) -> tuple[Warm, T]:
            warm = catch_up(conn, sight, self.shelf.find(sight))
            return warm, act(conn, warm)

        async with self.shelf.lock(sight):
            warm, answer = await self.store.read(look)
            self.shelf.put(sight, warm)
        return answer


def _too_many(field: str, what: str) -> BadValue:
    return BadValue.at(field, f"{what} goes through {MOST_NAMED} scopes at most, here are more: name one")


async def reach(store: Store, access: Access) -> tuple[str, ...]:
    """Every scope inside the clamp; raises BadValue where these are more than one search can hold."""
    found = await store.read(lambda conn: list_scopes(conn, access.context_id, access.clamp))
    if len(found) > MOST_NAMED:
        raise _too_many("scope", "a search without a scope")
    return tuple(sorted(found))


def parts_of(within: Scope, access: Access) -> tuple[str, ...]:
    """The scopes that a prompt of a scope may see."""
    return tuple(part.id for part in within.parts() if part.contains(access.clamp))
