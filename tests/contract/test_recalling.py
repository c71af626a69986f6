"""What is promised of searching: it follows every commit, whoever made it, and what an embedder does cannot harm it."""

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, event, select
from telling import DAWN

from spectron.compose import build_memory
from spectron.domain.access import Access
from spectron.domain.conversation import Role
from spectron.domain.errors import ProviderBusy
from spectron.domain.ids import ContextId, FactId, TurnId, new_id
from spectron.domain.recall import Found
from spectron.domain.scope import EVERYWHERE, Scope, View
from spectron.domain.temporal import utc_now
from spectron.domain.view import Snapshot, Viewpoint
from spectron.providers.embedders.hashed import hash_text
from spectron.providers.ports import Vectors
from spectron.retrieval.asking import Ask
from spectron.retrieval.fuse import score
from spectron.service.forget import Wish
from spectron.service.ingest import Said
from spectron.service.memory import Memory
from spectron.service.recall import TURN, Recall, Sought
from spectron.service.retract import Objection
from spectron.service.warm import Shelf, Sight, catch_up
from spectron.settings import load_settings
from spectron.storage.queries import passages, views
from spectron.storage.queries.embedding import Kind
from spectron.storage.schema import passage, vector

pytestmark = pytest.mark.anyio
ALICE, BOB = Scope.of({"user": "alice"}), Scope.of({"user": "bob"})
WORDS = ("violin", "harbour", "cinnamon", "lantern", "glacier")


@dataclass(slots=True)
class Doubtful:
    """An embedder under any name that fails while it is told to, and can be made to wait."""

    name: str = "double/one"
    failing: bool = False
    gate: asyncio.Event | None = None
    begun: asyncio.Event = field(default_factory=asyncio.Event)
    read: list[str] = field(default_factory=list)
    dimensions: int | None = None

    async def embed(self, texts: Sequence[str]) -> Vectors:
        """The hashed words of each text."""
        self.begun.set()
        if self.gate is not None:
            await self.gate.wait()
        if self.failing:
            raise ProviderBusy(f"{self.name} is away")
        self.read += texts
        return np.stack([hash_text(one) for one in texts])


@dataclass(slots=True)
class Room:
    """A memory with one context and its embedder."""

    memory: Memory
    access: Access
    embedder: Doubtful

    async def say(self, words: str, scope: Scope = ALICE) -> str:
        """Say something in a session of its own."""
        session = await self.memory.create_session(self.access, scope, {})
        return (await self.memory.turn(self.access, Said(session.id, Role.USER, words, utc_now()))).turn.id

    async def search(self, query: str, scope: Scope = ALICE, most: int = 500) -> Found:
        """Search for turns."""
        return await self.memory.search(self.access, scope, Sought(query, most, kinds=frozenset({TURN})))

    async def contents(self, query: str, scope: Scope = ALICE) -> set[str]:
        """The words of the turns that hold a word of the query."""
        hits = (await self.search(query, scope)).hits
        return {hit.turn.content for hit in hits if hit.turn and any(why.signal == "words" for why in hit.why)}


async def open_room(path: Path, name: str = "double/one", failing: bool = False) -> Room:
    """Open a file with an embedder of that name."""
    memory = build_memory(load_settings(database=path))
    embedder = Doubtful(name, failing)
    memory.ingest.indexing.embedders.choose = lambda _: embedder
    await memory.open()
    access = Access(ContextId("demo"))
    if not await memory.gate.list_contexts():
        await memory.gate.create_context("demo")
    return Room(memory, access, embedder)


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    """A fresh memory."""
    made = await open_room(tmp_path / "memory.db")
    yield made
    await made.memory.close()


async def test_a_turn_is_found_as_soon_as_it_is_answered(room: Room):
    """Each turn is in the next search, and has been embedded by then."""
    for word in WORDS:
        await room.say(f"A {word} for me.")
        assert await room.contents(word) == {f"A {word} for me."}
        assert (await room.search(word)).unseen == 0


def list_all(value: object) -> object:
    """A sequence as a list, whatever it is; any other value as it is."""
    return list(value) if isinstance(value, Sequence) else value


