"""What a provider can do wrong, over real connections: which error each is, and what its sentence may not hold."""

import asyncio
import json
import logging
import re
from collections.abc import Iterator
from contextlib import aclosing
from dataclasses import replace

import pytest
from pydantic import SecretStr
from remotes import KEY, KINDS, SCHEMA, VARIABLES, ask, collect, opened
from wireserver import Play, Wire, run_wire

from spectron.domain.errors import ProviderBusy, ProviderFailed
from spectron.providers import http
from spectron.providers.dialect import Demand
from spectron.providers.makers import Described, Provider

pytestmark = pytest.mark.anyio
SECRET = "the words of a person"
TEXT = "Lyon is a city with two rivers."
HTML = b"<!DOCTYPE html><html><body>Sign in to the guest network</body></html>"


@pytest.fixture(scope="module")
def server() -> Iterator[Wire]:
    """One server for all tests of this file."""
    with run_wire() as wire:
        yield wire


async def fail(wire: Wire, kind: str, streaming: bool, patience: float = 20.0) -> ProviderFailed:
    """Ask, and return the error, which shows neither key nor words."""
    with pytest.raises(ProviderFailed) as caught:
        async with opened(wire, kind, patience) as model:
            await (collect(model, ask(SECRET)) if streaming else model.complete(ask(SECRET)))
    error = caught.value
    assert error.detail.startswith(f"{kind}/m: ")
    assert SECRET not in error.detail
    assert KEY not in f"{error.detail} {error.said} {error!r}"
    return error


LASTING = [
    (Play(status=401, message=f"Incorrect API key provided: {KEY}"), "the key in VARIABLE is not accepted"),
    (Play(status=400, message="API key not valid. Please pass a valid API key."), "the key in VARIABLE"),
    (Play(status=403, message="no access"), "the key in VARIABLE may not use this model"),
    (Play(status=402, message="Insufficient Balance"), "no credit left"),
    (Play(status=429, message="quota", code="insufficient_quota"), "no credit left"),
    (Play(status=404, message=f"no such thing: {SECRET}"), "no such model, or the base address is wrong"),
    (Play(status=400, message="x", code="context_length_exceeded"), "longer than this model takes"),
    (Play(status=400, message="prompt is too long: 210000 tokens > 200000 maximum"), "longer than this model takes"),
    (Play(status=400, message="The input token count (9) exceeds the maximum"), "longer than this model takes"),
    (Play(status=413, message="too large"), "longer than this model takes"),
    (Play(status=400, message=SECRET, code="bad_thing"), r"was not taken \(400.*bad_thing"),
    (Play(status=418, message="teapot"), r"it refused \(418"),
    (Play(status=302, raw=b"", headers={"location": "http://127.0.0.1:9/"}), "leads elsewhere"),
    (Play(raw=HTML, content_type="text/html"), "a page instead of JSON"),
    (Play(raw=b'{"object": "list", "data": []}'), "is the kind right"),
    (Play(refuses=True), "declined to answer"),
    (Play("", cut=True), "used its 200 tokens up"),
]
PASSING = [
    (Play(status=429, message="slow down"), "too many requests"),
    (Play(status=500, message="oops"), "it failed"),
    (Play(status=503, message="overloaded"), "overloaded"),
    (Play(status=529, message="overloaded"), "overloaded"),
    (Play(status=502, raw=HTML, content_type="text/html"), "it failed"),
    (Play(raw=b""), "was empty"),
    (Play(raw=b'{"choices": [{"message": {"content": "Ly'), "broke off"),
    (Play(""), "answered nothing"),
]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("streaming", [False, True], ids=["whole", "stream"])
@pytest.mark.parametrize(("play", "message"), LASTING, ids=[one[1] for one in LASTING])
async def test_what_will_not_pass_is_told_once(server: Wire, kind: str, streaming: bool, play: Play, message: str):
    """A sentence says what to put right, and asking again at once is not suggested."""
    server.play(play)
    error = await fail(server, kind, streaming)
    assert not isinstance(error, ProviderBusy)
    assert re.search(message.replace("VARIABLE", VARIABLES[kind]), error.detail)
    assert len(server.asked) == 1


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("streaming", [False, True], ids=["whole", "stream"])
@pytest.mark.parametrize(("play", "message"), PASSING, ids=[f"{one[0].status} {one[1]}" for one in PASSING])
async def test_what_may_pass_is_busy(server: Wire, kind: str, streaming: bool, play: Play, message: str):
    """Asking again may help, and the guard does so."""
    server.play(play)
    error = await fail(server, kind, streaming)
    assert isinstance(error, ProviderBusy)
    assert message in error.detail


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("streaming", [False, True], ids=["whole", "stream"])
async def test_silence_is_given_up(server: Wire, kind: str, streaming: bool):
    """A provider that says nothing for so many seconds is busy."""
    server.play(Play(TEXT, seconds=2))
    error = await fail(server, kind, streaming, patience=0.1)
    assert isinstance(error, ProviderBusy)
    assert error.detail.endswith("it was silent for 0.1 seconds")


