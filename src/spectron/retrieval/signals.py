"""What speaks for a turn: one array of numbers for each signal, a number for each row of the index."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from spectron.domain.temporal import Interval
from spectron.retrieval.index import FEATURES, Index
from spectron.retrieval.words import stems

Scores: TypeAlias = NDArray[np.float32]
Mask: TypeAlias = NDArray[np.bool_]

SATURATION = 1.2  # k1 of BM25
LENGTH_SHARE = 0.75  # b of BM25
HOPS = 4
DECAY = 0.9
ENOUGH_WORDS = 3.4  # ln(1 + 30 words)
_DAY = 86_400.0
_BEFORE, _AFTER = 7 * _DAY, 15 * _DAY


@dataclass(frozen=True, slots=True)
class Term:
    """A word of a question, and what saying it is worth."""

    stem: str
    weight: float
    rows: NDArray[np.int32]


def score_words(index: Index, text: str, seen: Mask) -> tuple[Scores, list[Term]]:
    """BM25 as a share of the most that any turn could get, 0 to 1, so that it needs no other turn to be compared with.

    Okapi BM25 with the idf of Lucene, ln(1 + (n - df + 0.5) / (df + 0.5)) (Robertson & Zaragoza, The Probabilistic
    Relevance Framework, 2009). Only the turns that are `seen` count for n, df and the average length.
    """
    scores = np.zeros(index.turns.size, np.float32)
    count = int(seen.sum())
    lengths = index.lengths.rows
    average = max(1.0, float(lengths[seen].mean())) if count else 1.0
    terms: list[Term] = []
    best = 0.0
    for stem, times in Counter(stems(text)).items():
        rows, counts = index.postings.find(index.names.terms.get(stem, -1))
        # An older index shares the numbers of words with a younger one, but not its postings.
        kept = seen[rows]
        rows, counts = rows[kept], counts[kept]
        idf = times * float(np.log1p((count - len(rows) + 0.5) / (len(rows) + 0.5)))
        best += idf * (SATURATION + 1)
        norm = SATURATION * (1 - LENGTH_SHARE + LENGTH_SHARE * lengths[rows] / average)
        scores[rows] += idf * (SATURATION + 1) * counts / (counts + norm)
        terms.append(Term(stem, idf, rows))
    return (scores / best if best else scores), terms


def score_meaning(index: Index, vector: NDArray[np.float32] | None, seen: Mask) -> Scores:
    """The cosine of each turn's best piece, 0 for what has no vector or points the other way."""
    scores = np.zeros(index.turns.size, np.float32)
    if vector is not None and index.vectors is not None:
        np.maximum.at(scores, index.owners.rows, index.vectors.rows @ vector.astype(np.float32, copy=False))
        scores[~seen] = 0
    return scores


def spread(index: Index, scores: Scores) -> Scores:
    """For each turn the best of its score and of those up to four turns away in its session, a tenth less for each."""
    before = index.before.rows
    after = np.zeros_like(before)
    after[before] = np.arange(len(before), dtype=before.dtype)
    after[0] = 0
    best = scores.copy()
    for steps in (before, after):
        moved = scores
        for _ in range(HOPS):
            moved = moved[steps] * np.float32(DECAY)
            np.maximum(best, moved, out=best)
    return best


def said_enough(index: Index) -> Scores:
    """0 to 1 with the logarithm of how many words a turn has, thirty and more being enough."""
    words = index.features.rows[:, FEATURES.index("words")]
    enough: Scores = np.minimum(np.log1p(words), ENOUGH_WORDS) / np.float32(ENOUGH_WORDS)
    return enough


def near_times(index: Index, times: Sequence[Interval]) -> Scores:
    """How near the day a turn was said on lies to a time that is asked for: 1 inside of it, less outside.

    It fades by e in two weeks behind the time, because people tell of what was, and in one week before it.
    """
    said = index.said.rows
    best = np.zeros(len(said), np.float32)
    for time in times:
        start, end = (edge.timestamp() if edge else None for edge in (time.start, time.end))
        if start is None and end is None:
            continue
        early = np.maximum(0.0, (start if start is not None else -np.inf) - said)
        late = np.maximum(0.0, said - (end if end is not None else np.inf))
        np.maximum(best, np.exp(-early / _BEFORE - late / _AFTER), out=best, casting="same_kind")
    best[0] = 0
    return best
