"""What search keeps of turns: a passage from the first commit on, vectors as soon as the embedder has read them."""

import asyncio
import logging
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias
from weakref import WeakValueDictionary

import numpy as np
from sqlalchemy import Connection

from spectron.domain.conversation import Turn
from spectron.domain.errors import BadValue, SpectronError, told
from spectron.domain.ids import ContextId, DocumentId
from spectron.domain.recall import Passage
from spectron.extraction.dates.notes import note_dates
from spectron.providers.ports import Embedder, Vectors
from spectron.retrieval.prepare import RECIPE, pieces, prepare
from spectron.service.chunking import KEPT_AS, cut_waiting, embed_chunks
from spectron.service.configuration import Configuration, read_configuration
from spectron.storage.ports import Store
from spectron.storage.queries import contexts, conversations, library, passages
from spectron.storage.queries.passages import Unread

_log = logging.getLogger(__name__)

TURNS_AT_ONCE = 32
PREPARED_AT_ONCE = 100

ChooseEmbedder: TypeAlias = Callable[[Configuration], Embedder]


@dataclass(frozen=True, slots=True)
class Embedded:
    """The vectors that a model made of the words which a turn had at a stamp; not kept yet."""

    model: str
    read: Unread
    pieces: Sequence[bytes]
    dimension: int


@dataclass(slots=True)
class Indexing:
    """Makes turns findable; holds what that needs, how often embedders failed, and nothing of any turn."""

    store: Store
    defaults: Configuration
    choose: ChooseEmbedder
    failed: Counter[str] = field(default_factory=Counter)
    _busy: WeakValueDictionary[tuple[ContextId, str], asyncio.Lock] = field(default_factory=WeakValueDictionary)
    _background: set[asyncio.Task[None]] = field(default_factory=set)

    @property
    def usual(self) -> str:
        """The name of the embedder that serves where a context names none."""
        return self.choose(self.defaults).name

    async def refresh(self) -> None:
        """Prepare the turns that wait for it; then embed, in the background, what no embedder has read."""
        await self.prepare_waiting()
        self.wake()

    async def close(self) -> None:
        """Stop what goes on in the background; the next opening goes on with it."""
        for task in (mine := self._mine()):
            task.cancel()
        if mine:
            await asyncio.wait(mine)

    async def settle(self) -> None:
        """Wait until what goes on in the background is done."""
        if mine := self._mine():
            await asyncio.wait(mine)

    def wake(self, ctx: ContextId | None = None) -> None:
        """See to it that what no embedder has read is embedded before long, in one context or in all."""
        task = asyncio.create_task(self._embed_all(ctx))
        self._background.add(task)
        task.add_done_callback(self._background.discard)

    def _mine(self) -> set[asyncio.Task[None]]:
        """What goes on in the background of this event loop; what an earlier loop began ended with it."""
        loop = asyncio.get_running_loop()
        return {task for task in self._background if task.get_loop() is loop}

    async def prepare_waiting(self) -> None:
        """Prepare the turns of older memories and of imports, some at a time, and cut their documents."""
        while await self.store.write(_prepare_some, durable=False):
            pass
        while await self.store.write(cut_waiting, durable=False):
            pass

    def embedder_of(self, conn: Connection, ctx: ContextId) -> Embedder:
        """The embedder that a context's settings name; raises BadValue for one that nobody has."""
        stored = contexts.find_context(conn, ctx)
        return self.choose(read_configuration(stored.config if stored else {}, self.defaults))

    async def find_embedder(self, ctx: ContextId) -> tuple[Embedder | None, str]:
        """The embedder of a context, or why there is none."""
        try:
            return await self.store.read(lambda conn: self.embedder_of(conn, ctx)), ""
        except BadValue as error:
            self.note_failure("", error)
            return None, error.detail

    async def embed_new(self, turn: Turn, stamp: int, configuration: Configuration) -> Embedded | None:
        """Embed a turn that was just recorded, for `keep`; None where its embedder failed, which is logged and counted.

        Such a turn is found by its words until a later turn of its scope, or the next opening, makes up for it.
        """
        name = ""
        try:
            embedder = self.choose(configuration)
            name = embedder.name
            rows = await embedder.embed(pieces(turn.content) or [""])
        except Exception as error:  # noqa: BLE001 - whatever an embedder breaks with, its turns are safe and learned
            self.note_failure(name, error)
            return None
        [stored] = _cut(rows, [len(rows)])
        return Embedded(name, Unread(turn.id, stamp, turn.content), stored, rows.shape[1])

    async def embed_turn(self, ctx: ContextId, turn: Turn) -> None:
        """Embed a turn, and with it some earlier ones of its scope that lack it.

        An embedder that fails is no failure of the turn: it is logged and counted, and the turn is found by its words
        until a later turn of the scope, or the next opening, makes up for it.
        """
        async with self._busy.setdefault((ctx, turn.scope.id), asyncio.Lock()):
            await self._embed_some(ctx, turn.scope.id, turn.id)

    async def reembed(self, ctx: ContextId, tell: Callable[[int, int], None]) -> int:
        """Embed all of a context that its embedder has not read; returns how many turns and chunks that were.

        `tell` hears how many are done, and of how many. Raises ProviderFailed where the embedder fails.
        """
        embedder = await self.store.read(lambda conn: self.embedder_of(conn, ctx))
        total = await self.store.read(lambda conn: passages.count_unread(conn, ctx, embedder.name))
        total += await self.store.read(lambda conn: library.count_unread_chunks(conn, ctx, embedder.name))
        done = 0
        tell(done, total)
        while found := await self.store.read(lambda conn: passages.unread(conn, ctx, embedder.name, TURNS_AT_ONCE)):
            done += await self._embed(ctx, embedder, found)
            tell(done, max(done, total))
        while some := await embed_chunks(self.store, ctx, embedder):
            done += some
            tell(done, max(done, total))
        return done

    async def embed_document(self, ctx: ContextId, document: DocumentId) -> None:
        """Embed the first chunks of a document at once, and in the background what is left of it and of others.

        An embedder that fails is logged and counted; the document is found by its words until the background, the next
        document or the next opening makes up for it.
        """
        await self._embed_shelves(ctx, document)
        self.wake(ctx)

    async def _embed_shelves(self, ctx: ContextId, document: DocumentId | None = None) -> int:
        """Embed a bounded number of chunks; returns of how many, 0 where there are none or it cannot be done."""
        name = ""
        try:
            embedder = await self.store.read(lambda conn: self.embedder_of(conn, ctx))
            name = embedder.name
            return await embed_chunks(self.store, ctx, embedder, document)
        except Exception as error:  # noqa: BLE001 - whatever an embedder breaks with, documents are safe and found
            self.note_failure(name, error)
        return 0

    async def _embed_all(self, ctx: ContextId | None) -> None:
        """Embed what there is to be embedded, a context at a time."""
        for one in [ctx] if ctx else [one.id for one in await self.store.read(contexts.list_contexts)]:
            async with self._busy.setdefault((one, ""), asyncio.Lock()):
                while await self._embed_some(one):
                    pass
                while await self._embed_shelves(one):
                    pass

    async def _embed_some(self, ctx: ContextId, scope_id: str | None = None, first: str = "") -> int:
        """Embed a bounded number of turns; returns of how many, 0 where there is nothing to do or it cannot be done."""
        name = ""

        def look(conn: Connection) -> tuple[Embedder, Sequence[Unread]]:
            embedder = self.embedder_of(conn, ctx)
            return embedder, passages.unread(conn, ctx, embedder.name, TURNS_AT_ONCE, scope_id, first)

        try:
            embedder, found = await self.store.read(look)
            name = embedder.name
            return await self._embed(ctx, embedder, found)
        except Exception as error:  # noqa: BLE001 - whatever an embedder breaks with, its turns are safe and learned
            self.note_failure(name, error)
        return 0

    def note_failure(self, name: str, error: Exception) -> None:
        """Log and count that an embedder failed, without a word of what it was to read."""
        self.failed[name] += 1
        why = error.detail if isinstance(error, SpectronError) else told(error)
        _log.warning("the embedder %s failed: %s", name or "of the settings", why)

    async def _embed(self, ctx: ContextId, embedder: Embedder, found: Sequence[Unread]) -> int:
        if not found:
            return 0
        texts = [pieces(one.content) or [""] for one in found]
        rows = await embedder.embed([text for some in texts for text in some])
        read = list(zip(found, _cut(rows, [len(some) for some in texts]), strict=True))
        return await self.store.write(
            lambda conn: passages.keep_vectors(conn, ctx, embedder.name, read, rows.shape[1]), durable=False
        )


