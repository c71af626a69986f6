"""The chunks of one view in memory, and how well each answers a query."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from spectron.domain.ids import DocumentId
from spectron.domain.library import Chunk
from spectron.domain.recall import Why
from spectron.retrieval.chunks import cut_chunks
from spectron.retrieval.fuse import ALONE, TRUST, WEIGHTS
from spectron.retrieval.postings import Postings, Words
from spectron.retrieval.prepare import PIECE_WORDS
from spectron.retrieval.signals import compare, score_words
from spectron.retrieval.words import stems

_ENTRY = 200  # bytes of a chunk's own record


@dataclass(frozen=True, slots=True)
class Stacks:
    """The chunks that a query goes through, one a row; `vectors` are those of their pieces, `owners` their rows."""

    chunks: tuple[Chunk, ...]
    words: Words
    vectors: NDArray[np.float32] | None
    owners: NDArray[np.int32]

    @classmethod
    def build(cls, chunks: Sequence[Chunk], vectors: Mapping[int, NDArray[np.float32]]) -> "Stacks":
        """Of these chunks, with the vectors of some of them, all of one length, by their places among them."""
        terms: dict[str, int] = {}
        numbers = [[terms.setdefault(stem, len(terms)) for stem in one.stems] for one in chunks]
        lengths = np.array([len(one.stems) for one in chunks], np.float32)
        words = Words(terms, Postings().extended(0, numbers), lengths)
        owners = np.repeat(np.array(list(vectors), np.int32), [len(rows) for rows in vectors.values()])
        held = np.concatenate(list(vectors.values())) if vectors else None
        bare = tuple(Chunk(one.document, one.place, one.start, one.end, ()) for one in chunks)
        return cls(bare, words, held, owners)

    @property
    def unseen(self) -> int:
        """How many chunks no embedder has read."""
        return len(self.chunks) - len(np.unique(self.owners))

    @property
    def size(self) -> int:
        """About how many bytes it takes."""
        arrays = self.words.postings.size + self.words.lengths.nbytes + self.owners.nbytes
        return arrays + (self.vectors.nbytes if self.vectors is not None else 0) + _ENTRY * len(self.chunks)


def make_chunks(document: DocumentId, label: str, content: str) -> list[Chunk]:
    """The chunks of a document; the words of its label are among those that each is found by."""
    named = tuple(stems(label))
    return [
        Chunk(document, place, start, end, (*named, *stems(content[start:end])))
        for place, (start, end) in enumerate(cut_chunks(content))
    ]


def pieces(label: str, text: str) -> list[str]:
    """What is embedded of a chunk: all of its words, at most a hundred at a time, each time behind the label."""
    words = text.split()
    return [f"{label}: {' '.join(words[at : at + PIECE_WORDS])}" for at in range(0, len(words), PIECE_WORDS)]


def rank(
    stacks: Stacks, query: str, vector: NDArray[np.float32] | None, embedder: str, most: int
) -> list[tuple[Chunk, float, tuple[Why, ...]]]:
    """The best chunks for a query with their scores and reasons, best first; none that has no point.

    `vector` is the unit vector of the query, made by `embedder`. Words and meaning weigh as they do for turns.
    """
    seen = np.ones(len(stacks.chunks), np.bool_)
    words, terms = score_words(stacks.words, query, seen)
    meaning, trust = np.zeros_like(words), 0.0
    if vector is not None and stacks.vectors is not None and stacks.vectors.shape[1] == len(vector):
        trust = TRUST.get(embedder, 1.0)
        meaning = compare(stacks.vectors, stacks.owners, vector, seen) * np.float32(WEIGHTS["meaning"] * trust)
    words = words * np.float32(WEIGHTS["words"] * (trust + ALONE * (1 - trust)))
    scores = words + meaning
    best = np.lexsort((np.arange(len(scores)), -scores))[:most]
    found: list[tuple[Chunk, float, tuple[Why, ...]]] = []
    for row in (int(one) for one in best if scores[one] > 0):
        said = "says " + ", ".join(repr(term.stem) for term in terms if row in term.rows)
        points = [("words", words[row], said), ("meaning", meaning[row], "means something like it")]
        why = [Why(name, round(float(point), 4), note) for name, point, note in points if point > 0]
        found.append((stacks.chunks[row], float(scores[row]), tuple(sorted(why, key=lambda one: -one.points))))
    return found