async def test_a_view_that_is_kept_warm_believes_what_the_store_does(room: Room):
    """Facts, rules, doubts and corrections are told the same after every kind of change, to the order they come in."""

    async def compare() -> Snapshot:
        found, kept = await room.memory.recall.recollect(room.access, ALICE, Sought("Where do I live?"))
        told = await room.memory.store.read(
            lambda conn: views.snapshot(conn, room.access.context_id, ALICE, None, View.PROMPTING)
        )
        for one in fields(told):
            assert list_all(getattr(kept, one.name)) == list_all(getattr(told, one.name)), one.name
        assert {hit.turn.id for hit in found.hits if hit.turn} == {one.id for one in told.turns}
        return kept

    assert not (await compare()).facts
    for words in ("I live in Oslo.", "Always answer in short sentences.", "I think Ana might be allergic to nuts."):
        await room.say(words)
        await compare()
    await room.say("My sister Ana works at Acme.", EVERYWHERE)
    await room.say("I moved to Bergen last week.")
    believed = await compare()
    assert believed.corrections
    assert believed.instructions
    assert believed.uncertainties
    await room.say("Ana is allergic to nuts.")
    await compare()
    fact = believed.corrections[0].current
    await room.memory.retract(room.access, Objection(fact.id, utc_now()))
    assert believed.facts != (await compare()).facts
    await room.memory.forget(room.access, Wish(scope=ALICE, query="Bergen"))
    assert not (await compare()).corrections


async def test_an_embedder_that_fails_harms_nothing(room: Room):
    """Its turns are learned and found by their words, the answer says what is missing, and a later turn heals it."""
    await room.say("A violin for me.")
    room.embedder.failing = True
    await room.say("A lantern for me.")
    found = await room.search("lantern")
    assert found.hits[0].turn is not None
    assert found.hits[0].turn.content == "A lantern for me."
    assert "double/one failed" in found.reason
    room.embedder.failing = False
    assert (await room.search("lantern")).unseen == 1
    await room.say("A glacier for me.")
    assert (await room.search("lantern")).unseen == 0
    assert room.memory.ingest.indexing.embedders.failed == {"double/one": 2}


async def test_what_was_not_embedded_is_embedded_after_opening(tmp_path: Path):
    """Turns that an embedder failed on are read in the background of the next opening."""
    room = await open_room(tmp_path / "memory.db")
    room.embedder.failing = True
    await room.say("A lantern for me.")
    await room.memory.close()
    room = await open_room(tmp_path / "memory.db")
    await room.memory.ingest.indexing.settle()
    assert (await room.search("lantern")).unseen == 0
    await room.memory.close()


async def test_vectors_of_another_model_are_never_used(tmp_path: Path):
    """After a change of the model every turn is unseen until it is read anew, and found by its words throughout."""
    room = await open_room(tmp_path / "memory.db")
    for word in WORDS:
        await room.say(f"A {word} for me.")
    await room.memory.close()
    room = await open_room(tmp_path / "memory.db", "double/two", failing=True)
    await room.memory.ingest.indexing.settle()
    room.embedder.failing = False
    assert (await room.search("violin")).unseen == len(WORDS)
    assert await room.contents("violin") == {"A violin for me."}
    told: list[tuple[int, int]] = []
    assert await room.memory.ingest.indexing.reembed(room.access.context_id, lambda *both: told.append(both)) == 5
    assert (told[0], told[-1]) == ((0, 5), (5, 5))
    assert (await room.search("violin")).unseen == 0
    models = await room.memory.store.read(lambda conn: set(conn.scalars(select(vector.c.model))))
    assert models == {"double/two"}
    await room.memory.close()


async def test_erased_words_do_not_come_back_from_an_embedder(room: Room):
    """Vectors of words that were erased while the embedder read them are thrown away; it reads what is left."""
    room.embedder.gate = asyncio.Event()
    saying = asyncio.create_task(room.say("The glacier of Zermatt is mine."))
    await room.embedder.begun.wait()
    await room.memory.forget(room.access, Wish(scope=ALICE, query="Zermatt"))
    room.embedder.gate.set()
    await saying
    await room.memory.ingest.indexing.settle()
    kept = await room.memory.store.read(lambda conn: conn.scalars(select(vector.c.data)).all())
    assert kept == [hash_text("The glacier of ███████ is mine.").astype("<f2").tobytes()]
    stems = await room.memory.store.read(lambda conn: conn.scalars(select(passage.c.stems)).one())
    assert "glacier" in stems
    assert "zermatt" not in stems
    assert await room.contents("Zermatt") == set()


