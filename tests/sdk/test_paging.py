"""Lists that are longer than a page."""

from dataclasses import dataclass

import pytest

from spectron.client.paging import collect

pytestmark = pytest.mark.anyio


@dataclass(frozen=True)
class Numbered:
    """A record with an id."""

    id: str


@dataclass(frozen=True)
class Part:
    """A page of records."""

    data: list[Numbered]
    total: int


class Shelf:
    """So many records, handed out a page at a time; `added` come to the front after the first page."""

    def __init__(self, size: int, most: int = 500, added: int = 0) -> None:
        """Fill the shelf."""
        self.records = [Numbered(str(number)) for number in range(size)]
        self.most = most
        self.added = added
        self.asked: list[tuple[int, int]] = []

    async def fetch(self, limit: int, offset: int) -> Part:
        """One page."""
        self.asked.append((limit, offset))
        page = Part(self.records[offset : offset + min(limit, self.most)], len(self.records))
        self.records = [Numbered(f"new {number}") for number in range(self.added)] + self.records
        self.added = 0
        return page


@pytest.mark.parametrize("size", [0, 1, 499, 500, 501, 1_234])
async def test_no_limit_means_all(size: int) -> None:
    """However many there are, all come, in order."""
    assert [one.id for one in await collect(Shelf(size).fetch, None, 0)] == [str(number) for number in range(size)]


@pytest.mark.parametrize(("limit", "offset", "count"), [(1, 0, 1), (700, 0, 700), (700, 1_000, 234), (5, 2_000, 0)])
async def test_limit_and_offset_cut_a_part(limit: int, offset: int, count: int) -> None:
    """A limit above what one page holds is reached with several."""
    found = await collect(Shelf(1_234).fetch, limit, offset)
    assert [one.id for one in found] == [str(number) for number in range(offset, offset + count)]


async def test_smaller_pages_of_the_server_are_enough() -> None:
    """A server that gives less at once than it was asked for is asked again."""
    assert len(await collect(Shelf(250, most=100).fetch, None, 0)) == 250


async def test_one_page_is_one_request() -> None:
    """What fits into a page is asked for once, and no more of it than wanted."""
    shelf = Shelf(30)
    await collect(shelf.fetch, 10, 5)
    assert shelf.asked == [(10, 5)]


async def test_record_that_moves_is_listed_once() -> None:
    """Records that come in at the front while we read push others onto the next page; none is doubled."""
    ids = [one.id for one in await collect(Shelf(800, added=3).fetch, None, 0)]
    assert ids == [str(number) for number in range(800)]
