"""Vectors of single sentences, in a quarter of the room: they are only looked at where a turn is in sight already."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from spectron.retrieval.columns import Column

Vectors: TypeAlias = NDArray[np.float32]

_STEPS = 127.0


@dataclass(frozen=True, slots=True)
class Sentences:
    """One row for each sentence: its vector in whole numbers from -127 to 127, their unit, and the row of its turn."""

    numbers: Column
    units: Column
    owners: Column

    @classmethod
    def empty(cls, length: int) -> "Sentences":
        """No sentence yet, of vectors of this length."""
        numbers = np.empty((0, length), np.int8)
        return cls(Column.of(numbers), Column.of(np.empty(0, np.float32)), Column.of(np.empty(0, np.int32)))

    def extended(self, turns: Sequence[tuple[int, Vectors]]) -> "Sentences":
        """With the sentences of more turns, each given by its row."""
        vectors = np.concatenate([rows for _, rows in turns])
        units = np.maximum(np.abs(vectors).max(axis=1), np.float32(1e-12)) / np.float32(_STEPS)
        numbers = np.rint(vectors / units[:, None]).astype(np.int8)
        owners = np.repeat(np.array([row for row, _ in turns], np.int32), [len(rows) for _, rows in turns])
        return Sentences(self.numbers.extended(numbers), self.units.extended(units), self.owners.extended(owners))

    def with_room(self, more: int) -> "Sentences":
        """The same with room for so many more sentences."""
        return Sentences(self.numbers.with_room(more), self.units.with_room(more), self.owners.with_room(more))

    def compare(self, vector: Vectors, rows: NDArray[np.bool_]) -> tuple[NDArray[np.int32], Vectors]:
        """The owners and cosines of the sentences of some rows: exact to about a hundredth."""
        places = np.flatnonzero(rows[self.owners.rows])
        cosines = np.vecdot(self.numbers.rows[places].astype(np.float32), vector.astype(np.float32, copy=False))
        return self.owners.rows[places], cosines * self.units.rows[places]

    @property
    def size(self) -> int:
        """How many bytes it takes."""
        return int(self.numbers.room.nbytes + self.units.room.nbytes + self.owners.room.nbytes)
