"""What every store promises: whole commits in the order of calls, read back, kept, and one schema."""

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from sqlalchemy import Connection
from telling import DAWN

from spectron.domain.errors import NotReady
from spectron.domain.ids import ContextId
from spectron.storage.ports import Store
from spectron.storage.queries import contexts

pytestmark = pytest.mark.anyio
MakeStore = Callable[[Path], Store]


@asynccontextmanager
async def opened(make_store: MakeStore, folder: Path) -> AsyncIterator[Store]:
    """A store that is open for as long as the block lasts."""
    store = make_store(folder)
    await store.open()
    try:
        yield store
    finally:
        await store.close()


def add(name: str) -> Callable[[Connection], str]:
    """A unit of work that makes a context."""

    def unit(conn: Connection) -> str:
        contexts.create_context(conn, ContextId(name), {"made": name}, DAWN)
        return name

    return unit


def fail_after(name: str) -> Callable[[Connection], str]:
    """A unit of work that makes a context and then breaks."""

    def unit(conn: Connection) -> str:
        add(name)(conn)
        raise ValueError(name)

    return unit


def names(conn: Connection) -> Sequence[str]:
    """A unit of work that reads which contexts there are."""
    return [one.id for one in contexts.list_contexts(conn)]


async def test_what_is_committed_is_read(make_store: MakeStore, tmp_path: Path):
    """A write returns what its unit returned, and every later read sees it."""
    async with opened(make_store, tmp_path) as store:
        assert await store.write(add("one")) == "one"
        (found,) = await store.read(contexts.list_contexts)
        assert (found.id, found.revision, found.config, found.created_at) == ("one", 0, {"made": "one"}, DAWN)


async def test_a_failing_unit_leaves_nothing(make_store: MakeStore, tmp_path: Path):
    """What a unit did before it failed is undone, and its caller gets the error itself."""
    async with opened(make_store, tmp_path) as store:
        with pytest.raises(ValueError, match="one"):
            await store.write(fail_after("one"))
        assert await store.read(names) == []


async def test_a_failing_unit_harms_no_other(make_store: MakeStore, tmp_path: Path):
    """Of many units that wait at once, those that fail are undone and all the others are kept."""
    async with opened(make_store, tmp_path) as store:
        units = [fail_after(f"{number:02}") if number % 3 == 0 else add(f"{number:02}") for number in range(30)]
        outcomes = await asyncio.gather(*map(store.write, units), return_exceptions=True)
        kept = [f"{number:02}" for number in range(30) if number % 3]
        assert [one for one in outcomes if isinstance(one, str)] == kept
        assert sum(isinstance(one, ValueError) for one in outcomes) == 10
        assert await store.read(names) == kept


async def test_a_constraint_that_is_broken_is_told_to_its_caller_alone(make_store: MakeStore, tmp_path: Path):
    """The second of two units that make the same row fails, the one after it does not."""
    async with opened(make_store, tmp_path) as store:
        outcomes = await asyncio.gather(*map(store.write, [add("one"), add("one"), add("two")]), return_exceptions=True)
        assert [isinstance(one, Exception) for one in outcomes] == [False, True, False]
        assert await store.read(names) == ["one", "two"]


async def test_units_run_in_the_order_of_calls(make_store: MakeStore, tmp_path: Path):
    """Each unit sees what all earlier ones wrote, and none of the later ones."""
    async with opened(make_store, tmp_path) as store:

        def count_and_add(number: int) -> Callable[[Connection], int]:
            def unit(conn: Connection) -> int:
                seen = len(names(conn))
                add(f"{number:03}")(conn)
                return seen

            return unit

        calls = [store.write(count_and_add(number), durable=number % 2 == 0) for number in range(100)]
        assert await asyncio.gather(*calls) == list(range(100))


async def test_a_read_stays_on_its_snapshot(make_store: MakeStore, tmp_path: Path):
    """A read that began before a commit does not see it, however long it takes."""
    async with opened(make_store, tmp_path) as store:
        await store.write(add("one"))
        loop = asyncio.get_running_loop()

        def look_twice(conn: Connection) -> tuple[Sequence[str], Sequence[str]]:
            before = names(conn)
            asyncio.run_coroutine_threadsafe(store.write(add("two")), loop).result(timeout=60)
            return before, names(conn)

        assert await store.read(look_twice) == (["one"], ["one"])
        assert await store.read(names) == ["one", "two"]


async def test_a_reader_that_fails_gives_its_connection_back(make_store: MakeStore, tmp_path: Path):
    """However many reads break, the next one finds a connection."""
    async with opened(make_store, tmp_path) as store:

        def broken(_conn: Connection) -> None:
            raise ValueError("broken")

        outcomes = await asyncio.gather(*(store.read(broken) for _ in range(20)), return_exceptions=True)
        assert all(isinstance(one, ValueError) for one in outcomes)
        assert await asyncio.wait_for(store.read(names), 60) == []


