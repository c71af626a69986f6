"""How an extractor came to what it proposes: the sentences as it read them, and every decision on the way.

An explanation is for people who ask "why this, and why not that?". Nothing is learned from it, and nothing of it is
kept.
"""

from dataclasses import dataclass
from enum import StrEnum

from spectron.domain.candidate import Claim, Directive, Doubt
from spectron.domain.graph import Quote
from spectron.domain.usage import NO_USAGE, Usage


class Outcome(StrEnum):
    """What became of some words."""

    KEPT = "kept"  # a claim
    DOUBT = "doubt"  # remembered, never asserted
    INSTRUCTION = "instruction"  # a rule for the agent
    DROPPED = "dropped"  # passed over, for the reason that is given


@dataclass(frozen=True, slots=True)
class Decision:
    """What one rule made of some words, and why.

    `rule` is a name that stays the same ("copula", "frame: move to", "tool record"). `candidate` is what was proposed,
    or would have been; `about` is the label of whom or what its claim speaks of.
    """

    rule: str
    outcome: Outcome
    reason: str
    quote: Quote
    candidate: Claim | Directive | Doubt | None = None
    about: str = ""


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a sentence with its part of speech; `start` and `end` are offsets in the turn."""

    text: str
    tag: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that belong together; `kind` says how: np, vp, adj, time, prep and so on."""

    kind: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class ParsedClause:
    """One statement, question or order inside a sentence.

    `link` is the word or relation that ties it to the clause at place `parent`; `subject` and `verb` are its own words,
    `stance` tells how it was put forward.
    """

    start: int
    end: int
    subject: str
    verb: str
    link: str
    parent: int | None
    stance: str


@dataclass(frozen=True, slots=True)
class ParsedSentence:
    """One sentence as the extractor read it."""

    quote: Quote
    words: tuple[Word, ...]
    phrases: tuple[Phrase, ...]
    clauses: tuple[ParsedClause, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """All that an extractor has to say of one turn.

    `language` is that of the words (a BCP 47 code, "und" where they tell none), `sentences` are there if the extractor
    parses, `answer` if it asked a language model, in the model's own words. `decisions` stand in the order of their
    words; `usage` is what explaining took.
    """

    decisions: tuple[Decision, ...]
    sentences: tuple[ParsedSentence, ...] = ()
    language: str = "und"
    answer: str = ""
    usage: Usage = NO_USAGE
