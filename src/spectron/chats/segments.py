"""A chat's messages cut into segments, the units that its memories are found by. Pure.

Cutting goes from left to right and decides by what stands behind it and by the next message, so that further messages
change nothing but the last segment. Every character of every message is in the own part of exactly one segment.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise

from spectron.domain.tokens import QUARTERS, cost, costs_along
from spectron.retrieval.prepare import piece_ends

LONGEST_SPEAKER = 32
_GAP = "... "
_BREAK = "\n"
_NEXT_WORD = re.compile(r"\s+(?=\S)")


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a chat as segments see it."""

    speaker: str
    text: str
    said_at: datetime


@dataclass(frozen=True, slots=True)
class Limits:
    """How large segments are, in tokens as they are estimated (`domain.tokens`).

    A segment is closed where the next message would take what is its own beyond `target`, unless it has less than half
    of that and fits. With the `overlap` that it begins with, the end of the one before it, it has `most` at most. A
    `pause` in the talk closes it too, and what comes behind one begins without overlap.
    """

    target: int = 800
    most: int = 1_600
    overlap: int = 120
    pause: timedelta | None = timedelta(hours=6)

    @property
    def room(self) -> int:
        """The most that can be a segment's own, in quarters of a token."""
        return (self.most - self.overlap) * QUARTERS


@dataclass(frozen=True, slots=True)
class Part:
    """The characters from `start` to `end` of the message at `place`, counted from 0."""

    place: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Segment:
    """Neighbouring messages, or a part of one; `overlap` are those of the segment before that it begins with."""

    own: tuple[Part, ...]
    overlap: tuple[Part, ...] = ()

    @property
    def start(self) -> int:
        """The place of its first own message."""
        return self.own[0].place

    @property
    def end(self) -> int:
        """The place of its last own message."""
        return self.own[-1].place


def cut(messages: Sequence[Message], limits: Limits) -> list[Segment]:
    """The segments of a chat, in its order; linear in its length."""
    return extend((), messages, limits)


def extend(known: Sequence[Segment], messages: Sequence[Message], limits: Limits) -> list[Segment]:
    """The segments of a chat that has grown since `known` were cut of it, by the same limits; all but the last stay."""
    first = known[-1].own[0] if known else Part(0, 0, 0)
    open_one = _Open(known[-1].overlap if known else ())
    closed = list(known[:-1])
    for place in range(first.place, len(messages)):
        has_paused = place > first.place and _has_paused(messages[place - 1], messages[place], limits)
        label = _label_cost(messages[place])
        for part, worth in _units(place, messages[place], limits.room - label):
            if place == first.place and part.end <= first.start and first.start:
                continue
            if open_one.own and (has_paused or open_one.is_full(worth + label, limits)):
                closed.append(open_one.close())
                open_one = _Open(() if has_paused else _end_of(closed[-1], messages, limits.overlap * QUARTERS))
            has_paused = False
            open_one.add(part, worth, label)
    return [*closed, open_one.close()] if open_one.own else closed


def write_label(speaker: str) -> str:
    """What stands before what somebody said."""
    return f"{' '.join(speaker.split())[:LONGEST_SPEAKER]}: "


def write_part(part: Part, message: Message) -> str:
    """What is said in a part, behind who said it."""
    return f"{write_label(message.speaker)}{_GAP if part.start else ''}{message.text[part.start : part.end].rstrip()}"


def write_content(segment: Segment, messages: Sequence[Message]) -> tuple[str, int]:
    """A segment as a text, each message on from a line of its own, behind who said it.

    Beside it, how many of its first characters are overlap.
    """
    repeated = "".join(write_part(part, messages[part.place]) + _BREAK for part in segment.overlap)
    own = _BREAK.join(write_part(part, messages[part.place]) for part in segment.own)
    return repeated + own, len(repeated)


@dataclass(slots=True)
class _Open:
    """A segment that is still growing; `worth` is what its own parts cost, in quarters of a token."""

    overlap: tuple[Part, ...]
    own: list[Part] = field(default_factory=list)
    worth: int = 0

    def is_full(self, more: int, limits: Limits) -> bool:
        """Whether it is to be closed before something that costs so much more."""
        whole, target = self.worth + more, min(limits.target * QUARTERS, limits.room)
        return whole > target and (2 * self.worth >= target or whole > limits.room)

    def add(self, part: Part, worth: int, label: int) -> None:
        """Take in a part; one that goes on where the last one ended is joined to it."""
        if self.own and self.own[-1].place == part.place:
            self.own[-1] = Part(part.place, self.own[-1].start, part.end)
            self.worth += worth
        else:
            self.own.append(part)
            self.worth += worth + label

    def close(self) -> Segment:
        """The segment as it is."""
        return Segment(tuple(self.own), self.overlap)


def _has_paused(before: Message, after: Message, limits: Limits) -> bool:
    return limits.pause is not None and after.said_at - before.said_at > limits.pause


def _label_cost(message: Message) -> int:
    """What stands around the words of a part, in quarters of a token."""
    return cost(write_label(message.speaker)) + len(_GAP) + len(_BREAK)


def _units(place: int, message: Message, room: int) -> Iterator[tuple[Part, int]]:
    """What is never cut of a message, and what it costs: the whole where it fits, else the pieces that are embedded.

    A piece that does not fit itself, such as a hundred words without a space between them, is cut where it must be.
    """
    text = message.text
    if (worth := cost(text)) <= room:
        yield Part(place, 0, len(text)), worth
        return
    along = costs_along(text)
    for start, end in pairwise([0, *(piece_ends(text) or [len(text)])]):
        while start < end:
            fits = max(start + 1, min(end, bisect_right(along, along[start] + room) - 1))
            yield Part(place, start, fits), along[fits] - along[start]
            start = fits


def _end_of(segment: Segment, messages: Sequence[Message], room: int) -> tuple[Part, ...]:
    """The last messages of a segment that fit; the last words of its last message where that does not."""
    kept: list[Part] = []
    for part in reversed(segment.own):
        message = messages[part.place]
        label = _label_cost(message)
        worth = cost(message.text[part.start : part.end])
        if label + worth > room:
            return tuple(kept[::-1]) or _last_words(part, message.text, room - label)
        kept.append(part)
        room -= label + worth
    return tuple(kept[::-1])


def _last_words(part: Part, text: str, room: int) -> tuple[Part, ...]:
    """The end of a part that fits, from the beginning of a word on where one begins in it."""
    said = text[part.start : part.end]
    along = costs_along(said)
    start = bisect_left(along, along[-1] - room)
    if start and (word := _NEXT_WORD.search(said, start - 1)):
        start = word.end()
    return (Part(part.place, part.start + start, part.end),) if said[start:].strip() else ()
