"""How words would be read: the parse, the rule behind each decision, and why the rest was passed over."""

from typing import Literal

from pydantic import Field

from spectron.wire.base import Answer, Dimensions, NotBlank, Request, SpeakerName, SpokenAt
from spectron.wire.knowledge import DoubtName, PriorityName, QuoteInfo, RoleName

OutcomeName = Literal["kept", "doubt", "instruction", "dropped"]
MannerName = Literal["plain", "correction", "end", "denial", "confirmation"]


class NewExplanation(Request):
    """Words to explain, as a turn of that scope would be read: beside what is known there. Nothing is stored."""

    content: NotBlank = Field(examples=["I moved to Lyon in March"])
    role: RoleName = "user"
    name: SpeakerName | None = None
    at: SpokenAt | None = Field(default=None, examples=["2026-03-02T09:15:00Z"])
    scope: Dimensions | None = Field(default=None, examples=[{"user": "alice"}])


class TokenInfo(Answer):
    """One word with its part of speech (a tag of the Penn Treebank); `start` and `end` are offsets in the content."""

    text: str
    tag: str
    start: int
    end: int


class PhraseInfo(Answer):
    """Words that belong together; `kind` is np, vp, adj, adv, prep, time and so on."""

    kind: str
    text: str
    start: int
    end: int


class ClauseInfo(Answer):
    """One statement, question or order in a sentence: `link` ties it to the clause at place `parent`.

    `stance` tells how it was put forward: stated, speculative, needs_verification, or why it is no statement.
    """

    text: str
    start: int
    end: int
    subject: str
    verb: str
    link: str
    parent: int | None
    stance: str


class SentenceInfo(Answer):
    """One sentence as it was parsed."""

    text: str
    start: int
    end: int
    tokens: list[TokenInfo]
    phrases: list[PhraseInfo]
    clauses: list[ClauseInfo]


class ClaimInfo(Answer):
    """A fact that the words would make, before it meets what is known; `about` is the label of its entity."""

    about: str
    key: str
    value: str
    manner: MannerName
    valid_from: str | None
    valid_until: str | None
    replaces: str | None
    confidence: float
    importance: float


class DirectiveInfo(Answer):
    """An instruction that the words would make, or take back."""

    text: str
    priority: PriorityName
    ends: bool


class DoubtInfo(Answer):
    """A statement that would be kept and not asserted, with the fact it would have made where that could be read."""

    text: str
    kind: DoubtName
    reason: str
    fact: ClaimInfo | None


class DecisionInfo(Answer):
    """What one rule made of some words, and why.

    `fact`, `instruction` or `doubt` is what it made, or what it would have made where the outcome is `dropped`. What
    was dropped because its words do not stand in the content has the rule `grounding`.
    """

    rule: str
    outcome: OutcomeName
    reason: str
    quote: QuoteInfo
    fact: ClaimInfo | None = None
    instruction: DirectiveInfo | None = None
    doubt: DoubtInfo | None = None


class Explanation(Answer):
    """How some words would be read; `answer` is what a language model said of them, where one was asked."""

    language: str
    sentences: list[SentenceInfo]
    decisions: list[DecisionInfo]
    answer: str | None = None
