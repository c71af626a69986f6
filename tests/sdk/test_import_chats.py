"""Importing chats in the SDK, over HTTP, on a file, and in the blocking twins of both."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

import spectron

pytestmark = pytest.mark.anyio
CHAT = [
    {"user_name": "Al", "character_name": "Iris", "create_date": "2024-3-3 @16h 5m 6s 7ms", "chat_metadata": {}},
    {"name": "Iris", "is_user": False, "mes": "Welcome back.", "send_date": "March 3, 2024 4:05pm"},
    {"name": "Al", "is_user": True, "mes": "I live in Oslo.", "send_date": "March 3, 2024 4:06pm"},
]


async def test_a_file_is_imported_with_progress(memory: Any, tmp_path: Path) -> None:
    """The report comes at the end, what it did is heard meanwhile, and the chat is listed under its character."""
    (file := tmp_path / "talk.jsonl").write_text("\n".join(json.dumps(one) for one in CHAT), encoding="utf-8")
    heard: list[Any] = []
    report = await memory.chats.import_file(file, user_id="alice", on_progress=heard.append)
    assert isinstance(report, spectron.ChatImportResult)
    assert (report.format, report.messages.imported, report.skipped) == ("sillytavern", 2, {})
    assert [(step.done, step.total) for step in heard] == [(file.stat().st_size, file.stat().st_size)]
    listed = await memory.chats.list(user_id="alice")
    assert [(one.name, one.character_id) for one in listed.data] == [("talk", "Iris")]
    again = await memory.chats.import_file(str(file), "sillytavern", user_id="alice", learn=False)
    assert (again.messages.imported, again.messages.known) == (0, 2)


async def test_a_name_that_is_no_text_stands_in_nobodys_way(memory: Any, tmp_path: Path) -> None:
    """A file system may hold names that are not UTF-8; what is in such a file comes in all the same."""
    file = tmp_path / os.fsdecode(b"caf\xe9.jsonl")
    file.write_text("\n".join(json.dumps(one) for one in CHAT), encoding="utf-8")
    report = await memory.chats.import_file(file, user_id="alice")
    assert report.messages.imported == 2
    assert [one.name for one in (await memory.chats.list(user_id="alice")).data] == ["caf?"]


async def test_a_file_that_is_none_of_the_formats_is_refused(memory: Any, tmp_path: Path) -> None:
    """The error says what was expected and what was found; a file that is not there is an OSError."""
    (file := tmp_path / "chat.html").write_text("<html></html>", encoding="utf-8")
    with pytest.raises(spectron.ValidationError, match=r"expected .* ChatGPT .*; found a page of HTML"):
        await memory.chats.import_file(file, user_id="alice")
    with pytest.raises(FileNotFoundError):
        await memory.chats.import_file(tmp_path / "nothing.json", user_id="alice")