async def test_nothing_of_an_erased_scope_is_left(room: Room):
    """With a scope its passages and vectors go; those of others stay."""
    await room.say("A violin for me.")
    await room.say("A lantern for me.", BOB)
    await room.memory.forget(room.access, Wish(scope=ALICE))
    rows = await room.memory.store.read(
        lambda conn: (set(conn.scalars(select(passage.c.scope_id))), set(conn.scalars(select(vector.c.scope_id))))
    )
    assert rows == ({BOB.id}, {BOB.id})
    assert await room.contents("violin") == set()
    assert await room.contents("lantern", BOB) == {"A lantern for me."}


async def test_what_is_taken_in_is_found(room: Room, tmp_path: Path):
    """An import is searchable when it is answered, by facts too, though a search came between its batches."""
    await room.say("I live in Lyon and play the violin.")
    chunks = [chunk async for chunk in await room.memory.export(room.access, EVERYWHERE)]
    other = await open_room(tmp_path / "other.db")
    await other.search("violin")
    head, rest = b"".join(chunks).split(b"\n", 1)

    async def sent() -> AsyncIterator[bytes]:
        yield head + b"\n" + rest

    await other.memory.adopt(other.access, sent())
    assert await other.contents("violin") == {"I live in Lyon and play the violin."}
    facts = await other.memory.search(other.access, ALICE, Sought("Lyon"))
    assert "Lyon" in {hit.fact.value for hit in facts.hits if hit.fact}
    await other.memory.ingest.indexing.settle()
    assert (await other.search("violin")).unseen == 0
    await other.memory.close()


_CHILD = """
import sys
from spectron import BlockingSpectron
with BlockingSpectron("demo", path=sys.argv[1]) as memory:
    session = memory.sessions.create({"user": "alice"})
    session.turn("user", "I bought a lantern in Lyon.")
    memory.forget({"user": "alice"}, query="cinnamon")
"""


