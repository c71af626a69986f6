"""The lines of an export that tell what stands beside turns and beliefs."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import AfterValidator, Field, JsonValue, PrivateAttr, TypeAdapter, model_validator
from pydantic_core import PydanticCustomError

from spectron.domain.behaviour import Activity, Affect, Engagement, GoalStep, Occasion, Regard, Signal, TraitCue
from spectron.domain.estimates import NoticeKind, NoticeStatus
from spectron.domain.scope import AGENT_DIMENSION
from spectron.wire.agent_sessions import AgentSessionStart
from spectron.wire.agents import NewIdentity
from spectron.wire.base import CallerId, JsonObject, NotBlank, ShortText, StorableText, check_value
from spectron.wire.library import check_size
from spectron.wire.line_shapes import Id, Instant, Place, SaidAt, ScopedLine
from spectron.wire.memories import GivenMemorySettings

_SIGNALS: Mapping[str, TypeAdapter[Any]] = {
    "affect": TypeAdapter(Affect),
    "trait": TypeAdapter(TraitCue),
    "activity": TypeAdapter(Activity),
    "engagement": TypeAdapter(Engagement),
    "goal": TypeAdapter(GoalStep),
    "regard": TypeAdapter(Regard),
    "occasion": TypeAdapter(Occasion),
}
SignalName: TypeAlias = Literal["affect", "trait", "activity", "engagement", "goal", "regard", "occasion"]


def read_settings(told: dict[str, Any]) -> dict[str, Any]:
    """What a session can be started with, as it is kept."""
    if "user_id" in told or "session_id" in told:
        raise PydanticCustomError("value_error", "names no user and no session")
    started = AgentSessionStart.model_validate({"user_id": "-", **told})
    return started.model_dump(exclude_none=True, exclude={"user_id"})


def read_memory(told: dict[str, Any]) -> dict[str, Any]:
    """What can be set of the memories of chats, as it is kept."""
    return GivenMemorySettings.model_validate(told).model_dump(exclude_none=True)


class SignalLine(ScopedLine):
    """What a turn showed of someone, under the id of the turn; `place` numbers what it showed of one kind."""

    record: Literal["signal"]
    id: Id
    kind: SignalName
    place: Place
    detail: JsonObject
    quote: StorableText
    quote_start: Place
    quote_end: Place
    _signal: Signal = PrivateAttr()

    @model_validator(mode="after")
    def _is_one(self) -> "SignalLine":
        quote = {"text": self.quote, "start": self.quote_start, "end": self.quote_end}
        self._signal = _SIGNALS[self.kind].validate_python({**self.detail, "quote": quote})
        _check_numbers(asdict(self._signal))
        return self

    @property
    def signal(self) -> Signal:
        """The signal that the line tells."""
        return self._signal


def _check_numbers(value: Any) -> None:
    """Refuse a number of a signal that is not from -1 to 1, and a time without a zone."""
    if isinstance(value, dict):
        for name, one in value.items():
            if name != "quote":
                _check_numbers(one)
    elif isinstance(value, float) and not -1 <= value <= 1:
        raise PydanticCustomError("value_error", "detail holds a number that is not from -1 to 1")
    elif isinstance(value, datetime) and value.tzinfo is None:
        raise PydanticCustomError("value_error", "detail holds a time without a zone")


class NoticeLine(ScopedLine):
    """Something to bring up; `key` is the same for the same occasion."""

    record: Literal["notice"]
    id: Id
    key: ShortText
    kind: NoticeKind
    subject: StorableText
    message: StorableText
    reason: StorableText
    turn_id: Id | None = None
    due_at: Instant
    status: NoticeStatus
    created_at: SaidAt
    settled_at: Instant | None = None


class IdentityLine(ScopedLine):
    """Who an agent is; its scope is that of the agent alone."""

    record: Literal["identity"]
    id: CallerId
    identity: NewIdentity
    updated_at: Instant

    @model_validator(mode="after")
    def _is_at_home(self) -> "IdentityLine":
        if self.scope != {AGENT_DIMENSION: self.id}:
            raise PydanticCustomError("value_error", "an identity lives in the scope of its agent alone")
        return self


class StateLine(ScopedLine):
    """A value that an application stored under a key of a scope."""

    record: Literal["state"]
    key: Annotated[ShortText, Field(min_length=1)]
    value: Annotated[JsonValue, AfterValidator(check_value)]
    updated_at: Instant


class SettingLine(ScopedLine):
    """What was chosen for a scope: the chat that is open, or how memories of chats are made."""

    record: Literal["setting"]
    name: Literal["active_chat", "chat_memory"]
    value: JsonObject
    updated_at: Instant

    @model_validator(mode="after")
    def _is_sound(self) -> "SettingLine":
        opened = self.value.get("chat_id")
        if self.name == "active_chat" and (set(self.value) != {"chat_id"} or not isinstance(opened, str | None)):
            raise PydanticCustomError("value_error", "value holds the id of a chat, or null, as chat_id")
        if self.name == "chat_memory":
            self.value = read_memory(self.value)
        return self


class DocumentLine(ScopedLine):
    """A document of the knowledge base."""

    record: Literal["document"]
    id: Id
    label: Annotated[NotBlank, Field(max_length=256)]
    content: Annotated[NotBlank, AfterValidator(check_size)]
    metadata: JsonObject = Field(default_factory=dict)
    created_at: Instant
    updated_at: Instant
