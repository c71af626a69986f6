"""Embedders behind HTTP, against a server that speaks each format, and answers that are none."""

import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Any

import numpy as np
import pytest
from pydantic import SecretStr
from wireformats import vector
from wireserver import Play, Wire, run_wire

from spectron.compose import build_embedding, build_providers
from spectron.domain.errors import BadValue, BudgetSpent, ProviderBusy, ProviderFailed
from spectron.providers.embedders.remote import RemoteVectors
from spectron.providers.makers import Described, Provider
from spectron.providers.ports import Embedder
from spectron.providers.prices import Price
from spectron.service.configuration import Configuration
from spectron.settings import ProviderSettings, Settings

pytestmark = pytest.mark.anyio
KINDS = ("openai", "gemini")
KEY = "sk-very-secret-1234567890"
TEXTS = ["I live in Lyon.", "zwei Flüsse", "東京"]


@pytest.fixture(scope="module")
def server() -> Iterator[Wire]:
    """One server for all tests of this file."""
    with run_wire() as wire:
        yield wire


@asynccontextmanager
async def opened(wire: Wire, kind: str = "openai", **described: Any) -> AsyncIterator[RemoteVectors]:
    """The embedder `m` of the preset of this kind, at the wire server."""
    provider = Provider(kind, Described(base_url=getattr(wire, kind), **described), lambda _: SecretStr(KEY))
    try:
        yield provider.vectors("m")
    finally:
        await provider.close()


@pytest.mark.parametrize("kind", KINDS)
async def test_every_text_gets_its_own_row(server: Wire, kind: str):
    """Also where rows come in another order than the texts, as the server of OpenAI's format sends them here."""
    server.play(Play())
    async with opened(server, kind) as model:
        encoded = await model.encode(TEXTS)
    assert model.name == f"{kind}/m"
    assert encoded.vectors.dtype == np.float32
    assert encoded.vectors.tolist() == [vector(text) for text in TEXTS]


async def test_a_request_in_openais_format_holds_texts_model_and_key(server: Wire):
    """Nothing that some servers refuse goes with it: no format of numbers, and no dimensions unless they are set."""
    server.play(Play())
    async with opened(server) as model:
        await model.encode(TEXTS)
    async with opened(server, dimensions={"m": 3}) as model:
        encoded = await model.encode(TEXTS)
    plain, shorter = server.asked
    assert (plain.path, plain.headers["authorization"]) == ("/v1/embeddings", f"Bearer {KEY}")
    assert plain.body == {"model": "m", "input": TEXTS}
    assert shorter.body == {"model": "m", "input": TEXTS, "dimensions": 3}
    assert encoded.vectors.shape == (3, 3)


async def test_a_request_in_geminis_format_names_the_model_for_each_text(server: Wire):
    """The key stands in a header, never in the address."""
    server.play(Play())
    async with opened(server, "gemini", dimensions={"m": 2}) as model:
        encoded = await model.encode(TEXTS[:1])
    (asked,) = server.asked
    assert (asked.path, asked.headers["x-goog-api-key"]) == ("/v1beta/models/m:batchEmbedContents", KEY)
    content = {"parts": [{"text": TEXTS[0]}]}
    assert asked.body == {"requests": [{"model": "models/m", "content": content, "outputDimensionality": 2}]}
    assert encoded.vectors.shape == (1, 2)


async def test_tokens_and_cost_are_told_or_estimated(server: Wire):
    """Where the answer tells no tokens, four characters are one."""
    server.play(Play())
    prices = {"m": Price(2.0, 0.0)}
    async with opened(server, "openai", prices=prices) as model:
        told = await model.encode(["one two three"])
    async with opened(server, "gemini", prices=prices) as model:
        estimated = await model.encode(["abcdefgh"])
    assert (told.tokens, told.cost_usd) == (3, pytest.approx(6e-6))
    assert (estimated.tokens, estimated.cost_usd) == (2, pytest.approx(4e-6))


def rows(*embeddings: Any, places: Any = None) -> bytes:
    """An answer in OpenAI's format with these rows."""
    told = places if places is not None else range(len(embeddings))
    data = [{"index": place, "embedding": one} for place, one in zip(told, embeddings, strict=True)]
    return json.dumps({"data": data}).encode()


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"{}", "no list of data"),
        (b"[]", "no list of data"),
        (b'{"data": {}}', "no list of data"),
        (rows([1.0, 2.0]), "has 1 rows for 2 texts"),
        (rows([1.0], [2.0], [3.0]), "has 3 rows for 2 texts"),
        (rows([1.0], [2.0], places=[0, 0]), "do not tell each place once"),
        (rows([1.0], [2.0], places=[1, 2]), "do not tell each place once"),
        (rows([1.0], [2.0], places=["0", "1"]), "do not tell each place once"),
        (rows([1.0], [2.0], places=[0, None]), "do not tell each place once"),
        (rows([1.0, 2.0], [1.0]), "not lists of one length"),
        (rows([], []), "not lists of one length"),
        (rows("AACAPw==", "AACAPw=="), "not lists of one length"),
        (rows(None, None), "not lists of one length"),
        (rows(["1.0"], ["2.0"]), "something else than numbers"),
        (rows([True], [False]), "something else than numbers"),
        (rows([10**400], [1]), "beyond all measure"),
    ],
)
async def test_an_answer_without_the_vectors_is_an_error(server: Wire, raw: bytes, reason: str):
    """Missing, surplus, misplaced, ragged, coded and textual rows are refused, with the model's name."""
    server.play(Play(raw=raw))
    async with opened(server) as model:
        with pytest.raises(ProviderFailed, match=f"openai/m: this is no answer with vectors: .*{reason}"):
            await model.encode(["a", "b"])


