"""Models behind HTTP, against a server that speaks each format: answers, streams, shapes, and what they take."""

import json
from collections.abc import Iterator

import pytest
from remotes import ANSWER, KEY, KINDS, SCHEMA, ask, collect, opened
from wireserver import Play, Wire, run_wire

from spectron.domain.tokens import estimate
from spectron.providers.dialect import Demand
from spectron.providers.ports import Message, Request
from spectron.providers.prices import Price

pytestmark = pytest.mark.anyio
TEXT = "Lyon is a city,\nwith two rivers — deux fleuves."


@pytest.fixture(scope="module")
def server() -> Iterator[Wire]:
    """One server for all tests of this file."""
    with run_wire() as wire:
        yield wire


@pytest.mark.parametrize("kind", KINDS)
async def test_an_answer_comes_whole_with_its_tokens(server: Wire, kind: str):
    """Text and tokens are those that the server sent, and the cost follows from the price of the model."""
    server.play(Play(TEXT))
    async with opened(server, kind, prices={"m": Price(1.0, 10.0)}) as model:
        done = await model.complete(ask())
    assert (model.name, done.text, done.completion_tokens) == (f"{kind}/m", TEXT, len(TEXT.split()))
    assert done.prompt_tokens > 3
    assert not done.estimated
    assert not done.cut
    assert done.cost_usd == pytest.approx((done.prompt_tokens + 10 * done.completion_tokens) / 1e6)


@pytest.mark.parametrize("kind", KINDS)
async def test_a_stream_gives_the_same_answer_in_pieces(server: Wire, kind: str):
    """The pieces make up the text of the completion that ends them; tokens are counted in a stream as well."""
    server.play(Play(TEXT))
    async with opened(server, kind) as model:
        whole = await model.complete(ask())
        pieces, done = await collect(model, ask())
    assert len(pieces) > 5
    assert "".join(pieces) == TEXT
    assert done == whole
    assert done.cost_usd is None


@pytest.mark.parametrize("kind", KINDS)
async def test_a_request_says_what_it_must_and_nothing_more(server: Wire, kind: str):
    """The key stands in a header alone, the limit and the system text in their places, and no temperature anywhere."""
    server.play(Play(TEXT))
    async with opened(server, kind) as model:
        await model.complete(ask())
    (asked,) = server.asked
    shown = {
        "openai": ("authorization", f"Bearer {KEY}", "/v1/chat/completions"),
        "anthropic": ("x-api-key", KEY, "/anthropic/v1/messages"),
        "gemini": ("x-goog-api-key", KEY, "/v1beta/models/m:generateContent"),
    }[kind]
    assert (asked.headers[shown[0]], asked.path) == shown[1:]
    said = json.dumps(asked.body)
    assert KEY not in said + asked.path
    assert "temperature" not in said
    known = {
        "openai": {"model", "messages", "max_completion_tokens"},
        "anthropic": {"model", "messages", "max_tokens", "system"},
        "gemini": {"contents", "generationConfig", "systemInstruction"},
    }[kind]
    assert set(asked.body) == known
    assert said.count("You are brief.") == 1
    assert '"user"' in said
    assert ": 200" in said


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("streaming", [False, True])
async def test_a_shape_is_demanded_by_a_schema(server: Wire, kind: str, streaming: bool):
    """With a schema the answer is JSON of that shape, whole or in pieces."""
    server.play(Play(ANSWER))
    async with opened(server, kind) as model:
        done = (await collect(model, ask(schema=SCHEMA)))[1] if streaming else await model.complete(ask(schema=SCHEMA))
        assert model.demand is Demand.SCHEMA
    assert json.loads(done.text) == ANSWER
    body = server.asked[0].body
    shape = {
        "openai": lambda: body["response_format"]["json_schema"]["schema"],
        "anthropic": lambda: body["output_config"]["format"]["schema"],
        "gemini": lambda: body["generationConfig"]["responseJsonSchema"],
    }[kind]()
    assert shape["additionalProperties"] is False
    assert shape["required"] == (["city", "since", "kind"] if kind == "openai" else ["city"])


LADDERS = [
    ("openai", ["json_schema"], Demand.TOOL),
    ("openai", ["json_schema", "tool"], Demand.OBJECT),
    ("openai", ["response_format", "tools"], Demand.WORDS),
    ("anthropic", ["output_config"], Demand.TOOL),
    ("anthropic", ["output_config", "tool"], Demand.WORDS),
    ("gemini", ["json_schema"], Demand.OBJECT),
    ("gemini", ["json_schema", "json_object"], Demand.WORDS),
]


