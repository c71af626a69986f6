"""A change set in the making, as the steps of a plan hand it to each other."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from spectron.domain.change import Moment
from spectron.domain.conversation import Turn
from spectron.domain.graph import Change, Correction, Evidence, Fact, Instruction, Source, Uncertainty
from spectron.domain.ids import FactId, RecordId, TurnId
from spectron.reconciliation.cardinality import JOB, Beside, Cardinality, Content, Lane, beside, lane
from spectron.reconciliation.match import Matched


@dataclass(frozen=True, slots=True)
class Known:
    """What the store believes about the subjects and keys of a turn's claims."""

    facts: Sequence[Fact] = ()
    evidence: Sequence[Evidence] = ()
    instructions: Sequence[Instruction] = ()
    uncertainties: Sequence[Uncertainty] = ()


@dataclass(slots=True)
class Draft:
    """A change set in the making; `deed` tells a retraction or a restoration from the learning of a turn.

    A version that rests on the words of the turn `unsaid` does not stay as it is, even where others tell the same.
    """

    moment: Moment
    matched: Matched
    known: Known
    table: Mapping[str, Cardinality]
    evidence: list[Evidence] = field(default_factory=list)
    retracted: dict[RecordId, Change] = field(default_factory=dict)
    uncertainties: list[Uncertainty] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)
    superseded: dict[FactId, Change] = field(default_factory=dict)
    corrections: list[Correction] = field(default_factory=list)
    replaced: list[tuple[Content, Evidence]] = field(default_factory=list)
    beside: Beside = frozenset()
    deed: Change | None = None
    unsaid: TurnId | None = None

    @property
    def source(self) -> Source:
        """Which turn the claims come from; only a turn has claims."""
        turn = self.moment.cause
        assert isinstance(turn, Turn)
        return Source(turn.id, turn.role, turn.name)

    def live(self) -> list[Evidence]:
        """All evidence that counts: what was known and not taken back, and what this turn adds."""
        return [one for one in (*self.known.evidence, *self.evidence) if one.id not in self.retracted]

    def lane(self, one: Evidence) -> Lane:
        """The lane of a claim under this context's table."""
        return lane(one, self.table, self.beside)

    def lanes(self) -> list[Lane]:
        """Every lane that this turn touches: also those that a value leaves because it stands beside the others now.

        What ends with a job is touched with it.
        """
        now = beside(self.live())
        before, self.beside = beside(self.known.evidence), now
        touched = self.touched()
        employed = {one.entity for one in touched if one.key == JOB[0]}
        tied = [one for one in self.live() if one.key in JOB[1:] and one.entity in employed]
        return list(dict.fromkeys(lane(one, self.table, apart) for apart in (now, before) for one in (*touched, *tied)))

    def touched(self) -> list[Evidence]:
        """The evidence that this turn adds or takes back."""
        return [*self.evidence, *(one for one in self.known.evidence if one.id in self.retracted)]
