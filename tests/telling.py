"""Turns told in a few words: who said what when, what an extractor would make of it, and a memory to tell it to.

`Ledger` is the store in a few lines, kept in lists: the plan of every turn is made from the records that turn reaches,
and applied as the store applies it. So the pure core can be told whole stories without a database.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from spectron.domain.candidate import ASSISTANT, SPEAKER, Claim, Directive, Doubt, Extraction, Manner, Mention, Window
from spectron.domain.change import ChangeSet, Moment
from spectron.domain.conversation import Role, Turn
from spectron.domain.graph import (
    Alias,
    DoubtKind,
    Entity,
    Evidence,
    Fact,
    Instruction,
    Priority,
    Quote,
    Retraction,
    Uncertainty,
)
from spectron.domain.ids import EntityId, FactId, RecordId, SessionId, TurnId, new_id
from spectron.domain.scope import Scope
from spectron.domain.temporal import Interval
from spectron.domain.text import fold
from spectron.domain.view import Heard, Testimony
from spectron.reconciliation.cardinality import Cardinality, content
from spectron.reconciliation.draft import Known
from spectron.reconciliation.match import match, seek
from spectron.reconciliation.plan import plan
from spectron.reconciliation.reach import reach
from spectron.reconciliation.retract import restore, retract

DAWN = datetime(2026, 3, 2, 9, tzinfo=UTC)
ALICE = Scope.of({"user": "alice"})
_PRINCIPALS = {"me": (SPEAKER, "user"), "you": (ASSISTANT, "assistant")}


def day(number: float) -> datetime:
    """An instant: so many days after the first, or before it."""
    return DAWN + timedelta(days=number)


@dataclass(frozen=True, slots=True)
class Says:
    """One claim. `about` is "me", "you", "my sister", "my sister Ana" or a name; `to` the type of a related entity.

    `together` says that it is made in the very words of the claim before.
    """

    key: str
    value: str
    manner: Manner = Manner.PLAIN
    since: datetime | None = None
    until: datetime | None = None
    replaces: str | None = None
    also: bool = False
    about: str = "me"
    to: str | None = None
    topics: tuple[str, ...] = ()
    together: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One turn: when it was said, and all that an extractor would find in it."""

    at: datetime
    says: tuple[Says, ...] = ()
    role: Role = Role.USER
    name: str | None = None
    session: str = "session:1"
    scope: Scope = ALICE
    mentions: tuple[tuple[str, str], ...] = ()  # label and type of what is only mentioned
    rules: tuple[tuple[str, Priority, bool], ...] = ()
    doubts: tuple[tuple[str, DoubtKind, Says | None], ...] = ()


def line(at: datetime, *says: Says, **more: object) -> Line:
    """A turn, its claims first."""
    return Line(at, says, **more)  # type: ignore[arg-type]


@dataclass(slots=True)
class _Scene:
    """Mentions and the words they rest on, in the order they come."""

    mentions: list[Mention] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    last: Quote = field(default_factory=lambda: Quote("", 0, 0))

    def quote(self) -> Quote:
        """The next word of the turn."""
        start = sum(len(word) + 1 for word in self.words)
        self.words.append(f"word{len(self.words)}")
        return Quote(self.words[-1], start, start + len(self.words[-1]))

    def place(self, name: str, kind: str) -> int:
        """Where the mention of this name stands, after adding it if need be."""
        holder = self.place("me", "person") if name.startswith("my ") else None
        principal, label = _PRINCIPALS.get(name, (None, name))
        role = None
        if holder is not None:
            role, _, rest = name.removeprefix("my ").partition(" ")
            label = rest or role
        wanted = Mention(label, kind, Quote("", 0, 0), principal, role, holder)
        for place, known in enumerate(self.mentions):
            if replace(known, quote=wanted.quote) == wanted:
                return place
        self.mentions.append(replace(wanted, quote=self.quote()))
        return len(self.mentions) - 1

    def claim(self, one: Says) -> Claim:
        """A claim with its mentions."""
        about = self.place(one.about, "person")
        self.last = self.last if one.together else self.quote()
        return Claim(
            about=about,
            key=one.key,
            value=one.value,
            quote=self.last,
            object=self.place(one.value, one.to) if one.to else None,
            manner=one.manner,
            valid=Interval(one.since, one.until),
            replaces=one.replaces,
            also=one.also,
            topics=one.topics,
        )


def read(one: Line) -> tuple[str, Extraction]:
    """The words of a turn, and what an extractor would propose from them."""
    scene = _Scene()
    claims = tuple(scene.claim(each) for each in one.says)
    for label, kind in one.mentions:
        scene.place(label, kind)
    rules = tuple(Directive(text, force, scene.quote(), ends) for text, force, ends in one.rules)
    doubts = tuple(
        Doubt(text, kind, "unsure", scene.quote(), scene.claim(claim) if claim else None)
        for text, kind, claim in one.doubts
    )
    return " ".join(scene.words) or "hm", Extraction(tuple(scene.mentions), claims, rules, doubts)


