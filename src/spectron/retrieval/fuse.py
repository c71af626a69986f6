"""The score of every turn: signals, weighed and added up."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from spectron.domain.conversation import Role
from spectron.domain.ids import TurnId
from spectron.domain.recall import Why
from spectron.domain.temporal import name_day
from spectron.retrieval.asking import Ask, find_speakers
from spectron.retrieval.index import ECHO, FEATURES, Index
from spectron.retrieval.signals import (
    Mask,
    Rows,
    Scores,
    Term,
    answer_asked,
    find_source,
    follow,
    near_times,
    say_enough,
    score_meaning,
    score_words,
    spread,
)

WEIGHTS: Mapping[str, float] = {
    "words": 1.0,
    "meaning": 1.5,
    "near": 3.0,
    "answers": 0.6,
    "speaker": 1.0,
    "length": 1.0,
    "when": 1.0,
    "date": 1.0,
    "names": 0.5,
}
"""What a full point of each signal counts for: round numbers on a plateau, where half of a weight more or less changes
little. docs/explanation/retrieval.md tells where each comes from and what it is worth."""

SPREAD_OUT = 1.0
"""How much of the weight of `near` goes to a turn's own words and meaning, half to each, where a question asks for many
things: they stand in many places, not around one."""

NAMED = np.float32(0.8)
"""The point of a turn by the one speaker whom a question names: less than for "I", since others speak of them too."""

BESIDE = np.float32(0.5)
"""The point of an assistant's turn where a question speaks of both: "What did you tell me about my visa?"."""

TRUST: Mapping[str, float] = {"builtin/hash": 0.25}
"""How far the meaning that an embedder tells is believed, 1 where it is not named here."""

ALONE = 1.5
"""What words count for where nothing is known of meaning, by weight and in what is near."""


@dataclass(frozen=True, slots=True)
class Scored:
    """The score of every turn of an index, and what it is made of; `after` are the rows behind each."""

    index: Index
    scores: Scores
    points: Mapping[str, Scores]
    terms: tuple[Term, ...]
    speakers: tuple[str, ...]
    matches: Scores
    after: Rows

    def top(self, most: int) -> list[tuple[TurnId, float]]:
        """The best turns with their scores, best first; of equals, the one that was said last."""
        rows = np.flatnonzero(self.scores > -np.inf)
        if len(rows) > most:
            least = np.partition(self.scores[rows], len(rows) - most)[len(rows) - most]
            rows = rows[self.scores[rows] >= least]
        rows = rows[np.lexsort((-rows, -self.index.said.rows[rows], -self.scores[rows]))][:most]
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
            return "says " + ", ".join(repr(term.stem) for term in self.terms if row in term.rows)
        if name == "near":
            return _tell_distance(find_source(self.index, self.after, self.matches, row))
        if name == "speaker":
            return f"spoken by {' or '.join(self.speakers)}"
        if name == "date":
            return f"said on {name_day(datetime.fromtimestamp(float(self.index.said.rows[row]), UTC))}"
        return _NOTES.get(name, "")


_NOTES = {
    "meaning": "means something like it",
    "answers": "follows a question that matches",
    "length": "tells much",
    "when": "tells of a time",
    "names": "calls something by its name",
}


def score(index: Index, ask: Ask, vector: NDArray[np.float32] | None = None, embedder: str = "") -> Scored:
    """Score all turns against a question; `vector` is the unit vector of its `wording`, made by `embedder`.

    The score of a turn depends on the turns of the index that are seen, and on nothing else.
    """
    seen = _see(index, ask)
    words, terms = score_words(index.words, ask.text, seen)
    meant = vector is not None and bool(seen[index.owners.rows].any())
    trust = TRUST.get(embedder, 1.0) if meant else 0.0
    meaning = score_meaning(index, vector, words, seen) * np.float32(trust)
    words = words * np.float32(trust + ALONE * (1 - trust))
    matches = words + meaning
    speaker, named = _hear(index, ask, seen)
    after = follow(index)
    own = SPREAD_OUT / 2 if ask.for_many else 0.0
    features = index.features.rows
    points = {
        "words": (words, WEIGHTS["words"] + own),
        "meaning": (meaning, WEIGHTS["meaning"] + own),
        "near": (spread(index, after, matches), WEIGHTS["near"] - 2 * own),
        "answers": (answer_asked(index, matches), WEIGHTS["answers"]),
        "speaker": (speaker, WEIGHTS["speaker"]),
        "length": (say_enough(index), WEIGHTS["length"]),
        "when": (features[:, FEATURES.index("timed")], WEIGHTS["when"] * ask.for_time),
        "date": (near_times(index, ask.times), WEIGHTS["date"]),
        "names": (features[:, FEATURES.index("names")], WEIGHTS["names"] * ask.for_name),
    }
    weighed = {name: signal * np.float32(weight) for name, (signal, weight) in points.items()}
    scores = np.where(seen, np.sum(list(weighed.values()), axis=0), -np.inf).astype(np.float32)
    return Scored(index, scores, weighed, tuple(terms), named, matches, after)


def _see(index: Index, ask: Ask) -> Mask:
    """Which rows take part: no echo of memory, and nothing from after the instant that is asked about."""
    said = index.said.rows
    seen: Mask = np.ones(len(said), np.bool_) if ask.known_at is None else said <= ask.known_at.timestamp()
    seen &= index.features.rows[:, ECHO] == 0
    seen[0] = False
    return seen


def _hear(index: Index, ask: Ask, seen: Mask) -> tuple[Scores, tuple[str, ...]]:
    """How far each turn is spoken by whom the question is about, where it is about one; and who that is."""
    heard = np.bincount(index.speakers.rows[seen], minlength=len(index.names.speakers))
    speakers = [name for name, number in index.names.speakers.items() if heard[number]]
    named = find_speakers(ask.text, speakers)
    if len(named) == 1:
        return NAMED * _spoken_by(index, named[0]), tuple(named)
    if named:
        return np.zeros(index.turns.size, np.float32), ()
    asker = _spoken_by(index, ask.asker) if ask.asker in speakers else _in_role(index, Role.USER)
    points = asker * np.float32(ask.of_asker)
    if ask.of_asked:
        points = points + _in_role(index, Role.ASSISTANT) * (BESIDE if ask.of_asker else np.float32(1))
    who = [ask.asker or "the user"] * ask.of_asker + ["the assistant"] * ask.of_asked
    return points, tuple(who)


def _spoken_by(index: Index, name: str | None) -> Scores:
    spoken: Mask = index.speakers.rows == index.names.speakers[name or ""]
    return spoken.astype(np.float32)


def _in_role(index: Index, role: Role) -> Scores:
    spoken: Mask = index.roles.rows == tuple(Role).index(role)
    return spoken.astype(np.float32)


def _tell_distance(hops: int) -> str:
    if hops == 0:
        return "matches best itself"
    turns = "1 turn" if abs(hops) == 1 else f"{abs(hops)} turns"
    return f"{turns} {'behind' if hops < 0 else 'before'} a match"
