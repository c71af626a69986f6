"""Turns and replies by models over HTTP: each vendor's format end to end, the settings, and keys that never show."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from agents import Agent
from harness import Api, Running, check_problem, run_server, values
from wireserver import Play, Wire, run_wire

from spectron.compose import build_memory
from spectron.domain.errors import BadValue
from spectron.settings import load_settings

KEY = "sk-not-to-be-shown-42"
KINDS = ("openai", "anthropic", "gemini")
CLAIM = {"about": 1, "key": "city", "value": "Lyon", "quote": "live in Lyon"}
OPTIONAL = ("to", "when", "when_en", "holds", "manner", "replaces", "also", "confidence", "importance", "topics")
NONE = {"mentions": [], "claims": [], "directives": [], "doubts": []}
LEARNED = {"turns": [{"turn": 1, **NONE, "claims": [CLAIM | dict.fromkeys(OPTIONAL)]}]}
SIGNALS = [
    {"kind": "trait", "quote": "adore colour charts", "aspect": "orderliness", "n": 0.8, "why": "adores charts"},
    {"kind": "regard", "quote": "bless you", "facet": "rapport", "n": 0.5, "why": "blessed the other", "theme": None},
    {"kind": "trait", "quote": "adore colour charts", "aspect": "nonsense", "n": 0.8},
]
SHOWN = {"turns": [{"turn": 1, **NONE, "signals": SIGNALS}]}
PLAYS = (
    Play(status=401, message=f"Incorrect API key provided: {KEY}", when="locked"),
    Play(LEARNED, when="live in Lyon[^?]*$"),
    Play(SHOWN, when="colour charts"),
    Play({"turns": [{"turn": 1, **NONE}]}, when="<<data-"),
    Play("You live in Lyon."),
)


@pytest.fixture(scope="module")
def wire() -> Iterator[Wire]:
    """A server that speaks all three formats."""
    with run_wire(*PLAYS) as running:
        yield running


@pytest.fixture(scope="module")
def remote(wire: Wire, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A memory whose providers are all at the wire server, with their keys in the environment."""
    with pytest.MonkeyPatch.context() as patch:
        for kind in KINDS:
            patch.setenv(f"{kind.upper()}_API_KEY", KEY)
        prices = {"small": {"prompt": 1, "completion": 10}}
        providers = {kind: {"base_url": getattr(wire, kind), "prices": prices} for kind in KINDS}
        providers["mine"] = {"kind": "anthropic", "base_url": wire.anthropic, "headers": {"X-Team": "memory"}}
        with run_server(tmp_path_factory.mktemp("remote") / "memory.db", providers=providers) as running:
            yield running


@pytest.fixture
def api(remote: Running, context: str) -> Api:
    """A caller of a fresh context."""
    return remote.api(context)


def choose(api: Api, provider: str) -> None:
    """Have a model of this provider read and answer."""
    models = {"extraction": f"{provider}/small", "response": f"{provider}/small"}
    assert api.send("PUT", "/config", json={"models": models}).status_code == 200


@pytest.mark.parametrize("kind", KINDS)
def test_a_turn_is_learned_over_each_wire(api: Api, kind: str):
    """A structured answer in each vendor's format becomes a fact with its quote, tokens and cost."""
    choose(api, kind)
    told = api.say(api.open(user="alice"), "I live in Lyon")
    assert values(told, "location") == ["Lyon"]
    usage = told["usage"]
    assert (usage["model"], usage["calls"]) == (f"{kind}/small", 1)
    assert usage["cost_usd"] == pytest.approx((usage["prompt_tokens"] + 10 * usage["completion_tokens"]) / 1e6)


@pytest.mark.parametrize("kind", KINDS)
def test_signals_come_in_the_same_call_over_each_wire(api: Api, wire: Wire, kind: str):
    """What a model says of traits and regard is kept, read back as estimates, and took no further call."""
    choose(api, kind)
    agent, before = Agent(api), len(wire.asked)
    [turn] = agent.hear("Honestly I adore colour charts, bless you")
    assert len(wire.asked) == before + 1
    aspects = agent.get("/personality", user_id="alice")["dimensions"]
    assert aspects["orderliness"]["score"] > 0.5
    assert aspects["orderliness"]["turns"] == [turn]
    assert aspects["intellect"]["turns"] == []
    [found] = agent.get("/relationships", user_id="alice")["data"]
    assert found["love_from_user"] > 0
    assert "blessed the other" in found["relationship_narrative"]


@pytest.mark.parametrize("kind", KINDS)
def test_a_reply_comes_over_each_wire(api: Api, kind: str):
    """A chat is answered by the response model."""
    choose(api, kind)
    session = api.open(user="alice")
    answer = api.send("POST", f"/sessions/{session}/chat", json={"content": "Where do I live?"})
    assert answer.status_code == 201, answer.text
    assert answer.json()["reply"] == "You live in Lyon."


def test_a_provider_of_ones_own_needs_an_address_and_a_kind(api: Api, wire: Wire):
    """Its headers go along, and no key is asked for where none is named."""
    choose(api, "mine")
    assert values(api.say(api.open(user="alice"), "I live in Lyon"), "location") == ["Lyon"]
    headers = wire.asked[-1].headers
    assert headers["x-team"] == "memory"
    assert "x-api-key" not in headers


def test_a_key_that_is_not_accepted_is_told_by_the_name_of_its_variable(api: Api, capfd, caplog):
    """Neither the answer nor the settings nor the logs show the key, which the provider repeated."""
    choose(api, "openai")
    answer = api.send("POST", f"/sessions/{api.open(user='alice')}/turns", json={"role": "user", "content": "locked"})
    told = check_problem(answer, 502)
    assert "the key in OPENAI_API_KEY is not accepted" in told["detail"]
    shown = "".join([answer.text, json.dumps(api.get("/config")), *capfd.readouterr(), caplog.text])
    assert KEY not in shown


def test_a_missing_key_is_told_by_the_name_of_its_variable(api: Api, monkeypatch):
    """A client learns which variable the operator has to set, and the settings stay as they were."""
    monkeypatch.delenv("MISTRAL_API_KEY", raising=False)
    answer = api.send("PUT", "/config", json={"models": {"extraction": "mistral/small"}})
    told = check_problem(answer, 400, "models.extraction")
    assert "MISTRAL_API_KEY" in told["detail"]
    assert "models" not in api.get("/config") or api.get("/config")["models"].get("extraction") != "mistral/small"


SEED = "models:\n  extraction: openai/gpt-4o-mini\n  response: openai/gpt-4o\n"


def test_two_lines_of_settings_are_enough(tmp_path: Path, monkeypatch):
    """With a key in the environment the shortest settings build a memory; without it the error names the variable."""
    file = tmp_path / "spectron.config.yaml"
    file.write_text(SEED, encoding="utf-8")
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    settings = load_settings(file, database=tmp_path / "memory.db")
    with pytest.raises(BadValue, match=r"models\.extraction: openai needs a key: set OPENAI_API_KEY in the env"):
        build_memory(settings)
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    memory = build_memory(settings)
    assert memory.ingest.readers.choose(memory.ingest.readers.defaults).name == "openai/gpt-4o-mini"
    assert KEY not in repr(memory) + repr(settings)