@pytest.mark.parametrize("kind", KINDS)
async def test_a_stream_that_falls_silent_is_given_up(server: Wire, kind: str):
    """The limit holds for each wait within an answer."""
    server.play(Play(TEXT, sticks=3))
    error = await fail(server, kind, True, patience=0.2)
    assert isinstance(error, ProviderBusy)
    assert "silent" in error.detail


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("how", ["breaks", "fails", "ends"])
async def test_a_stream_that_breaks_off_is_no_answer(server: Wire, kind: str, how: str):
    """A broken connection, an error among the events and an end without a last event are all busy."""
    server.play(replace(Play(TEXT), **{how: 6}))
    pieces: list[str] = []

    async def gather() -> None:
        async with opened(server, kind) as model:
            async for one in model.stream(ask()):
                pieces.append(one)

    with pytest.raises(ProviderBusy):
        await gather()
    assert 0 < len("".join(pieces)) < len(TEXT)


@pytest.mark.parametrize("kind", KINDS)
async def test_an_error_in_the_place_of_an_answer_is_an_error(server: Wire, kind: str):
    """Some servers say 200 and tell of the error in the body."""
    server.play(Play(raw=b'{"error": {"code": 429, "message": "Rate limited upstream"}}'))
    for streaming in (False, True):
        assert isinstance(await fail(server, kind, streaming), ProviderBusy)


@pytest.mark.parametrize("kind", KINDS)
async def test_a_model_that_was_never_reached_is_busy(kind: str):
    """Nobody listens there; the sentence asks after the address."""
    error = await fail(Wire("http://127.0.0.1:9", []), kind, False)
    assert isinstance(error, ProviderBusy)
    assert "is the base address right?" in error.detail


@pytest.mark.parametrize("kind", KINDS)
async def test_a_provider_may_ask_to_be_left_alone(server: Wire, kind: str):
    """Retry-After comes with the error."""
    server.play(Play(status=429, headers={"retry-after": "7"}))
    error = await fail(server, kind, False)
    assert isinstance(error, ProviderBusy)
    assert error.retry_after == 7.0


@pytest.mark.parametrize("kind", KINDS)
async def test_an_answer_that_was_cut_says_so(server: Wire, kind: str):
    """What came before the limit of tokens is kept, marked as cut."""
    server.play(Play(TEXT, cut=True))
    async with opened(server, kind) as model:
        assert (await model.complete(ask())).cut
        assert (await collect(model, ask()))[1].cut


@pytest.mark.parametrize("kind", KINDS)
async def test_a_model_whose_thinking_used_its_tokens_up_gets_room_for_it(server: Wire, kind: str):
    """The failure passes, and from the second request on the limit leaves room for thoughts."""
    server.play(Play("", cut=True, thinks="Hm. Lyon?", times=1), Play(TEXT))
    async with opened(server, kind) as model:
        with pytest.raises(ProviderBusy, match="more room"):
            await model.complete(ask())
        assert (await model.complete(ask())).text == TEXT
    assert ": 16584" in json.dumps(server.asked[1].body)


async def test_a_request_that_is_declined_in_every_form_fails_with_the_last(server: Wire):
    """Every rung is tried once, and then it is an error; nothing of it is remembered."""
    server.play(Play(status=400, message="bad"))
    async with opened(server, "openai") as model:
        with pytest.raises(ProviderFailed, match="was not taken"):
            await model.complete(ask(schema=SCHEMA))
        assert model.demand is Demand.SCHEMA
    assert len(server.asked) == 4


async def test_an_answer_without_end_is_not_read_for_ever(server: Wire, monkeypatch: pytest.MonkeyPatch):
    """Beyond a bound an answer is refused, whole or in pieces."""
    monkeypatch.setattr(http, "MOST_BYTES", 5_000)
    server.play(Play("word " * 3_000))
    for kind in KINDS:
        for streaming in (False, True):
            assert "longer than 5000 bytes" in (await fail(server, kind, streaming)).detail


async def test_who_leaves_a_stream_lets_go_of_it(server: Wire):
    """Closing the generator closes the connection, which the server sees."""
    server.play(Play(TEXT, sticks=4))
    async with opened(server, "openai") as model:
        async with aclosing(model.stream(ask())) as pieces:
            assert await anext(pieces) == "Lyon "
        assert await asyncio.to_thread(server.left.wait, 60)


async def test_nothing_is_logged_of_keys_and_words(server: Wire, caplog: pytest.LogCaptureFixture):
    """At no level do the logs of this package hold the key, what was asked or what was answered."""
    server.play(Play({"city": TEXT}, declines=frozenset({"json_schema", "tool"})))
    with caplog.at_level(logging.DEBUG):
        async with opened(server, "openai") as model:
            await model.complete(ask(SECRET, SCHEMA))
            await collect(model, ask(SECRET))
            shown = repr((model, model.connections.endpoint))
    assert "other terms" in caplog.text
    for hidden in (KEY, SECRET, "rivers"):
        assert hidden not in caplog.text + shown


def test_the_pools_of_several_loops_are_kept_apart(server: Wire):
    """A model that was used in one event loop works in the next, and closes there."""
    server.play(Play(TEXT))
    model = Provider("openai", Described(base_url=server.openai), lambda _: SecretStr(KEY)).model("m")

    async def once() -> str:
        done = await model.complete(ask())
        await model.connections.close()
        return done.text

    assert [asyncio.run(once()) for _ in range(2)] == [TEXT, TEXT]
