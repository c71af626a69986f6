"""The examples that people copy are run as they stand."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from serving import serve
from wireserver import Play, run_wire

EXAMPLES = Path(__file__).parents[2] / "examples"


def run(name: str, *arguments: str | Path, stdin: str = "", **environment: str) -> list[str]:
    """Run an example, which may ask for lines; returns the lines it prints."""
    command = [sys.executable, "-W", "error", EXAMPLES / name, *arguments]
    done = subprocess.run(
        command,
        input=stdin,
        capture_output=True,
        encoding="utf-8",
        timeout=180,
        check=False,
        env={**os.environ, **environment},
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout.splitlines()


def test_first_steps_tells_the_move(tmp_path: Path) -> None:
    """Alice's move is a correction; she is in Munich now, was in Berlin in April, and both are in the history."""
    lines = run("first_steps.py", tmp_path / "m.db")
    assert "corrected: Berlin -> Munich" in lines
    assert "now:       Alice.location = Munich" in lines
    assert "in April:  Alice.location = Berlin" in lines
    assert {line.split()[1] for line in lines if line.startswith("history:")} == {"Berlin", "Munich"}


def test_first_steps_leaves_no_file_of_its_own(tmp_path: Path, monkeypatch: Any) -> None:
    """Without a path the example cleans up after itself."""
    monkeypatch.chdir(tmp_path)
    assert run("first_steps.py")
    assert list(tmp_path.iterdir()) == []


def test_over_http_asks_a_server(server: Any) -> None:
    """Against a server the example prints what changed and a profile that holds it."""
    lines = run("over_http.py", SPECTRON_BASE_URL=server.url, SPECTRON_API_KEY=server.key)
    assert lines[0].startswith("changed: [")
    assert any("Lyon" in line for line in lines[1:])


SAID = "I'm Alice, CTO at Acme, based in Berlin.\nI moved to Munich.\nWhat do you know about me?\nexit\n"


def where(server: Any) -> dict[str, str]:
    """How an example is told where the server is."""
    return {"SPECTRON_BASE_URL": server.url, "SPECTRON_API_KEY": server.key, "PYTHONUTF8": "1"}


@pytest.mark.promise(12, 14)
def test_chat_session_is_a_conversation(server: Any) -> None:
    """Line by line it replies, tells of the move as a correction, and ends with `exit`."""
    lines = "\n".join(run("chat_session.py", stdin=SAID, **where(server))).split("You: ")
    assert [line.startswith("Agent: ") for line in lines] == [False, True, True, True, False]
    assert "  [memory corrected] 'Berlin' → 'Munich'" in lines[2]
    assert all(word in lines[3] for word in ("Alice", "CTO", "Acme", "Munich"))
    assert "Berlin" not in lines[3]


@pytest.mark.promise(9)
def test_chat_once_knows_who_asks(server: Any) -> None:
    """In a new session it is answered from what an earlier one taught, and the question taught nothing."""
    reply, updates = run("chat_once.py", **where(server))
    assert all(word in reply for word in ("Alice", "CTO", "Acme", "Berlin"))
    assert "entities=[] attributes=[] relations=[]" in updates


def test_chat_streamed_prints_the_reply_and_the_news(server: Any) -> None:
    """The reply stands on the first line, what it taught below it."""
    reply, *news = run("chat_streamed.py", **where(server))
    assert reply.strip()
    assert "  Bob.location = Lyon" in news


@pytest.mark.promise(21)
def test_chat_by_hand_shows_the_context(server: Any) -> None:
    """The context holds the instruction and the fact, and the caller's own model was given it."""
    *context, reply = run("chat_by_hand.py", **where(server))
    assert any("French" in line for line in context)
    assert any("Oslo" in line for line in context)
    assert reply.startswith("(a model that is told ")


@pytest.mark.promise(19)
@pytest.mark.parametrize("kind", ["openai", "anthropic", "gemini"])
def test_chat_session_with_a_model_of_each_kind(kind: str, tmp_path: Path) -> None:
    """The same program, unchanged, is answered by the model that the server's settings name."""
    with run_wire(Play("I hear you, Alice.")) as wire:
        lab = {"lab": {"kind": kind, "base_url": getattr(wire, kind), "api_key_env": ""}}
        with serve(tmp_path / "m.db", providers=lab, models={"response": "lab/large"}) as server:
            lines = run("chat_session.py", stdin=SAID, **where(server))
    assert lines.count("You: Agent: I hear you, Alice.") == 3
    assert "  [memory corrected] 'Berlin' → 'Munich'" in lines
    assert len(wire.asked) == 3


def test_agents_each_turn_is_given_what_it_needs(server: Any) -> None:
    """The mood is told with each turn; then the hike is known, and is to be brought up."""
    lines = run("agents_each_turn.py", **where(server))
    assert lines[0].startswith("mood +0.")
    assert "knows: Alice likes hiking" in lines
    assert any(line.startswith("to bring up on ") and line.endswith(": hike") for line in lines)


def test_agents_transcript_tells_what_it_taught() -> None:
    """A fact that only the tool told, a habit and a goal are there, and no file is left."""
    lines = run("agents_transcript.py")
    assert "fact: Order 42: origin Tokyo, carrier DHL (tool:order-lookup)" in lines
    assert "habit: run, weekly on Monday" in lines
    assert "goal: learn Spanish" in lines
