"""Vectors of single sentences: they are only looked at where a turn is in sight already."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from spectron.retrieval.columns import Column
from spectron.retrieval.rounded import Rounded, Vectors


@dataclass(frozen=True, slots=True)
class Sentences:
    """A vector for each sentence, and the row of its turn."""

    vectors: Rounded
    owners: Column

    @classmethod
    def empty(cls, length: int) -> "Sentences":
        """No sentence yet, of vectors of this length."""
        return cls(Rounded.empty(length), Column.of(np.empty(0, np.int32)))

    def extended(self, turns: Sequence[tuple[int, Vectors]]) -> "Sentences":
        """With the sentences of more turns, each given by its row."""
        vectors = self.vectors.extended(np.concatenate([rows for _, rows in turns]))
        owners = np.repeat(np.array([row for row, _ in turns], np.int32), [len(rows) for _, rows in turns])
        return Sentences(vectors, self.owners.extended(owners))

    def with_room(self, more: int) -> "Sentences":
        """The same with room for so many more sentences."""
        return Sentences(self.vectors.with_room(more), self.owners.with_room(more))

    def compare(self, vector: Vectors, rows: NDArray[np.bool_]) -> tuple[NDArray[np.int32], Vectors]:
        """The owners and cosines of the sentences of some rows."""
        places = np.flatnonzero(rows[self.owners.rows])
        return self.owners.rows[places], self.vectors.products(vector.astype(np.float32, copy=False), places)

    @property
    def size(self) -> int:
        """How many bytes it takes."""
        return self.vectors.size + int(self.owners.room.nbytes)
