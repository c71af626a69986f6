"""Conversations out of an exported file, one at a time: JSON, JSON Lines, or a zip file that holds some.

All functions here work on a file that is open for reading; whoever calls them does so in a thread.
"""

import io
import json
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any, BinaryIO

import ijson

from spectron.chats.histories.anthropic import is_anthropic, read_anthropic
from spectron.chats.histories.conversations import Format, Found, Reason, Skipped, kinds_of
from spectron.chats.histories.openai import is_openai, read_openai
from spectron.chats.histories.sillytavern import is_sillytavern, read_sillytavern
from spectron.domain.errors import FieldError, TooLarge, Unprocessable
from spectron.service.chats.items import TooDeep, read_items

MEBIBYTE = 1_048_576
LONGEST_CONVERSATION = 128 * MEBIBYTE
LONGEST_LINE = 64 * MEBIBYTE
MOST_UNPACKED = 16 * 1024 * MEBIBYTE
_CHUNK = 65_536
_BOM = b"\xef\xbb\xbf"
_END = object()
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
# what reading a zip file raises whose bytes are wrong
_DAMAGED = (zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError)
_PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # those of all exports; others are not in every Python
_EXPORTED = re.compile(r"conversations(?:-\d+)?\.json")
_EXPECTED = (
    "expected the zip file or conversations.json of a ChatGPT or Claude data export, or the JSON Lines of a "
    "SillyTavern chat"
)


@dataclass(slots=True)
class Meter:
    """How much of a file has been read, in bytes of its content; `total` is all there is of it."""

    total: int = 0
    done: int = 0
    since: int = 0

    def count(self, size: int) -> None:
        """Note what was read; raises TooLarge for a conversation that no memory of a computer should hold."""
        self.done += size
        self.since += size
        if self.since > LONGEST_CONVERSATION:
            raise _too_large(f"one conversation has more than {LONGEST_CONVERSATION // MEBIBYTE} MiB")
        if self.done > MOST_UNPACKED:
            raise _too_large(f"its content has more than {MOST_UNPACKED // MEBIBYTE} MiB")


@dataclass(frozen=True, slots=True)
class _Metered:
    """A file that is read once, from where it stands."""

    file: BinaryIO
    meter: Meter

    def read(self, size: int = -1) -> bytes:
        """Some bytes."""
        chunk = self.file.read(_CHUNK if size < 0 else size)
        self.meter.count(len(chunk))
        return chunk


