"""What an extractor proposes and nobody believes yet.

An extractor reads one turn and the window before it and answers with an `Extraction`. Candidates speak of each other by
position: `Claim.about` and `Claim.object` are indices into `Extraction.mentions`. Which known entity a mention is, and
what a claim changes, is decided later, in reconciliation. `rule` names what in the extractor made a candidate; it tells
where the candidate comes from and is no part of what it says, so two candidates that differ in it alone are equal.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from spectron.domain.behaviour import Signal
from spectron.domain.conversation import Turn
from spectron.domain.graph import DoubtKind, Entity, Fact, Priority, Quote
from spectron.domain.ids import EntityId
from spectron.domain.temporal import ALWAYS, Interval
from spectron.domain.usage import NO_USAGE, Usage

SPEAKER = "user"
ASSISTANT = "assistant"


@dataclass(frozen=True, slots=True)
class EntityType:
    """A custom entity type of a context: its name, and a description and examples that help to recognise it."""

    name: str
    description: str = ""
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Mention:
    """One thing that the turn names or implies.

    `principal` is SPEAKER or ASSISTANT for the people in the conversation. `role` and `holder` say "my sister":
    role `sister`, holder = the index of whoever said `my`. `known` is the entity the extractor took a pronoun for.
    """

    label: str
    type: str
    quote: Quote
    principal: str | None = None
    role: str | None = None
    holder: int | None = None
    known: EntityId | None = None
    aliases: tuple[str, ...] = ()


class Manner(StrEnum):
    """How a claim was put forward."""

    PLAIN = "plain"  # "I live in Lyon", "I moved to Lyon": true from some instant on
    CORRECTION = "correction"  # "No, I meant Lyon": what was believed was never so
    END = "end"  # "I no longer live in Lyon", "I left Acme": true before, not any more
    DENIAL = "denial"  # "I don't live in Lyon", "I'm not from Lyon": not so, whether or not it was believed
    CONFIRMATION = "confirmation"  # "Yes, Lyon": the same again


@dataclass(frozen=True, slots=True)
class Claim:
    """A statement about `mentions[about]`: an attribute, or a relation where `object` is given.

    `key` is a snake_case attribute key or relation type; `value` the value, or the label of the object. `valid` holds
    what the words say about time, resolved against the turn (an edge nobody spoke of is None). `replaces` is the value
    that the words themselves put aside ("not Berlin but Munich"). `also` says it joins others of its key ("I also work
    at Globex"). `confidence` and `importance` run from 0 to 1.
    """

    about: int
    key: str
    value: str
    quote: Quote
    object: int | None = None
    manner: Manner = Manner.PLAIN
    valid: Interval = ALWAYS
    replaces: str | None = None
    also: bool = False
    confidence: float = 0.9
    importance: float = 0.5
    topics: tuple[str, ...] = ()
    rule: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Directive:
    """An instruction in normal form ("Reply in French."); with `ends` it takes a standing one back."""

    text: str
    priority: Priority
    quote: Quote
    ends: bool = False
    rule: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Doubt:
    """A statement that must not be asserted, with the claim it would have made where that could be read."""

    text: str
    kind: DoubtKind
    reason: str
    quote: Quote
    claim: Claim | None = None
    rule: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Extraction:
    """All that one turn proposes, what it shows of how its speaker feels and acts, and what it took to find that."""

    mentions: tuple[Mention, ...] = ()
    claims: tuple[Claim, ...] = ()
    directives: tuple[Directive, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    signals: tuple[Signal, ...] = ()
    usage: Usage = NO_USAGE


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A known entity that a turn may speak of, and what is believed of it now."""

    entity: Entity
    facts: Sequence[Fact] = ()


@dataclass(frozen=True, slots=True)
class Window:
    """What an extractor may look at beside the turn: earlier turns (oldest first), and entities lately spoken of.

    `entities` come with the most recently mentioned first; `speaker` is the entity of the turn's own speaker where it
    is known; `entity_types` are the custom types of the context. `neighbours` are given to those extractors alone that
    look facts up: the likeliest to be meant come first.
    """

    turns: Sequence[Turn] = ()
    entities: Sequence[Entity] = ()
    speaker: Entity | None = None
    entity_types: Sequence[EntityType] = ()
    neighbours: Sequence[Neighbour] = ()
