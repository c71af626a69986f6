"""What stands between a caller and any embedder: batches, a cache, checks, and a guard where the model is far away."""

import logging
import re
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from itertools import islice

import numpy as np

from spectron.domain.errors import ProviderFailed
from spectron.providers.guard import Guard
from spectron.providers.ports import Encoded, VectorModel, Vectors

_log = logging.getLogger(__name__)

VECTORS_KEPT = 8_192
_WORD = re.compile(r"[^\W_]")


@dataclass(slots=True)
class CarefulEmbedder:
    """An embedder over a model of vectors.

    The latest `room` vectors are kept under a digest of their text, never the text itself: 8,192 of 384 places are
    12.6 MB. `guard` is None for a model on this machine, which needs neither patience nor a budget.
    """

    model: VectorModel
    guard: Guard | None = None
    room: int = VECTORS_KEPT
    _dimensions: int | None = field(init=False)
    _kept: OrderedDict[bytes, Vectors] = field(init=False, default_factory=OrderedDict)

    def __post_init__(self) -> None:
        """Take the dimension that the model promises, if it does."""
        self._dimensions = self.model.dimensions

    @property
    def name(self) -> str:
        """The name of the model inside."""
        return self.model.name

    @property
    def dimensions(self) -> int | None:
        """How many places its vectors have, as promised or as the latest answer had them."""
        return self._dimensions

    async def embed(self, texts: Sequence[str]) -> Vectors:
        """One row of unit length for each text, in order; zeros for a text without any word.

        Texts that are the same are asked for once. Rows have no places while nothing was asked yet of a model that
        does not tell its dimension. Raises ProviderFailed where the model gives something else than promised. Where
        nothing was promised and the length of its vectors changes, it is taken for another model under the same name:
        what was kept of the former is forgotten.
        """
        keys = [_digest(text) if _WORD.search(text) else None for text in texts]
        asked = {key: text for key, text in zip(keys, texts, strict=True) if key is not None}
        found = {key: self._kept[key] for key in asked if key in self._kept}
        await self._find(asked, found)
        if stale := [key for key, row in found.items() if len(row) != self._dimensions]:
            found = {key: found[key] for key in found.keys() - stale}
            await self._find(asked, found)
        if any(len(row) != self._dimensions for row in found.values()):
            raise ProviderFailed(f"{self.name} gives vectors of several lengths")
        self._keep(found)
        vectors = np.zeros((len(texts), self._dimensions or 0), np.float32)
        for place, key in enumerate(keys):
            if key is not None:
                vectors[place] = found[key]
        return vectors

    async def _find(self, asked: Mapping[bytes, str], found: dict[bytes, Vectors]) -> None:
        """Ask for what was not found yet."""
        missing = [(key, text) for key, text in asked.items() if key not in found]
        for batch in _cut(missing, self.model.most_texts):
            rows = await self._ask([text for _, text in batch])
            found.update((key, row) for (key, _), row in zip(batch, rows, strict=True))

    async def _ask(self, texts: Sequence[str]) -> Vectors:
        if self.guard is None:
            return self._check((await self.model.encode(texts)).vectors, len(texts))
        encoded: Encoded = await self.guard.ask(lambda: self.model.encode(texts))
        self.guard.count(encoded.tokens, encoded.cost_usd)
        return self._check(encoded.vectors, len(texts))

    def _check(self, vectors: Vectors, wanted: int) -> Vectors:
        """Rows of unit length, finite, and as many and as long as they must be."""
        if vectors.ndim != 2 or len(vectors) != wanted or not vectors.shape[1]:
            raise ProviderFailed(f"{self.name} gave vectors of shape {vectors.shape} for {wanted} texts")
        if self.model.dimensions not in (None, vectors.shape[1]):
            raise ProviderFailed(
                f"{self.name} gives vectors of {vectors.shape[1]} places, and {self.model.dimensions} were asked for: "
                "another model has that name now, or the setting is not heeded"
            )
        if not np.isfinite(vectors).all():
            raise ProviderFailed(f"{self.name} gave a vector with numbers that are not finite")
        if self._dimensions not in (None, vectors.shape[1]):
            _log.warning("the vectors of %s have %d places now, not %s", self.name, vectors.shape[1], self._dimensions)
            self._kept.clear()
        self._dimensions = vectors.shape[1]
        lengths = np.linalg.norm(vectors.astype(np.float64), axis=1, keepdims=True)
        scaled: Vectors = np.divide(vectors, lengths, where=lengths > 0, out=np.zeros(vectors.shape)).astype(np.float32)
        return scaled

    def _keep(self, found: dict[bytes, Vectors]) -> None:
        for key, row in found.items():
            self._kept[key] = row
            self._kept.move_to_end(key)
        while len(self._kept) > self.room:
            self._kept.popitem(last=False)


def _digest(text: str) -> bytes:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()


def _cut(items: Sequence[tuple[bytes, str]], size: int) -> Iterator[list[tuple[bytes, str]]]:
    rest = iter(items)
    while batch := list(islice(rest, size)):
        yield batch
