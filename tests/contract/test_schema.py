"""The schema: migrations lead an empty database to the tables that the program knows, and no further."""

import asyncio
from pathlib import Path

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


async def test_a_database_of_the_first_release_is_brought_up_with_its_data(make_sqlite: MakeStore, tmp_path: Path):
    """Turns that were recorded before languages were noted stay, in no language; their session is named after them."""

    def first(conn: Connection) -> None:
        migrate.upgrade(conn, "0001")
        conn.execute(text("INSERT INTO context (id, revision, config, created_at) VALUES ('c', 0, '{}', 0)"))
        conn.execute(text("INSERT INTO scope (context_id, id, dimensions) VALUES ('c', 's', '{}')"))
        conn.execute(
            text(
                "INSERT INTO session (context_id, id, scope_id, metadata, turns, created_at)"
                " VALUES ('c', 'session:1', 's', '{}', 1, 0)"
            )
        )
        conn.execute(
            text(
                "INSERT INTO turn"
                " (context_id, id, session_id, scope_id, seq, role, content, tool_calls, metadata, said_at)"
                " VALUES ('c', 'turn:1', 'session:1', 's', 1, 'user', 'Hello.', '[]', '{}', 0)"
            )
        )

    engine = create_engine(f"sqlite:///{tmp_path / 'memory.db'}")
    with engine.begin() as conn:
        first(conn)
    engine.dispose()
    async with opened(make_sqlite, tmp_path) as store:
        kept, total = await store.read(
            lambda conn: conversations.list_turns(conn, ContextId("c"), SessionId("session:1"), 10, 0)
        )
        chat = await store.read(lambda conn: read_chat(conn, ContextId("c"), SessionId("session:1")))
    assert ([(one.content, one.language) for one in kept], total) == ([("Hello.", None)], 1)
    assert chat.name == "Hello."


def undo_passages(conn: Connection) -> None:
    """Take the step to passages back."""
    for table in ("passage", "vector"):
        conn.execute(text(f"DROP TABLE {table}"))
    for column in ("stamp", "renewed"):
        conn.execute(text(f"ALTER TABLE context DROP COLUMN {column}"))


def undo_lists(conn: Connection) -> None:
    """Take the step to lists of chats back."""
    conn.execute(text("DROP INDEX session_by_scope"))
    conn.execute(text("DROP INDEX session_by_scope_update"))
    conn.execute(text("CREATE INDEX session_by_scope ON session (context_id, scope_id, created_at)"))


def undo_messages(conn: Connection) -> None:
    """Take the step to changing messages back."""
    conn.execute(text("DROP TABLE past_cause"))
    for table in ("entity", "evidence", "fact", "instruction", "uncertainty"):
        conn.execute(text(f"DROP INDEX {table}_by_turn"))
    conn.execute(text("ALTER TABLE entity DROP COLUMN source_removed"))


def undo_chats(conn: Connection) -> None:
    """Take a database back to before it knew chats."""
    undo_lists(conn)
    undo_messages(conn)
    conn.execute(text("DROP TABLE setting"))
    conn.execute(text("DROP TABLE event"))
    conn.execute(text("DROP INDEX session_by_age"))
    conn.execute(text("DROP INDEX session_by_update"))
    columns = [("session", "title"), ("session", "updated_at"), ("session", "memory")]
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
        await asyncio.wait_for(store.write(names), 2)
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
