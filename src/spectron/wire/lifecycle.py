"""Forgetting, and the lines of an export: one JSON object a line, the header first (docs/reference/http.md)."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import AfterValidator, AwareDatetime, ConfigDict, Field, TypeAdapter, model_validator
from pydantic_core import PydanticCustomError

from spectron.domain.graph import Change, DoubtKind, FactKind, Priority, Stance
from spectron.wire.base import Answer, Dimensions, JsonObject, Request, ShortText, StorableText
from spectron.wire.knowledge import RoleName

FORMAT: Literal["spectron"] = "spectron"
VERSION: Literal[1] = 1
_MOST = 1_000_000_000
_NARROW: dict[str, Any] = {"everything": {"const": False}}
_CLEAR: dict[str, Any] = {
    "anyOf": [
        {"required": ["query"], "properties": {"query": {"type": "string"}, "entity": {"type": "null"}} | _NARROW},
        {"required": ["entity"], "properties": {"entity": {"type": "string"}, "query": {"type": "null"}} | _NARROW},
        {"required": ["scope"], "properties": {"scope": {"type": "object", "minProperties": 1}} | _NARROW},
        {
            "required": ["scope", "everything"],
            "properties": {
                "scope": {"type": "object", "maxProperties": 0},
                "everything": {"const": True},
                "query": {"type": "null"},
                "entity": {"type": "null"},
            },
        },
    ]
}


class NewForgetting(Request):
    """What to erase: a scope, or what holds every word of `query` in it, or one entity of it.

    An empty scope alone means everything the key reaches, and needs `"everything": true`. With `dry_run` nothing is
    erased and the answer says what would be.
    """

    model_config = ConfigDict(json_schema_extra=_CLEAR)

    scope: Dimensions | None = Field(default=None, examples=[{"user": "alice"}])
    query: Annotated[StorableText, Field(max_length=1_000)] | None = None
    entity: Annotated[StorableText, Field(min_length=1, max_length=64)] | None = None
    everything: bool = False
    dry_run: bool = False


class Counts(Answer):
    """Rows by kind. `redacted_turns` stay, with the erased words blacked out."""

    facts: int = 0
    evidence: int = 0
    corrections: int = 0
    retractions: int = 0
    instructions: int = 0
    uncertainties: int = 0
    entities: int = 0
    aliases: int = 0
    mentions: int = 0
    turns: int = 0
    sessions: int = 0
    scopes: int = 0
    receipts: int = 0
    redacted_turns: int = 0


class ForgottenRecord(Answer):
    """One record that would go."""

    type: Literal["entity", "attribute", "relation", "instruction", "uncertainty"]
    id: str
    key: str
    value: str
    source_turn: str


class ForgetResult(Answer):
    """What was erased; `tombstone` is null for a dry run, and where nothing went.

    `records` (at most 200) and their `total` are told for a dry run only.
    """

    dry_run: bool
    erased: Counts
    tombstone: str | None
    records: list[ForgottenRecord] | None = None
    total: int | None = None


class Transferred(Answer):
    """Records of an export by kind."""

    scopes: int = 0
    sessions: int = 0
    turns: int = 0
    retractions: int = 0
    entities: int = 0
    aliases: int = 0
    mentions: int = 0
    evidence: int = 0
    facts: int = 0
    corrections: int = 0
    instructions: int = 0
    uncertainties: int = 0


class ImportResult(Answer):
    """What an import added, and what was there already."""

    imported: Transferred
    skipped: Transferred


def _in_utc(value: datetime) -> datetime:
    try:
        return value.astimezone(UTC)
    except OverflowError:
        raise PydanticCustomError("value_error", "lies outside the calendar") from None


Instant: TypeAlias = Annotated[AwareDatetime, AfterValidator(_in_utc)]
Id: TypeAlias = Annotated[str, Field(pattern=r"^[\x21-\x7e]{1,64}$")]
Named: TypeAlias = Annotated[StorableText, Field(min_length=1, max_length=64)]
Share: TypeAlias = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
Place: TypeAlias = Annotated[int, Field(ge=0, le=_MOST)]


class Header(Request):
    """The first line of an export: what it is, and where and when it was made."""

    format: Literal["spectron"]
    version: Literal[1]
    context: ShortText | None = None
    scope: Dimensions = Field(default_factory=dict)
    revision: Place = 0
    exported_at: Instant | None = None


class _Line(Request):
    model_config = ConfigDict(use_enum_values=True)

    scope: Dimensions


class _Known(_Line):
    """Known time: when it was recorded, and in the learning of which turn."""

    id: Id
    recorded_at: Instant
    recorded_in: Id | None = None


class _Superseded(_Known):
    superseded_at: Instant | None = None
    superseded_in: Id | None = None

    @model_validator(mode="after")
    def _both_or_none(self) -> "_Superseded":
        if self.superseded_in and self.superseded_at is None:
            raise PydanticCustomError("value_error", "superseded_in is given without superseded_at")
        return self


class _Sourced(_Superseded):
    """The words a record rests on: characters `quote_start` to `quote_end` of a turn."""

    source_turn: Id
    source_role: RoleName
    source_name: ShortText | None = None
    quote: StorableText
    quote_start: Place
    quote_end: Place


class _Claim(_Sourced):
    entity_id: Id
    key: Named
    value: StorableText
    object_id: Id | None = None
    valid_from: Instant | None = None
    valid_until: Instant | None = None
    confidence: Share
    importance: Share
    topics: list[StorableText] = Field(default_factory=list, max_length=1_000)


class ScopeLine(_Line):
    """A scope, and the last instant of known time in it."""

    record: Literal["scope"]
    known_at: Instant | None = None


class SessionLine(_Line):
    """A session."""

    record: Literal["session"]
    id: Id
    metadata: JsonObject = Field(default_factory=dict)
    created_at: Instant
    closed_at: Instant | None = None


class TurnLine(_Line):
    """A turn; turns come in the order in which they were learned, those that were not come last."""

    record: Literal["turn"]
    id: Id
    session_id: Id
    seq: Annotated[int, Field(ge=1, le=_MOST)]
    role: RoleName
    name: ShortText | None = None
    content: StorableText
    language: Annotated[str, Field(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})?$")] | None = None
    tool_call_id: ShortText | None = None
    tool_calls: list[JsonObject] = Field(default_factory=list, max_length=128)
    metadata: JsonObject = Field(default_factory=dict)
    said_at: Instant
    learned: bool


class RetractionLine(_Line):
    """What was done to a fact by hand; it stands between the turns that were learned before and after it."""

    record: Literal["retraction"]
    id: Id
    fact_id: Id
    entity_id: Id
    actor: Annotated[StorableText, Field(max_length=64)]
    reason: Annotated[StorableText, Field(max_length=1_000)] = ""
    restores: Id | None = None
    said_at: Instant
    recorded_at: Instant


class EntityLine(_Superseded):
    """An entity."""

    record: Literal["entity"]
    type: Named
    principal: Literal["user", "assistant"] | None = None
    source_turn: Id


class AliasLine(_Superseded):
    """A name of an entity."""

    record: Literal["alias"]
    entity_id: Id
    text: StorableText
    holder_id: Id | None = None
    is_label: bool


class MentionLine(_Line):
    """That a turn spoke of an entity."""

    record: Literal["mention"]
    turn_id: Id
    entity_id: Id
    place: Place


class EvidenceLine(_Claim):
    """What one turn claimed."""

    record: Literal["evidence"]
    stance: Stance
    said_at: Instant
    dated: bool
    also: bool


class FactLine(_Claim):
    """One version of what is believed; a relation has an `object_id`."""

    record: Literal["fact"]
    kind: FactKind
    timeless: bool
    replaces: Id | None = None
    change: Change
    superseded_as: Change | None = None

    @model_validator(mode="after")
    def _leads_somewhere(self) -> "FactLine":
        if (self.kind == FactKind.RELATION) != (self.object_id is not None):
            raise PydanticCustomError("value_error", "a relation has an object_id, an attribute has none")
        return self


class CorrectionLine(_Known):
    """A belief that gave way to another."""

    record: Literal["correction"]
    entity_id: Id
    previous_id: Id
    current_id: Id
    previous_from: Instant | None = None
    previous_until: Instant
    timestamp: Instant
    reason: Annotated[StorableText, Field(max_length=16)]


class InstructionLine(_Sourced):
    """A standing directive."""

    record: Literal["instruction"]
    text: StorableText
    priority: Priority


class UncertaintyLine(_Sourced):
    """A statement that is kept but not asserted."""

    record: Literal["uncertainty"]
    text: StorableText
    kind: DoubtKind
    reason: StorableText
    entity_id: Id | None = None
    key: Named | None = None
    value: StorableText | None = None
    resolution: Annotated[StorableText, Field(max_length=16)] | None = None


Line: TypeAlias = (
    ScopeLine
    | SessionLine
    | TurnLine
    | RetractionLine
    | EntityLine
    | AliasLine
    | MentionLine
    | EvidenceLine
    | FactLine
    | CorrectionLine
    | InstructionLine
    | UncertaintyLine
)
LINES: TypeAdapter[Line] = TypeAdapter(Annotated[Line, Field(discriminator="record")])
PLURALS: Mapping[str, str] = {
    "scope": "scopes",
    "session": "sessions",
    "turn": "turns",
    "retraction": "retractions",
    "entity": "entities",
    "alias": "aliases",
    "mention": "mentions",
    "evidence": "evidence",
    "fact": "facts",
    "correction": "corrections",
    "instruction": "instructions",
    "uncertainty": "uncertainties",
}
