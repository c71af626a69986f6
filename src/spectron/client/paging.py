"""Long lists, fetched a page at a time."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol, TypeVar

MOST_AT_ONCE = 500


class Identified(Protocol):
    """A record with an id."""

    @property
    def id(self) -> str:
        """What tells it from others."""
        ...


R = TypeVar("R", bound=Identified)
T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


class Listing(Protocol[T_co]):
    """A page of records, and how many there are on all pages."""

    @property
    def data(self) -> Sequence[T_co]:
        """The records of this page."""
        ...

    @property
    def total(self) -> int:
        """How many there are in all."""
        ...


async def collect(fetch: Callable[[int, int], Awaitable[Listing[R]]], limit: int | None, offset: int) -> list[R]:
    """Fetch `limit` records from `offset` on, or all of them; one that moves while we read is not listed twice."""
    return await collect_by(lambda one: one.id, fetch, limit, offset)


async def collect_by(
    name: Callable[[T], str], fetch: Callable[[int, int], Awaitable[Listing[T]]], limit: int | None, offset: int
) -> list[T]:
    """The same of records that go by another name than `id`."""
    found: dict[str, T] = {}
    start = offset
    while True:
        page = await fetch(MOST_AT_ONCE if limit is None else min(MOST_AT_ONCE, limit - len(found)), start)
        found.update((name(one), one) for one in page.data)
        start += len(page.data)
        if not page.data or start >= page.total or len(found) == limit:
            return list(found.values())
