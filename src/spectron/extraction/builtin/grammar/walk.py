"""Where the reading of a sentence stands: its clauses so far, and what waits for its noun or verb."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from spectron.extraction.builtin.grammar.drafts import Draft
from spectron.extraction.builtin.grammar.grouping import names_only
from spectron.extraction.builtin.grammar.phrases import Chunk, Noun, Verb
from spectron.extraction.builtin.lexis.senses import members
from spectron.extraction.builtin.lexis.words import listed, mapped

BE = Verb("be", "present")


@dataclass(slots=True)
class Walk:
    """The state of a walk over the chunks of a sentence.

    `place` is where the walk is, `current` the clause being read, `prep` a preposition that waits for its noun. `joint`
    is the comma or conjunction before the chunk at hand, `broken` says that a comma was among them. `returning` is the
    clause that goes on after a bracket or between dashes, and the chunks before `absorbed` were read already. `pending`
    are the adverbs and times behind a conjunction, which belong to whatever clause goes on after them.
    """

    chunks: Sequence[Chunk]
    place: int = 0
    drafts: list[Draft] = field(default_factory=lambda: [Draft()])
    current: int = 0
    prep: Chunk | None = None
    joint: str = ""
    broken: bool = False
    excluded: bool = False
    returning: int | None = None
    absorbed: int = 0
    pending: list[Chunk] = field(default_factory=list)

    @property
    def draft(self) -> Draft:
        """The clause that is being read."""
        return self.drafts[self.current]

    def open(self, draft: Draft) -> None:
        """Begin a new clause."""
        self.strand()
        self.drafts.append(draft)
        self.current = len(self.drafts) - 1

    def strand(self) -> None:
        """Leave the preposition without its noun, as in "the firm I work for"."""
        if self.prep is not None:
            self.draft.stranded = self.prep.word
        self.prep = None

    def settle(self) -> None:
        """Give the clause at hand the adverbs and times that waited to see which it would be."""
        for chunk in self.pending:
            if chunk.time is not None:
                self.draft.times.append(chunk.time)
            elif chunk.kind != "time":
                self.draft.adverbs.append(chunk.word)
            self.keep(chunk)
        self.pending.clear()

    def keep(self, chunk: Chunk) -> None:
        """Count the chunk among the words of the clause."""
        self.draft.chunks.append(chunk)

    def tells(self, before: Chunk) -> bool:
        """Whether the verb of the clause says something to the one named before: "I told Tom that"."""
        verb = self.draft.verb
        return verb is not None and verb.lemma in listed("reporting") and before.noun is not None

    def find_waiting(self) -> int | None:
        """The place of this clause or of the nearest around it that has its subject and waits for its verb."""
        place: int | None = self.current
        while place is not None:
            if self.drafts[place].waiting:
                return place
            place = self.drafts[place].parent
        return None

    def find_last_noun(self, place: int) -> Noun | None:
        """The noun phrase right before, behind nothing but adverbs and times."""
        found = next((one for one in reversed(self.chunks[:place]) if one.kind not in ("adv", "time", "comma")), None)
        return found.noun if found is not None else None


def find_antecedent(walk: Walk, place: int, word: str) -> Noun | None:
    """The noun that a relative clause explains; "who" passes over places and things to a person."""
    seen = None
    for chunk in reversed(walk.chunks[max(0, place - 6) : place]):
        if chunk.noun is not None and not chunk.noun.pronoun:
            if word == "that" and names_only(chunk.noun) and seen is None:
                seen = chunk.noun
                continue
            if word == "that":
                return chunk.noun
            seen = seen or chunk.noun
            person = chunk.noun.head.lemma in mapped("kin") or chunk.noun.head.lemma in members("occupation")
            if word not in ("who", "whose", "whom") or person:
                return chunk.noun
        elif chunk.kind == "vp" or (chunk.kind == "np" and seen is None):
            return seen
    return seen
