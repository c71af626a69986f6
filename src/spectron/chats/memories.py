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
from spectron.retrieval.rounded import Rounded

FADING = 0.25
"""What a message weighs in what is asked, of what the next newer one does; more drowns a question in small talk."""

NEAR = np.float32(0.5)
"""What its neighbours, and the message around a sentence, weigh in what a piece says, of what it does itself.

Answers stand beside what was asked, so that a piece alone is a poor sign of what is spoken of: with its neighbours 81
of 100 questions of LoCoMo find a right segment among four, without them 68 (evals/README.md).
"""

LONGEST_PREVIEW = 200
_CUT = "..."
_NOBODY = -1


@dataclass(frozen=True, slots=True)
class Block:
    """How what a segment says is put together from the vectors of its chat: an entry for each of its pieces.

    For each entry: the row of the piece itself, of the message around it where it is one sentence of it, of the pieces
    before and after it (-1 for none), and the length of the sum of these vectors, as they weigh.
    """

    rows: NDArray[np.intp]
    beside: NDArray[np.intp]
    lengths: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Read:
    """The vectors of a chat's messages, one for each piece: those of a message begin at `starts` of its place.

    `counts` tells how many it has; one that no embedder has read has none.
    """

    vectors: Rounded
    starts: Sequence[int]
    counts: Sequence[int]

    def has(self, segment: Segment) -> bool:
        """Whether all messages of a segment have been read."""
        return all(self.counts[part.place] for part in segment.own)

    def block(self, segment: Segment, messages: Sequence[Message]) -> Block:
        """How what a segment says that was read is put together; its neighbours outside of it have no part in that."""
        whole: list[int] = []
        sentences: list[tuple[int, int]] = []
        for part in segment.own:
            first, last, end = self._pieces(part, messages[part.place].text)
            sentences += [(row, len(whole)) for row in range(last, end)]
            whole += range(first, last)
        places = np.array([*range(len(whole)), *(place for _, place in sentences)], np.intp)
        chain = np.array([_NOBODY, *whole, _NOBODY], np.intp)
        around = np.full(len(places), _NOBODY, np.intp)
        around[len(whole) :] = chain[1:-1][places[len(whole) :]]
        rows = np.array([*whole, *(row for row, _ in sentences)], np.intp)
        beside = np.stack([around, chain[places], chain[places + 2]])
        said = self.vectors.rows(rows)
        for some in beside:
            said += NEAR * self.vectors.rows(some) * (some != _NOBODY)[:, None]
        return Block(rows, beside, np.linalg.norm(said, axis=1).astype(np.float32))

    def _pieces(self, part: Part, text: str) -> tuple[int, int, int]:
        """The first row of a part, the row behind its last piece, and behind those of single sentences after it."""
        start = self.starts[part.place]
        end, ends = start + self.counts[part.place], piece_ends(text)
        if len(ends) < 2:
            return start, start + 1, end
        first, last = bisect_right(ends, part.start), bisect_left(ends, part.end)
        behind = min(start + last + 1, end)
        return min(start + first, end - 1), behind, behind

    def meaning(self, place: int, text: str) -> NDArray[np.float32]:
        """The vector of a whole message that was read: the mean of the pieces that it is cut up into."""
        start = self.starts[place]
        pieces = slice(start, start + max(1, count_pieces(len(text.split()))))
        mean: NDArray[np.float32] = self.vectors.rows(pieces).mean(axis=0)
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


def measure(vectors: Rounded, asked: NDArray[np.float32], blocks: Sequence[Block]) -> NDArray[np.float32]:
    """The distance of each block from what is asked: one less the best cosine of what one of its pieces says; 0 to 2.

    What a piece says is the mean of its vector and of those beside it, as they weigh: the scalar product of a sum is
    the sum of the scalar products, so that each row is multiplied once.
    """
    if not blocks:
        return np.zeros(0, np.float32)
    single = np.append(vectors.products(asked), np.float32(0))  # the last is nobody's
    own, beside = np.concatenate([one.rows for one in blocks]), np.concatenate([one.beside for one in blocks], axis=1)
    lengths = np.concatenate([one.lengths for one in blocks])
    products = single[own] + NEAR * single[beside].sum(axis=0)
    cosines = np.divide(products, lengths, where=lengths > 0, out=np.zeros_like(products))
    starts = np.cumsum([0, *(len(one.rows) for one in blocks[:-1])])
    distances: NDArray[np.float32] = np.clip(1 - np.maximum.reduceat(cosines, starts), 0, 2)
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
