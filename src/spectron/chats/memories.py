"""Which segments of a chat are nearest to what is asked, and how they are told. Pure."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from spectron.chats.segments import Message, Part, Segment, write_label
from spectron.chats.settings import MemorySettings
from spectron.chats.templates import expand, macros_in
from spectron.retrieval.prepare import count_pieces, piece_ends
from spectron.retrieval.quoting import block, defuse, one_line

FADING = 0.5
"""What a message weighs in what is asked, of what the next newer one does."""

LONGEST_PREVIEW = 200
_CUT = "..."


@dataclass(frozen=True, slots=True)
class Read:
    """The vectors of a chat's messages, a row for each piece: `starts[place]` is the first row of the message there.

    There is one start more than there are messages. A message that no embedder has read has no rows.
    """

    rows: NDArray[np.float32]
    starts: Sequence[int]

    def has(self, segment: Segment) -> bool:
        """Whether all messages of a segment have been read."""
        return all(self.starts[part.place] < self.starts[part.place + 1] for part in segment.own)

    def span(self, segment: Segment, messages: Sequence[Message]) -> tuple[int, int]:
        """The rows of a segment that was read, from the first to the one behind the last."""
        first, last = segment.own[0], segment.own[-1]
        return self._rows(first, messages[first.place].text)[0], self._rows(last, messages[last.place].text)[1]

    def _rows(self, part: Part, text: str) -> tuple[int, int]:
        """The rows of the pieces that a part touches; all of its message's where that is in one piece."""
        start, end = self.starts[part.place], self.starts[part.place + 1]
        is_whole = part.start == 0 and part.end == len(text)
        ends = () if is_whole else piece_ends(text)
        if len(ends) < 2:
            return start, end
        first, last = bisect_right(ends, part.start), bisect_left(ends, part.end)
        return min(start + first, end - 1), min(start + last + 1, end)

    def meaning(self, place: int, text: str) -> NDArray[np.float32]:
        """The vector of a whole message that was read: the mean of the pieces that it is cut up into."""
        start = self.starts[place]
        mean: NDArray[np.float32] = self.rows[start : start + max(1, count_pieces(len(text.split())))].mean(axis=0)
        return mean


@dataclass(frozen=True, slots=True)
class Chunk:
    """A segment that was found: its text, how far it is from what was asked, and the segment itself.

    `repeated` is how many of the first characters of the text are the end of the segment before.
    """

    content: str
    distance: float
    segment: Segment
    repeated: int


def mix(meanings: Sequence[NDArray[np.float32]]) -> NDArray[np.float32]:
    """What messages ask together, the newest first, which weighs most: of unit length, or zeros where they say nothing.

    Each counts with its own length of one, whatever it has.
    """
    asked = np.zeros_like(meanings[0])
    for place, one in enumerate(meanings):
        asked += FADING**place * _unit(one)
    return _unit(asked)


def _unit(vector: NDArray[np.float32]) -> NDArray[np.float32]:
    length = float(np.linalg.norm(vector))
    return vector / np.float32(length) if length else vector


def measure(
    rows: NDArray[np.float32], asked: NDArray[np.float32], spans: Sequence[tuple[int, int]]
) -> NDArray[np.float32]:
    """The distance of each span of rows from what is asked: one less the best cosine of a row in it; from 0 to 2."""
    if not spans:
        return np.zeros(0, np.float32)
    cosines = np.append(rows @ asked, np.float32(-1))  # the last stands behind the end, where a span may end
    best = np.maximum.reduceat(cosines, np.array(spans).ravel())[::2]
    distances: NDArray[np.float32] = np.clip(1 - best, 0, 2)
    return distances


def choose(distances: NDArray[np.float32], count: int) -> list[int]:
    """The places of the smallest distances, ascending; of equal ones the earlier first."""
    return [int(place) for place in np.argsort(distances, kind="stable")[:count]]


def tell(chunks: Sequence[Chunk], messages: Sequence[Message], settings: MemorySettings) -> str:
    """The chunks as a text for a prompt, by the templates; nothing where there are none.

    Nothing that was said ends the quote of the usual header, or begins a line like a speaker's.
    """
    told = [
        expand(
            settings.chunk_template,
            {
                "content": quote(one.segment, messages),
                "score": f"{one.distance:.4f}",
                "index": str(place),
                "startIndex": str(one.segment.start),
                "endIndex": str(one.segment.end),
            },
        )
        for place, one in enumerate(chunks, 1)
    ]
    return _put(settings.memory_header_template, "\n".join(told).rstrip("\n")) if told else ""


def _put(header: str, told: str) -> str:
    """The memories where a header wants them, or behind it."""
    return expand(header, {"memories": told}) if "memories" in macros_in(header) else f"{header}\n{told}"


def quote(segment: Segment, messages: Sequence[Message]) -> str:
    """A segment for a prompt: each message on a line, what it has of further lines set in."""
    lines = []
    for part in (*segment.overlap, *segment.own):
        message = messages[part.place]
        said = ("... " if part.start else "") + message.text[part.start : part.end]
        lines.append(f"{write_label(message.speaker)}{block(said)}")
    return defuse("\n".join(lines))


def preview(text: str, keeps_end: bool = False) -> str:
    """What was asked on one line, cut to `LONGEST_PREVIEW` characters: at its end, or at its beginning."""
    line = one_line(text)
    if len(line) <= LONGEST_PREVIEW:
        return line
    room = LONGEST_PREVIEW - len(_CUT)
    return f"{_CUT}{line[-room:]}" if keeps_end else f"{line[:room]}{_CUT}"