@pytest.mark.parametrize(("kind", "declined", "demand"), LADDERS)
@pytest.mark.parametrize("streaming", [False, True])
async def test_a_declined_demand_gives_way_to_the_next_and_is_not_made_again(
    server: Wire, kind: str, declined: list[str], demand: Demand, streaming: bool
):
    """The ladder is climbed down once for a model; a schema that cannot be demanded is told in words."""
    server.play(Play(ANSWER, declines=frozenset(declined)))
    async with opened(server, kind) as model:
        for _ in range(2):
            request = ask(schema=SCHEMA)
            done = (await collect(model, request))[1] if streaming else await model.complete(request)
            assert json.loads(done.text) == ANSWER
        assert model.demand is demand
    rungs = list(model.dialect.rungs)
    assert len(server.asked) == rungs.index(demand) + 2
    told = "JSON Schema" in json.dumps(server.asked[-1].body)
    assert told == (demand in (Demand.OBJECT, Demand.WORDS))


async def test_a_server_that_ignores_the_demand_is_asked_more_plainly_the_next_time(server: Wire):
    """What takes a schema and answers in prose is not trusted with one again."""
    server.play(Play("You live in Lyon.", times=1), Play(ANSWER))
    async with opened(server, "openai") as model:
        await model.complete(ask(schema=SCHEMA))
        assert model.demand is Demand.TOOL
        assert json.loads((await model.complete(ask(schema=SCHEMA))).text) == ANSWER


@pytest.mark.parametrize("streaming", [False, True])
async def test_the_limit_of_tokens_is_named_as_the_model_wants_it(server: Wire, streaming: bool):
    """A model that knows only the older name is asked with it from the second request on."""
    server.play(Play(TEXT, declines=frozenset({"max_completion_tokens"})))
    async with opened(server, "openai") as model:
        for _ in range(2):
            await (collect(model, ask()) if streaming else model.complete(ask()))
    limits = [[name for name in asked.body if name.startswith("max_")] for asked in server.asked]
    assert limits == [["max_completion_tokens"], ["max_tokens"], ["max_tokens"]]


async def test_tokens_that_a_stream_does_not_tell_are_estimated_and_said_to_be(server: Wire):
    """A server without `stream_options` still streams, and the completion says that nobody counted."""
    server.play(Play(TEXT, declines=frozenset({"stream_options"})))
    async with opened(server, "openai") as model:
        pieces, done = await collect(model, ask())
    assert "".join(pieces) == TEXT
    assert done.estimated
    assert done.completion_tokens == estimate(TEXT)


@pytest.mark.parametrize("kind", KINDS)
async def test_a_server_that_cannot_stream_gives_one_piece(server: Wire, kind: str):
    """Whole JSON in the place of events is an answer, too."""
    server.play(Play(TEXT, streams=False))
    async with opened(server, kind) as model:
        pieces, done = await collect(model, ask())
    assert (pieces, done.text) == ([TEXT], TEXT)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("streaming", [False, True])
async def test_what_a_model_thinks_is_not_its_answer(server: Wire, kind: str, streaming: bool):
    """Thinking that comes apart from the answer is left out, whole and in pieces."""
    server.play(Play("Lyon.", thinks="The user wants a city. Lyon it is."))
    async with opened(server, kind) as model:
        done = (await collect(model, ask()))[1] if streaming else await model.complete(ask())
    assert done.text == "Lyon."


@pytest.mark.parametrize("streaming", [False, True])
async def test_thinking_aloud_is_not_the_answer(server: Wire, streaming: bool):
    """Thinking between marks at the beginning of the answer is left out, and no piece shows it."""
    server.play(Play("<think>\nWhich city? A < B.\n</think>\n\nLyon, <think> is a tag."))
    async with opened(server, "openai") as model:
        pieces, done = await collect(model, ask()) if streaming else ([], await model.complete(ask()))
    assert done.text == "Lyon, <think> is a tag."
    assert not streaming or "".join(pieces) == done.text


async def test_every_conversation_is_put_in_the_order_that_vendors_take(server: Wire):
    """Where two messages of one role follow each other, or the assistant begins, Anthropic and Gemini still answer."""
    said = (Message("assistant", "Hello."), Message("user", "I moved."), Message("user", "To Lyon."))
    for kind in ("anthropic", "gemini"):
        server.play(Play(TEXT))
        async with opened(server, kind) as model:
            await model.complete(Request("", said))
        told = server.asked[0].body
        roles = [one["role"] for one in told.get("messages") or told["contents"]]
        assert roles in (["user", "assistant", "user"], ["user", "model", "user"])
        assert "I moved.\\n\\nTo Lyon." in json.dumps(told)
        assert "system" not in " ".join(told)
