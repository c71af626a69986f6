"""What a model answered, in its own terms: things by their numbers, words by quotation, times in words."""

from dataclasses import dataclass
from typing import TypeAlias

from spectron.domain.behaviour import Toward
from spectron.domain.candidate import Manner
from spectron.domain.graph import DoubtKind, Priority


@dataclass(frozen=True, slots=True)
class Thing:
    """A mention: its number, and "my sister" as `role` sister towards number `of`."""

    number: int
    name: str
    quote: str
    type: str = ""
    role: str | None = None
    of: int | None = None
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Statement:
    """A claim about number `about`; with `to` a relation.

    `when` are the turn's words about time, `english` the same in English where they are not, `holds` their use.
    """

    about: int
    key: str
    quote: str
    value: str = ""
    to: int | None = None
    when: str = ""
    english: str = ""
    holds: str = "from"
    manner: Manner = Manner.PLAIN
    replaces: str | None = None
    also: bool = False
    confidence: float = 0.9
    importance: float | None = None
    topics: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """A standing directive."""

    text: str
    quote: str
    priority: Priority = Priority.MEDIUM
    ends: bool = False


@dataclass(frozen=True, slots=True)
class Hedge:
    """What must not be asserted, and the statement it would have been where the model gave one."""

    text: str
    quote: str
    kind: DoubtKind
    reason: str
    statement: Statement | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """A signal of some `kind`, with what its kind needs; numbers lie between −1 and 1.

    `feel` are valence, arousal, tension and affiliation. `when` and `english` are as those of a statement.
    """

    kind: str
    quote: str
    name: str = ""
    why: str = ""
    strength: float = 0.5
    feel: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)
    themes: tuple[str, ...] = ()
    toward: Toward = Toward.ELSEWHERE
    aspect: str = ""
    facet: str = ""
    field: str = ""
    state: str = ""
    when: str = ""
    english: str = ""


Item: TypeAlias = Thing | Statement | Rule | Hedge | Shown


@dataclass(frozen=True, slots=True)
class Unfit:
    """An item of an answer that could not be used: its words as far as they go, and why."""

    words: str
    reason: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What a model said of one turn."""

    things: tuple[Thing, ...] = ()
    statements: tuple[Statement, ...] = ()
    rules: tuple[Rule, ...] = ()
    hedges: tuple[Hedge, ...] = ()
    signals: tuple[Shown, ...] = ()
    unfit: tuple[Unfit, ...] = ()