async def test_what_another_process_commits_is_seen(tmp_path: Path):
    """A warm view follows the turns, facts and erasures of a process that writes to the same file."""
    path = tmp_path / "memory.db"
    memory = build_memory(load_settings(database=path))
    await memory.open()
    room = Room(memory, Access(await memory.gate.create_context("demo")), Doubtful())
    await room.say("A cinnamon roll for me.")
    assert await room.contents("cinnamon") == {"A cinnamon roll for me."}
    await asyncio.to_thread(subprocess.run, [sys.executable, "-c", _CHILD, str(path)], check=True, timeout=600)
    assert await room.contents("lantern") == {"I bought a lantern in Lyon."}
    assert await room.contents("cinnamon") == set()
    found = await memory.search(room.access, ALICE, Sought("lantern", kinds=frozenset({"fact"})))
    assert [hit.fact.value for hit in found.hits if hit.fact]
    await room.say("A harbour for me.")  # with it, what lost its vectors to the erasure is embedded anew
    assert (await room.search("lantern")).unseen == 0
    await memory.close()


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the files of the random histories are."""
    return tmp_path_factory.mktemp("histories")


DEEDS = st.lists(
    st.tuples(
        st.sampled_from(("say", "say", "say", "search", "forget", "retract", "fail", "work")),
        st.sampled_from((ALICE, BOB, EVERYWHERE)),
        st.sampled_from(WORDS),
    ),
    min_size=4,
    max_size=14,
)


@settings(max_examples=15)
@given(deeds=DEEDS)
def test_a_warm_view_answers_like_a_cold_one(shared: Path, deeds: list[tuple[str, Scope, str]]):
    """Whatever happened between two searches, a view that was kept warm gives the answer of one that was read anew."""
    asyncio.run(_follow(shared, deeds))


async def _follow(folder: Path, deeds: list[tuple[str, Scope, str]]) -> None:
    room = await open_room(folder / f"{new_id('memory')}.db")
    try:
        for deed, scope, word in deeds:
            await _do(room, deed, scope, word)
            if deed == "search":
                await _compare(room)
        await _compare(room)
    finally:
        await room.memory.close()


async def _do(room: Room, deed: str, scope: Scope, word: str) -> None:
    if deed == "say":
        await room.say(f"I like {word}. I live in {word.title()}.", scope)
    elif deed == "forget":
        await room.memory.forget(room.access, Wish(scope=scope, query=word))
    elif deed in ("fail", "work"):
        room.embedder.failing = deed == "fail"
    elif deed == "retract":
        state = await room.memory.state(room.access, scope, Viewpoint())
        for fact in state.attributes[:1]:
            await room.memory.retract(room.access, Objection(FactId(fact.id), utc_now()))


async def _compare(room: Room) -> None:
    await room.memory.ingest.indexing.settle()
    before, room.embedder.failing = room.embedder.failing, False
    warm = room.memory.recall
    cold = replace(warm, shelf=Shelf())
    for scope in (ALICE, BOB, EVERYWHERE):
        sought = Sought(" ".join(WORDS), 500)
        assert await _told(warm, room.access, scope, sought) == await _told(cold, room.access, scope, sought)
    room.embedder.failing = before


async def _told(recall: Recall, access: Access, scope: Scope, sought: Sought) -> object:
    found = await recall.search(access, scope, sought)
    hits = sorted((hit.fact.id if hit.fact else hit.source_turn, round(hit.score, 3)) for hit in found.hits)
    return hits, found.unseen, sorted(found.labels.items())


@settings(max_examples=15)
@given(
    said=st.lists(st.tuples(st.integers(0, 5), st.sampled_from(WORDS)), min_size=1, max_size=10),
    asked=st.integers(0, 5),
    clamped=st.booleans(),
)
def test_records_of_two_users_never_meet(shared: Path, said: list[tuple[int, str]], asked: int, clamped: bool):
    """A search and a context hold only records whose scope is a part of the one asked for, and contains the clamp."""
    asyncio.run(_ask(shared, said, asked, clamped))


SCOPES = (
    ALICE,
    BOB,
    EVERYWHERE,
    Scope.of({"org": "acme"}),
    Scope.of({"org": "acme", "user": "alice"}),
    Scope.of({"org": "acme", "user": "bob"}),
)


async def _ask(folder: Path, said: list[tuple[int, str]], asked: int, clamped: bool) -> None:
    room = await open_room(folder / f"{new_id('memory')}.db")
    try:
        await _plant(room, said, SCOPES[asked], ALICE if clamped and SCOPES[asked].contains(ALICE) else EVERYWHERE)
    finally:
        await room.memory.close()


async def _plant(room: Room, said: list[tuple[int, str]], asked: Scope, clamp: Scope) -> None:
    for number, (place, word) in enumerate(said):
        await room.say(f"I like {word}. I live in Town{place}x{number}.", SCOPES[place])
    access = replace(room.access, clamp=clamp)
    seen = {one for one in SCOPES if asked.contains(one) and one.contains(clamp)}
    found = await room.memory.search(access, asked, Sought(" ".join(WORDS) + " like live town", 500))
    session = await room.memory.create_session(access, asked, {})
    brief = await room.memory.context(access, session.id, " ".join(WORDS), 20_000, Viewpoint())
    told = f"{[hit.turn and hit.turn.content for hit in found.hits]} {[hit.fact for hit in found.hits]} {brief}"
    for number, (place, _) in enumerate(said):
        assert (f"Town{place}x{number}" in told) is (SCOPES[place] in seen)


async def test_a_search_of_the_past_knows_nothing_later(room: Room):
    """With `known_at` neither turns nor facts are found that were learned after it."""
    session = await room.memory.create_session(room.access, ALICE, {})
    for day, town in enumerate(("Berlin", "Munich")):
        at = DAWN + timedelta(days=day)
        await room.memory.turn(room.access, Said(session.id, Role.USER, f"I live in {town}.", at))
    then = Viewpoint(known_at=DAWN + timedelta(hours=1))
    found = await room.memory.search(room.access, ALICE, Sought("Where do I live? Munich or Berlin", viewpoint=then))
    assert {hit.turn.content for hit in found.hits if hit.turn} == {"I live in Berlin."}
    assert {hit.fact.value for hit in found.hits if hit.fact} == {"Berlin"}
    brief = await room.memory.context(room.access, session.id, "Where do I live?", 2_000, then)
    assert "Berlin" in brief.text
    assert "Munich" not in brief.text


async def test_views_that_nobody_asks_for_make_room(room: Room):
    """A shelf holds no more than it has room for, and what was let go of is read again when it is asked for."""
    room.memory.recall.shelf.room = 1
    for scope in (ALICE, BOB):
        await room.say("A violin for me.", scope)
        assert await room.contents("violin", scope) == {"A violin for me."}
    assert len(room.memory.recall.shelf._held) == 1
    assert await room.contents("violin") == {"A violin for me."}


async def test_turns_without_words_are_no_stumbling_block(room: Room):
    """A message that is a call of a tool and nothing else is embedded as nothing, once."""
    session = await room.memory.create_session(room.access, ALICE, {})
    call = {"id": "1", "type": "function", "function": {"name": "orders", "arguments": "{}"}}
    said = Said(session.id, Role.ASSISTANT, "", utc_now(), tool_calls=(call,))
    await room.memory.turn(room.access, said)
    assert (await room.search("orders")).unseen == 0


async def test_a_passage_is_kept_in_the_first_commit(room: Room):
    """A turn whose reading fails is found by its words all the same."""
    session = await room.memory.create_session(room.access, ALICE, {})

    class Broken:
        async def extract(self, _turn: object, _window: object) -> object:
            raise RuntimeError("broken")

    readers = room.memory.ingest.readers
    reader = replace(readers.choose(readers.defaults), extractor=Broken())
    broken = replace(room.memory.ingest, readers=replace(readers, choose=lambda _: reader))
    with pytest.raises(Exception, match="the turn is stored"):
        await broken.take(room.access, Said(session.id, Role.USER, "A violin for me.", utc_now()))
    assert await room.contents("violin") == {"A violin for me."}
    assert (await room.search("violin")).unseen == 0


async def test_a_view_is_the_same_in_however_many_pages_it_is_read(room: Room, monkeypatch: pytest.MonkeyPatch):
    """Read three turns at a time or all at once, a long history gives the same rows, vectors and scores."""
    sessions = [(await room.memory.create_session(room.access, ALICE, {})).id for _ in range(3)]
    for number in range(20):
        words = f"{WORDS[number % 5]} number {number}. " + "I said it before. You heard it. " * (number % 3)
        said = Said(sessions[number % 3], Role.USER, words, utc_now() - timedelta(minutes=number))
        await room.memory.turn(room.access, said)
    await room.memory.ingest.indexing.settle()
    sight = Sight(ContextId("demo"), (ALICE.id,), Kind("double/one", 512))
    known = []
    for size in (500, 3):
        monkeypatch.setattr(passages, "TURNS_A_PAGE", size)
        known.append((await room.memory.store.read(lambda conn: catch_up(conn, sight, None))).index)
    assert [one.count for one in known] == [20, 20]
    for name in ("turns", "said", "before", "owners", "vectors", "features"):
        rows = [getattr(one, name).rows for one in known]
        assert np.array_equal(*rows), name
    whole, paged = [one.sentences for one in known]
    assert whole is not None
    assert paged is not None
    assert np.array_equal(whole.vectors.rows(), paged.vectors.rows())
    assert whole.vectors.count == 51
    scores = [score(one, Ask("lantern before"), hash_text("lantern")) for one in known]
    assert np.allclose(*(one.scores for one in scores), atol=1e-5)


async def test_what_came_since_is_read_on_the_index_of_a_scope(room: Room):
    """To catch up with a turn costs the same beside any number of others: no step goes through a whole context."""
    turn = TurnId(await room.say("A violin."))

    def explain(conn: Connection) -> list[str]:
        asked: list[tuple[str, tuple[object, ...]]] = []

        def note(_conn: object, _cursor: object, statement: str, values: tuple[object, ...], *_more: object) -> None:
            asked.append((statement, values))

        ctx, kind = ContextId("demo"), Kind("double/one", 512)
        event.listen(conn, "before_cursor_execute", note)
        assert list(passages.passages_since(conn, ctx, [ALICE.id], 0))
        assert list(passages.count_vectors(conn, ctx, [ALICE.id], kind, 0)) == [turn]
        assert list(passages.vectors_since(conn, ctx, [turn], kind, 0))
        event.remove(conn, "before_cursor_execute", note)
        return [row[3] for one in asked for row in conn.exec_driver_sql(f"EXPLAIN QUERY PLAN {one[0]}", one[1])]

    scope, own = "(context_id=? AND scope_id=? AND stamp>?)", "(context_id=? AND id=?)"
    plan = await room.memory.store.read(explain)
    assert [step[step.index("(") :] for step in plan] == [scope, own, scope, own]