async def test_a_server_that_tells_no_places_keeps_the_order(server: Wire):
    """Some servers leave the index out."""
    server.play(Play(raw=b'{"data": [{"embedding": [1, 0.5]}, {"embedding": [0, 1]}]}'))
    async with opened(server) as model:
        assert (await model.encode(["a", "b"])).vectors.tolist() == [[1.0, 0.5], [0.0, 1.0]]


@pytest.mark.parametrize(
    ("play", "error", "reason"),
    [
        (Play(status=429, headers={"retry-after": "7"}), ProviderBusy, "too many requests"),
        (Play(status=503), ProviderBusy, "overloaded"),
        (Play(status=401), ProviderFailed, "key in OPENAI_API_KEY is not accepted"),
        (Play(status=404), ProviderFailed, "no such model"),
        (Play(raw=b"<html>hello</html>", content_type="text/html"), ProviderFailed, "a page instead of JSON"),
        (Play(raw=b'{"data": [{"ind'), ProviderBusy, "broke off"),
        (Play(raw=b'{"error": {"message": "slow down", "code": 429}}'), ProviderBusy, "too many requests"),
    ],
    ids=("429", "503", "401", "404", "page", "half", "error within"),
)
async def test_failures_are_those_of_language_models(server: Wire, play: Play, error: type[Exception], reason: str):
    """What may pass is told from what will not, and the key is shown nowhere."""
    server.play(play)
    async with opened(server) as model:
        with pytest.raises(error, match=reason) as failed:
            await model.encode(["a"])
    assert KEY not in str(failed.value)


@asynccontextmanager
async def chosen(wire: Wire, kind: str = "openai", **told: Any) -> AsyncIterator[Embedder]:
    """The embedder that a deployment's settings name, with everything around it."""
    settings = Settings(providers={kind: ProviderSettings(base_url=getattr(wire, kind), **told)})
    providers = build_providers(settings)
    choose = build_embedding(settings, {name: one.vectors for name, one in providers.items()})
    try:
        yield choose(Configuration(models={"embedding": f"{kind}/m"}))
    finally:
        await providers[kind].close()


@pytest.fixture(autouse=True)
def keys(monkeypatch) -> None:
    """Both keys in the environment."""
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    monkeypatch.setenv("GEMINI_API_KEY", KEY)


@pytest.mark.parametrize("kind", KINDS)
async def test_a_setting_is_all_it_takes(server: Wire, kind: str):
    """Two hundred texts, some the same, go out in requests of at most 64, and come back as rows of unit length."""
    server.play(Play())
    texts = [f"text {number % 150}" for number in range(200)]
    async with chosen(server, kind) as embedder:
        vectors = await embedder.embed([*texts, "?"])
    sent = [asked.body.get("input") or asked.body["requests"] for asked in server.asked]
    assert [len(one) for one in sent] == [64, 64, 22]
    wanted = np.array([vector(text) for text in texts])
    assert np.allclose(vectors[:200], wanted / np.linalg.norm(wanted, axis=1, keepdims=True), atol=1e-6)
    assert not vectors[200].any()


async def test_a_busy_server_is_asked_again(server: Wire):
    """The attempts are those of the provider's settings."""
    server.play(Play(status=429, headers={"retry-after-ms": "1"}, times=1), Play())
    async with chosen(server) as embedder:
        assert (await embedder.embed(["a"])).shape == (1, 4)
    server.play(Play(status=503))
    async with chosen(server, attempts=1) as embedder:
        with pytest.raises(ProviderBusy):
            await embedder.embed(["a"])
    assert len(server.asked) == 1


async def test_the_budget_of_the_provider_holds(server: Wire):
    """Once its tokens are used up, the server is not asked."""
    server.play(Play())
    async with chosen(server, tokens_per_day=3) as embedder:
        await embedder.embed(["one two three"])
        with pytest.raises(BudgetSpent):
            await embedder.embed(["four"])
    assert len(server.asked) == 1


async def test_a_server_that_gives_other_dimensions_than_were_set_is_refused(server: Wire):
    """A server that does not know the setting would fill the store with other vectors."""
    server.play(Play(raw=rows([1.0, 2.0, 3.0])))
    async with chosen(server, dimensions={"m": 2}) as embedder:
        with pytest.raises(ProviderFailed, match="vectors of 3 places, and 2 were asked for"):
            await embedder.embed(["a"])


async def test_numbers_beyond_a_vectors_range_are_refused(server: Wire):
    """What overflows is infinite, and no vector is."""
    server.play(Play(raw=rows([1e300, 1.0])))
    async with chosen(server) as embedder:
        with pytest.raises(ProviderFailed, match="not finite"):
            await embedder.embed(["a"])


def test_a_vendor_without_embedders_is_refused():
    """Anthropic has none, and the error says so before anything is asked."""
    provider = Provider("anthropic", Described(), lambda _: SecretStr(KEY))
    with pytest.raises(BadValue, match="anthropic has no embedders"):
        provider.vectors("claude")


def test_an_embedder_without_its_key_is_refused():
    """As a language model is."""
    with pytest.raises(BadValue, match="OPENAI_API_KEY"):
        Provider("openai", Described(), lambda _: None).vectors("m")
