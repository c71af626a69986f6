"""Where readings of clauses become claims and doubts, each under the name of the rule that read it."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import wraps
from typing import Concatenate, NamedTuple, ParamSpec, TypeVar

from spectron.domain.candidate import Claim, Doubt, Manner
from spectron.domain.graph import DoubtKind
from spectron.domain.temporal import ALWAYS, Interval
from spectron.domain.text import fold
from spectron.extraction.builtin.claims.worth import Proposal, find_fault
from spectron.extraction.builtin.grammar.clauses import Clause
from spectron.extraction.builtin.grammar.vocatives import clips
from spectron.extraction.builtin.lexis.content import trim_tail
from spectron.extraction.builtin.scene.scene import Scene
from spectron.extraction.builtin.stance.stance import Stance
from spectron.extraction.dates import TimeRelation, find_deadline, find_interval
from spectron.extraction.keys import LIFELONG, load_keys

_Rest = ParamSpec("_Rest")
_Told = TypeVar("_Told")

_LONGEST_VALUE = 300
_MANY = frozenset({"also", "too", "additionally"})
_STILL = frozenset({"still", "yes", "yep", "yeah", "yup", "indeed"})
_AIMS = frozenset({"goal", "plan", "project"})
_USUAL_IMPORTANCE = 0.5


@dataclass(frozen=True, slots=True)
class Setting:
    """The clause that speaks, how it was put forward, the words it spans, and the sentence it stands in."""

    clause: Clause
    stance: Stance
    end: int
    sentence: str
    floor: int = 0

    @property
    def negated(self) -> bool:
        """Whether the clause denies."""
        verb = self.clause.verb
        outside = {"not", "never"} & set(self.clause.adverbs)
        return bool(outside) or (verb is not None and verb.negated)

    @property
    def ended(self) -> bool:
        """Whether the words say "no longer", "not any more"."""
        words = {*self.clause.adverbs, *(self.clause.verb.adverbs if self.clause.verb else ())}
        no_longer = "longer" in words and "no longer" in self.sentence
        return no_longer or (self.negated and ("anymore" in words or "any more" in self.sentence))


@dataclass(frozen=True, slots=True)
class Reading:
    """What a clause says of one mention, before it is weighed; `mode` is that of frames.tsv.

    `rule` is given where the name under which a function reads is too wide.
    """

    about: int
    key: str
    value: str
    object: int | None = None
    mode: str = "state"
    confidence: float = 0.9
    rule: str = ""


class Refusal(NamedTuple):
    """A claim that was read and not kept, and why."""

    claim: Claim
    reason: str


@dataclass(slots=True)
class Ledger:
    """The claims and doubts of a turn, in the order of its words; `rule` is the one that is reading."""

    scene: Scene
    claims: list[Claim] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    rule: str = ""

    def enter(self, setting: Setting, reading: Reading) -> None:
        """Weigh a reading by the stance of its clause, and keep it as a claim, a doubt, or not at all."""
        reading = replace(reading, value=_with_time(trim_tail(reading.value), reading.key, setting.clause))
        if not reading.value.strip():
            return
        claim, fault = self._claim(setting, reading), self._find_fault(setting, reading)
        if fault:
            self.refuse(claim, fault)
            return
        if setting.stance.doubt is not None:
            self.doubt(setting, setting.stance.doubt, setting.stance.reason, claim)
        elif setting.stance.asserted:
            self.keep(claim)
            if claim.manner is Manner.DENIAL:
                self.doubt(setting, DoubtKind.NEGATED, "not", claim)

    def refuse(self, claim: Claim, reason: str) -> None:
        """Pass a claim over, and remember why."""
        self.refusals.append(Refusal(claim if claim.rule else replace(claim, rule=self.rule), reason))

    def _find_fault(self, setting: Setting, reading: Reading) -> str | None:
        """Why a reading is not kept; None where it is."""
        if len(reading.value) > _LONGEST_VALUE:
            return "the value is too long for one"
        if reading.key == "name" and not self._may_be_called(reading):
            return "the turn comes under another name"
        if reading.key == "name" and self._is_label(reading):
            return "it goes by this name already"
        return find_fault(self._propose(setting, reading))

    def _may_be_called(self, reading: Reading) -> bool:
        """Whether a name fits the one under which its bearer speaks, where the turn tells that."""
        told = self.scene.turn.name
        if not told or self.scene.mentions[reading.about].principal is None:
            return True
        return clips(reading.value, told) or clips(told, reading.value)

    def _is_label(self, reading: Reading) -> bool:
        """Whether a name is the one under which somebody else than the speakers is known anyway."""
        mention = self.scene.mentions[reading.about]
        return mention.principal is None and fold(mention.label) == fold(reading.value)

    def _propose(self, setting: Setting, reading: Reading) -> Proposal:
        """The reading with what is needed to tell whether it is worth keeping."""
        mentions, turn = self.scene.mentions, self.scene.turn
        target = mentions[reading.object] if reading.object is not None else None
        said = turn.content[setting.clause.start : setting.end]
        before = said.partition(reading.value)[0].lower().rstrip()
        return Proposal(reading.key, reading.value, mentions[reading.about], target, setting.clause, turn.role, before)

    def keep(self, claim: Claim) -> None:
        """Add a claim that is not there yet, with the weight and the topics of its key."""
        keys = load_keys()
        weight, topics = keys.importance.get(claim.key, _USUAL_IMPORTANCE), keys.topics.get(claim.key, ())
        claim = replace(claim, importance=weight, topics=topics)
        claim = claim if claim.rule else replace(claim, rule=self.rule)
        for place, one in enumerate(self.claims):
            alike = (one.about, one.key, one.manner) == (claim.about, "habit", claim.manner) and claim.key == "habit"
            if alike and claim.value.startswith(one.value):
                self.claims[place] = claim
                return
        same = [(one.about, one.key, one.value, one.manner) for one in self.claims]
        if (claim.about, claim.key, claim.value, claim.manner) not in same:
            self.claims.append(claim)

    def doubt(self, setting: Setting, kind: DoubtKind, reason: str, claim: Claim | None) -> None:
        """Keep the clause as something not to be asserted; one doubt a clause."""
        quote = self.scene.quote(setting.clause.start, setting.end)
        for place, known in enumerate(self.doubts):
            if known.quote.start <= quote.start and quote.end <= known.quote.end:
                if known.claim is None and claim is not None:
                    self.doubts[place] = replace(known, claim=claim, rule=claim.rule)
                return
        self.doubts.append(Doubt(quote.text, kind, reason, quote, claim, claim.rule if claim else self.rule))

    def _put_aside(self, clause: Clause) -> str | None:
        """What a switch leads away from: coffee, in "from coffee to tea"."""
        left = next((one.noun for one in clause.complements if one.prep == "from" and one.noun), None)
        return self.scene.turn.content[left.bare_start : left.end] if left else None

    def _claim(self, setting: Setting, reading: Reading) -> Claim:
        """The reading as a claim, with its manner and its time."""
        manner, valid = find_manner(setting, reading.mode)
        valid = (
            ALWAYS if reading.key in LIFELONG else valid
        )  # the day in "born on 3 May" is what is said, not since when
        clause = setting.clause
        valid = find_deadline(clause.times, valid) if reading.key in _AIMS else valid
        return Claim(
            about=reading.about,
            key=reading.key,
            value=reading.value,
            quote=self.scene.quote(clause.start, setting.end),
            object=reading.object,
            manner=manner,
            valid=valid,
            replaces=self._put_aside(clause) if (reading.key, reading.mode) == ("preference", "change") else None,
            also=bool(_MANY & {*clause.adverbs, *(clause.verb.adverbs if clause.verb else ())}),
            confidence=reading.confidence,
            rule=reading.rule or self.rule,
        )


def _with_time(value: str, key: str, clause: Clause) -> str:
    """A plan, an event or a habit with its time, wherever in the clause that stands: "Saturdays I bake"."""
    if key not in _TIMED or not value.strip():
        return value
    missing = [time.text for time in clause.times[:2] if time.text.lower() not in value.lower()]
    return " ".join([value, *missing])


_TIMED = frozenset({"plan", "event", "habit"})


def rule(
    name: str,
) -> Callable[[Callable[Concatenate[Ledger, _Rest], _Told]], Callable[Concatenate[Ledger, _Rest], _Told]]:
    """Name the rule as which a function reads: what it enters, keeps or doubts is known under this name."""

    def under(read: Callable[Concatenate[Ledger, _Rest], _Told]) -> Callable[Concatenate[Ledger, _Rest], _Told]:
        @wraps(read)
        def reading(ledger: Ledger, /, *args: _Rest.args, **kwargs: _Rest.kwargs) -> _Told:
            outer, ledger.rule = ledger.rule, name
            told = read(ledger, *args, **kwargs)
            ledger.rule = outer
            return told

        return reading

    return under


def find_manner(setting: Setting, mode: str) -> tuple[Manner, Interval]:
    """How a claim is meant, and when it holds: by negation, tense and time expressions."""
    clause, verb = setting.clause, setting.clause.verb
    valid = find_interval(clause.times, mode)
    mode = mode.partition(":")[0]
    if setting.ended:
        return Manner.END, Interval(None, valid.start)
    if setting.negated:
        return Manner.DENIAL, ALWAYS
    if mode == "end":
        return Manner.END, Interval(None, valid.start)
    since = clause.is_timed(TimeRelation.SINCE)  # "had the plot since 2016" goes on
    past = verb is not None and (
        verb.modal == "used" or (verb.form == "past" and not verb.perfect and not verb.passive and not since)
    )
    if mode == "state" and past:
        return (Manner.PLAIN, valid) if valid.end is not None else (Manner.END, Interval(valid.start, None))
    words = {*clause.adverbs, *(verb.adverbs if verb else ())}
    if words & _STILL and mode == "state":
        return Manner.CONFIRMATION, valid
    return Manner.PLAIN, valid
