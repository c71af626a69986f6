"""The score of every turn: signals, weighed and added up."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from spectron.domain.conversation import Role
from spectron.domain.ids import TurnId
from spectron.domain.recall import Why
from spectron.retrieval.asking import Ask, find_speakers
from spectron.retrieval.index import FEATURES, Index
from spectron.retrieval.prepare import name_day
from spectron.retrieval.signals import Mask, Scores, Term, near_times, said_enough, score_meaning, score_words, spread

WEIGHTS: Mapping[str, float] = {
    "words": 1.0,
    "meaning": 1.5,
    "near": 3.0,
    "speaker": 1.0,
    "length": 1.0,
    "when": 1.0,
    "date": 1.5,
}
"""What a full point of each signal counts for."""

MEANING: Mapping[str, float] = {"builtin/hash": 0.5}
"""How far an embedder is trusted, 1 where it is not named here."""


@dataclass(frozen=True, slots=True)
class Scored:
    """The score of every turn of an index, and what it is made of."""

    index: Index
    scores: Scores
    points: Mapping[str, Scores]
    terms: tuple[Term, ...]
    speakers: tuple[str, ...]

    def top(self, most: int) -> list[tuple[TurnId, float]]:
        """The best turns with their scores, best first; of equals, the one that was said last."""
        rows = np.flatnonzero(self.scores > -np.inf)
        if len(rows) > most:
            rows = rows[np.argpartition(-self.scores[rows], most - 1)[:most]]
        rows = rows[np.lexsort((-self.index.said.rows[rows], -self.scores[rows]))]
        return [(self.index.turns.rows[row], float(self.scores[row])) for row in rows]

    def score(self, turn: TurnId) -> float:
        """The score of one turn; -inf for one that takes no part."""
        row = self.index.row(turn)
        return float(self.scores[row]) if row is not None else float("-inf")

    def why(self, turn: TurnId) -> tuple[Why, ...]:
        """The signals that spoke for a turn, the weightiest first."""
        row = self.index.row(turn)
        if row is None:
            return ()
        found = [(name, float(points[row])) for name, points in self.points.items() if points[row] > 0]
        found.sort(key=lambda one: -one[1])
        return tuple(Why(name, round(points, 4), self._note(name, row)) for name, points in found)

    def _note(self, name: str, row: int) -> str:
        if name == "words":
            said = [repr(term.stem) for term in self.terms if row in term.rows]
            return "says " + ", ".join(said)
        if name == "speaker":
            return f"spoken by {', '.join(self.speakers)}"
        if name == "date":
            return f"said on {name_day(_instant(self.index.said.rows[row]))}"
        return ""


def score(index: Index, ask: Ask, vector: NDArray[np.float32] | None = None, embedder: str = "") -> Scored:
    """Score all turns against a question; `vector` is the unit vector of its `wording`, made by `embedder`."""
    seen = _see(index, ask)
    words, terms = score_words(index, ask.text, seen)
    trust = MEANING.get(embedder, 1.0)
    meaning = score_meaning(index, vector, seen) * np.float32(trust)
    speaker, named = _hear(index, ask)
    features = index.features.rows
    signals = {
        "words": words,
        "meaning": meaning,
        "near": spread(index, words + meaning),
        "speaker": speaker,
        "length": said_enough(index),
        "when": features[:, FEATURES.index("timed")] * np.float32(ask.dated),
        "date": near_times(index, ask.times),
    }
    points = {name: signal * np.float32(WEIGHTS[name]) for name, signal in signals.items()}
    scores = np.where(seen, np.sum(list(points.values()), axis=0), -np.inf).astype(np.float32)
    return Scored(index, scores, points, tuple(terms), named)


def _see(index: Index, ask: Ask) -> Mask:
    """Which rows take part."""
    said = index.said.rows
    seen = np.ones(len(said), np.bool_) if ask.known_at is None else said <= ask.known_at.timestamp()
    seen[0] = False
    return seen


def _hear(index: Index, ask: Ask) -> tuple[Scores, tuple[str, ...]]:
    """1 for the turns of the one person whom the question is about, where it is about one; and who that is."""
    named = find_speakers(ask.text, index.names.speakers)
    if not named and ask.asker and ask.first_person:
        named = [ask.asker]
    if len(named) == 1 and named[0] in index.names.speakers:
        return (index.speakers.rows == index.names.speakers[named[0]]).astype(np.float32), tuple(named)
    if not named and ask.first_person:
        return (index.roles.rows == tuple(Role).index(Role.USER)).astype(np.float32), ("the user",)
    return np.zeros(index.turns.size, np.float32), ()


def _instant(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