@dataclass(slots=True)
class Unpacking:
    """A file on its way to conversations; `wanted` is the format that it has to be of, None for any."""

    file: BinaryIO
    name: str = ""
    wanted: Format | None = None
    meter: Meter = field(default_factory=Meter)
    formats: set[Format] = field(default_factory=set)
    _strange: str = ""

    def conversations(self) -> Iterator[Found]:
        """Every conversation, in the order of the file.

        Raises Unprocessable, before the first, for a file that holds none of the formats, and TooLarge.
        """
        held: list[Found] = []
        for one in self._all():
            self.meter.since = 0
            if self.formats:
                yield from held
                held = []
                yield one
            elif len(held) < 1_000:
                held.append(one)
        if self._strange and not self.formats:
            raise refuse(self._strange)
        yield from held

    def _all(self) -> Iterator[Found]:
        if self.file.read(4) in _ZIP:
            yield from self._zipped()
            return
        self.meter.total = self.file.seek(0, io.SEEK_END)
        self.file.seek(0)
        yield from self._part(self.file, self.name)

    def _zipped(self) -> Iterator[Found]:
        try:
            with zipfile.ZipFile(self.file) as archive:
                members = [one for one in archive.infolist() if _is_export(one)]
                if not members:
                    raise refuse(f"a zip file without conversations.json; it holds {_names(archive)}")
                if any(one.compress_type not in _PACKINGS for one in members):
                    raise refuse("a zip file that is packed in a way that exports are not")
                self.meter.total = sum(one.file_size for one in members)
                for one in members:
                    with archive.open(one) as part:
                        yield from self._part(part, PurePosixPath(one.filename).name)
        except _DAMAGED as error:
            if self.formats:
                yield Skipped(Reason.CUT)
            else:
                raise refuse(f"a zip file that cannot be read: {error}") from error

    def _part(self, file: Any, name: str) -> Iterator[Found]:
        """The conversations of one file, by how it begins."""
        head = file.read(_CHUNK)
        start = len(_BOM) if head.startswith(_BOM) else 0
        text = head[start:].lstrip()
        file.seek(start)
        if text.startswith(b"[") and self.wanted is not Format.SILLYTAVERN:
            yield from self._items(file)
        elif text.startswith(b"{"):
            yield from self._object(file, text, name)
        else:
            self._note(_describe(text))

    def _object(self, file: Any, text: bytes, name: str) -> Iterator[Found]:
        """A chat in JSON Lines, one conversation, or an object that holds a list of them."""
        first = _parse(text.split(b"\n", 1)[0])
        if is_sillytavern(first) or (self.wanted is Format.SILLYTAVERN):
            if self._accept(Format.SILLYTAVERN, is_sillytavern(first), first):
                yield read_sillytavern(self._lines(file), name)
            return
        yield from self._items(file)

    def _items(self, file: Any) -> Iterator[Found]:
        """The conversations of a list of any length, as the reader comes to them."""
        items = read_items(ijson.basic_parse(_Metered(file, self.meter), use_float=True))
        while True:
            try:
                item = next(items, _END)
            except (ijson.JSONError, UnicodeDecodeError, ValueError, OverflowError):
                if not self.formats:
                    self._note("JSON that cannot be read: it breaks off, or is malformed")
                else:
                    yield Skipped(Reason.CUT)
                return
            if item is _END:
                return
            yield Skipped(Reason.BROKEN) if isinstance(item, TooDeep) else self._item(item)

    def _item(self, item: Any) -> Found:
        for kind, fits, read in _KINDS:
            if fits(item) and self._accept(kind, True, item):
                return read(item)
        self._note(_tell_keys(item))
        return Skipped(Reason.FOREIGN)

    def _accept(self, kind: Format, fits: bool, item: Any) -> bool:
        """Whether this is a conversation of a format that is wanted."""
        if not fits:
            self._note(_tell_keys(item))
        elif self.wanted not in (None, kind):
            self._note(f"conversations in the format {kind}, where {self.wanted} was asked for")
        else:
            self.formats.add(kind)
            return True
        return False

    def _lines(self, file: Any) -> Iterator[Any]:
        """Each line that is not blank; None for one that is no JSON, or longer than any message."""
        while line := file.readline(LONGEST_LINE):
            self.meter.count(len(line))
            self.meter.since = 0
            whole = len(line) < LONGEST_LINE or line.endswith(b"\n")
            while not whole and (rest := file.readline(LONGEST_LINE)):
                self.meter.count(len(rest))
                whole = rest.endswith(b"\n")
                line = b"-"
            if line.strip():
                yield _parse(line)

    def _note(self, what: str) -> None:
        self._strange = self._strange or what


_KINDS: tuple[tuple[Format, Callable[[Any], bool], Callable[[Any], Found]], ...] = (
    (Format.OPENAI, is_openai, read_openai),
    (Format.ANTHROPIC, is_anthropic, read_anthropic),
)


def refuse(found: str) -> Unprocessable:
    """What was expected of a file, and what it is."""
    return Unprocessable(f"{_EXPECTED}; found {found}", FieldError("file", f"found {found}"))


def _too_large(message: str) -> TooLarge:
    return TooLarge(message, FieldError("file", message))


def _is_export(one: zipfile.ZipInfo) -> bool:
    """Whether a member of a zip file holds conversations, and is not what a system put beside them."""
    path = PurePosixPath(one.filename)
    if "__MACOSX" in path.parts or path.name.startswith("."):
        return False
    return bool(_EXPORTED.fullmatch(path.name)) or path.suffix == ".jsonl"


def _names(archive: zipfile.ZipFile) -> str:
    names = [name for name in archive.namelist() if not name.endswith("/")]
    return ", ".join(repr(name[-60:]) for name in names[:4]) + (", …" if len(names) > 4 else "") if names else "nothing"


def _describe(text: bytes) -> str:
    """What a file is that is neither a zip file nor JSON."""
    if not text:
        return "an empty file"
    if text.startswith(b"<"):
        return "a page of HTML or XML (of an export, conversations.json is what is read)"
    if text.startswith(b"["):
        return "a list of JSON"
    return "neither JSON nor a zip file"


def _tell_keys(item: Any) -> str:
    if item and isinstance(item, dict):
        return f"JSON with the keys {kinds_of(item)}"
    return "JSON that holds no conversations"


def _parse(line: bytes) -> Any:
    """A line of JSON; None for what is none."""
    try:
        return json.loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return None
