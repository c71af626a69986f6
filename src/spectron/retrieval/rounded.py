"""Vectors in a quarter of the room, exact to about a hundredth."""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from spectron.retrieval.columns import Column

Vectors: TypeAlias = NDArray[np.float32]
Places: TypeAlias = NDArray[np.intp] | slice

_ALL = slice(None)
_STEPS = np.float32(127)
_LEAST = np.float32(1e-12)


@dataclass(frozen=True, slots=True)
class Rounded:
    """A row for each vector: whole numbers from -127 to 127, and what one of them is worth."""

    numbers: Column
    units: Column

    @classmethod
    def empty(cls, length: int) -> "Rounded":
        """No vector yet, of this length."""
        return cls(Column.of(np.empty((0, length), np.int8)), Column.of(np.empty(0, np.float32)))

    def extended(self, vectors: Vectors) -> "Rounded":
        """With more vectors behind."""
        units = np.maximum(np.maximum(vectors.max(axis=1), -vectors.min(axis=1)), _LEAST) / _STEPS
        scaled = vectors / units[:, None]
        numbers = np.rint(scaled, out=scaled).astype(np.int8)
        return Rounded(self.numbers.extended(numbers), self.units.extended(units))

    def with_room(self, more: int) -> "Rounded":
        """The same with room for so many more."""
        return Rounded(self.numbers.with_room(more), self.units.with_room(more))

    def rows(self, places: Places = _ALL) -> Vectors:
        """The vectors in these places."""
        vectors: Vectors = self.numbers.rows[places].astype(np.float32)
        vectors *= self.units.rows[places][:, None]
        return vectors

    def products(self, vector: Vectors, places: Places = _ALL) -> Vectors:
        """The scalar product of a vector with each in these places."""
        # not `@`: it hands even a small matrix to several threads, and waiting for these takes longer than the product
        products: Vectors = np.vecdot(self.numbers.rows[places].astype(np.float32), vector) * self.units.rows[places]
        return products

    @property
    def count(self) -> int:
        """How many vectors there are."""
        return self.numbers.size

    @property
    def size(self) -> int:
        """How many bytes it takes."""
        return int(self.numbers.room.nbytes + self.units.room.nbytes)
