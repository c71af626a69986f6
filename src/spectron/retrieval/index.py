"""The turns of one view in memory, as arrays, ready to be scored."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from spectron.domain.conversation import Role
from spectron.domain.ids import SessionId, TurnId
from spectron.domain.recall import Passage
from spectron.retrieval.columns import Column
from spectron.retrieval.postings import Postings, Words
from spectron.retrieval.prepare import count_pieces
from spectron.retrieval.sentences import Sentences

Vectors: TypeAlias = Mapping[TurnId, NDArray[np.float32]]

FEATURES = ("words", "told", "timed", "asks", "names", "echo")
WORDS = FEATURES.index("words")
ECHO = FEATURES.index("echo")
_ROLES = tuple(Role)
_ENTRY = 150  # bytes of a dictionary's entry, its key among them


@dataclass(slots=True)
class Names:
    """Numbers for what has names: they only ever get more. `tails` is the last row of each session."""

    turns: dict[TurnId, int] = field(default_factory=dict)
    terms: dict[str, int] = field(default_factory=dict)
    speakers: dict[str, int] = field(default_factory=dict)
    sessions: dict[SessionId, int] = field(default_factory=dict)
    tails: dict[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Index:
    """Everything that scoring looks at. Row 0 stands for no turn at all; turns have the rows behind it.

    For each row: its turn's id, when it was said in seconds since 1970, its role (the place in `Role`), speaker,
    session and place in it, how many stems it has, its features (as `FEATURES` names them), and the row of the turn
    before it in its session, 0 for none. `vectors` has one row for each piece that a turn was cut into and that was
    embedded, `owners` the rows of their turns; a turn may have none. `sentences` has those of single sentences.

    An index never changes: `extended` gives another one, which shares with it what both hold.
    """

    names: Names
    turns: Column
    said: Column
    roles: Column
    speakers: Column
    sessions: Column
    places: Column
    lengths: Column
    features: Column
    before: Column
    postings: Postings
    vectors: Column | None
    owners: Column
    sentences: Sentences | None = None

    @classmethod
    def build(cls, passages: Iterable[Passage], vectors: Vectors | None = None) -> "Index":
        """The index of these passages, in whatever order they come, with what has been embedded of them."""
        return _start().extended(passages, vectors)

    def extended(self, passages: Iterable[Passage] = (), vectors: Vectors | None = None) -> "Index":
        """With more passages, and with vectors of these or of earlier ones; a turn that it holds already is left alone.

        Costs as much as what is added, on average. The vectors of a turn are those of its `pieces`, in their order;
        they come together and once, and all have the same length.
        """
        names = self.names if self.turns.last else self._fork_names()
        ordered = sorted(passages, key=lambda one: (one.session, one.seq, one.turn))
        fresh = [one for one in ordered if one.turn not in names.turns]
        grown = self._with(names, fresh) if fresh else self
        return grown._embedded(vectors) if vectors else grown

    def _with(self, names: Names, fresh: Sequence[Passage]) -> "Index":
        rows = range(self.turns.size, self.turns.size + len(fresh))
        names.turns.update(zip((one.turn for one in fresh), rows, strict=True))
        terms = [[names.terms.setdefault(stem, len(names.terms)) for stem in one.stems] for one in fresh]
        speakers = [names.speakers.setdefault(one.speaker, len(names.speakers)) for one in fresh]
        sessions = [names.sessions.setdefault(one.session, len(names.sessions)) for one in fresh]
        places = self.places.extended(np.array([one.seq for one in fresh], np.int64))
        return Index(
            names,
            turns=self.turns.extended(np.array([one.turn for one in fresh], dtype=object)),
            said=self.said.extended(np.array([one.said_at.timestamp() for one in fresh], np.float64)),
            roles=self.roles.extended(np.array([_ROLES.index(one.role) for one in fresh], np.int8)),
            speakers=self.speakers.extended(np.array(speakers, np.int32)),
            sessions=self.sessions.extended(np.array(sessions, np.int32)),
            places=places,
            lengths=self.lengths.extended(np.array([len(one.stems) for one in fresh], np.float32)),
            features=self.features.extended(_tabulate(fresh)),
            before=_chain(names.tails, self.before, sessions, places),
            postings=self.postings.extended(self.turns.size, terms),
            vectors=self.vectors,
            owners=self.owners,
            sentences=self.sentences,
        )

    def _embedded(self, vectors: Vectors) -> "Index":
        found = [(self.row(turn), rows) for turn, rows in vectors.items() if len(rows)]
        known = [(row, rows) for row, rows in found if row is not None]
        if not known:
            return self
        words = self.features.rows[:, WORDS]
        cuts = [(row, rows, max(1, count_pieces(words[row]))) for row, rows in known]
        whole = np.concatenate([rows[:cut] for _, rows, cut in cuts]).astype(np.float32, copy=False)
        column = self.vectors.extended(whole) if self.vectors else Column.of(whole)
        sentences = self.sentences
        further = [(row, rows[cut:]) for row, rows, cut in cuts if len(rows) > cut]
        if further:
            sentences = (sentences or Sentences.empty(whole.shape[1])).extended(further)
        owners = np.repeat([row for row, *_ in cuts], [min(cut, len(rows)) for _, rows, cut in cuts])
        return replace(self, vectors=column, owners=self.owners.extended(owners.astype(np.int32)), sentences=sentences)

    def with_room(self, numbers: Mapping[TurnId, int], length: int) -> "Index":
        """The same with room for so many vectors of this length for each of these turns."""
        rows = {turn: row for turn in numbers if (row := self.row(turn)) is not None}
        words = self.features.rows[:, WORDS]
        cuts = {turn: min(numbers[turn], max(1, count_pieces(words[row]))) for turn, row in rows.items()}
        whole, further = sum(cuts.values()), sum(numbers[turn] - cut for turn, cut in cuts.items())
        vectors, sentences = self.vectors, self.sentences
        if whole:
            vectors = (vectors or Column.of(np.empty((0, length), np.float32))).with_room(whole)
        if further:
            sentences = (sentences or Sentences.empty(length)).with_room(further)
        return replace(self, vectors=vectors, owners=self.owners.with_room(whole), sentences=sentences)

    def _fork_names(self) -> Names:
        """Numbers of its own for an index that somebody else has gone on from already."""
        turns = {turn: row for turn, row in self.names.turns.items() if row < self.turns.size}
        tails: dict[int, int] = {}
        for row in np.argsort(self.places.rows[1:], kind="stable") + 1:
            tails[int(self.sessions.rows[row])] = int(row)
        return Names(turns, dict(self.names.terms), dict(self.names.speakers), dict(self.names.sessions), tails)

    @property
    def words(self) -> Words:
        """Which of its rows say which words."""
        return Words(self.names.terms, self.postings, self.lengths.rows)

    @property
    def count(self) -> int:
        """How many turns it holds."""
        return self.turns.size - 1

    @property
    def unseen(self) -> int:
        """How many of its turns have no vector."""
        owners = self.owners.rows  # the pieces of a turn stand together
        return self.count - int(np.count_nonzero(np.diff(owners, prepend=np.int32(-1))))

    @property
    def size(self) -> int:
        """About how many bytes it takes."""
        columns = [self.turns, self.said, self.roles, self.speakers, self.sessions, self.places]
        columns += [self.lengths, self.features, self.before, self.owners]
        held = sum(column.room.nbytes for column in columns) + (self.vectors.room.nbytes if self.vectors else 0)
        held += self.sentences.size if self.sentences else 0
        return held + self.postings.size + _ENTRY * (len(self.names.turns) + len(self.names.terms))

    def is_echo(self, row: int) -> bool:
        """Whether the turn of a row only repeats what is in memory."""
        return bool(self.features.rows[row, ECHO])

    def row(self, turn: TurnId) -> int | None:
        """The row of a turn; None where the index does not hold it."""
        row = self.names.turns.get(turn, 0)
        return row if 0 < row < self.turns.size else None


def _start() -> Index:
    """An index without any turn."""
    number = np.zeros(1, np.int32)
    return Index(
        Names(),
        turns=Column.of(np.array([""], dtype=object)),
        said=Column.of(np.zeros(1, np.float64)),
        roles=Column.of(np.full(1, -1, np.int8)),
        speakers=Column.of(number - 1),
        sessions=Column.of(number - 1),
        places=Column.of(np.zeros(1, np.int64)),
        lengths=Column.of(np.zeros(1, np.float32)),
        features=Column.of(np.zeros((1, len(FEATURES)), np.float32)),
        before=Column.of(number.copy()),
        postings=Postings(),
        vectors=None,
        owners=Column.of(np.empty(0, np.int32)),
    )


def _tabulate(passages: Sequence[Passage]) -> NDArray[np.float32]:
    table = [[passage.features.get(name, 0.0) for name in FEATURES] for passage in passages]
    return np.array(table, np.float32).reshape(len(passages), len(FEATURES))


def _chain(tails: dict[int, int], before: Column, sessions: Sequence[int], places: Column) -> Column:
    """The rows before the new ones in their sessions; a turn that comes late is put where it belongs."""
    fresh: list[int] = []
    moved: dict[int, int] = {}
    for row, session in enumerate(sessions, before.size):
        ahead, behind = 0, tails.get(session, 0)
        while behind and places.rows[behind] > places.rows[row]:
            ahead = behind
            old = fresh[behind - before.size] if behind >= before.size else int(before.rows[behind])
            behind = moved.get(behind, old)
        fresh.append(behind)
        if ahead:
            moved[ahead] = row
        else:
            tails[session] = row
    column = before.extended(np.array(fresh, np.int32))
    if not moved:
        return column
    changed = column.rows.copy()
    changed[list(moved)] = list(moved.values())
    return Column.of(changed)
