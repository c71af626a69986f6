"""Deleting messages below the routes: what goes, what stays, and that every view says so."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Connection, Table, func, select

from spectron.compose import build_memory
from spectron.domain.access import Access
from spectron.domain.chats import MessageChange
from spectron.domain.conversation import Role, Session
from spectron.domain.errors import NotFound
from spectron.domain.scope import Scope
from spectron.domain.temporal import utc_now
from spectron.domain.view import Chain, Viewpoint
from spectron.service.chats.removal import remove_chat, remove_turns
from spectron.service.ingest import Said
from spectron.service.memory import Memory, Page
from spectron.service.recall import Sought
from spectron.settings import load_settings
from spectron.storage.schema import mention, notice, passage, reading, session, signal, turn, vector

pytestmark = pytest.mark.anyio

ALICE = Scope.of({"user": "alice"})
OF_TURNS: tuple[Table, ...] = (turn, passage, vector, signal, mention, reading, notice)


@asynccontextmanager
async def opened(path: Path) -> AsyncIterator[tuple[Memory, Access, Session]]:
    """A memory with a session of Alice's."""
    memory = build_memory(load_settings(database=path / "memory.db", extraction_workers=0))
    await memory.open()
    try:
        access = Access(await memory.gate.create_context("demo"))
        yield memory, access, await memory.create_session(access, ALICE, {})
    finally:
        await memory.close()


async def say(memory: Memory, access: Access, where: Session, *words: str) -> list[str]:
    """Tell a memory some sentences; returns the ids of the turns."""
    told = [await memory.turn(access, Said(where.id, Role.USER, each, utc_now())) for each in words]
    await memory.ingest.indexing.settle()
    return [one.turn.id for one in told]


def count(conn: Connection) -> dict[str, int]:
    """How many rows there are of what stands under turns."""
    return {one.name: conn.execute(select(func.count()).select_from(one)).scalar_one() for one in OF_TURNS}


async def test_what_a_deleted_message_taught_stays_without_its_words(tmp_path: Path):
    """Its facts and entities stay believed and are told as removed; search, context and state show no word of it."""
    async with opened(tmp_path) as (memory, access, where):
        first, second = await say(memory, access, where, "My sister Zoe lives in Bergen.", "I feel great today!")
        await memory.search(access, ALICE, Sought("Bergen"))  # the view is warm now
        await memory.store.write(lambda conn: remove_turns(conn, access, where, [first], utc_now()))
        state = await memory.state(access, ALICE, Viewpoint())
        about = [one for one in (*state.attributes, *state.relations) if one.source.turn_id == first]
        assert about
        assert all(one.quote.removed for one in about)
        assert [one.source_removed for one in state.entities if one.label == "Zoe"] == [True]
        found = await memory.search(access, ALICE, Sought("Where does Zoe live? Bergen"))
        assert [hit.turn.id for hit in found.hits if hit.turn and hit.turn.id == first] == []
        assert any(hit.fact and hit.fact.quote.removed for hit in found.hits)
        brief = await memory.context(access, where.id, "Where does Zoe live?", 500, Viewpoint())
        assert "My sister Zoe lives in Bergen" not in brief.text
        left, total = await memory.turns(access, where.id, Page(10))
        assert ([one.id for one in left], total) == ([second], 1)


async def test_deleting_a_chat_leaves_no_row_of_its_turns(tmp_path: Path):
    """All that stands under the turns of a deleted chat goes with them, its session too, and nothing of another's."""
    async with opened(tmp_path) as (memory, access, where):
        other = await memory.create_session(access, ALICE, {})
        await say(memory, access, other, "My cat is called Miso.")
        before = await memory.store.read(count)
        await say(memory, access, where, "I am so sad.", "Remind me to call Bob on 3 March 2031.", "I live in Oslo.")
        await memory.store.write(lambda conn: remove_chat(conn, access, where, utc_now()))
        assert await memory.store.read(count) == before
        ids = await memory.store.read(lambda conn: list(conn.scalars(select(session.c.id))))
        assert ids == [other.id]
        with pytest.raises(NotFound):
            await memory.session(access, where.id)


