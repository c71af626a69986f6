"""Searching, and embedding anew, from a terminal."""

import json
import re
from pathlib import Path

import pytest

from spectron import BlockingSpectron


@pytest.fixture
def told(tmp_path: Path) -> Path:
    """A database in which Alice has said something."""
    with BlockingSpectron("demo", path=tmp_path / "spectron.db") as memory:
        session = memory.sessions.create({"user": "alice"})
        session.turn("user", "I bought a violin in Lyon.", at="2026-01-15T09:00:00Z")
    return tmp_path / "spectron.db"


def test_what_answers_a_question_is_shown_with_its_reasons(run, told: Path):
    """The turn stands with its score, speaker, day and words, and below it what spoke for it."""
    ended = run("search", "violin", "--scope", "user=alice", "--context", "demo", "--db", str(told), "--plain")
    assert (ended.exit_code, ended.stderr) == (0, "")
    assert "user, 15 January 2026: I bought a violin in Lyon." in ended.stdout
    assert "words" in ended.stdout


def test_the_answer_can_be_had_as_json(run, told: Path):
    """With --json the whole answer is given, as the server gives it."""
    ended = run(
        "search", "violin", "--scope", "user=alice", "--context", "demo", "--db", str(told), "--json", "-k", "1"
    )
    found = json.loads(ended.stdout)
    assert [hit["turn"]["content"] for hit in found["hits"] if hit["turn"]] == ["I bought a violin in Lyon."]


def test_nothing_found_is_told(run, told: Path):
    """In a scope of which nothing is known nothing is found."""
    ended = run("search", "violin", "--scope", "user=bob", "--context", "demo", "--db", str(told))
    assert (ended.exit_code, ended.stdout.strip()) == (0, "nothing was found")


@pytest.mark.parametrize(
    ("arguments", "told_why"),
    [(("search", "  "), "no words"), (("search", "x"), "no database"), (("reembed", "demo"), "no database")],
)
def test_a_search_without_words_or_database_is_refused(run, arguments: tuple[str, ...], told_why: str):
    """What cannot be searched is told on one line."""
    ended = run(*arguments)
    assert ended.exit_code == 2
    assert told_why in ended.stderr


def test_embedding_anew_tells_how_much_was_done(run, told: Path):
    """Where everything is embedded there is nothing to do; a context that does not exist is refused."""
    ended = run("reembed", "demo", "--db", str(told))
    assert ended.exit_code == 0
    assert "0 turns and chunks embedded" in ended.stderr
    assert re.search(r"builtin/hash, vectors of \d+ places: [1-9]\d* turns embedded, 0 pending", ended.stderr)
    assert "no context nope" in run("reembed", "nope", "--db", str(told)).stderr
