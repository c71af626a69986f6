"""`session.chat` and `session.chat_stream` in every form of the client."""

from pathlib import Path
from typing import Any

import pytest
from awaited import Awaited

from spectron import (
    BlockingSpectron,
    ChatReply,
    ConflictError,
    NotFoundError,
    ProviderError,
    Spectron,
    SpectronError,
    ValidationError,
)

pytestmark = pytest.mark.anyio

SCRIPT = """
rules:
  - {when: fail, fail: refused}
  - {text: "You live in Berlin, as far as I know."}
"""


async def read(session: Any, *words: str, **named: Any) -> tuple[list[str], ChatReply]:
    """All pieces of a reply, and the whole answer."""
    if isinstance(session, Awaited):
        blocking = session._blocking.chat_stream(*words, **named)
        return list(blocking), blocking.result
    stream = session.chat_stream(*words, **named)
    return [piece async for piece in stream], stream.result


@pytest.mark.promise(12)
async def test_chat_takes_the_words_and_answers_with_attributes(memory: Any) -> None:
    """A correction is told in the answer to the message that made it, each side with its value."""
    session = await memory.sessions.create({"user": "alice", "org": "acme"})
    first = await session.chat("I live in Berlin.")
    moved = await session.chat("I moved to Munich.")
    assert first.reply
    assert first.memory_updates.attributes[0].value == "Berlin"
    assert first.memory_updates.corrections == []
    (correction,) = moved.memory_updates.corrections
    assert (correction.previous.value, correction.current.value) == ("Berlin", "Munich")
    assert moved.usage.response.model == "builtin/responder"
    assert [turn.id for turn in await session.turns()][2:] == [moved.turn_id, moved.reply_turn_id]


@pytest.mark.promise(12)
async def test_words_may_be_named(memory: Any) -> None:
    """`content=` and `message=` say the same; neither is an error that names the field."""
    session = await memory.sessions.create({"user": "alice"})
    assert (await session.chat(content="I live in Berlin.")).memory_updates.attributes
    assert (await session.chat(message="My sister is Ana.")).memory_updates.relations
    with pytest.raises(ValidationError, match="content"):
        await session.chat()


async def test_a_stream_gives_pieces_and_then_the_answer(memory: Any) -> None:
    """The pieces make the reply, and `result` is what `chat` would have returned."""
    session = await memory.sessions.create({"user": "alice"})
    pieces, told = await read(session, "I live in Berlin.")
    assert "".join(pieces) == told.reply
    assert told.memory_updates.attributes[0].value == "Berlin"
    assert (await session.turns())[-1].id == told.reply_turn_id


async def test_the_same_key_gives_the_same_answer(memory: Any) -> None:
    """Whole or in pieces, told again under its key an exchange is not recorded twice."""
    session = await memory.sessions.create({"user": "alice"})
    first = await session.chat("I live in Berlin.", idempotency_key="once")
    _, again = await read(session, "I live in Berlin.", idempotency_key="once")
    assert again == first
    assert len(await session.turns()) == 2


async def test_errors_of_a_stream_are_those_of_a_call(memory: Any) -> None:
    """A closed session and missing words are told by the classes that every verb raises."""
    session = await memory.sessions.create({"user": "alice"})
    with pytest.raises(ValidationError):
        await read(session)
    await session.close()
    with pytest.raises(ConflictError):
        await read(session, "Hi there.")
    with pytest.raises(NotFoundError):
        await memory.sessions.get("session:nobody")


async def test_there_is_no_result_before_the_end(memory: Any) -> None:
    """A stream that nobody read has none, and says so."""
    session = await memory.sessions.create({"user": "alice"})
    stream = await session.chat_stream("Hi.") if isinstance(session, Awaited) else session.chat_stream("Hi.")
    with pytest.raises(SpectronError, match="not complete yet"):
        _ = stream._blocking.result if isinstance(stream, Awaited) else stream.result


@pytest.fixture(params=[Spectron, BlockingSpectron])
def scripted(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A memory in a file, which a script answers."""
    (tmp_path / "town.yaml").write_text(SCRIPT, encoding="utf-8")
    monkeypatch.setenv("SPECTRON_SCRIPTS", str(tmp_path))
    monkeypatch.setenv("SPECTRON_MODELS__RESPONSE", "scripted/town")
    client = request.param("town", path=tmp_path / "m.db", retries=0)
    return Awaited(client) if isinstance(client, BlockingSpectron) else client


async def test_a_model_in_the_callers_own_process_is_read_word_by_word(scripted: Any) -> None:
    """Without a server too, the pieces come as the model gives them."""
    session = await scripted.sessions.create({"user": "alice"})
    pieces, told = await read(session, "Where do I live?")
    assert pieces == [f"{word} " for word in "You live in Berlin, as far as I".split()] + ["know."]
    assert told.usage.response.model == "scripted/town"
    await scripted.close()


async def test_a_reply_that_fails_names_the_turn_that_is_safe(scripted: Any) -> None:
    """ProviderError holds the id of the stored turn, whole or in pieces."""
    session = await scripted.sessions.create({"user": "alice"})
    for ask in (session.chat, lambda words: read(session, words)):
        with pytest.raises(ProviderError) as failed:
            await ask("Now fail.")
        assert failed.value.turn_id == (await session.turns())[-1].id
    await scripted.close()