async def test_history_still_names_the_deleted_turn_that_ended_a_version(tmp_path: Path):
    """A version that a deleted message pushed aside still tells which message that was; a diff since it says 404."""
    async with opened(tmp_path) as (memory, access, where):
        _, second = await say(memory, access, where, "I live in Paris.", "I live in Lyon now.")
        await memory.store.write(lambda conn: remove_turns(conn, access, where, [second], utc_now()))
        state = await memory.state(access, ALICE, Viewpoint())
        [me] = [one for one in state.entities if one.principal == "user"]
        chain = await memory.history(access, me.id, None)
        ended = [one for one in chain.facts if one.superseded_revision is not None]
        assert ended
        assert {chain.causes[one.superseded_revision or 0] for one in ended} == {second}
        with pytest.raises(NotFound, match="was deleted"):
            await memory.diff(access, ALICE, second)


async def test_what_deleted_messages_taught_travels(tmp_path: Path):
    """An export holds no word of a deleted message; taken in elsewhere, state, history and their order are the same."""
    (tmp_path / "other").mkdir()
    async with opened(tmp_path) as (memory, access, where), opened(tmp_path / "other") as (other, there, _):
        first, _, third = await say(
            memory, access, where, "I live in Paris, sadly.", "I live in Lyon now.", "I live in Nice now."
        )
        await memory.store.write(lambda conn: remove_turns(conn, access, where, [first, third], utc_now()))
        export = b"".join([chunk async for chunk in await memory.export(access, ALICE)])
        assert b"sadly" not in export
        done = await other.adopt(there, _stream(export))
        assert (done.imported["cause"], done.imported["turn"]) == (2, 1)
        assert (await other.adopt(there, _stream(export))).imported.total() == 0
        chains = [await _chain_of_user(*each) for each in ((memory, access), (other, there))]
        ours, theirs = ([(one.value, one.valid, one.quote, one.source) for one in each.facts] for each in chains)
        assert ours == theirs
        ended = [
            [each.causes[one.superseded_revision] for one in each.facts if one.superseded_revision] for each in chains
        ]
        assert ended[0] == ended[1]
        states = [await each.state(key, ALICE, Viewpoint()) for each, key in ((memory, access), (other, there))]
        assert [one.source_removed for one in states[0].entities] == [one.source_removed for one in states[1].entities]


async def test_what_an_edited_message_had_ended_is_told_elsewhere_too(tmp_path: Path):
    """Where a memory that knew a message takes in its edit, history still names it as what had ended a version."""
    (tmp_path / "other").mkdir()
    async with opened(tmp_path) as (memory, access, where), opened(tmp_path / "other") as (other, there, _):
        _, second = await say(memory, access, where, "I live in Paris.", "I live in Lyon now.")
        for content in None, "I like tea.":
            if content:
                may = replace(access, unrestricted=True)
                await memory.messages.update(may, where.id, second, MessageChange(content))
            export = b"".join([chunk async for chunk in await memory.export(access, ALICE)])
            await other.adopt(there, _stream(export))
        chains = [await _chain_of_user(*each) for each in ((memory, access), (other, there))]
        ended = [
            {
                (one.value, each.causes.get(one.superseded_revision or 0))
                for one in each.facts
                if one.superseded_revision
            }
            for each in chains
        ]
        assert ended[0] == ended[1]
        assert ("Paris", second) in ended[1]


async def _stream(content: bytes) -> AsyncIterator[bytes]:
    yield content


async def _chain_of_user(memory: Memory, access: Access) -> Chain:
    state = await memory.state(access, ALICE, Viewpoint())
    [me] = [one for one in state.entities if one.principal == "user"]
    return await memory.history(access, me.id, None)
