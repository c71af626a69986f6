"""Which turns say which words, and how often."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Segment:
    """Postings of some turns: rows, ascending, and counts of `terms[k]` stand from `starts[k]` to `starts[k + 1]`."""

    terms: NDArray[np.int32]
    starts: NDArray[np.int32]
    rows: NDArray[np.int32]
    counts: NDArray[np.int32]

    def find(self, term: int) -> slice:
        """Where the postings of a term stand."""
        place = int(np.searchsorted(self.terms, term))
        if place == len(self.terms) or self.terms[place] != term:
            return slice(0, 0)
        return slice(int(self.starts[place]), int(self.starts[place + 1]))

    @property
    def size(self) -> int:
        """How many bytes it takes."""
        return int(self.terms.nbytes + self.starts.nbytes + self.rows.nbytes + self.counts.nbytes)


@dataclass(frozen=True, slots=True)
class Postings:
    """Segments, oldest first, each smaller than the one before it: adding a turn costs its share of a few mergers."""

    segments: tuple[Segment, ...] = ()

    def extended(self, first: int, documents: Sequence[Sequence[int]]) -> "Postings":
        """With the terms of more rows, from `first` on, which must be higher than any before."""
        lengths = [len(terms) for terms in documents]
        if not sum(lengths):
            return self
        terms = np.fromiter(chain.from_iterable(documents), np.int64, sum(lengths))
        rows = np.repeat(np.arange(first, first + len(documents), dtype=np.int64), lengths)
        segments = [*self.segments, _gather(terms, rows)]
        while len(segments) > 1 and len(segments[-2].rows) < 2 * len(segments[-1].rows):
            segments[-2:] = [_merge(segments[-2], segments[-1])]
        return Postings(tuple(segments))

    def find(self, term: int) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """The rows that say a term, ascending, and how often each does."""
        found = [(segment, segment.find(term)) for segment in self.segments]
        rows = [segment.rows[place] for segment, place in found if place.stop > place.start]
        counts = [segment.counts[place] for segment, place in found if place.stop > place.start]
        if not rows:
            return np.empty(0, np.int32), np.empty(0, np.int32)
        return (rows[0], counts[0]) if len(rows) == 1 else (np.concatenate(rows), np.concatenate(counts))

    @property
    def size(self) -> int:
        """How many bytes they take."""
        return sum(segment.size for segment in self.segments)


@dataclass(frozen=True, slots=True)
class Words:
    """Which rows say which words: a number for each stem, its postings, and how many stems each row has."""

    terms: Mapping[str, int]
    postings: Postings
    lengths: NDArray[np.float32]


def _gather(terms: NDArray[np.int64], rows: NDArray[np.int64]) -> Segment:
    """The segment of terms and the rows that say them, one of each for each time."""
    packed, counts = np.unique(terms << 32 | rows, return_counts=True)
    return _seal((packed >> 32).astype(np.int32), (packed & 0xFFFFFFFF).astype(np.int32), counts.astype(np.int32))


def _merge(first: Segment, second: Segment) -> Segment:
    """Both in one; the rows of the second are all higher."""
    terms = np.concatenate([np.repeat(one.terms, np.diff(one.starts)) for one in (first, second)])
    order = np.argsort(terms, kind="stable")
    rows, counts = np.concatenate([first.rows, second.rows]), np.concatenate([first.counts, second.counts])
    return _seal(terms[order], rows[order], counts[order])


def _seal(terms: NDArray[np.int32], rows: NDArray[np.int32], counts: NDArray[np.int32]) -> Segment:
    distinct, starts = np.unique(terms, return_index=True)
    return Segment(distinct, np.append(starts, len(terms)).astype(np.int32), rows, counts)
