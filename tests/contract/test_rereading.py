"""What is promised of a change of the embedder: two models are never mixed, and all is read anew in good order."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import Connection, event, select, update

from spectron.compose import build_memory
from spectron.domain.access import Access
from spectron.domain.conversation import Role
from spectron.domain.errors import BadValue, NotFound, ProviderFailed, VectorsDiffer
from spectron.domain.ids import ContextId, SessionId, TurnId
from spectron.domain.recall import Found
from spectron.domain.scope import Scope
from spectron.domain.temporal import utc_now
from spectron.providers.embedders.careful import CarefulEmbedder
from spectron.providers.ports import Embedder, Encoded, Vectors
from spectron.service.chats.removal import remove_chat, remove_turns
from spectron.service.configuration import Configuration
from spectron.service.embedded import count_in_chat, count_within
from spectron.service.ingest import Said
from spectron.service.memory import Memory, Page
from spectron.service.preparing import remake
from spectron.service.recall import TURN, Sought
from spectron.service.sessions import the_session
from spectron.settings import load_settings
from spectron.storage.queries import embedding, memories
from spectron.storage.queries.embedding import Kind
from spectron.storage.schema import chunk, passage, turn, vector

pytestmark = pytest.mark.anyio
ALICE = Scope.of({"user": "alice"})
DEMO = ContextId("demo")


@dataclass(slots=True)
class Double:
    """An embedder with vectors of any length that notes what it read, fails from some text on, and can be held up."""

    name: str
    length: int = 4
    breaks_at: int = 1_000
    read: list[str] = field(default_factory=list)
    gate: asyncio.Event | None = None
    begun: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def dimensions(self) -> int | None:
        """As many places as each of its vectors has."""
        return self.length

    async def embed(self, texts: Sequence[str]) -> Vectors:
        """The same unit vector for each text."""
        self.begun.set()
        if self.gate is not None:
            await self.gate.wait()
        if len(self.read) + len(texts) > self.breaks_at:
            raise ProviderFailed(f"{self.name} is away")
        self.read += texts
        return np.full((len(texts), self.length), self.length**-0.5, np.float32)


class Signs:
    """A model of two places that does not tell so before its first answer."""

    name = "double/signs"
    most_texts = 8
    dimensions = None

    async def encode(self, texts: Sequence[str]) -> Encoded:
        """The same for each text."""
        return Encoded(np.ones((len(texts), 2), np.float32))


@dataclass(slots=True)
class Room:
    """A memory whose context can be given another embedder."""

    memory: Memory
    embedders: dict[str, Embedder]
    access: Access = field(default_factory=lambda: Access(DEMO))

    async def begin(self, *words: str) -> SessionId:
        """A chat in which these were said."""
        session = (await self.memory.create_session(self.access, ALICE, {})).id
        for one in words:
            await self.say(session, one)
        return session

    async def say(self, session: SessionId, words: str) -> TurnId:
        """One more turn."""
        return (await self.memory.turn(self.access, Said(session, Role.USER, words, utc_now()))).turn.id

    async def name(self, model: str) -> None:
        """Name the embedder of the context; what that begins is left to itself."""
        await self.memory.set_config(self.access, {"models": {"embedding": model}})

    async def settle(self) -> None:
        """Wait for the background."""
        await self.memory.ingest.indexing.settle()

    async def search(self, query: str) -> Found:
        """Search for turns."""
        return await self.memory.search(self.access, ALICE, Sought(query, 500, kinds=frozenset({TURN})))

    async def models(self) -> Mapping[str, Sequence[str | None]]:
        """Whose vectors the turns of each session have, in their order."""
        query = select(passage.c.session_id, passage.c.model).order_by(passage.c.session_id, passage.c.seq)
        found: dict[str, list[str | None]] = {}
        for session, model in await self.memory.store.read(lambda conn: conn.execute(query).all()):
            found.setdefault(session, []).append(model)
        return found


async def open_room(path: Path, *embedders: Double, present: str = "") -> Room:
    """Open a file with some embedders, of which one is that of its context."""
    by_name: dict[str, Embedder] = {one.name: one for one in embedders}

    def choose(configuration: Configuration) -> Embedder:
        name = configuration.models.get("embedding", embedders[0].name)
        if name not in by_name:
            raise BadValue(f"models.embedding: nobody has {name}")
        return by_name[name]

    memory = build_memory(load_settings(database=path))
    memory.ingest.indexing.embedders.choose = choose
    await memory.open()
    if not await memory.gate.list_contexts():
        await memory.gate.create_context(DEMO)
    room = Room(memory, by_name)
    if present:
        await room.name(present)
    return room


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    """A memory with two embedders."""
    made = await open_room(tmp_path / "memory.db", Double("double/old"), Double("double/new", 6))
    yield made
    await made.memory.close()


def double(room: Room, name: str) -> Double:
    """One of the embedders of a room."""
    found = room.embedders[f"double/{name}"]
    assert isinstance(found, Double)
    return found


async def test_chats_are_read_anew_one_after_the_other(tmp_path: Path):
    """Wherever it breaks off, at most one chat is split, what was read is the oldest, and another opening goes on."""
    path = tmp_path / "memory.db"
    room = await open_room(path, Double("double/old"), Double("double/new"))
    for chat in range(3):
        await room.begin(*(f"Chat {chat} says {number}." for number in range(40)))
    for more in (50, 90):
        double(room, "new").breaks_at = more
        await room.name("double/new")
        await room.settle()
        models = await room.models()
        split = [one for one in models.values() if len(set(one)) > 1]
        assert len(split) <= 1
        order = [model for one in models.values() for model in one]
        assert order == sorted(order, key=lambda model: model != "double/new")
        await room.memory.close()
        room = await open_room(path, Double("double/old"), Double("double/new", breaks_at=0), present="double/new")
        await room.settle()
    double(room, "new").breaks_at = 1_000
    room.memory.ingest.indexing.wake()
    await room.settle()
    assert Counter(model for one in (await room.models()).values() for model in one) == {"double/new": 120}
    left = sorted(double(room, "new").read)
    assert len(left) == len(set(left)) < 120
    await room.memory.close()


async def test_a_chat_in_which_somebody_speaks_comes_first(room: Room):
    """After a turn the rest of its chat is read anew before that of any other."""
    chats = [await room.begin(f"Chat {chat} begins.", f"Chat {chat} goes on.") for chat in range(4)]
    double(room, "new").breaks_at = 0
    await room.name("double/new")
    await room.settle()
    double(room, "new").breaks_at = 1_000
    await room.say(chats[2], "Chat 2 ends.")
    await room.settle()
    assert double(room, "new").read[:3] == ["Chat 2 ends.", "Chat 2 begins.", "Chat 2 goes on."]
    rest = [f"Chat {chat} {did}." for chat in (0, 1, 3) for did in ("begins", "goes on")]
    assert double(room, "new").read[3:] == rest


async def test_a_question_goes_to_the_model_that_has_read_most(room: Room):
    """Until more than half is read anew the old model is asked, and then the new one; never are two compared."""
    await room.begin(*(f"A violin, {number}." for number in range(40)))
    await room.begin("A lantern.")
    for breaks_at, asked, unseen in ((20, "old", 0), (0, "old", 0), (1_000, "new", 0)):
        double(room, "new").breaks_at = breaks_at
        await room.name("double/new")
        await room.settle()
        before = {name: len(double(room, name).read) for name in ("old", "new")}
        assert (await room.search("violin")).unseen == unseen
        grown = {name for name in before if len(double(room, name).read) > before[name]}
        assert grown == {asked}


async def test_half_read_the_other_half_is_found_by_words(room: Room):
    """What has vectors of the other model alone is unseen, and found by its words."""
    await room.begin(*(f"A violin, {number}." for number in range(64)))
    await room.begin("A lantern for me.")
    double(room, "new").breaks_at = 64
    await room.name("double/new")
    await room.settle()
    double(room, "new").breaks_at = 1_000
    found = await room.search("lantern")
    assert found.unseen == 1
    assert found.hits[0].turn is not None
    assert found.hits[0].turn.content == "A lantern for me."


async def test_where_the_old_model_is_gone_the_new_one_is_asked(tmp_path: Path):
    """An embedder that cannot be had any more is not asked, though it has read everything."""
    room = await open_room(tmp_path / "memory.db", Double("double/old"))
    chat = await room.begin("A violin for me.")
    await room.memory.close()
    room = await open_room(tmp_path / "memory.db", Double("double/new", 6, breaks_at=0))
    await room.settle()
    double(room, "new").breaks_at = 1_000
    assert (await room.search("violin")).unseen == 1
    standing = await room.memory.ingest.indexing.embedders.choose_standing(DEMO, count_in_chat(DEMO, chat))
    assert standing.kind == Kind("double/new", 0)
    await room.memory.close()


async def test_a_former_model_that_fails_is_not_asked_again(room: Room):
    """Where the old model cannot answer, one search goes on by words and says so, and the next asks the new one."""
    await room.begin(*(f"A violin, {number}." for number in range(40)))
    double(room, "new").breaks_at = 0
    await room.name("double/new")
    await room.settle()
    double(room, "new").breaks_at, double(room, "old").breaks_at = 1_000, 0
    assert "double/old failed" in (await room.search("violin 7")).reason
    read = len(double(room, "new").read)
    assert "failed" not in (await room.search("violin 7")).reason
    assert len(double(room, "new").read) == read + 1


async def test_each_chat_has_the_model_that_read_most_of_it(room: Room):
    """For a chat the embedder is chosen by its own turns, and its vectors of that kind are handed out."""
    old = await room.begin("An old chat.", "Goes on.")
    double(room, "new").breaks_at = 0
    await room.name("double/new")
    await room.settle()
    double(room, "new").breaks_at = 1_000
    indexing = room.memory.ingest.indexing

    async def kind(chat: SessionId) -> Kind:
        return (await indexing.embedders.choose_standing(DEMO, count_in_chat(DEMO, chat))).kind

    new = (await room.memory.create_session(room.access, ALICE, {})).id
    assert await kind(new) == Kind("double/new", 0)
    assert await kind(old) == Kind("double/old", 4)
    await room.say(new, "A new chat.")
    await room.settle()
    assert (await kind(new), await kind(old)) == (Kind("double/new", 6), Kind("double/new", 6))
    found = await room.memory.store.read(lambda conn: memories.read_vectors(conn, DEMO, old, Kind("double/new", 6)))
    assert [len(np.frombuffer(row, "<f2")) for rows in found.values() for row in rows] == [6, 6]


async def test_vectors_of_another_length_are_never_compared(tmp_path: Path):
    """Where a model gives another length than before, search says so and goes on by words, until all is read anew."""
    room = await open_room(tmp_path / "memory.db", Double("double/one", 4))
    chat = await room.begin("A violin for me.", "A lantern for me.")
    await room.memory.close()
    room = await open_room(tmp_path / "memory.db", Double("double/one", 6))
    indexing = room.memory.ingest.indexing
    await room.settle()
    found = await room.search("violin")
    assert found.hits[0].turn is not None
    assert found.hits[0].turn.content == "A violin for me."
    for told in ("double/one", "6 places", "have 4", "`spectron reembed demo`"):
        assert told in found.reason
    standing = await indexing.embedders.choose_standing(DEMO, count_in_chat(DEMO, chat))
    with pytest.raises(VectorsDiffer, match=r"6 places, those .* have 4"):
        await indexing.embedders.embed_questions(DEMO, standing, ["violin"])
    told_of: list[tuple[int, int]] = []
    assert await indexing.reembed(DEMO, lambda *both: told_of.append(both)) == 2
    assert told_of == [(0, 2), (2, 2)]
    assert await indexing.reembed(DEMO, lambda *_: None) == 0
    found = await room.search("violin")
    assert "cannot be compared" not in found.reason
    assert found.unseen == 0
    lengths = await room.memory.store.read(lambda conn: set(conn.scalars(select(vector.c.dimension))))
    assert lengths == {6}
    await room.memory.close()


async def test_every_turn_says_which_vectors_it_has(room: Room):
    """The model and the length beside a turn are those of its vectors, whatever happened to it."""
    chat = await room.begin("One.", "Two.")
    await room.name("double/new")
    await room.settle()
    await room.say(chat, "Three.")

    def differ(conn: Connection) -> list[object]:
        beside = select(passage.c.id, passage.c.model, passage.c.dimension)
        kept = select(vector.c.id, vector.c.model, vector.c.dimension)
        return list(conn.execute(beside.except_(kept)))

    assert await room.memory.store.read(differ) == []
    counted = await room.memory.store.read(count_within(DEMO, [ALICE.id]))
    assert counted == {Kind("double/new", 6): 0}


async def test_what_is_asked_of_the_store_stands_on_an_index(room: Room):
    """No question about whose vectors stand, or about what is left to read, goes through all turns or sorts them."""
    chat = await room.begin("One.")
    await room.name("double/new")
    await room.settle()
    kinds = [Kind("double/new", 6), Kind("double/old", 4)]

    def explain(conn: Connection) -> list[str]:
        asked: list[tuple[str, tuple[object, ...]]] = []

        def note(_conn: object, _cursor: object, statement: str, values: tuple[object, ...], *_more: object) -> None:
            asked.append((statement, values))

        event.listen(conn, "before_cursor_execute", note)
        for table in (passage, chunk):
            embedding.kinds_within(conn, DEMO, [ALICE.id], table)
        embedding.count_within(conn, DEMO, [ALICE.id])
        embedding.count_in_session(conn, DEMO, chat)
        embedding.next_session(conn, DEMO, kinds, "")
        embedding.unread_in_session(conn, DEMO, chat, kinds, -1, 32)
        embedding.missed(conn, DEMO, ALICE.id, "double/new", 32, "turn:1")
        embedding.is_left(conn, DEMO, ALICE.id, "double/new")
        event.remove(conn, "before_cursor_execute", note)
        return [row[3] for one in asked for row in conn.exec_driver_sql(f"EXPLAIN QUERY PLAN {one[0]}", one[1])]

    plan = await room.memory.store.read(explain)
    assert len(plan) > 10
    wide = ("SCAN passage", "SCAN turn", "TEMP B-TREE", "passage_by_scope ", "passage_by_recipe")
    assert not [step for step in plan if any(one in step for one in wide)], plan


async def test_how_far_it_came_is_told(room: Room):
    """Progress counts the turns by whose vectors they have, and keeps the last failure until it goes well again."""
    await room.begin(*(f"A violin, {number}." for number in range(40)))
    double(room, "new").breaks_at = 32
    await room.name("double/new")
    await room.settle()
    told = await room.memory.embedding(room.access)
    assert (told.model, told.dimension, told.embedded, told.pending) == ("double/new", 6, 32, 8)
    assert told.models == {"double/new": 32, "double/old": 8}
    assert (told.is_working, told.failure) == (False, "double/new is away")
    double(room, "new").breaks_at, double(room, "new").gate = 1_000, asyncio.Event()
    double(room, "new").begun.clear()
    room.memory.ingest.indexing.wake(DEMO)
    await double(room, "new").begun.wait()
    assert (await room.memory.embedding(room.access)).is_working
    gate = double(room, "new").gate
    assert gate is not None
    gate.set()
    await room.settle()
    told = await room.memory.embedding(room.access)
    assert (told.embedded, told.pending, told.is_working, told.failure) == (40, 0, False, "")
    other = await room.memory.embedding(Access(DEMO, clamp=Scope.of({"user": "bob"})))
    assert (other.embedded, other.pending, other.models) == (0, 0, {})


async def test_a_turn_without_a_word_has_a_vector_like_all_others(room: Room):
    """A turn without a word gets a vector as long as all others, so that it does not wait for ever."""
    letters = CarefulEmbedder(Signs())
    room.embedders["double/signs"] = letters
    await room.name("double/signs")
    await room.begin("...", "Words.")
    told = await room.memory.embedding(room.access)
    assert (told.dimension, told.embedded, told.pending) == (2, 2, 0)


async def test_what_goes_while_it_is_read_does_not_come_back(room: Room):
    """A turn or a chat that is deleted while the embedder reads it leaves no passage and no vector behind."""
    kept, other = await room.begin("One.", "Two."), await room.begin("Three.")
    [gone, _] = [one.id for one in (await room.memory.turns(room.access, kept, Page(10)))[0]]
    double(room, "new").gate = gate = asyncio.Event()
    await room.name("double/new")
    await double(room, "new").begun.wait()

    def drop(conn: Connection) -> None:
        remove_turns(conn, room.access, the_session(conn, room.access, kept), [gone], utc_now())
        remove_chat(conn, room.access, the_session(conn, room.access, other), utc_now())

    await room.memory.store.write(drop)
    gate.set()
    await room.settle()
    assert await room.models() == {kept: ["double/new"]}
    owners = await room.memory.store.read(lambda conn: set(conn.scalars(select(vector.c.id))))
    assert len(owners) == 1
    assert gone not in owners
    assert room.memory.ingest.indexing.embedders.failed == {}


async def test_what_is_changed_while_it_is_read_is_read_as_it_is_now(room: Room):
    """Vectors of words that were changed meanwhile are thrown away, and the new words are read before it ends."""
    chat = await room.begin("The old words.", "Two.")
    [first, _] = [one.id for one in (await room.memory.turns(room.access, chat, Page(10)))[0]]
    double(room, "new").gate = gate = asyncio.Event()
    await room.name("double/new")
    await double(room, "new").begun.wait()

    def change(conn: Connection) -> None:
        conn.execute(update(turn).where(turn.c.id == first).values(content="The new words."))
        remake(conn, DEMO, [first])

    await room.memory.store.write(change)
    gate.set()
    await room.settle()
    assert await room.models() == {chat: ["double/new", "double/new"]}
    assert double(room, "new").read == ["The old words.", "Two.", "The new words."]


@pytest.mark.parametrize("when", ["deleted", "changed"])
async def test_a_turn_that_goes_while_it_is_recorded_and_read_is_gone(room: Room, when: str):
    """Neither deleting nor changing a turn fails because its embedder is slow, nor does it bring anything back."""
    chat = (await room.memory.create_session(room.access, ALICE, {})).id
    double(room, "old").gate = gate = asyncio.Event()
    saying = asyncio.create_task(room.say(chat, "The old words."))
    await double(room, "old").begun.wait()
    [said] = (await room.memory.turns(room.access, chat, Page(10)))[0]

    def interfere(conn: Connection) -> None:
        if when == "deleted":
            remove_turns(conn, room.access, the_session(conn, room.access, chat), [said.id], utc_now())
        else:
            conn.execute(update(turn).where(turn.c.id == said.id).values(content="The new words."))
            remake(conn, DEMO, [said.id])

    await room.memory.store.write(interfere)
    gate.set()
    if when == "deleted":
        with pytest.raises(NotFound):
            await saying
    else:
        await saying
        room.memory.ingest.indexing.wake(DEMO)
    await room.settle()
    assert await room.models() == ({} if when == "deleted" else {chat: ["double/old"]})
    assert double(room, "old").read == ["The old words.", *([] if when == "deleted" else ["The new words."])]
    found = await room.memory.store.read(lambda conn: len(conn.execute(select(vector.c.id)).all()))
    assert found == (0 if when == "deleted" else 1)


async def test_unknown_turns_have_no_kind(room: Room):
    """A chat without turns has no vectors of any kind."""
    chat = (await room.memory.create_session(room.access, ALICE, {})).id
    assert await room.memory.store.read(lambda conn: embedding.count_in_session(conn, DEMO, chat)) == {}
