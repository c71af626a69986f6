"""Sessions, turns, what a turn taught, and the views on what is known (docs/reference/http.md)."""

from typing import Annotated, Any, Literal

from pydantic import AliasChoices, ConfigDict, Field, model_validator
from pydantic.config import JsonDict
from pydantic_core import PydanticCustomError

from spectron.wire.base import NOT_BLANK, Answer, JsonObject, Request, ShortText, SpeakerName, SpokenAt, StorableText

RoleName = Literal["user", "assistant", "system", "tool"]
PriorityName = Literal["high", "medium", "low"]
DoubtName = Literal["negated", "speculative", "conflicting", "needs_verification"]


_HAS_WORDS: JsonDict = {"required": ["content"], "properties": {"content": {"type": "string", "pattern": NOT_BLANK}}}
_CALLS_TOOLS: JsonDict = {
    "required": ["tool_calls"],
    "properties": {"role": {"const": "assistant"}, "tool_calls": {"type": "array", "minItems": 1}},
}


class NewTurn(Request):
    """One message. `at` is when it was said (now if left out); `name` is a speaker's or a tool's name."""

    model_config = ConfigDict(json_schema_extra={"anyOf": [_HAS_WORDS, _CALLS_TOOLS]})

    role: RoleName
    content: StorableText | None = Field(
        default=None,
        examples=["I am Alice, CTO at Acme, based in Berlin"],
        description="The words; may be null only for an assistant message that has tool_calls.",
    )
    name: SpeakerName | None = None
    at: SpokenAt | None = Field(default=None, examples=["2026-03-02T09:15:00Z"])
    tool_call_id: ShortText | None = None
    tool_calls: list[JsonObject] | None = Field(default=None, max_length=128)
    metadata: JsonObject = Field(default_factory=dict)

    @model_validator(mode="after")
    def _has_words(self) -> "NewTurn":
        silent = self.content is None or not self.content.strip()
        if silent and not (self.role == "assistant" and self.tool_calls):
            raise PydanticCustomError("value_error", "content is empty: a turn needs words", {"field": "content"})
        return self


class TurnInfo(Answer):
    """A recorded turn as it was said; what it taught is not repeated here."""

    id: str
    session_id: str
    role: RoleName
    name: str | None = None
    content: str
    language: str | None = Field(
        default=None,
        description="A BCP 47 code; `und` where the words tell no language, null in turns of old databases.",
    )
    seq: int
    created_at: str
    tool_call_id: str | None = None
    tool_calls: list[dict[str, Any]] = Field(default_factory=list)
    metadata: dict[str, Any] = Field(default_factory=dict)


class TurnList(Answer):
    """A page of a session's turns in the order they were said; `total` counts the whole session."""

    data: list[TurnInfo]
    total: int


class EntityInfo(Answer):
    """A thing that was named or implied; `source_turn` is the turn that first introduced it.

    Here and in every record `source_removed` tells that the message of `source_turn` was deleted.
    """

    id: str
    type: str
    label: str
    source_turn: str
    source_removed: bool = False
    aliases: list[str] = Field(default_factory=list)


class QuoteInfo(Answer):
    """The words a record rests on: characters `start` to `end` of its source turn; empty where that was deleted."""

    text: str
    start: int
    end: int


class AttributeInfo(Answer):
    """A value of an entity, true in `[valid_from, valid_until)`; null is an edge that nobody named."""

    id: str
    entity: str
    entity_label: str
    key: str
    value: str
    valid_from: str | None
    valid_until: str | None
    confidence: float
    importance: float
    topics: list[str] = Field(default_factory=list)
    source: str
    source_turn: str
    source_removed: bool = False
    quote: QuoteInfo


class RelationInfo(Answer):
    """A directed relation between two entities, true in `[valid_from, valid_until)`."""

    id: str
    from_: str = Field(validation_alias=AliasChoices("from", "from_"), serialization_alias="from")
    from_label: str
    to: str
    to_label: str
    type: str
    valid_from: str | None
    valid_until: str | None
    confidence: float
    importance: float
    topics: list[str] = Field(default_factory=list)
    source: str
    source_turn: str
    source_removed: bool = False
    quote: QuoteInfo


class InstructionInfo(Answer):
    """A standing directive in normal form."""

    id: str
    text: str
    priority: PriorityName
    source_turn: str
    source_removed: bool = False


class UncertaintyInfo(Answer):
    """A statement that is kept but not asserted, and why."""

    id: str
    text: str
    kind: DoubtName
    reason: str
    source_turn: str
    source_removed: bool = False


class ResolvedInfo(UncertaintyInfo):
    """A doubt that a later turn settled: it turned out to be so (confirmed), or not (denied)."""

    resolution: str


class CorrectionSide(Answer):
    """One side of a correction; the previous side's `valid_until` is where it stopped being held true."""

    key: str
    value: str
    source_turn: str
    source_removed: bool = False
    valid_from: str | None
    valid_until: str | None = None


