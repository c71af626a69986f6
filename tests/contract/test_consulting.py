"""What is promised of the knowledge base whatever happens beside: it follows every commit, and no embedder harms it."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_recalling import ALICE, BOB, Room, open_room

from spectron.domain.ids import ContextId, new_id
from spectron.domain.library import Document
from spectron.domain.scope import EVERYWHERE, Scope
from spectron.service.chunking import CHUNKS_AT_ONCE
from spectron.service.forget import Wish
from spectron.service.library import Consulted, Library, NewDocument

pytestmark = pytest.mark.anyio
WORDS = ("violin", "harbour", "cinnamon", "lantern", "glacier")
LONG = "\n\n".join(f"Paragraph {number}: " + "some ordinary words stand here. " * 40 for number in range(60))


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    """A memory over an empty file."""
    room = await open_room(tmp_path / "memory.db")
    yield room
    await room.memory.close()


async def add(room: Room, label: str, content: str, scope: Scope = EVERYWHERE) -> Document:
    """Give a document."""
    return await room.memory.library.add(room.access, NewDocument(label, content, scope))


async def consult(room: Room, query: str, scope: Scope | None = EVERYWHERE) -> Consulted:
    """Look something up."""
    return await room.memory.library.search(room.access, scope, query, 100)


async def test_an_embedder_that_fails_harms_no_document(room: Room):
    """It is taken and found by its words, the answer says why, and the next document makes up for it."""
    room.embedder.failing = True
    await add(room, "Policy", "The violin stays in the office.")
    await room.memory.ingest.indexing.settle()
    found = await consult(room, "violins")
    assert [one.label for one in found.excerpts] == ["Policy"]
    assert (found.unseen, found.failure) == (1, "the embedder double/one failed")
    room.embedder.failing = False
    await add(room, "Other", "Lanterns are lit at six.")
    await room.memory.ingest.indexing.settle()
    found = await consult(room, "violins")
    assert (found.unseen, found.failure) == (0, "")
    assert {why.signal for why in found.excerpts[0].why} == {"words", "meaning"}


async def test_the_end_of_a_long_document_is_embedded_in_the_background(room: Room):
    """The first chunks are read before it is answered, the others before long."""
    made = await add(room, "Long", LONG)
    assert made.chunks > CHUNKS_AT_ONCE
    assert (await consult(room, "ordinary")).unseen in range(made.chunks - CHUNKS_AT_ONCE + 1)
    await room.memory.ingest.indexing.settle()
    assert (await consult(room, "ordinary")).unseen == 0


async def test_another_model_reads_all_documents_anew(tmp_path: Path):
    """Its vectors are never mixed with those of the one before; reading them counts chunks among the rest."""
    room = await open_room(tmp_path / "memory.db")
    made = await add(room, "Long", LONG)
    await room.memory.ingest.indexing.settle()
    await room.memory.close()
    room = await open_room(tmp_path / "memory.db", "double/two", failing=True)
    await room.memory.ingest.indexing.settle()
    assert (await consult(room, "ordinary")).unseen == made.chunks
    room.embedder.failing = False
    told: list[tuple[int, int]] = []
    ctx = room.access.context_id
    assert await room.memory.ingest.indexing.reembed(ctx, lambda *both: told.append(both)) == made.chunks
    assert (told[0], told[-1]) == ((0, made.chunks), (made.chunks, made.chunks))
    assert (await consult(room, "ordinary")).unseen == 0
    await room.memory.close()


async def test_a_document_replaced_while_it_is_read_keeps_no_vector_of_its_old_words(room: Room):
    """What the embedder made of them is thrown away, and it reads the new ones."""
    room.embedder.gate = asyncio.Event()
    first = asyncio.create_task(add(room, "Policy", "The violin stays in the office."))
    await room.embedder.begun.wait()
    room.embedder.begun.clear()
    second = asyncio.create_task(add(room, "Policy", "Lanterns are lit at six."))
    await room.embedder.begun.wait()  # so the second is committed
    room.embedder.gate.set()
    await asyncio.gather(first, second)
    await room.memory.ingest.indexing.settle()
    assert room.embedder.read.count("Policy: Lanterns are lit at six.") > 0
    best = (await consult(room, "Policy: Lanterns are lit at six.")).excerpts[0]
    meaning = next(why.points for why in best.why if why.signal == "meaning")
    assert meaning == pytest.approx(1.5, abs=0.01)


async def test_a_prompt_is_given_what_its_scope_may_see(room: Room):
    """`consult` finds the documents of everybody and of the user, and nothing without a query."""
    await add(room, "all", "Violins for all.")
    await add(room, "alice", "Violins for Alice.", ALICE)
    await add(room, "bob", "Violins for Bob.", BOB)
    found = await room.memory.library.consult(room.access, ALICE, "violins", 5)
    assert {one.label for one in found} == {"all", "alice"}
    assert list(await room.memory.library.consult(room.access, ALICE, "  ", 5)) == []


async def test_a_prompt_without_documents_asks_no_embedder(room: Room):
    """Where there is nothing to find, nothing is embedded."""
    await add(room, "bob", "Violins for Bob.", BOB)
    room.embedder.read.clear()
    assert list(await room.memory.library.consult(room.access, ALICE, "violins", 5)) == []
    assert room.embedder.read == []


DEEDS = st.lists(
    st.tuples(
        st.sampled_from(["add", "add", "delete", "say", "fail", "heal", "forget"]),
        st.sampled_from([EVERYWHERE, ALICE]),
        st.sampled_from(WORDS),
        st.sampled_from(WORDS),
    ),
    max_size=10,
)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file that every example has a context of its own in."""
    return tmp_path_factory.mktemp("consulting") / "memory.db"


@given(deeds=DEEDS)
@settings(max_examples=40)
def test_a_warm_view_answers_like_a_cold_one(shared: Path, deeds: list[tuple[str, Scope, str, str]]):
    """After each of any deeds what is kept in memory finds what a fresh reading of the file finds."""
    asyncio.run(follow(shared, deeds))


async def follow(path: Path, deeds: list[tuple[str, Scope, str, str]]) -> None:
    """Do each, and compare."""
    room = await open_room(path)
    room.access = type(room.access)(await room.memory.gate.create_context(ContextId(new_id("c").replace(":", "-"))))
    for deed in deeds:
        await do(room, *deed)
        await room.memory.ingest.indexing.settle()
        kept = room.memory.library
        cold = Library(kept.store, kept.clock, kept.indexing)
        for word in WORDS:
            for scope in (EVERYWHERE, ALICE, None):
                assert told(await kept.search(room.access, scope, word, 20)) == told(
                    await cold.search(room.access, scope, word, 20)
                )
    await room.memory.close()


async def do(room: Room, deed: str, scope: Scope, word: str, other: str) -> None:
    """One deed."""
    if deed == "add":
        await add(room, word, f"The {word} and the {other}.", scope)
    elif deed == "delete":
        for one in (await room.memory.library.list(room.access, scope, 1, 0))[0]:
            await room.memory.library.delete(room.access, one.id)
    elif deed == "say":
        await room.say(f"I saw a {word}.")
    elif deed == "forget":
        await room.memory.forget(room.access, Wish(scope=ALICE))
    else:
        room.embedder.failing = deed == "fail"


def told(found: Consulted) -> object:
    """What is the same however it was found: of equal chunks any may come first."""
    return sorted((one.document, one.start, round(one.score, 4)) for one in found.excerpts), found.unseen
