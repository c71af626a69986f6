"""What the contract tests share: every kind of store there is, and a memory over one that is told what to learn."""

import asyncio
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from pathlib import Path

import pytest
from telling import DAWN, Line, Scripted

from spectron.domain.access import Access
from spectron.domain.change import Learned
from spectron.domain.conversation import Session
from spectron.domain.graph import Fact
from spectron.domain.ids import ContextId, SessionId
from spectron.domain.scope import EVERYWHERE, Scope, View
from spectron.domain.view import Chain, Changes, Snapshot
from spectron.extraction.builtin.affect import read_affect
from spectron.providers.embedders.careful import CarefulEmbedder
from spectron.providers.embedders.hashed import find_builtin
from spectron.providers.ports import Embedder
from spectron.service.configuration import Configuration
from spectron.service.embedders import Embedders
from spectron.service.indexing import Indexing
from spectron.service.ingest import Ingest, Once, Said
from spectron.service.surroundings import Reader, Readers
from spectron.storage.ports import Store
from spectron.storage.queries import contexts, conversations, views
from spectron.storage.sqlite import SQLiteStore

MakeStore = Callable[[Path], Store]


def _make_sqlite(folder: Path) -> Store:
    return SQLiteStore(folder / "memory.db")


STORES: dict[str, MakeStore] = {"sqlite": _make_sqlite}


@pytest.fixture(scope="session")
def stores() -> dict[str, MakeStore]:
    """Every kind of store by its name."""
    return STORES


@pytest.fixture(scope="session")
def make_sqlite() -> MakeStore:
    """The store on a single file."""
    return STORES["sqlite"]


@pytest.fixture(scope="module", params=sorted(STORES))
def make_store(request: pytest.FixtureRequest) -> MakeStore:
    """Each kind of store in turn; two stores made in one folder are two openings of one database."""
    return STORES[request.param]


@pytest.fixture(scope="module")
def runner() -> Iterator[asyncio.Runner]:
    """One event loop for the random stories of a module, which are told many times within one test."""
    with asyncio.Runner() as one:
        yield one


@pytest.fixture(scope="module")
def tell(
    make_store: MakeStore, runner: asyncio.Runner, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[], "Told"]]:
    """Makes a memory of its own, in a new context of a store that the stories of a module share."""
    store = make_store(tmp_path_factory.mktemp("store"))
    runner.run(store.open())
    numbers = count(1)
    yield lambda: Told(store, ContextId(f"context-{next(numbers)}"))
    runner.run(store.close())


@dataclass(slots=True)
class Told:
    """One context of a store, and an ingest that learns from it exactly what the lines say."""

    store: Store
    ctx: ContextId
    extractor: Scripted = field(default_factory=Scripted)
    looks_up: bool = False
    embedder: Embedder = field(default_factory=lambda: CarefulEmbedder(find_builtin("hash")))
    sessions: dict[tuple[str, Scope], SessionId] = field(default_factory=dict)

    @property
    def ingest(self) -> Ingest:
        """The walk of a turn over this store."""
        readers = Readers(Configuration(), lambda _: Reader("told", self.extractor, self.looks_up))
        embedders = Embedders(self.store, Configuration(), lambda _: self.embedder)
        return Ingest(self.store, readers, Indexing(self.store, embedders), read_affect)

    async def hear(self, one: Line, once: Once | None = None, words: str | None = None) -> Learned:
        """Take in one turn; the context and its session are made on first use."""
        await self.seat([one])
        said = Said(
            self.sessions[one.session, one.scope],
            one.role,
            words or self.extractor.prepare(one),
            one.at,
            name=one.name,
            once=once,
        )
        return await self.ingest.take(Access(self.ctx), said)

    async def hear_all(self, lines: Iterable[Line]) -> list[Learned]:
        """Take in turns in the order they come."""
        return [await self.hear(one) for one in lines]

    async def seat(self, lines: Iterable[Line]) -> None:
        """Open the sessions that these turns are said in."""
        new = [key for key in dict.fromkeys((one.session, one.scope) for one in lines) if key not in self.sessions]
        made = {
            key: Session(SessionId(f"{self.ctx}-{number}"), key[1], {}, DAWN)
            for number, key in enumerate(new, len(self.sessions))
        }
        if not made:
            return

        def make(conn: object) -> None:
            if contexts.find_context(conn, self.ctx) is None:  # type: ignore[arg-type]
                contexts.create_context(conn, self.ctx, {}, DAWN)  # type: ignore[arg-type]
            for session in made.values():
                conversations.open_session(conn, self.ctx, session)  # type: ignore[arg-type]

        await self.store.write(make, durable=False)
        self.sessions |= {key: session.id for key, session in made.items()}

    async def snapshot(
        self, scope: Scope = EVERYWHERE, known_at: datetime | None = None, view: View = View.INSPECTION
    ) -> Snapshot:
        """What is believed."""
        return await self.store.read(lambda conn: views.snapshot(conn, self.ctx, scope, known_at, view))

    async def changes(self, since: int, scope: Scope = EVERYWHERE) -> Changes:
        """What changed after a revision."""
        return await self.store.read(lambda conn: views.changes_since(conn, self.ctx, scope, since))

    async def read_back(self, one: Learned) -> Learned:
        """What a turn taught, from its rows."""
        return await self.store.read(lambda conn: views.learned(conn, self.ctx, one.turn, one.revision))

    async def versions(self) -> list[Fact]:
        """Every version there ever was."""
        chains: list[Chain] = []
        for entity in (await self.snapshot()).entities:
            chains.append(await self.store.read(lambda conn, one=entity: views.chain(conn, self.ctx, one, None)))  # type: ignore[misc]
        return [fact for chain in chains for fact in chain.facts]
