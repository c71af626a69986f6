"""The schema: migrations lead an empty database to the tables that the program knows, and no further."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, create_engine, inspect, text
from test_store import MakeStore, names, opened

from spectron.compose import build_memory
from spectron.domain.access import Access
from spectron.domain.conversation import Role
from spectron.domain.errors import NotReady
from spectron.domain.ids import ContextId, SessionId
from spectron.domain.scope import EVERYWHERE
from spectron.domain.temporal import utc_now
from spectron.domain.view import Viewpoint
from spectron.service.ingest import Said
from spectron.service.recall import TURN, Sought
from spectron.service.retract import Objection
from spectron.settings import load_settings
from spectron.storage import migrate
from spectron.storage.queries import conversations
from spectron.storage.queries.chats import read_chat
from spectron.storage.schema import metadata

pytestmark = pytest.mark.anyio


async def test_an_empty_database_is_brought_up_to_date(make_store: MakeStore, tmp_path: Path):
    """Opening makes every table and notes the migration that it stands at."""

    def look(conn: Connection) -> tuple[set[str], str | None]:
        return set(inspect(conn).get_table_names()), MigrationContext.configure(conn).get_current_revision()

    async with opened(make_store, tmp_path) as store:
        assert await store.read(look) == ({*metadata.tables, "alembic_version"}, migrate.HEAD)


async def test_the_migrations_lead_to_the_tables_of_the_program(make_store: MakeStore, tmp_path: Path):
    """Between the migrated tables and those that the queries are written for there is no difference."""

    def difference(conn: Connection) -> list[object]:
        options = {"compare_type": True, "compare_server_default": True}
        return compare_metadata(MigrationContext.configure(conn, opts=options), metadata)

    async with opened(make_store, tmp_path) as store:
        assert await store.read(difference) == []


def add_row(conn: Connection, table: str, **values: Any) -> None:
    """Write a row of the context `c` as an older program did, with no more than these columns."""
    values = {"context_id": "c"} | values
    columns = ", ".join(f'"{name}"' for name in values)
    conn.execute(text(f"INSERT INTO {table} ({columns}) VALUES ({', '.join(f':{name}' for name in values)})"), values)


def write_older(folder: Path, version: str, tell: Callable[[Connection], None]) -> None:
    """Make a database as of a migration, with the context `c` and the scope `s`, and tell it something."""
    engine = create_engine(f"sqlite:///{folder / 'memory.db'}")
    with engine.begin() as conn:
        migrate.upgrade(conn, version)
        conn.execute(text("INSERT INTO context (id, revision, config, created_at) VALUES ('c', 0, '{}', 0)"))
        add_row(conn, "scope", id="s", dimensions="{}")
        tell(conn)
    engine.dispose()


def add_session(conn: Connection, name: str, at: int, *said: tuple[str, str, int]) -> None:
    """A session that began at an instant, in microseconds, with its turns: who said what, and when."""
    add_row(conn, "session", id=name, scope_id="s", metadata="{}", turns=len(said), created_at=at)
    for seq, (role, content, when) in enumerate(said, 1):
        told = {"id": f"{name}:{seq}", "session_id": name, "scope_id": "s", "seq": seq, "role": role}
        add_row(conn, "turn", **told, content=content, tool_calls="[]", metadata="{}", said_at=when)


async def test_a_database_of_the_first_release_is_brought_up_with_its_data(make_sqlite: MakeStore, tmp_path: Path):
    """Turns that were recorded before languages were noted stay, in no language; their session is named after them."""
    write_older(tmp_path, "0001", lambda conn: add_session(conn, "session:1", 0, ("user", "Hello.", 0)))
    async with opened(make_sqlite, tmp_path) as store:
        kept, total = await store.read(
            lambda conn: conversations.list_turns(conn, ContextId("c"), SessionId("session:1"), 10, 0)
        )
        chat = await store.read(lambda conn: read_chat(conn, ContextId("c"), SessionId("session:1")))
    assert ([(one.content, one.language) for one in kept], total) == ([("Hello.", None)], 1)
    assert chat.name == "Hello."


def tell_before_chats(conn: Connection) -> None:
    """Sessions of all sorts, passages with and without their vectors, an entity and a job."""
    add_session(conn, "session:told", 10, ("assistant", "Hi!", 20), ("user", "\n Where is Oslo?\nAnd Bergen?", 40))
    add_session(conn, "session:still", 30)
    add_session(conn, "session:unheard", 50, ("assistant", "Anybody there?", 60), ("user", " \n", 55))
    add_session(conn, "session:ahead", 70, ("assistant", "From far ahead.", 9 * 10**15))
    noted: dict[str, Any] = {
        "scope_id": "s",
        "session_id": "session:told",
        "role": "user",
        "speaker": "",
        "said_at": 20,
    }
    noted |= {"stems": "", "notes": "[]", "features": "{}", "recipe": 1, "stamp": 1}
    for seq, model in enumerate(("one", "gone", None), 1):
        add_row(conn, "passage", id=f"passage:{seq}", seq=seq, model=model, **noted)
    vector = {"id": "passage:1", "scope_id": "s", "model": "one", "stamp": 1}
    for piece in range(2):
        add_row(conn, "vector", **vector, piece=piece, dimension=384, data=b"")
    belief = {"scope_id": "s", "type": "place", "source_turn": "session:told:2", "recorded_at": 40, "revision": 1}
    add_row(conn, "entity", id="entity:oslo", **belief)
    waiting: dict[str, Any] = {"scope_id": "s", "session_id": "session:told", "seq": 1, "state": "queued", "turns": 1}
    add_row(conn, "job", id="job:1", **waiting, attempts=0, run_at=40, created_at=40)


async def test_a_memory_from_before_chats_is_brought_up_with_its_data(make_sqlite: MakeStore, tmp_path: Path):
    """Its sessions get a name and a last change from their turns, its passages the length of their vectors."""
    write_older(tmp_path, "0006", tell_before_chats)

    def read(conn: Connection, query: str) -> list[tuple[Any, ...]]:
        return [tuple(row) for row in conn.execute(text(query))]

    async with opened(make_sqlite, tmp_path) as store:

        async def rows(query: str) -> list[tuple[Any, ...]]:
            return await store.read(lambda conn: read(conn, query))

        assert await rows("SELECT id, title, created_at, updated_at, turns, memory FROM session ORDER BY id") == [
            ("session:ahead", None, 70, 70, 1, "{}"),
            ("session:still", None, 30, 30, 0, "{}"),
            ("session:told", "Where is Oslo?", 10, 40, 2, "{}"),
            ("session:unheard", None, 50, 60, 2, "{}"),
        ]
        assert await rows("SELECT id, model, dimension FROM passage ORDER BY id") == [
            ("passage:1", "one", 384),
            ("passage:2", None, None),
            ("passage:3", None, None),
        ]
        assert await rows("SELECT content, edited_at FROM turn WHERE id = 'session:told:1'") == [("Hi!", None)]
        assert await rows("SELECT id, source_removed FROM entity") == [("entity:oslo", 0)]
        assert await rows("SELECT id, background FROM job") == [("job:1", 0)]
        assert await rows("SELECT id, events FROM context") == [("c", 0)]


def undo_passages(conn: Connection) -> None:
    """Take the step to passages back."""
    for table in ("passage", "vector"):
        conn.execute(text(f"DROP TABLE {table}"))
    for column in ("stamp", "renewed"):
        conn.execute(text(f"ALTER TABLE context DROP COLUMN {column}"))


def undo_chats(conn: Connection) -> None:
    """Take the step to chats back, but for what `undo_agents` and `undo_passages` drop with their tables."""
    for table in ("setting", "event", "past_cause"):
        conn.execute(text(f"DROP TABLE {table}"))
    for name in ("age", "update", "scope", "scope_update"):
        conn.execute(text(f"DROP INDEX session_by_{name}"))
    conn.execute(text("CREATE INDEX session_by_scope ON session (context_id, scope_id, created_at)"))
    for table in ("entity", "evidence", "fact", "instruction", "uncertainty"):
        conn.execute(text(f"DROP INDEX {table}_by_turn"))
    columns = [("session", "title"), ("session", "updated_at"), ("session", "memory"), ("entity", "source_removed")]
    for table, column in (*columns, ("turn", "edited_at"), ("context", "events")):
        conn.execute(text(f"ALTER TABLE {table} DROP COLUMN {column}"))


def undo_agents(conn: Connection) -> None:
    """Take the step to agents back."""
    for table in ("signal", "job", "notice", "agent", "custom_state", "document", "chunk"):
        conn.execute(text(f"DROP TABLE {table}"))
    conn.execute(text("DROP INDEX session_by_handle"))
    for table, column in (
        ("session", "handle"),
        ("session", "settings"),
        ("turn", "job_id"),
        ("context", "shelved"),
    ):
        conn.execute(text(f"ALTER TABLE {table} DROP COLUMN {column}"))


@pytest.mark.parametrize("version", ["0001", "0002", "0003", "0004"])
async def test_turns_of_an_older_memory_become_searchable(tmp_path: Path, version: str):
    """What was said before there were passages is found by its words, and seen by the embedder, after one opening."""
    memory = build_memory(load_settings(database=tmp_path / "memory.db"))
    await memory.open()
    access = Access(await memory.gate.create_context("demo"))
    session = await memory.create_session(access, EVERYWHERE, {})
    for number in range(3):
        await memory.turn(access, Said(session.id, Role.USER, f"The violin number {number} has strings.", utc_now()))

    def back(conn: Connection) -> None:
        if version < "0004":
            conn.execute(text("DROP TABLE reading"))
        if version < "0003":
            conn.execute(text("DROP TABLE retraction"))
        if version < "0002":
            conn.execute(text("ALTER TABLE turn DROP COLUMN language"))
        undo_chats(conn)
        undo_agents(conn)
        undo_passages(conn)
        conn.execute(text(f"UPDATE alembic_version SET version_num = '{version}'"))

    await memory.store.write(back)
    await memory.close()
    await memory.open()
    found = await memory.search(access, EVERYWHERE, Sought("violins", kinds=frozenset({TURN})))
    assert sorted(hit.turn.content for hit in found.hits if hit.turn) == [
        f"The violin number {number} has strings." for number in range(3)
    ]
    await memory.ingest.indexing.settle()
    assert (await memory.search(access, EVERYWHERE, Sought("violins"))).unseen == 0
    await memory.close()


async def test_a_memory_from_before_retractions_goes_on(tmp_path: Path):
    """What was learned before there were retractions is untouched by the step to them, and can be retracted then."""
    memory = build_memory(load_settings(database=tmp_path / "memory.db"))
    await memory.open()
    access = Access(await memory.gate.create_context("demo"))
    session = await memory.create_session(access, EVERYWHERE, {})
    told = await memory.turn(access, Said(session.id, Role.USER, "I live in Berlin.", utc_now()))

    def back(conn: Connection) -> None:
        conn.execute(text("DROP TABLE retraction"))
        conn.execute(text("DROP TABLE reading"))
        undo_chats(conn)
        undo_agents(conn)
        undo_passages(conn)
        conn.execute(text("UPDATE alembic_version SET version_num = '0002'"))

    await memory.store.write(back)
    await memory.close()
    await memory.open()
    assert tuple((await memory.state(access, EVERYWHERE, Viewpoint())).attributes) == told.facts
    done = await memory.retract(access, Objection(told.facts[0].id, utc_now()))
    assert [one.value for one in done.diff.superseded] == ["Berlin"]
    await memory.close()


async def test_the_newest_migration_is_the_one_that_opening_leads_to():
    """The program names the last of its migration scripts."""
    assert await asyncio.to_thread(migrate.script_head) == migrate.HEAD


async def test_a_database_of_a_newer_program_is_left_alone(make_store: MakeStore, tmp_path: Path):
    """A schema this program does not know is not touched, and opening says why."""
    async with opened(make_store, tmp_path) as store:
        await store.write(lambda conn: conn.execute(text("UPDATE alembic_version SET version_num = '9999'")))
    for _ in range(2):
        with pytest.raises(NotReady, match="newer"):
            await make_store(tmp_path).open()


async def test_a_store_that_could_not_be_opened_can_be_closed(make_store: MakeStore, tmp_path: Path):
    """After a refused opening, a read, a write and a close answer at once."""
    async with opened(make_store, tmp_path) as store:
        await store.write(lambda conn: conn.execute(text("UPDATE alembic_version SET version_num = '9999'")))
    store = make_store(tmp_path)
    with pytest.raises(NotReady):
        await store.open()
    with pytest.raises(NotReady):
        await asyncio.wait_for(store.write(names), 60)
    await store.close()


@pytest.mark.parametrize("make", ["garbage", "folder"])
async def test_what_is_no_database_is_refused(make: str, tmp_path: Path, make_sqlite: MakeStore):
    """A file that is no database, or a folder in its place, is told as not ready."""
    place = tmp_path / "memory.db"
    if make == "folder":
        place.mkdir()
    else:
        place.write_bytes(b"this is no database at all " * 100)
    with pytest.raises(NotReady):
        await make_sqlite(tmp_path).open()
