"""What speaks for a turn: one array of numbers for each signal, a number for each row of the index."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from spectron.domain.temporal import Interval
from spectron.retrieval.index import FEATURES, Index
from spectron.retrieval.postings import Words
from spectron.retrieval.words import stems

Scores: TypeAlias = NDArray[np.float32]
Mask: TypeAlias = NDArray[np.bool_]
Rows: TypeAlias = NDArray[np.int32]

SATURATION = 0.8  # k1 of BM25
LENGTH_SHARE = 0.75  # b of BM25
HOPS = 4
DECAY = np.float32(0.9)
IN_SIGHT = 256  # turns whose sentences are looked at
ENOUGH_WORDS = np.float32(3.4)  # ln(1 + 30 words)
_DAY = 86_400.0
_BEFORE, _AFTER = 7 * _DAY, 15 * _DAY


@dataclass(frozen=True, slots=True)
class Term:
    """A stem of a question, and the rows that say it."""

    stem: str
    rows: NDArray[np.int32]


def score_words(words: Words, text: str, seen: Mask) -> tuple[Scores, list[Term]]:
    """BM25 as a share of the most that any row could get, 0 to 1, so that it needs no other row to be compared with.

    Okapi BM25 with the idf of Lucene, ln(1 + (n - df + 0.5) / (df + 0.5)) (Robertson & Zaragoza, The Probabilistic
    Relevance Framework, 2009). Only the rows that are `seen` count for n, df and the average length.
    """
    lengths = words.lengths
    scores = np.zeros(len(lengths), np.float32)
    count = int(seen.sum())
    average = max(1.0, float(lengths.sum(where=seen)) / count) if count else 1.0
    terms: list[Term] = []
    best = 0.0
    for stem, times in Counter(stems(text)).items():
        rows, counts = words.postings.find(words.terms.get(stem, -1))
        kept = seen[rows]
        rows, counts = rows[kept], counts[kept]
        most = times * float(np.log1p((count - len(rows) + 0.5) / (len(rows) + 0.5))) * (SATURATION + 1)
        norm = SATURATION * (1 - LENGTH_SHARE + LENGTH_SHARE * lengths[rows] / average)
        scores[rows] += most * counts / (counts + norm)
        best += most
        terms.append(Term(stem, rows))
    return (scores / np.float32(best) if best else scores), terms


def score_meaning(index: Index, vector: NDArray[np.float32] | None, words: Scores, seen: Mask) -> Scores:
    """The cosine of each turn's best piece; half of it the best sentence's, for the turns that are best so far.

    What points the other way has 0. A turn without a vector has the middle of the others, for nobody knows better.
    """
    if vector is None or index.vectors is None:
        return np.zeros(index.turns.size, np.float32)
    scores = compare(index.vectors.rows, index.owners.rows, vector, seen)
    return _look_closer(index, vector, scores, words + scores)


def compare(vectors: NDArray[np.float32], owners: Rows, vector: NDArray[np.float32], seen: Mask) -> Scores:
    """The cosine of each row's best vector, 0 where that is negative, and the median where it has none.

    `owners` are the rows of `vectors`; rows that are not `seen` have 0.
    """
    scores = np.zeros(len(seen), np.float32)
    # not `@`, which hands even a small product to several threads that wait for each other
    np.maximum.at(scores, owners, np.vecdot(vectors, vector.astype(np.float32, copy=False)))
    read = np.zeros(len(seen), np.bool_)
    read[owners] = True
    unread = seen & ~read
    if unread.any() and (read & seen).any():
        scores[unread] = np.median(scores[read & seen])
    scores[~seen] = 0
    return scores


def _look_closer(index: Index, vector: NDArray[np.float32], scores: Scores, so_far: Scores) -> Scores:
    if index.sentences is None:
        return scores
    near = np.ones(len(scores), np.bool_)
    if len(scores) > IN_SIGHT:
        near = so_far >= np.partition(so_far, -IN_SIGHT)[-IN_SIGHT]
    owners, cosines = index.sentences.compare(vector, near & (scores > 0))
    best = scores.copy()
    np.maximum.at(best, owners, cosines)
    mean: Scores = (scores + best) / np.float32(2)
    return mean


def spread(index: Index, after: Rows, scores: Scores) -> Scores:
    """For each turn the best of its score and of those up to four turns away in its session, a tenth less for each.

    `after` are the rows behind each, as `follow` gives them.
    """
    best = scores.copy()
    for steps in (index.before.rows, after):
        moved = scores
        for _ in range(HOPS):
            moved = moved[steps] * DECAY
            np.maximum(best, moved, out=best)
    return best


def answer_asked(index: Index, scores: Scores) -> Scores:
    """For each turn the score of the one before it, where that is short and asks something."""
    asking = scores * index.features.rows[:, FEATURES.index("asks")]
    answers: Scores = asking[index.before.rows]
    return answers


def say_enough(index: Index) -> Scores:
    """0 to 1 with the logarithm of how many words a turn tells; thirty are enough."""
    told = np.log1p(index.features.rows[:, FEATURES.index("told")])
    enough: Scores = np.minimum(told, ENOUGH_WORDS) / ENOUGH_WORDS
    return enough


def near_times(index: Index, times: Sequence[Interval]) -> Scores:
    """How near the day a turn was said on lies to a time that is asked for: 1 inside of it, less outside.

    It fades by e in 15 days behind the time, because people tell of what was, and in a week before it.
    """
    said = index.said.rows
    best = np.zeros(len(said), np.float32)
    for time in times:
        if time.start is None and time.end is None:
            continue
        early = np.maximum(0.0, time.start.timestamp() - said) if time.start else 0.0
        late = np.maximum(0.0, said - time.end.timestamp()) if time.end else 0.0
        best = np.maximum(best, np.exp(-early / _BEFORE - late / _AFTER)).astype(np.float32)
    best[0] = 0
    return best


def find_source(index: Index, after: Rows, scores: Scores, row: int) -> int:
    """How many turns away the match is that `spread` found for a row, negative for one before it; 0 for itself."""
    best, found = float(scores[row]), 0
    for sign, steps in ((-1, index.before.rows), (1, after)):
        place, share = row, 1.0
        for hop in range(1, HOPS + 1):
            place, share = int(steps[place]), share * float(DECAY)
            if float(scores[place]) * share > best:
                best, found = float(scores[place]) * share, sign * hop
    return found


def follow(index: Index) -> Rows:
    """The row behind each in its session, 0 for none."""
    before = index.before.rows
    after = np.zeros_like(before)
    after[before] = np.arange(len(before), dtype=before.dtype)
    after[0] = 0
    return after
