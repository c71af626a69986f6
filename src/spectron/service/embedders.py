"""Which embedder reads a context, which one is asked, and how they fail.

The present one is that of the settings. While a change of it is being caught up with, most vectors may be another's.
"""

import logging
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection

from spectron.domain.errors import BadValue, SpectronError, VectorsDiffer, told
from spectron.domain.ids import ContextId
from spectron.providers.ports import Embedder, Vectors
from spectron.service.configuration import Configuration, read_configuration
from spectron.service.embedded import Count, Standing, check_length, rank_kinds
from spectron.service.refusals import embed_texts
from spectron.storage.ports import Store
from spectron.storage.queries import contexts
from spectron.storage.queries.embedding import Kind

_log = logging.getLogger(__name__)

ChooseEmbedder: TypeAlias = Callable[[Configuration], Embedder]


@dataclass(slots=True)
class Embedders:
    """The embedders of one store; counts how often each failed, and knows with what it did last."""

    store: Store
    defaults: Configuration
    choose: ChooseEmbedder
    failed: Counter[str] = field(default_factory=Counter)
    _latest: dict[str, str] = field(default_factory=dict)

    @property
    def usual(self) -> str:
        """The name of the embedder that serves where a context names none."""
        return self.choose(self.defaults).name

    def find(self, conn: Connection, ctx: ContextId) -> Embedder:
        """The embedder that a context's settings name; raises BadValue for one that nobody has."""
        stored = contexts.find_context(conn, ctx)
        return self.choose(read_configuration(stored.config if stored else {}, self.defaults))

    async def choose_standing(self, ctx: ContextId, count: Count) -> Standing:
        """The embedder whose vectors stand for most of what `count` counts, and that can still be had.

        Where there is none, it is the present one.

        A question is to be embedded with it, and to be compared with vectors of its kind alone: those of two models
        are never compared. It may be another than the present one while a change of the model is being caught up with.
        """

        def look(conn: Connection) -> Standing:
            counts = count(conn)
            try:
                present: Embedder | None = self.find(conn, ctx)
                failure = ""
            except BadValue as error:
                present, failure = None, error.detail
            for kind in rank_kinds(counts, present.name if present else ""):
                if found := present if present and present.name == kind.model else self._find_other(kind.model):
                    return Standing(found, kind)
            return Standing(present, Kind(present.name if present else "", 0), failure)

        found = await self.store.read(look)
        if found.embedder is None:
            self.note_failure("", BadValue(found.failure))
        return found

    async def embed_questions(self, ctx: ContextId, standing: Standing, texts: Sequence[str]) -> Vectors:
        """A vector for each text that asks, to be compared with those of the standing kind alone.

        Raises VectorsDiffer where it has another length than these, ProviderFailed where the embedder fails, and
        whatever else an embedder may break with; each is logged and counted.
        """
        try:
            assert standing.embedder is not None, standing.failure
            rows = await embed_texts(standing.embedder, texts)
            self.note_success(standing.kind.model)
            check_length(ctx, standing, rows)
        except Exception as error:
            self.note_failure(standing.kind.model, error)
            raise
        return rows

    async def hear_question(
        self, ctx: ContextId, standing: Standing, words: str
    ) -> tuple[Kind, NDArray[np.float32] | None, str]:
        """The same for a search, which goes on by words where there is no vector, and then tells why."""
        if standing.embedder is None:
            return standing.kind, None, standing.failure
        try:
            [vector] = await self.embed_questions(ctx, standing, [words])
        except VectorsDiffer as error:
            return standing.kind, None, error.detail
        except Exception:  # noqa: BLE001 - whatever an embedder breaks with, words still find
            return standing.kind, None, f"the embedder {standing.kind.model} failed"
        return Kind(standing.kind.model, len(vector)), vector, ""

    def _find_other(self, name: str) -> Embedder | None:
        """An embedder that once was that of a context, where it can still be had, and did not fail when asked last."""
        if name in self._latest:
            return None
        try:
            found = self.choose(Configuration(models={"embedding": name}))
        except BadValue:
            return None
        return found if found.name == name else None

    def note_success(self, name: str) -> None:
        """What an embedder failed with last is over."""
        self._latest.pop(name, None)

    def failure_of(self, name: str) -> str:
        """What an embedder failed with when it was asked last; empty where it did not."""
        return self._latest.get(name, "")

    def note_failure(self, name: str, error: Exception) -> None:
        """Log and count that an embedder failed, without a word of what it was to read."""
        self.failed[name] += 1
        why = error.detail if isinstance(error, SpectronError) else type(error).__name__
        self._latest[name] = why
        why = why if isinstance(error, SpectronError) else told(error)
        _log.warning("the embedder %s failed: %s", name or "of the settings", why)