class Scripted:
    """An extractor that proposes what it was told to, by the last word of a turn."""

    def __init__(self) -> None:
        """Start with an empty script."""
        self.script: dict[str, Extraction] = {}

    def prepare(self, one: Line) -> str:
        """Remember what to propose for this turn; returns its words, which no other turn has."""
        words, extraction = read(one)
        words = f"{words} {new_id('line')}"
        self.script[words] = extraction
        return words

    async def extract(self, turn: Turn, window: Window) -> Extraction:
        """Propose what the script holds."""
        del window
        return self.script[turn.content]


@dataclass(slots=True)
class Ledger:
    """A memory in lists: `facts` are all versions there ever were, `evidence` what counts now."""

    table: Mapping[str, Cardinality] = field(default_factory=dict)
    entities: dict[EntityId, Entity] = field(default_factory=dict)
    facts: dict[FactId, Fact] = field(default_factory=dict)
    evidence: dict[RecordId, Evidence] = field(default_factory=dict)
    instructions: dict[RecordId, Instruction] = field(default_factory=dict)
    uncertainties: dict[RecordId, Uncertainty] = field(default_factory=dict)
    plans: list[ChangeSet] = field(default_factory=list)
    heard: dict[RecordId, Heard] = field(default_factory=dict)
    clock: datetime | None = None

    def hear(self, one: Line) -> ChangeSet:
        """Learn from one turn."""
        words, extraction = read(one)
        session = SessionId(one.session)
        turn = Turn(TurnId(new_id("turn")), session, one.scope, one.role, words, one.at, name=one.name)
        self.clock = one.at if self.clock is None else max(self.clock, one.at)
        changes = self._plan(extraction, Moment(turn, len(self.plans) + 1, self.clock))
        self._apply(changes)
        return changes

    def hear_all(self, lines: Iterable[Line]) -> "Ledger":
        """Learn from turns in the order they come."""
        for one in lines:
            self.hear(one)
        return self

    def _plan(self, extraction: Extraction, moment: Moment) -> ChangeSet:
        sought = seek(extraction, moment.cause)
        wanted = sought.names | sought.roles
        pool = [
            one
            for one in sorted(self.entities.values(), key=lambda one: -one.mentioned_in)
            if one.principal in sought.principals
            or one.id in sought.ids
            or any(fold(alias.text) in wanted for alias in one.aliases)
        ]
        matched = match(extraction, moment.cause, pool)
        reaches = reach(extraction, matched, self.table)
        held = [one for one in self.facts.values() if one.superseded_revision is None]
        known = Known(
            facts=[one for one in held if self._within(one, reaches)],
            evidence=[one for one in self.evidence.values() if self._within(one, reaches)],
            instructions=self.standing(),
            uncertainties=[one for one in self.uncertainties.values() if one.superseded_revision is None],
        )
        return plan(extraction, matched, known, moment, self.table)

    @staticmethod
    def _within(one: Fact | Evidence, reaches: Sequence[object]) -> bool:
        return any(
            one.entity == reach.entity  # type: ignore[attr-defined]
            and one.key in reach.keys  # type: ignore[attr-defined]
            and (reach.contents is None or content(one)[1] in reach.contents)  # type: ignore[attr-defined]
            for reach in reaches
        )

    def _apply(self, changes: ChangeSet) -> None:
        self.plans.append(changes)
        moment = changes.moment
        closing = {"superseded_at": moment.recorded_at, "superseded_revision": moment.revision}
        for one in changes.mentioned:
            self.entities[one.id] = replace(one, mentioned_in=moment.revision)
        for new in changes.aliases:
            self._name(new.entity, new.alias, new.is_label)
        self.evidence |= {one.id: one for one in changes.evidence}
        self.heard |= {one.id: Heard(one, moment.revision, None) for one in changes.evidence}
        for gone in changes.retracted:
            self.evidence.pop(gone)
            self.heard[gone] = replace(self.heard[gone], superseded_revision=moment.revision)
        self.facts |= {one.id: one for one in changes.facts}
        for fact_id, why in changes.superseded:
            self.facts[fact_id] = replace(self.facts[fact_id], **closing, superseded_as=why)
        self.instructions |= {one.id: one for one in changes.instructions}
        for rule in changes.ended_instructions:
            self.instructions[rule] = replace(self.instructions[rule], **closing)
        self.uncertainties |= {one.id: one for one in changes.uncertainties}
        self.uncertainties |= {one.id: replace(one, **closing) for one in changes.resolved}

    def take_back(self, fact_id: FactId) -> Retraction:
        """Retract a version."""
        fact = self.facts[fact_id]
        done = self._deed(fact)
        self._apply(retract(fact, self._testimony(fact), done, self.table))
        assert isinstance(done.cause, Retraction)
        return replace(done.cause, revision=done.revision)

    def give_back(self, undone: Retraction) -> None:
        """Undo a retraction."""
        fact = self.facts[undone.fact]
        self._apply(restore(undone, self._testimony(fact), self._deed(fact), self.table))

    def _deed(self, fact: Fact) -> Moment:
        assert self.clock
        deed = Retraction(RecordId(new_id("retraction")), ALICE, fact.id, fact.entity, "library", self.clock)
        return Moment(deed, len(self.plans) + 1, self.clock)

    def _testimony(self, fact: Fact) -> Testimony:
        return Testimony(
            facts=[one for one in self.facts.values() if one.entity == fact.entity and one.superseded_revision is None],
            evidence=[one for one in self.heard.values() if one.evidence.entity == fact.entity],
            corrections=[one for made in self.plans for one in made.corrections if one.current.entity == fact.entity],
        )

    def _name(self, entity: EntityId, alias: Alias, is_label: bool) -> None:
        known = self.entities[entity]
        aliases = known.aliases if alias in known.aliases else (*known.aliases, alias)
        self.entities[entity] = replace(known, aliases=aliases, label=alias.text if is_label else known.label)

    def standing(self) -> list[Instruction]:
        """The instructions in force."""
        return [one for one in self.instructions.values() if one.superseded_revision is None]

    def doubts(self) -> dict[str, str | None]:
        """Every doubt by its text, with how it was settled."""
        return {one.text: one.resolution for one in self.uncertainties.values()}

    def beliefs(self, about: str | None = None) -> set[tuple[str, str, datetime | None, datetime | None]]:
        """What is believed now, as (key, value, since, until); of the entity with this label or of all."""
        return {
            (one.key, fold(one.value), one.valid.start, one.valid.end)
            for one in self.facts.values()
            if one.superseded_revision is None and about in (None, self.entities[one.entity].label)
        }

    def named(self, label: str) -> Entity:
        """The one entity that is shown under this label."""
        (found,) = [one for one in self.entities.values() if one.label == label]
        return found