async def test_commits_that_may_wait_for_the_disk_are_kept_too(make_store: MakeStore, tmp_path: Path):
    """Writes that need not be on the disk at once are read at once, and are there after a durable one and a close."""
    async with opened(make_store, tmp_path) as store:
        await store.write(add("one"), durable=False)
        assert await store.read(names) == ["one"]
        await store.write(add("two"))
        await store.write(add("three"), durable=False)
    async with opened(make_store, tmp_path) as store:
        assert await store.read(names) == ["one", "three", "two"]


async def test_what_waits_in_line_is_done_before_the_end(make_store: MakeStore, tmp_path: Path):
    """Closing finishes what was begun."""
    store = make_store(tmp_path)
    await store.open()
    calls = [asyncio.create_task(store.write(add(f"{number:02}"))) for number in range(20)]
    await asyncio.sleep(0)
    await store.close()
    assert len(await asyncio.gather(*calls)) == 20
    async with opened(make_store, tmp_path) as again:
        assert len(await again.read(names)) == 20


async def test_a_closed_store_says_so(make_store: MakeStore, tmp_path: Path):
    """Neither reads nor writes are taken before a store is opened or after it was closed; closing twice is no harm."""
    store = make_store(tmp_path)
    with pytest.raises(NotReady):
        await store.read(names)
    await store.open()
    await store.close()
    await store.close()
    with pytest.raises(NotReady):
        await store.read(names)
    with pytest.raises(NotReady):
        await store.write(add("one"))


async def test_a_closed_store_opens_again(make_store: MakeStore, tmp_path: Path):
    """One and the same store can be closed and opened, and finds what it kept."""
    store = make_store(tmp_path)
    for name in ("one", "two", "three"):
        await store.open()
        await store.write(add(name))
        await store.close()
    async with opened(make_store, tmp_path) as again:
        assert await again.read(names) == ["one", "three", "two"]


async def test_a_write_that_meets_the_end_is_done_or_refused(make_store: MakeStore, tmp_path: Path):
    """A write that comes while the store closes is either done or refused; it never waits for ever."""
    store = make_store(tmp_path)
    await store.open()
    closing = asyncio.create_task(store.close())
    await asyncio.sleep(0)
    late = asyncio.create_task(store.write(add("late")))
    await asyncio.wait([late], timeout=60)
    await closing
    assert late.done()
    late.exception()


async def test_a_caller_that_gives_up_harms_nobody(make_store: MakeStore, tmp_path: Path):
    """When a caller is cancelled while its unit waits in line or runs, the writes after it are still served."""
    async with opened(make_store, tmp_path) as store:
        slow = [asyncio.create_task(store.write(add(f"{number:02}"))) for number in range(5)]
        await asyncio.sleep(0)
        for one in slow:
            one.cancel()
        await asyncio.gather(*slow, return_exceptions=True)
        assert await asyncio.wait_for(store.write(add("next")), 60) == "next"


TWICE = """
import asyncio, sys
from pathlib import Path
sys.path[:0] = sys.argv[3:]
import conftest
from datetime import UTC, datetime
from spectron.domain.ids import ContextId
from spectron.storage.queries import contexts

async def main():
    store = conftest.STORES[sys.argv[1]](Path(sys.argv[2]))
    await store.open()
    print("open", flush=True)
    sys.stdin.readline()
    for number in range(20):
        name = ContextId(f"child-{number:02}")
        await store.write(lambda conn: contexts.create_context(conn, name, {}, datetime.now(UTC)))
    await store.close()

asyncio.run(main())
"""


async def test_two_processes_write_to_one_database(
    make_store: MakeStore, request: pytest.FixtureRequest, tmp_path: Path
):
    """Two processes that write to one database at once both succeed, and each sees what the other wrote."""
    kind = next(name for name, made in _stores(request).items() if made is make_store)
    paths = [str(Path(__file__).parent), str(Path(__file__).parents[1])]
    child = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-c", TWICE, kind, str(tmp_path), *paths),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    async with opened(make_store, tmp_path) as store:
        assert child.stdin
        assert child.stdout
        assert await asyncio.wait_for(child.stdout.readline(), 60) == b"open\n"
        child.stdin.write(b"go\n")
        await child.stdin.drain()
        for number in range(20):
            await store.write(add(f"parent-{number:02}"))
        _, errors = await asyncio.wait_for(child.communicate(), 60)
        assert (child.returncode, errors.decode()) == (0, "")
        assert len(await store.read(names)) == 40


def _stores(request: pytest.FixtureRequest) -> dict[str, MakeStore]:
    return request.getfixturevalue("stores")
