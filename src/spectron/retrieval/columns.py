"""Arrays that grow at the end, and never change for who already holds them."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

_LEAST = 64
_MOVED = -1  # who went on took the rows to a larger room


@dataclass(frozen=True, slots=True)
class Column:
    """The first `size` rows of an array that has room for more.

    Rows are written behind the last one that anybody uses, so a longer column can share the room of a shorter one:
    adding a row copies nothing but now and then, when the room grows by a quarter. `taken` is that last row, one for
    all who share it.
    """

    room: NDArray[Any]
    taken: list[int]
    size: int

    @classmethod
    def of(cls, rows: NDArray[Any]) -> "Column":
        """A column of these rows, which it takes for its own."""
        return cls(rows, [len(rows)], len(rows))

    @property
    def rows(self) -> NDArray[Any]:
        """The rows, not to be written to."""
        return self.room[: self.size]

    @property
    def last(self) -> bool:
        """Whether nobody has yet gone on from here."""
        return self.taken[0] == self.size

    def extended(self, more: NDArray[Any]) -> "Column":
        """This column with more rows behind it."""
        size = self.size + len(more)
        column = self.with_room(len(more))
        column.room[self.size : size] = more
        column.taken[0] = size
        return Column(column.room, column.taken, size)

    def with_room(self, more: int) -> "Column":
        """The same rows with room for so many more: who knows how many will come saves copying them now and then."""
        size = self.size + more
        if self.last and size <= len(self.room):
            return self
        room = np.empty((size + max(_LEAST, size // 4), *self.room.shape[1:]), dtype=self.room.dtype)
        room[: self.size] = self.rows
        if self.last:
            self.taken[0] = _MOVED
        return Column(room, [self.size], self.size)
