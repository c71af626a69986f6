"""Importing chats from a terminal."""

import json
from pathlib import Path

import pytest

MESSAGES = [
    {"uuid": "m1", "sender": "human", "text": "I live in Oslo.", "created_at": "2024-03-01T10:00:00Z"},
    {"uuid": "m2", "sender": "assistant", "text": "Nice.", "created_at": "2024-03-01T10:01:00Z"},
    {"uuid": "m3", "sender": "human", "text": "", "created_at": "2024-03-01T10:02:00Z"},
]
EXPORT = [{"uuid": "c1", "name": "On Oslo", "created_at": "2024-03-01T10:00:00Z", "chat_messages": MESSAGES}]


@pytest.fixture
def export(tmp_path: Path) -> Path:
    """A file as Claude exports it."""
    (file := tmp_path / "conversations.json").write_text(json.dumps(EXPORT), encoding="utf-8")
    return file


def test_what_was_said_elsewhere_is_learned_and_told(run, export: Path):
    """The report names what is new and what was left out; the second time all of it is known."""
    ended = run("import-chats", str(export), "--user", "alice")
    assert ended.exit_code == 0, ended.stderr
    assert "new: 2 messages in 1 chat\n" in ended.stdout
    assert "left out: 1 × empty message\n" in ended.stdout
    assert "Oslo" in run("search", "Where do I live?", "--scope", "user=alice").stdout
    again = run("import-chats", str(export), "--user", "alice", "--format", "anthropic", "--no-wait")
    assert "known already: 2 messages, and 1 chat without anything new" in again.stdout


@pytest.mark.usefixtures("export")
@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("nothing.json", "--user", "alice"), "cannot be read"),
        (("conversations.json", "--user", " "), "--user must not be empty"),
        (("conversations.json", "--user", "alice", "--format", "openai"), "where openai was asked for"),
    ],
)
def test_what_cannot_be_is_refused(run, arguments: tuple[str, ...], why: str):
    """On one line, with exit code 2."""
    ended = run("import-chats", *arguments)
    assert (ended.exit_code, why in " ".join(ended.stderr.split())) == (2, True), ended.stderr
