"""The chunks of one view in memory, and how well each answers a query."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from spectron.domain.ids import DocumentId
from spectron.domain.library import Chunk
from spectron.domain.recall import Why
from spectron.retrieval.chunks import cut_chunks
from spectron.retrieval.columns import Column
from spectron.retrieval.fuse import ALONE, TRUST, WEIGHTS
from spectron.retrieval.postings import Postings, Words
from spectron.retrieval.prepare import PIECE_WORDS
from spectron.retrieval.signals import compare, score_words
from spectron.retrieval.words import stems

Vectors: TypeAlias = NDArray[np.float32]

CHUNK_RECIPE = 1
"""Rises whenever `make_chunks` or `pieces` would give something else: what was cut by an older recipe is cut anew."""

_ENTRY = 250  # bytes of a chunk's own record, or of a word's


@dataclass(frozen=True, slots=True)
class Stacks:
    """The chunks that a query goes through, one a row, by the names of `rows`; each as it is without its stems.

    `lengths` counts the stems of each; `vectors` are those of their pieces, `owners` the rows of these. Stacks never
    change: `extended` gives others, which share with these what both hold.
    """

    chunks: tuple[Chunk, ...]
    rows: Mapping[tuple[DocumentId, int], int]
    terms: Mapping[str, int]
    postings: Postings
    lengths: Column
    owners: Column
    vectors: Column | None

    @classmethod
    def build(cls, chunks: Sequence[tuple[Chunk, Vectors | None]]) -> "Stacks":
        """Of these chunks, each with the vectors of its pieces, where an embedder has read it."""
        empty = Column.of(np.empty(0, np.float32)), Column.of(np.empty(0, np.int32))
        return cls((), {}, {}, Postings(), *empty, None).extended(chunks)

    def extended(self, chunks: Sequence[tuple[Chunk, Vectors | None]]) -> "Stacks":
        """With more chunks, or vectors of those that are here; those of another length than the first are left out."""
        if not chunks:
            return self
        fresh = [one for one, _ in chunks if (one.document, one.place) not in self.rows]
        rows, terms = dict(self.rows), dict(self.terms)
        rows.update(((one.document, one.place), row) for row, one in enumerate(fresh, len(self.chunks)))
        numbers = [[terms.setdefault(stem, len(terms)) for stem in one.stems] for one in fresh]
        read = set(self.owners.rows.tolist())
        length = self.vectors.rows.shape[1] if self.vectors else None
        news: list[tuple[int, Vectors]] = []
        for one, vectors in chunks:
            row = rows[one.document, one.place]
            if vectors is not None and row not in read and length in (None, vectors.shape[1]):
                news.append((row, vectors))
                length = vectors.shape[1]
        return Stacks(
            chunks=(*self.chunks, *(replace(one, stems=()) for one in fresh)),
            rows=rows,
            terms=terms,
            postings=self.postings.extended(len(self.chunks), numbers),
            lengths=self.lengths.extended(np.array([len(one.stems) for one in fresh], np.float32)),
            owners=self.owners.extended(np.array([row for row, each in news for _ in each], np.int32)),
            vectors=_join(self.vectors, [each for _, each in news]),
        )

    @property
    def unseen(self) -> int:
        """How many chunks no embedder has read."""
        return len(self.chunks) - len(np.unique(self.owners.rows))

    @property
    def size(self) -> int:
        """About how many bytes it takes."""
        arrays = self.postings.size + self.lengths.room.nbytes + self.owners.room.nbytes
        held = arrays + (self.vectors.room.nbytes if self.vectors else 0)
        return held + _ENTRY * (len(self.chunks) + len(self.terms))


def _join(held: Column | None, news: Sequence[Vectors]) -> Column | None:
    if not news:
        return held
    more = np.concatenate(news)
    return held.extended(more) if held else Column.of(more)


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
    words, terms = score_words(Words(stacks.terms, stacks.postings, stacks.lengths.rows), query, seen)
    meaning, trust = np.zeros_like(words), 0.0
    if vector is not None and stacks.vectors and stacks.vectors.rows.shape[1] == len(vector):
        trust = TRUST.get(embedder, 1.0)
        meaning = compare(stacks.vectors.rows, stacks.owners.rows, vector, seen) * np.float32(
            WEIGHTS["meaning"] * trust
        )
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
