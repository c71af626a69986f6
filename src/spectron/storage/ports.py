"""What the rooms above may ask of a store.

A *unit of work* is a plain function over one connection: it runs whole or not at all, may be run again after a
conflict, and must not wait for anything. A unit that changes memory runs alone in its scope, so what it reads is what
it changes.
"""

from collections.abc import Callable
from typing import Protocol, TypeAlias, TypeVar

from sqlalchemy import Connection

T = TypeVar("T")
Unit: TypeAlias = Callable[[Connection], T]


class Store(Protocol):
    """A database with the tables of `schema`."""

    async def open(self) -> None:
        """Connect and bring the schema up to date; raises NotReady where it is newer than this program."""
        ...

    async def read(self, unit: Unit[T]) -> T:
        """Run a unit that only reads, on one consistent snapshot."""
        ...

    async def write(self, unit: Unit[T], *, durable: bool = True) -> T:
        """Run a unit that changes something and return once it is committed.

        With `durable` the commit is on the disk before this returns; without, it survives the death of the process but
        not a loss of power until a durable one follows.
        """
        ...

    async def scrub(self) -> None:
        """Leave nothing in the files of what was deleted or overwritten; raises NotReady where that has to wait.

        A deletion alone may leave earlier versions of a row behind, in a log of changes or in unused parts of a file.
        Takes as long as copying the database, and what is written meanwhile waits.
        """
        ...

    async def close(self) -> None:
        """Finish what was begun and let go of the files."""
        ...