class CorrectionInfo(Answer):
    """A belief that gave way to another: `attribute` is the id of the fact that was superseded."""

    attribute: str
    entity: str
    entity_label: str
    previous: CorrectionSide
    current: CorrectionSide
    timestamp: str
    reason: str


class UsageInfo(Answer):
    """What reading a turn took; the built-in rules take nothing. The cost is null where the price is not known."""

    model: str
    calls: int
    prompt_tokens: int
    completion_tokens: int
    cost_usd: float | None


class TurnResult(Answer):
    """All that one turn taught; every list is present, empty where nothing was learned.

    `resolved` are earlier doubts that it settled.
    """

    turn_id: str
    revision: int
    entities: list[EntityInfo]
    attributes: list[AttributeInfo]
    relations: list[RelationInfo]
    instructions: list[InstructionInfo]
    uncertainties: list[UncertaintyInfo]
    corrections: list[CorrectionInfo]
    resolved: list[ResolvedInfo]
    usage: UsageInfo


class Identity(Answer):
    """Named entities and the attributes they have at the instant asked for."""

    entities: list[EntityInfo]
    attributes: list[AttributeInfo]


class Knowledge(Answer):
    """Facts that are not about the scoped person, and relations."""

    facts: list[AttributeInfo]
    relations: list[RelationInfo]


class ContextView(Answer):
    """Where the conversation stands: what was lately spoken of, what is open, what was asked and not answered."""

    recent_topics: list[str]
    open_threads: list[str]
    pending_questions: list[str]


class State(Answer):
    """What is known in a scope, without replaying the conversation."""

    scope: dict[str, str]
    revision: int
    valid_at: str
    known_at: str | None
    identity: Identity
    knowledge: Knowledge
    context: ContextView
    instructions: list[InstructionInfo]
    unknowns: list[UncertaintyInfo]
    corrections: list[CorrectionInfo]


class DiffItem(Answer):
    """One record that changed; the fields after `source_turn` stand where they apply."""

    type: Literal["entity", "attribute", "relation", "instruction", "uncertainty"]
    id: str
    key: str
    value: str
    source_turn: str
    source_removed: bool = False
    entity: str | None = None
    entity_label: str | None = None
    previous_value: str | None = None
    valid_from: str | None = None
    valid_until: str | None = None
    superseded_at: str | None = None
    reason: str | None = None


class Diff(Answer):
    """What changed after a turn, in the order it was committed."""

    since: str
    revision: int
    added: list[DiffItem]
    updated: list[DiffItem]
    superseded: list[DiffItem]


class NewRetraction(Request):
    """Why a fact is taken back or given back, and when (now if left out)."""

    reason: Annotated[StorableText, Field(max_length=1_000)] = ""
    at: SpokenAt | None = Field(default=None, examples=["2026-03-02T09:15:00Z"])


class RetractionInfo(Answer):
    """A fact that was taken back, or with `restores` the retraction that was undone, and what that changed."""

    id: str
    fact: str
    reason: str
    actor: str
    restores: str | None
    recorded_at: str
    revision: int
    added: list[DiffItem]
    updated: list[DiffItem]
    superseded: list[DiffItem]


class ProfileItem(Answer):
    """One line of a profile."""

    key: str
    value: str


class ProfileInstruction(Answer):
    """One standing directive of a profile."""

    text: str
    priority: PriorityName


class Profile(Answer):
    """One person as a prompt or a settings page wants to see them, without turn references."""

    static: list[ProfileItem]
    dynamic: list[ProfileItem]
    preferences: list[ProfileItem]
    instructions: list[ProfileInstruction]


class EntityList(Answer):
    """A page of entities; `total` counts all that match."""

    data: list[EntityInfo]
    total: int


class EntityDetail(EntityInfo):
    """An entity with what holds of it at the instant asked for."""

    attributes: list[AttributeInfo]
    relations: list[RelationInfo]


class ProvenanceInfo(Answer):
    """One turn that spoke for or against a fact, and in which words."""

    source_turn: str
    source_removed: bool = False
    source: str
    stance: Literal["holds", "ends", "denies"]
    quote: QuoteInfo
    said_at: str
    retracted: bool


class FactVersion(Answer):
    """One version in the history of a fact, on both clocks, with everything it rests on.

    One that is not believed any more says how it went (`superseded_as`), in words (`reason`), and which turn or
    retraction made it go (`superseded_by`).
    """

    id: str
    type: Literal["attribute", "relation"]
    key: str
    value: str
    valid_from: str | None
    valid_until: str | None
    recorded_at: str
    superseded_at: str | None
    change: str
    superseded_as: str | None = None
    superseded_by: str | None = None
    reason: str | None = None
    replaces: str | None
    confidence: float
    source: str
    source_turn: str
    source_removed: bool = False
    quote: QuoteInfo
    provenance: list[ProvenanceInfo]


class History(Answer):
    """Every version there ever was, oldest first: the supersession chain and the corrections along it."""

    entity: EntityInfo
    versions: list[FactVersion]
    corrections: list[CorrectionInfo]
