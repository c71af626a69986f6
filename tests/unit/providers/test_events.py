"""Reading server-sent events: the same events come out whatever the pieces are that the bytes come in."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spectron.providers.events import Event, EventReader

STREAM = (
    "\ufeff: welcome\r\n\r\n"
    'event: message_start\r\ndata: {"a": 1}\r\n\r\n'
    "id: 7\nretry: 10\ndata:first\ndata: second — zwölf 🦊\n\n"
    ": keep-alive\n\n"
    "data\rdata: x: y\r\r"
    "event: ping\n\n"
    "data: [DONE]\n\n"
).encode()
EVENTS = [
    Event("message_start", '{"a": 1}'),
    Event("", "first\nsecond — zwölf 🦊"),
    Event("", "\nx: y"),
    Event("", "[DONE]"),
]


def read(*parts: bytes) -> list[Event]:
    """All events of these pieces."""
    reader = EventReader()
    return [event for part in parts for event in reader.feed(part)] + list(reader.finish())


@given(st.lists(st.integers(0, len(STREAM)), max_size=40))
def test_events_do_not_depend_on_how_the_bytes_are_cut(places: list[int]):
    """Cut anywhere, within a letter, between CR and LF or in the byte order mark, the events are the same."""
    cuts = [0, *sorted(places), len(STREAM)]
    assert read(*(STREAM[one:other] for one, other in pairwise(cuts))) == EVENTS


def test_byte_by_byte():
    """The finest cut of all."""
    assert read(*(bytes([one]) for one in STREAM)) == EVENTS


@pytest.mark.parametrize("end", ["", "\n", "\r", "\r\n"])
def test_an_event_without_a_blank_line_behind_it_comes_with_the_end(end: str):
    """Some servers leave the last line end out."""
    assert read(f"data: [DONE]{end}".encode()) == [Event("", "[DONE]")]


def test_bytes_that_are_no_text_are_read_all_the_same():
    """A broken letter costs no event."""
    assert read(b"data: a\xff\n\ndata: b\n\n") == [Event("", "a\ufffd"), Event("", "b")]


def test_what_waits_is_measured():
    """Whoever reads can tell that an event grows without end."""
    reader = EventReader()
    assert list(reader.feed(b"data: " + b"x" * 5_000 + b"\ndata: " + b"y" * 5_000)) == []
    assert reader.waiting > 10_000
