"""What search keeps of turns: a passage from the first commit on, vectors as soon as the embedder has read them.

What another embedder has read, or none, is read in the background, one session after the other: at any time one chat is
split between two models, and those in which somebody speaks, which come first. It goes on where it was after a crash,
as what is left stands in the store.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from weakref import WeakValueDictionary

from sqlalchemy import Connection

from spectron.domain.conversation import Turn
from spectron.domain.errors import InputRefused, ProviderBusy, VectorsDiffer
from spectron.domain.ids import ContextId, DocumentId, SessionId
from spectron.domain.scope import Scope
from spectron.providers.ports import Embedder
from spectron.retrieval.prepare import pieces
from spectron.service.chunking import cut_waiting, embed_chunks
from spectron.service.configuration import Configuration
from spectron.service.embedded import Progress, find_other_length, sum_models, tell_kind
from spectron.service.embedders import Embedders
from spectron.service.patience import Patience
from spectron.service.preparing import prepare_some
from spectron.service.refusals import PROBE, Refusals, embed_texts
from spectron.service.rereading import (
    TURNS_AT_ONCE,
    Step,
    cut,
    embed_session,
    embed_turns,
    next_step,
    other_kinds,
    reembed,
)
from spectron.storage.ports import Store
from spectron.storage.queries import contexts, embedding, passages
from spectron.storage.queries.embedding import Kind, Unread
from spectron.storage.schema import chunk, passage


@dataclass(frozen=True, slots=True)
class Embedded:
    """The vectors that a model made of the words which a turn had at a stamp; not kept yet."""

    kind: Kind
    read: Unread
    pieces: Sequence[bytes]


@dataclass(slots=True)
class Indexing:
    """Makes turns findable; holds what that needs, and nothing of any turn."""

    store: Store
    embedders: Embedders
    refusals: Refusals = field(default_factory=Refusals)
    patience: Patience = field(default_factory=Patience)
    _busy: WeakValueDictionary[tuple[ContextId, str], asyncio.Lock] = field(default_factory=WeakValueDictionary)
    _background: set[asyncio.Task[None]] = field(default_factory=set)
    _waiting: dict[ContextId | None, asyncio.Task[None]] = field(default_factory=dict)
    _spoken_in: dict[ContextId, list[SessionId]] = field(default_factory=dict)

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
        await self.patience.close()

    def follow(self) -> None:
        """Wait in this event loop for what waited in a former one to be tried again."""
        self.patience.follow(self.wake)

    async def settle(self) -> None:
        """Wait until what goes on in the background is done, and what that began; not for what is to be tried later."""
        while mine := self._mine():
            await asyncio.wait(mine)

    def wake(self, ctx: ContextId | None = None, session: SessionId | None = None) -> None:
        """See to it that what no embedder has read is embedded before long, in one context or in all.

        The turns of `session` come before those of others.
        """
        if ctx and session and session not in (spoken_in := self._spoken_in.setdefault(ctx, [])):
            spoken_in.append(session)
        if self._waiting.get(ctx) in self._mine():
            return
        task = asyncio.create_task(self._embed_all(ctx))
        self._waiting[ctx] = task
        self._background.add(task)
        task.add_done_callback(self._background.discard)

    def _mine(self) -> set[asyncio.Task[None]]:
        """What goes on in the background of this event loop; what an earlier loop began ended with it."""
        loop = asyncio.get_running_loop()
        return {task for task in self._background if task.get_loop() is loop and not task.done()}

    async def prepare_waiting(self) -> None:
        """Prepare the turns of older memories and of imports, some at a time, and cut their documents."""
        while await self.store.write(prepare_some, durable=False):
            pass
        while await self.store.write(cut_waiting, durable=False):
            pass

    async def embed_new(self, ctx: ContextId, turn: Turn, stamp: int, configuration: Configuration) -> Embedded | None:
        """Embed a turn that was just recorded, for `keep`; None where its embedder failed, which is logged and counted.

        Such a turn is found by its words until the background makes up for it: at once where the words were refused,
        later where the failure passes, else after a later turn of its scope, or with the next opening.
        """
        name = ""
        try:
            embedder = self.embedders.choose(configuration)
            name = embedder.name
            rows = await embed_texts(embedder, pieces(turn.content) or [""])
        except Exception as error:  # noqa: BLE001 - whatever an embedder breaks with, its turns are safe and learned
            self._give_up(ctx, name, error)
            if isinstance(error, InputRefused):  # alone it cannot be told from a model that refuses everything
                self.wake(ctx)
            return None
        self.embedders.note_success(name)
        return Embedded(Kind(name, rows.shape[1]), Unread(turn.id, stamp, turn.content), cut(rows))

    async def embed_turn(self, ctx: ContextId, turn: Turn) -> None:
        """Embed a turn, and with it some earlier ones of its scope that no embedder has read; others in the background.

        An embedder that fails is no failure of the turn: it is logged and counted, and the turn is found by its words
        until that is made up for, as one that `embed_new` failed with.
        """
        scope_id, name = turn.scope.id, ""

        def look(conn: Connection) -> tuple[Embedder, Sequence[Unread], bool]:
            embedder = self.embedders.find(conn, ctx)
            most = TURNS_AT_ONCE + len(self.refusals.of(ctx, embedder.name))
            lacking = embedding.missed(conn, ctx, scope_id, embedder.name, most, turn.id)
            found = self.refusals.leave_out(ctx, embedder.name, lacking, TURNS_AT_ONCE)
            others = {kind.model for kind in embedding.kinds_within(conn, ctx, [scope_id])} - {embedder.name}
            return embedder, found, len(found) == TURNS_AT_ONCE or bool(others)

        async with self._busy.setdefault((ctx, scope_id), asyncio.Lock()):
            try:
                embedder, found, more = await self.store.read(look)
                name = embedder.name
                await embed_turns(self.store, ctx, embedder, found, self.refusals)
            except Exception as error:  # noqa: BLE001 - whatever an embedder breaks with, its turns are safe
                self._give_up(ctx, name, error)
                return
        if more:
            self.wake(ctx, turn.session_id)

    async def reembed(self, ctx: ContextId, tell: Callable[[int, int], None]) -> int:
        """Embed all of a context that its embedder has not read, or read when its vectors had another length.

        Returns how many turns and chunks that were, without those that it refused for good; `tell` hears how many are
        done, and of how many. Raises ProviderFailed where the embedder fails.
        """
        embedder = await self.store.read(lambda conn: self.embedders.find(conn, ctx))
        wanted = Kind(embedder.name, (await embedder.embed([PROBE])).shape[1])
        total = await self.store.read(lambda conn: _count_lacking(conn, ctx, wanted))
        done, refused = 0, len(self.refusals.of(ctx, embedder.name))

        def add(some: int) -> None:
            nonlocal done
            done += some
            tell(done, max(done, total))

        add(0)
        await reembed(self.store, ctx, embedder, wanted.dimension, self.refusals, add)
        while some := await embed_chunks(self.store, ctx, embedder, self.refusals, dimension=wanted.dimension):
            add(some)
        return done - len(self.refusals.of(ctx, embedder.name)) + refused

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
            embedder = await self.store.read(lambda conn: self.embedders.find(conn, ctx))
            name = embedder.name
            if some := await embed_chunks(self.store, ctx, embedder, self.refusals, document):
                self._note_success(ctx, name)
            return some
        except Exception as error:  # noqa: BLE001 - whatever an embedder breaks with, documents are safe and found
            self._give_up(ctx, name, error)
        return 0

    async def _embed_all(self, ctx: ContextId | None) -> None:
        """Embed what there is to be embedded, a context at a time."""
        if ctx is None:
            self._waiting.pop(None, None)
        for one in [ctx] if ctx else [one.id for one in await self.store.read(contexts.list_contexts)]:
            async with self._busy.setdefault((one, ""), asyncio.Lock()):
                self._waiting.pop(one, None)
                await self._embed_sessions(one)
                while await self._embed_shelves(one):
                    pass

    async def _embed_sessions(self, ctx: ContextId) -> None:
        """Embed what the embedder of a context has not read, for as long as there is any and it can be done."""
        name, after = "", ""

        def look(conn: Connection, spoken_in: SessionId | None) -> Step | None:
            embedder = self.embedders.find(conn, ctx)
            if spoken_in:
                return Step(embedder, spoken_in, other_kinds(conn, ctx, Kind(embedder.name, 0)))
            return next_step(conn, ctx, embedder, 0, after)

        try:
            while step := await self.store.read(partial(look, spoken_in=(first := self._next_spoken_in(ctx)))):
                name = step.embedder.name
                async for _, changed in embed_session(self.store, ctx, step, self.refusals):
                    self._note_success(ctx, name)
                    if changed:  # what changed while it was read is looked for once more when all else is done
                        self.wake(ctx)
                after = after if first else step.session
        except Exception as error:  # noqa: BLE001 - whatever an embedder breaks with, its turns are safe and learned
            self._give_up(ctx, name, error)

    def _next_spoken_in(self, ctx: ContextId) -> SessionId | None:
        """A session of a context that is to come before the others, once; the one that was spoken in first."""
        waiting = self._spoken_in.get(ctx, [])
        found = waiting.pop(0) if waiting else None
        if not waiting:
            self._spoken_in.pop(ctx, None)
        return found

    async def show_progress(self, ctx: ContextId, within: Scope) -> Progress:
        """How far the embedder of a context has come with the turns inside a scope; counts all of these.

        Raises BadValue where nobody has the embedder that the settings name.
        """

        def look(conn: Connection) -> tuple[Embedder, Mapping[Kind | None, int], int]:
            embedder = self.embedders.find(conn, ctx)
            some = self.refusals.of(ctx, embedder.name)
            refused = embedding.count_lacking(conn, ctx, within, embedder.name, some)
            return embedder, embedding.count_all(conn, ctx, within), refused

        embedder, counts, refused = await self.store.read(look)
        kind, embedded = tell_kind(counts, embedder.name, embedder.dimensions)
        failure = self.embedders.failure_of(embedder.name)
        if other := find_other_length(counts, kind):
            failure = VectorsDiffer(kind.model, kind.dimension, other, ctx).detail
        lock = self._busy.get((ctx, ""))
        return Progress(
            kind.model,
            kind.dimension or None,
            embedded,
            sum(counts.values()) - embedded - refused,
            refused,
            sum_models(counts),
            is_working=(lock is not None and lock.locked()) or self._waiting.get(ctx) in self._mine(),
            failure=failure,
        )

    def _note_success(self, ctx: ContextId, name: str) -> None:
        self.embedders.note_success(name)
        self.patience.forget(ctx)

    def _give_up(self, ctx: ContextId, name: str, error: Exception) -> None:
        """Note a failure, and try again later where it may pass."""
        self.embedders.note_failure(name, error)
        if isinstance(error, ProviderBusy):
            self.patience.postpone(ctx, self.wake, error.retry_after)


def keep(conn: Connection, ctx: ContextId, scope_id: str, made: Embedded) -> bool:
    """Keep the vectors of a turn; returns whether its scope has learned turns that the same model has not read."""
    passages.keep_vectors(conn, ctx, made.kind, [(made.read, made.pieces)])
    return embedding.is_left(conn, ctx, scope_id, made.kind.model)


def _count_lacking(conn: Connection, ctx: ContextId, wanted: Kind) -> int:
    """How many turns and chunks of a context have no vectors of a kind."""
    counts = (embedding.count_all(conn, ctx, table=table) for table in (passage, chunk))
    return sum(number for some in counts for kind, number in some.items() if kind != wanted)
