"""Deleting chats below the routes: what an embedder is reading meanwhile does not come back."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, func, select
from test_recalling import ALICE, Room, open_room

from spectron.domain.conversation import Role
from spectron.domain.errors import NotFound
from spectron.domain.temporal import utc_now
from spectron.service.ingest import Said
from spectron.storage.schema import evidence, fact, passage, session, signal, turn, vector

pytestmark = pytest.mark.anyio


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    """A fresh memory, whose owner needs no permission."""
    made = await open_room(tmp_path / "memory.db")
    made.access = type(made.access)(made.access.context_id, unrestricted=True)
    yield made
    await made.memory.close()


def left(conn: Connection) -> dict[str, int]:
    """How many rows there are of what a chat brings with it."""
    tables = session, turn, passage, vector, signal, fact, evidence
    return {one.name: conn.execute(select(func.count()).select_from(one)).scalar_one() for one in tables}


async def test_a_chat_that_is_embedded_while_it_goes_stays_gone(room: Room):
    """Vectors that are made of a recorded message after its deletion are thrown away, and it teaches nothing."""
    chat = await room.memory.create_session(room.access, ALICE, {})
    room.embedder.gate = asyncio.Event()
    said = Said(chat.id, Role.USER, "I moved to Munich and I am so happy!", utc_now())
    saying = asyncio.create_task(room.memory.turn(room.access, said))
    await room.embedder.begun.wait()
    assert await room.memory.chats.delete(room.access, chat.id)
    room.embedder.gate.set()
    with pytest.raises(NotFound):
        await saying
    await room.memory.ingest.indexing.settle()
    assert set((await room.memory.store.read(left)).values()) == {0}


async def test_messages_that_wait_for_their_vectors_go_with_their_chat(room: Room):
    """An embedder that was away while things were said reads nothing of a chat that was deleted since."""
    room.embedder.failing = True
    turns = [await room.say(words) for words in ("A violin for me.", "A lantern for me.")]
    gone = await room.memory.store.read(
        lambda conn: conn.scalars(select(turn.c.session_id).where(turn.c.id == turns[0])).one()
    )
    assert await room.memory.chats.delete(room.access, gone)
    room.embedder.failing = False
    await room.say("A harbour for me.")
    await room.memory.ingest.indexing.settle()
    assert not any("violin" in one for one in room.embedder.read)
    assert (await room.memory.store.read(left))["vector"] == 2
