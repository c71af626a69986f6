"""Claims about what a store leaves in its files."""

import random
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Connection, delete, insert, update

from spectron.domain.errors import NotReady
from spectron.storage.schema import uncertainty
from spectron.storage.sqlite import SQLiteStore

GONE, KEPT = "SECRETWORD", "ordinaryxx"
ROWS = 3_000


def fill(conn: Connection, seed: int) -> None:
    """Rows of many sizes in no order, one in seven of them secret, some of which grow: so they move between pages."""
    chance, ids = random.Random(seed), []
    for number in range(ROWS):
        word = KEPT if number % 7 else GONE
        ids.append(f"{chance.random():.12f}")
        values = {
            "context_id": "c",
            "id": ids[-1],
            "scope_id": "s",
            "text": word * chance.choice([1, 1, 2, 3, 30, 600 if chance.random() < 0.02 else 5]),
            "kind": "negated",
            "reason": word + str(chance.random()),
            "entity_id": word + str(chance.random()),
            "source_turn": "turn:1",
            "source_role": "user",
            "quote": word,
            "quote_start": 0,
            "quote_end": 10,
            "recorded_at": datetime(2026, 3, 2, tzinfo=UTC),
            "revision": chance.randint(1, 9_999),
        }
        conn.execute(insert(uncertainty).values(values))
        if number % 11 == 0:
            grown = uncertainty.c.id == chance.choice(ids)
            conn.execute(update(uncertainty).where(grown).values(text=uncertainty.c.text + "y"))


def read_files(folder: Path) -> tuple[bytes, bytes]:
    """All bytes of a database, and those of its log alone."""
    return b"".join(path.read_bytes() for path in folder.iterdir()), (folder / "memory.db-wal").read_bytes()


@pytest.mark.anyio
async def test_rows_that_moved_leave_no_copies(tmp_path: Path):
    """After a scrub no file holds a deleted word, though rows were split over pages, grew and shrank."""
    store = SQLiteStore(tmp_path / "memory.db")
    await store.open()
    await store.write(lambda conn: fill(conn, 4))
    await store.write(lambda conn: conn.execute(delete(uncertainty).where(uncertainty.c.quote == GONE)).rowcount)
    await store.scrub()
    held, log = read_files(tmp_path)
    assert (held.count(GONE.encode()), held.count(GONE[:6].encode())) == (0, 0)
    assert held.count(KEPT.encode()) > ROWS
    assert log == b""
    await store.close()


@pytest.mark.anyio
async def test_a_scrub_that_is_held_up_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """While another process reads an old state its log stays, and the caller is told to come again."""
    monkeypatch.setattr("spectron.storage.sqlite.PATIENCE_SECONDS", 0.05)
    path = tmp_path / "memory.db"
    store, other = SQLiteStore(path), SQLiteStore(path)
    await store.open()
    await other.open()
    assert other._pool is not None
    with other._pool.connect() as reading, reading.begin():
        reading.execute(uncertainty.select())
        await store.write(lambda conn: conn.execute(delete(uncertainty)).rowcount)
        with pytest.raises(NotReady, match="forget again"):
            await store.scrub()
    await store.scrub()
    await other.close()
    await store.close()
    with pytest.raises(NotReady):
        await store.scrub()