def keep(conn: Connection, ctx: ContextId, scope_id: str, made: Embedded) -> bool:
    """Keep the vectors of a turn; returns whether its scope has learned turns that the same model has not read."""
    passages.keep_vectors(conn, ctx, made.model, [(made.read, made.pieces)], made.dimension)
    return passages.is_left(conn, ctx, scope_id, made.model)


def prepared(turn: Turn) -> Passage:
    """What is kept of a turn to find it by."""
    return prepare(turn, note_dates(turn.content, turn.said_at))


def remake(conn: Connection, ctx: ContextId, turns: Collection[str]) -> None:
    """Prepare turns anew whose words have changed; their vectors go."""
    found = conversations.turns_by_id(conn, ctx, turns)
    passages.replace_passages(conn, ctx, [prepared(one) for one in found.values()], RECIPE)


def _prepare_some(conn: Connection) -> int:
    """Prepare some of the turns that wait, all of one context; returns how many."""
    found = passages.waiting(conn, RECIPE, PREPARED_AT_ONCE)
    if found:
        passages.replace_passages(conn, found[0][0], [prepared(turn) for _, turn in found], RECIPE)
    return len(found)


def _cut(rows: Vectors, sizes: Sequence[int]) -> list[list[bytes]]:
    """Rows as they are stored, in groups of these sizes."""
    stored = [row.tobytes() for row in rows.astype(KEPT_AS)]
    ends = np.cumsum([0, *sizes])
    return [stored[ends[place] : ends[place + 1]] for place in range(len(sizes))]
