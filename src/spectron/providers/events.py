"""Server-sent events out of bytes as they come, whatever the pieces they come in."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_LINE_END = re.compile(rb"\r\n|\n|\r(?=[^\n])")  # a CR at the very end waits for the LF that may follow
_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Event:
    """One event: its name, empty where it has none, and its data."""

    name: str
    data: str


class EventReader:
    """Keeps what has come of an event until it is whole.

    Lines end in CR, LF or both. Comments, ids and other fields are passed over, as the standard
    (https://html.spec.whatwg.org/multipage/server-sent-events.html) has it.
    """

    def __init__(self) -> None:
        """Begin before the first byte."""
        self._rest = b""
        self._begun = False
        self._name = ""
        self._data: list[str] = []

    @property
    def waiting(self) -> int:
        """How many bytes and letters belong to an event that is not whole yet."""
        return len(self._rest) + sum(map(len, self._data))

    def feed(self, data: bytes) -> Iterator[Event]:
        """The events that these bytes complete."""
        self._rest += data
        if not self._begun and len(self._rest) >= len(_BOM):
            self._rest, self._begun = self._rest.removeprefix(_BOM), True
        *lines, self._rest = _LINE_END.split(self._rest)
        for line in lines:
            yield from self._read(line)

    def finish(self) -> Iterator[Event]:
        """What stood without a blank line behind it when the bytes ended; it may be half an event."""
        for line in (self._rest.rstrip(b"\r"), b""):
            yield from self._read(line)
        self._rest = b""

    def _read(self, line: bytes) -> Iterator[Event]:
        if not line:
            if self._data:
                yield Event(self._name, "\n".join(self._data))
            self._name, self._data = "", []
            return
        field, _, value = line.decode("utf-8", "replace").partition(":")
        value = value.removeprefix(" ")
        if field == "data":
            self._data.append(value)
        elif field == "event":
            self._name = value
