"""What an embedder refuses for good is left out, and what fails in passing is tried again, over HTTP."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import yaml
from harness import Api, Running, run_server
from wireserver import Play, Wire, run_wire

MODEL = "openai/m"
TOO_LONG = Play(status=400, when="violin", message="maximum context length exceeded", code="string_above_max_length")


@dataclass(slots=True)
class Pauses:
    """Sleep that ends when it is told to, and notes how long it was to take."""

    asked: list[float] = field(default_factory=list)
    ends: asyncio.Event = field(default_factory=asyncio.Event)
    begun: asyncio.Event = field(default_factory=asyncio.Event)

    async def sleep(self, seconds: float) -> None:
        """Wait for the word."""
        self.asked.append(seconds)
        self.begun.set()
        await self.ends.wait()
        self.ends.clear()

    async def go_on(self) -> None:
        """End the present pause, and wait for the next one."""
        self.begun.clear()
        self.ends.set()
        await self.begun.wait()


@pytest.fixture
def wire() -> Iterator[Wire]:
    """A server of embeddings."""
    with run_wire(Play()) as running:
        yield running


@pytest.fixture
def pauses() -> Pauses:
    """What the memory waits for between two tries."""
    return Pauses()


@pytest.fixture
def server(wire: Wire, pauses: Pauses, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Running]:
    """A memory that may ask it, once at a time."""
    monkeypatch.setenv("OPENAI_API_KEY", "sk-1")
    lab = {"openai": {"base_url": wire.openai, "attempts": 1}}
    with run_server(tmp_path / "memory.db", providers=lab) as running:
        running.memory.ingest.indexing.patience.sleep = pauses.sleep
        yield running


@pytest.fixture
def api(server: Running) -> Api:
    """A caller of a context."""
    return server.api("demo")


def name_model(api: Api, model: str) -> None:
    """Name the embedder of the context."""
    assert api.send("PUT", "/config", json={"models": {"embedding": model}}).status_code == 200


def settle(server: Running) -> None:
    """Wait for the background."""
    server.do(server.memory.ingest.indexing.settle())


def test_one_turn_that_is_refused_keeps_no_other_from_being_embedded(server: Running, wire: Wire, api: Api):
    """The turn stands alone after a few requests, is told as refused, and is not asked for again."""
    session = api.open(user="alice")
    for number in range(40):
        api.say(session, "I play the violin." if number == 17 else f"The number is {number}.")
    wire.play(TOO_LONG, Play())
    name_model(api, MODEL)
    settle(server)
    told = api.get("/embedding")
    assert (told["embedded"], told["pending"], told["refused"], told["error"]) == (39, 0, 1, None)
    assert told["models"] == {MODEL: 39, "builtin/hash": 1}
    assert len(wire.asked) <= 15
    wire.asked.clear()
    api.say(session, "I play chess.")
    settle(server)
    assert not any("violin" in one.about for one in wire.asked)
    assert api.get("/embedding") == told | {"embedded": 40, "models": {MODEL: 40, "builtin/hash": 1}}
    other = server.api("demo", server.add_key("demo", {"user": "bob"}))
    assert other.get("/embedding")["refused"] == 0


def test_a_new_turn_that_is_refused_is_told_at_once(server: Running, wire: Wire, api: Api):
    """It is learned and found by its words; edited, it is another one and gets its vector."""
    wire.play(TOO_LONG, Play())
    name_model(api, MODEL)
    chat = str(api.send("POST", "/chats", json={"user_id": "alice"}).json()["id"])
    turn = api.say(chat, "I play the violin.")["turn_id"]
    settle(server)
    told = api.get("/embedding")
    assert (told["embedded"], told["pending"], told["refused"], told["error"]) == (0, 0, 1, None)
    found = api.send("POST", "/search", json={"query": "play", "scope": {"user": "alice"}}).json()
    assert "I play the violin." in str(found["hits"])
    edited = api.send("PATCH", f"/chats/{chat}/messages/{turn}", json={"content": "I play chess."})
    assert edited.status_code == 200, edited.text
    server.memory.queue.wake()
    session = api.open(user="alice")
    api.say(session, "I live in Lyon.")
    settle(server)
    told = api.get("/embedding")
    assert (told["embedded"], told["pending"], told["refused"]) == (2, 0, 0)


def test_a_model_that_refuses_everything_leaves_nothing_out(server: Running, wire: Wire, api: Api):
    """Where a word of no importance is refused as well, the fault is not with the turns: they wait."""
    session = api.open(user="alice")
    for number in range(5):
        api.say(session, f"The number is {number}.")
    wire.play(Play(status=400))
    name_model(api, MODEL)
    settle(server)
    told = api.get("/embedding")
    assert (told["embedded"], told["pending"], told["refused"]) == (0, 5, 0)
    assert MODEL in told["error"]
    assert len(wire.asked) <= 6


def test_reembedding_leaves_out_what_is_refused_and_says_so(api: Api, wire: Wire, tmp_path: Path):
    """`spectron reembed` reads all other turns and chunks, and counts those that were refused."""
    session = api.open(user="alice")
    for said in ("I live in Lyon.", "I play the violin.", "My sister keeps bees."):
        api.say(session, said)
    for label in ("bees", "violin"):
        assert api.send("POST", "/knowledge", json={"label": label, "content": f"All of the {label}."}).is_success
    wire.play(TOO_LONG, Play())
    config = tmp_path / "spectron.config.yaml"
    providers = {"openai": {"base_url": wire.openai, "attempts": 1}}
    config.write_text(yaml.safe_dump({"providers": providers, "models": {"embedding": MODEL}}))
    told = ["reembed", "demo", "--db", str(tmp_path / "memory.db"), "--config", str(config)]
    command = [sys.executable, "-m", "spectron", *told]
    ended = subprocess.run(command, capture_output=True, text=True, env=os.environ, timeout=180)
    assert ended.returncode == 0, ended.stderr
    assert "3 turns and chunks embedded" in ended.stderr
    assert "2 refused by the model" in ended.stderr
    assert "2 turns embedded, 0 pending" in ended.stderr


def test_what_fails_in_passing_is_tried_again_by_itself(server: Running, wire: Wire, api: Api, pauses: Pauses):
    """After pauses that grow, and nobody says a word; once it went well the first pause is short again."""
    session = api.open(user="alice")
    for number in range(3):
        api.say(session, f"The number is {number}.")
    wire.play(Play(status=503))
    name_model(api, MODEL)
    server.do(pauses.begun.wait())
    told = api.get("/embedding")
    assert (told["embedded"], told["pending"], told["refused"]) == (0, 3, 0)
    assert MODEL in told["error"]
    wire.play(
        Play(status=429, headers={"retry-after": "40"}, times=1), Play(status=429, headers={"retry-after": "900"})
    )
    server.do(pauses.go_on())
    server.do(pauses.go_on())
    wire.play(Play())
    server.do(_set(pauses.ends))
    while api.get("/embedding")["pending"]:
        settle(server)
    assert pauses.asked == [5.0, 40.0, 300.0]
    assert api.get("/embedding")["error"] is None
    wire.play(Play(status=500))
    pauses.begun.clear()
    api.say(session, "One more.")
    server.do(pauses.begun.wait())
    assert pauses.asked[3:] == [5.0]
    assert api.get("/embedding")["pending"] == 1


async def _set(event: asyncio.Event) -> None:
    event.set()
