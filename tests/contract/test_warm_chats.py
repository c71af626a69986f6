"""A chat that is kept in memory for its memories is the chat as it stands, whatever has happened to it since."""

import random
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Connection, select

from spectron.compose import build_memory
from spectron.domain.access import Access
from spectron.domain.chats import MessageChange
from spectron.domain.conversation import Role
from spectron.domain.errors import ProviderFailed
from spectron.domain.ids import ContextId, SessionId
from spectron.domain.scope import Scope
from spectron.domain.temporal import utc_now
from spectron.providers.ports import Vectors
from spectron.service.chats.chats import NewChat
from spectron.service.chats.memories import Memories, Wish
from spectron.service.ingest import Said
from spectron.service.memory import Memory
from spectron.service.warm import Shelf
from spectron.settings import load_settings
from spectron.storage.schema import metadata

pytestmark = pytest.mark.anyio
CONTEXT = ContextId("demo")
ACCESS = Access(CONTEXT, unrestricted=True)
WORDS = "boat harbour rain ticket garden violin bread winter letter engine window doctor".split()
GIVEN = {"vectorize_chat_messages": True, "exclude_recent": 2, "target_tokens": 256, "overlap_tokens": 30, "top_k": 24}


@pytest.fixture
async def memory(tmp_path: Path) -> AsyncIterator[Memory]:
    """A memory whose chats have memories."""
    made = build_memory(load_settings(database=tmp_path / "memory.db"))
    await made.open()
    await made.gate.create_context(CONTEXT)
    await made.memory_settings.replace(ACCESS, Scope(), GIVEN)
    yield made
    await made.close()


async def begin(memory: Memory) -> SessionId:
    """A chat of Alice's."""
    return (await memory.chats.create(ACCESS, NewChat(Scope.of({"user": "alice"})))).id


async def say(memory: Memory, chat: SessionId, words: str) -> None:
    """One more turn, learned and read."""
    await memory.turn(ACCESS, Said(chat, Role.USER, words, utc_now()))


async def find(memory: Memory, chat: SessionId, query: str | None = None) -> Memories:
    """What is found, from what is kept in memory of the chat."""
    return await memory.recollection.find(ACCESS, Wish(chat, query=query))


async def find_anew(memory: Memory, chat: SessionId, query: str | None = None) -> Memories:
    """What is found where nothing is kept in memory."""
    return await replace(memory.recollection, shelf=Shelf()).find(ACCESS, Wish(chat, query=query))


async def agree(memory: Memory, chat: SessionId, query: str | None) -> bool:
    """Whether both ways find the same; asked again where the background has read a message meanwhile."""
    while True:
        before, anew, after = [await one(memory, chat, query) for one in (find, find_anew, find)]
        if before == after:
            return before == anew


async def test_what_is_kept_in_memory_is_what_stands(memory: Memory):
    """After turns here and elsewhere, edits and deletions, in any order, both ways find the same, word for word."""
    chance, chat, other = random.Random(5), await begin(memory), await begin(memory)
    for step in range(60):
        held = (await memory.messages.list(ACCESS, chat))[0]
        act = chance.choice(["say", "say", "say", "append", "elsewhere", "edit", "delete"]) if len(held) > 8 else "say"
        words = " ".join(chance.choices(WORDS, k=chance.randint(5, 60))) + f". {step}."
        if act == "say":
            await say(memory, chat, words)
        elif act == "append":
            await memory.messages.append(ACCESS, Said(chat, Role.ASSISTANT, words, utc_now()))
        elif act == "elsewhere":
            await say(memory, other, words)
        elif act == "edit":
            one = chance.choice(held).turn
            await memory.messages.update(ACCESS, chat, one.id, MessageChange(content=words))
        else:
            await memory.messages.delete(ACCESS, chat, chance.choice(held).turn.id)
        if step % 3 == 0:
            for query in (None, "rain on the garden window"):
                assert await agree(memory, chat, query)
    found = await find(memory, chat)
    assert found.available + found.pending > 3


async def test_what_was_deleted_is_never_found_again(memory: Memory):
    """The words of a deleted message are in no segment, and the places of those behind it move up."""
    chat = await begin(memory)
    for words in ("The code of the safe is 7391.", "I like tea.", "It rains.", "Good night."):
        await say(memory, chat, words)
    [chunk] = (await find(memory, chat, "code of the safe")).chunks
    assert "7391" in chunk.content
    first = (await memory.messages.list(ACCESS, chat))[0][0].turn
    await memory.messages.delete(ACCESS, chat, first.id)
    [chunk] = (await find(memory, chat, "code of the safe")).chunks
    assert (chunk.content, chunk.segment.start, chunk.segment.end) == ("User: I like tea.", 0, 0)


class Away:
    """An embedder that cannot be reached."""

    name = "double/away"

    async def embed(self, texts: Sequence[str]) -> Vectors:
        """Fail."""
        raise ProviderFailed(f"{self.name} cannot be reached with {len(texts)} texts")


async def test_messages_that_nobody_has_read_are_pending(memory: Memory):
    """While the embedder is away a chat has no segment to find, and says how many wait; asking tells what failed."""
    memory.ingest.indexing.embedders.choose = lambda _configuration: Away()
    chat = await begin(memory)
    for number in range(4):
        await say(memory, chat, f"I said {number}.")
    with pytest.raises(ProviderFailed, match="double/away cannot be reached"):
        await find(memory, chat, "what did I say?")


async def test_asking_changes_nothing(memory: Memory):
    """Every row of every table is byte for byte what it was before memories were asked for, and rendered."""
    chat = await begin(memory)
    for number in range(30):
        await say(memory, chat, " ".join(WORDS) + f" {number}.")
    await memory.ingest.indexing.settle()

    def dump(conn: Connection) -> list[str]:
        tables = metadata.sorted_tables
        return [repr(conn.execute(select(one).order_by(*one.primary_key)).all()) for one in tables]

    before = await memory.store.read(dump)
    assert (await find(memory, chat, "rain on the window")).chunks
    await find(memory, chat)
    await memory.recollection.render(ACCESS, Wish(chat), "{{memories}}")
    assert await memory.store.read(dump) == before
