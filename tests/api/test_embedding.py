"""A change of the embedder over HTTP: how far it came is told, and two lengths are never compared."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from harness import Api, Running, check_problem, run_server
from wireserver import Play, Wire, run_wire

MODEL = "openai/m"


@pytest.fixture
def wire() -> Iterator[Wire]:
    """A server of embeddings."""
    with run_wire(Play()) as running:
        yield running


@pytest.fixture
def server(wire: Wire, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Running]:
    """A memory that may ask it."""
    monkeypatch.setenv("OPENAI_API_KEY", "sk-1")
    with run_server(tmp_path / "memory.db", providers={"openai": {"base_url": wire.openai}}) as running:
        yield running


@pytest.fixture
def api(server: Running) -> Api:
    """A caller of a context whose embedder is that server."""
    made = server.api("demo")
    assert made.send("PUT", "/config", json={"models": {"embedding": MODEL}}).status_code == 200
    return made


def test_how_far_the_embedder_came_is_told(server: Running, api: Api):
    """After another model is named, its turns grow from none to all while those of the former model shrink."""
    session = api.open(user="alice")
    api.say(session, "I play the violin.")
    told = api.get("/embedding")
    assert told | {"working": False} == {
        "model": MODEL,
        "dimension": 4,
        "embedded": 1,
        "pending": 0,
        "refused": 0,
        "models": {MODEL: 1},
        "working": False,
        "error": None,
    }
    assert api.send("PUT", "/config", json={"models": {"embedding": "builtin/hash"}}).status_code == 200
    server.do(server.memory.ingest.indexing.settle())
    told = api.get("/embedding")
    assert (told["model"], told["embedded"], told["models"]) == ("builtin/hash", 1, {"builtin/hash": 1})
    key = server.add_key("demo", {"user": "bob"})
    assert server.api("demo", key).get("/embedding")["models"] == {}
    check_problem(api.send("GET", "/embedding", params={"scope": "x"}), 400, "scope")
    check_problem(server.api("demo", "nonsense").send("GET", "/embedding"), 401)


def test_an_embedder_that_is_away_is_told(wire: Wire, api: Api):
    """The last failure is told in words, without those that were to be read, until it goes well again."""
    session = api.open(user="alice")
    wire.play(Play(status=400, message="the secret words"))
    api.say(session, "I play the violin.")
    told = api.get("/embedding")
    assert (told["embedded"], told["pending"]) == (0, 1)
    assert MODEL in told["error"]
    assert "secret" not in told["error"]
    wire.play(Play())
    api.say(session, "I play chess.")
    assert api.get("/embedding")["error"] is None


def test_vectors_of_another_length_are_refused_until_all_is_read_anew(wire: Wire, api: Api, tmp_path: Path):
    """Search goes on by words and says why, memories of a chat are a conflict; `spectron reembed` mends both."""
    chat = str(api.send("POST", "/chats", json={"user_id": "alice"}).json()["id"])
    for said in ("I play the violin.", "I live in Lyon.", "My sister keeps bees."):
        api.say(chat, said)
    settings = {"vectorize_chat_messages": True, "exclude_recent": 0}
    assert api.send("PUT", "/settings/memory", json=settings).status_code == 200
    wire.play(Play(places=3))
    found = api.send("POST", "/search", json={"query": "violin", "scope": {"user": "alice"}}).json()
    assert "I play the violin." in str(found["hits"])
    failed = check_problem(api.send("GET", f"/chats/{chat}/memories", params={"query": "bees"}), 409)
    error = api.get("/embedding")["error"]
    for told in (found["reason"], failed["detail"], error):
        for part in (MODEL, "vectors of 3 places", "have 4", "`spectron reembed demo`"):
            assert part in told
    config = tmp_path / "spectron.config.yaml"
    config.write_text(yaml.safe_dump({"providers": {"openai": {"base_url": wire.openai}}}))
    told = ["reembed", "demo", "--db", str(tmp_path / "memory.db"), "--config", str(config)]
    command = [sys.executable, "-m", "spectron", *told]
    ended = subprocess.run(command, capture_output=True, text=True, env=os.environ, timeout=180)
    assert ended.returncode == 0, ended.stderr
    assert "3 turns and chunks embedded" in ended.stderr
    found = api.send("POST", "/search", json={"query": "violin", "scope": {"user": "alice"}}).json()
    assert "compared" not in found["reason"]
    assert found["unseen"] == 0
    assert api.get(f"/chats/{chat}/memories", query="bees")["count"] > 0
    told = api.get("/embedding")
    assert (told["dimension"], told["embedded"], told["pending"], told["error"]) == (3, 3, 0, None)
