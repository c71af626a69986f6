"""Files of any size: one conversation of them is in memory at a time."""

import io
import json
import tracemalloc
import zipfile
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import IO, Any

import pytest

from spectron.chats.histories.conversations import Conversation, Reason, Skipped
from spectron.domain.errors import TooLarge, Unprocessable
from spectron.service.chats import unpacking
from spectron.service.chats.unpacking import Unpacking


def export(place: int) -> dict[str, Any]:
    """A Claude conversation of about a kilobyte."""
    messages = [
        {"uuid": f"m{one}", "sender": "human", "text": "word " * 60, "created_at": "2024-03-01T10:00:00Z"}
        for one in range(2)
    ]
    return {"uuid": f"c{place}", "name": "", "created_at": "2024-03-01T10:00:00Z", "chat_messages": messages}


def write_list(file: IO[bytes], number: int) -> None:
    """A list of so many conversations."""
    for place in range(number):
        file.write(b"[" if place == 0 else b",")
        file.write(json.dumps(export(place)).encode())
    file.write(b"]")


def take_all(path: Path) -> tuple[int, int]:
    """Read every conversation; returns how many there are, and the peak of memory, in bytes."""
    with path.open("rb") as file:
        tracemalloc.start()
        try:
            number = sum(isinstance(one, Conversation) for one in Unpacking(file).conversations())
            return number, tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()


def test_ten_thousand_conversations_take_no_more_memory_than_a_hundred(tmp_path: Path):
    """Zipped as they are, what is held does not grow with the file.

    They are read in a process of their own, as what other threads of this one hold would be counted with it.
    """
    peaks = {}
    with ProcessPoolExecutor(1, get_context("spawn")) as child:
        for number in (100, 10_000):
            packed = tmp_path / f"{number}.zip"
            with (
                zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive,
                archive.open("conversations.json", "w") as file,
            ):
                write_list(file, number)
            found, peaks[number] = child.submit(take_all, packed).result()
            assert found == number
    assert peaks[10_000] < 1.5 * peaks[100] < 3_000_000


def test_the_meter_tells_how_much_was_read():
    """Of the content, zipped or not, up to all of it."""
    plain = io.BytesIO()
    write_list(plain, 200)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("conversations.json", plain.getvalue())
    for file in (plain, packed):
        file.seek(0)
        reading = Unpacking(file)
        done = [reading.meter.done for _ in reading.conversations()]
        assert done == sorted(done)
        assert 0 < done[0] < done[-1] <= reading.meter.total == len(plain.getvalue())


def test_a_conversation_that_no_memory_should_hold_is_refused(monkeypatch: pytest.MonkeyPatch):
    """Those before it are read; so is a file that unpacks to more than a disk should hold."""
    file = io.BytesIO()
    write_list(file, 500)
    for name in ("LONGEST_CONVERSATION", "MOST_UNPACKED"):
        with monkeypatch.context() as patch:
            patch.setattr(unpacking, name, 300_000)
            big = io.BytesIO(json.dumps([export(0), export(1) | {"name": "x" * 400_000}]).encode())
            with pytest.raises(TooLarge, match="has more than"):
                list(Unpacking(big if name == "LONGEST_CONVERSATION" else io.BytesIO(file.getvalue())).conversations())


def test_a_line_that_is_too_long_is_one_malformed_message(monkeypatch: pytest.MonkeyPatch):
    """The lines around it are read."""
    monkeypatch.setattr(unpacking, "LONGEST_LINE", 100)
    lines = [{"name": "Iris", "mes": text} for text in ("One.", "x" * 500, "Two.")]
    [chat] = Unpacking(io.BytesIO("\n".join(map(json.dumps, lines)).encode()), "talk.jsonl").conversations()
    assert isinstance(chat, Conversation)
    assert [one.content for one in chat.messages] == ["One.", "Two."]
    assert chat.skipped == {Reason.MALFORMED: 1}


def test_a_zip_file_with_a_password_is_refused():
    """And says why."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("conversations.json", "[]")
    locked = bytearray(packed.getvalue())
    for sign, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        locked[locked.index(sign) + flags] |= 1
    with pytest.raises(Unprocessable, match="password"):
        list(Unpacking(io.BytesIO(locked)).conversations())


def damaged(method: int, names: Sequence[str], wrong: bytes, behind: int) -> bytes:
    """A zip file of lists whose last one has wrong bytes so far behind its name."""
    packed, one = io.BytesIO(), io.BytesIO()
    write_list(one, 200)
    with zipfile.ZipFile(packed, "w", method) as archive:
        for name in names:
            archive.writestr(name, one.getvalue())
    whole = packed.getvalue()
    start = whole.index(names[-1].encode()) + len(names[-1]) + behind
    return whole[:start] + wrong + whole[start + len(wrong) :]


@pytest.mark.parametrize(
    ("method", "wrong", "behind"),
    [(zipfile.ZIP_STORED, bytes(64), 9), (zipfile.ZIP_DEFLATED, bytes(64), 400), (zipfile.ZIP_DEFLATED, b"\xff", 0)],
    ids=["stored", "deflated", "deflated, from the first byte on"],
)
def test_a_zip_file_that_is_damaged_gives_what_can_be_read(method: int, wrong: bytes, behind: int):
    """And the report says that it breaks off."""
    content = damaged(method, ["conversations-000.json", "conversations-001.json"], wrong, behind)
    found = list(Unpacking(io.BytesIO(content)).conversations())
    assert sum(isinstance(one, Conversation) for one in found) >= 200
    assert found[-1] == Skipped(Reason.CUT)


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_a_zip_file_of_which_nothing_can_be_read_is_refused(method: int):
    """Where the only list cannot be read from its beginning on, there is nothing to take."""
    content = damaged(method, ["conversations.json"], b"\xff", 0)
    with pytest.raises(Unprocessable, match="found "):
        list(Unpacking(io.BytesIO(content)).conversations())


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_zip_file_that_is_packed_in_a_rare_way_is_refused(method: int):
    """No export is, and not every Python can read it."""
    packed = bytearray(damaged(zipfile.ZIP_STORED, ["conversations.json"], b"", 0))
    packed[packed.index(b"PK\x01\x02") + 10] = method
    with pytest.raises(Unprocessable, match="packed in a way"):
        list(Unpacking(io.BytesIO(packed)).conversations())


def test_json_of_any_depth_is_read():
    """What is nested deeper than any conversation is left out, and the next one is read."""
    deep = "[" * 100_000 + "]" * 100_000
    tool = {"type": "tool_use", "name": "x", "input": {"a": "DEEP"}}
    answer = {"type": "tool_result", "content": "y", "name": "x"}
    told = json.dumps([export(0) | {"chat_messages": [{"sender": "assistant", "content": [tool, answer]}]}, export(1)])
    found = list(Unpacking(io.BytesIO(told.replace('"DEEP"', deep).encode())).conversations())
    assert found[0] == Skipped(Reason.BROKEN)
    assert isinstance(found[1], Conversation)
