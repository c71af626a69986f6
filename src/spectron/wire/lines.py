"""The lines of an export: one JSON object a line, the header first (docs/reference/http.md)."""

from collections.abc import Mapping
from typing import Annotated, Literal, TypeAlias

from pydantic import AfterValidator, Field, TypeAdapter, model_validator
from pydantic_core import PydanticCustomError

from spectron.domain.chats import LONGEST_TITLE
from spectron.domain.graph import Change, DoubtKind, FactKind, Priority, Stance
from spectron.wire.base import CallerId, Dimensions, JsonObject, Request, ShortText, StorableText
from spectron.wire.knowledge import RoleName
from spectron.wire.line_shapes import MOST, Id, Instant, Named, Place, SaidAt, ScopedLine, Share
from spectron.wire.lines_beside import (
    DocumentLine,
    IdentityLine,
    NoticeLine,
    SettingLine,
    SignalLine,
    StateLine,
    read_memory,
    read_settings,
)

FORMAT: Literal["spectron"] = "spectron"
VERSION: Literal[1] = 1


class Header(Request):
    """The first line of an export: what it is, and where and when it was made."""

    format: Literal["spectron"]
    version: Literal[1]
    context: ShortText | None = None
    scope: Dimensions = Field(default_factory=dict)
    revision: Place = 0
    exported_at: Instant | None = None


class _Known(ScopedLine):
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


class ScopeLine(ScopedLine):
    """A scope, and the last instant of known time in it."""

    record: Literal["scope"]
    known_at: Instant | None = None


class SessionLine(ScopedLine):
    """A session."""

    record: Literal["session"]
    id: Id
    metadata: JsonObject = Field(default_factory=dict)
    created_at: Instant
    closed_at: Instant | None = None
    handle: CallerId | None = None
    settings: Annotated[JsonObject, AfterValidator(read_settings)] = Field(default_factory=dict)
    title: Annotated[StorableText, Field(max_length=LONGEST_TITLE)] | None = None
    updated_at: Instant | None = None
    memory: Annotated[JsonObject, AfterValidator(read_memory)] = Field(default_factory=dict)


class TurnLine(ScopedLine):
    """A turn; turns come in the order in which they were learned, those that were not come last.

    One that is not learned waits to be, unless it was `set_aside`: recorded, and wanted learned by nobody.
    """

    record: Literal["turn"]
    id: Id
    session_id: Id
    seq: Annotated[int, Field(ge=1, le=MOST)]
    role: RoleName
    name: ShortText | None = None
    content: StorableText
    language: Annotated[str, Field(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})?$")] | None = None
    tool_call_id: ShortText | None = None
    tool_calls: list[JsonObject] = Field(default_factory=list, max_length=128)
    metadata: JsonObject = Field(default_factory=dict)
    said_at: SaidAt
    edited_at: Instant | None = None
    learned: bool
    set_aside: bool = False


class RetractionLine(ScopedLine):
    """What was done to a fact by hand; it stands between the turns that were learned before and after it."""

    record: Literal["retraction"]
    id: Id
    fact_id: Id
    entity_id: Id
    actor: Annotated[StorableText, Field(max_length=64)]
    reason: Annotated[StorableText, Field(max_length=1_000)] = ""
    restores: Id | None = None
    said_at: SaidAt
    recorded_at: Instant


class CauseLine(ScopedLine):
    """That a turn which was deleted, or edited, took a revision; it stands where that turn did, or does."""

    record: Literal["cause"]
    id: Id
    turn_id: Id


class EntityLine(_Superseded):
    """An entity."""

    record: Literal["entity"]
    type: Named
    principal: Literal["user", "assistant"] | None = None
    source_turn: Id
    source_removed: bool = False


class AliasLine(_Superseded):
    """A name of an entity."""

    record: Literal["alias"]
    entity_id: Id
    text: StorableText
    holder_id: Id | None = None
    is_label: bool


class MentionLine(ScopedLine):
    """That a turn spoke of an entity."""

    record: Literal["mention"]
    turn_id: Id
    entity_id: Id
    place: Place


class EvidenceLine(_Claim):
    """What one turn claimed."""

    record: Literal["evidence"]
    stance: Stance
    said_at: SaidAt
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
    | SignalLine
    | RetractionLine
    | CauseLine
    | EntityLine
    | AliasLine
    | MentionLine
    | EvidenceLine
    | FactLine
    | CorrectionLine
    | InstructionLine
    | UncertaintyLine
    | NoticeLine
    | IdentityLine
    | StateLine
    | SettingLine
    | DocumentLine
)
LINES: TypeAdapter[Line] = TypeAdapter(Annotated[Line, Field(discriminator="record")])
PLURALS: Mapping[str, str] = {
    "scope": "scopes",
    "session": "sessions",
    "turn": "turns",
    "signal": "signals",
    "retraction": "retractions",
    "cause": "causes",
    "entity": "entities",
    "alias": "aliases",
    "mention": "mentions",
    "evidence": "evidence",
    "fact": "facts",
    "correction": "corrections",
    "instruction": "instructions",
    "uncertainty": "uncertainties",
    "notice": "notices",
    "identity": "identities",
    "state": "states",
    "setting": "settings",
    "document": "documents",
}