VALUES = {
    "location": ("Berlin", "Munich", "Lyon"),
    "works_at": ("Acme", "Globex"),
    "likes": ("tea", "coffee"),
    "dislikes": ("tea", "coffee"),
    "shoe_size": ("41", "42"),
    "birthday": ("4 May", "5 May"),
    "lives_in": ("Berlin", "Munich"),
    "job_title": ("nurse", "cook"),
    "habit": ("drink tea every day", "drink coffee"),
    "plan": ("visit Rome",),
}
RELATED = {"works_at": "organisation", "lives_in": "location"}
_days = st.integers(0, 8)


@st.composite
def _statements(
    draw: st.DrawFn, at: int, keys: Sequence[str], manners: tuple[Manner, ...], also: bool, aside: bool
) -> Says:
    key = draw(st.sampled_from(keys))
    manner = draw(st.sampled_from(manners))
    shape = draw(st.sampled_from(["undated", "undated", "since", "until", "bounded", "before"]))
    since = until = None
    if manner is Manner.END:
        since = day(draw(_days)) if shape == "since" else None
    elif shape == "since":
        since = day(draw(_days))
    elif shape == "until":
        until = day(at + draw(st.integers(1, 4)))
    elif shape == "bounded":
        first, last = sorted(draw(st.lists(_days, min_size=2, max_size=2, unique=True)))
        since, until = day(first), day(last)
    elif shape == "before":
        until = day(draw(st.integers(0, at)))
    return Says(
        key,
        draw(st.sampled_from(VALUES[key])),
        manner,
        since,
        until,
        replaces=draw(st.sampled_from([None, *VALUES["likes"], *VALUES[key]])) if aside else None,
        also=also and draw(st.booleans()),
        to=RELATED.get(key),
        about=draw(st.sampled_from(["me", "me", "my sister"])),
    )


@st.composite
def histories(
    draw: st.DrawFn,
    manners: tuple[Manner, ...] = (Manner.PLAIN, Manner.PLAIN, Manner.CONFIRMATION, Manner.END),
    also: bool = True,
    aside: bool = False,
) -> list[Line]:
    """Up to seven turns of up to three claims, each at a time of its own, often about few keys so that they meet.

    With `aside` the words of some claims put another value aside.
    """
    times = draw(st.lists(_days, min_size=1, max_size=7, unique=True))
    keys = draw(st.lists(st.sampled_from(sorted(VALUES)), min_size=1, unique=True))
    return [
        line(day(time), *draw(st.lists(_statements(time, keys, manners, also, aside), min_size=1, max_size=3)))
        for time in times
    ]


EVERY_MANNER = (Manner.PLAIN, Manner.PLAIN, Manner.CORRECTION, Manner.END, Manner.DENIAL)
