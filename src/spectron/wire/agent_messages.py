"""Messages as agents send them, in the shapes of OpenAI and of Anthropic (docs/reference/http.md)."""

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, AliasChoices, BaseModel, BeforeValidator, ConfigDict, Field

from spectron.wire.base import NO_NULL, JsonObject, ShortText, SpokenAt, check_value

MOST_IN_A_TURN = 200
MOST_IN_A_TRANSCRIPT = 20_000


def _spell_role(value: Any) -> Any:
    """OpenAI's newer name for a system message is taken for the older."""
    return "system" if value == "developer" else value


_TEXT: dict[str, Any] = {"type": "string", "pattern": NO_NULL}
_BLOCK: dict[str, Any] = {
    "type": "object",
    "required": ["type"],
    "properties": {"type": _TEXT | {"minLength": 1}},
    "description": "text, tool_use, tool_result; any other kind is noted and not read",
}
_CALL: dict[str, Any] = {
    "type": "object",
    "required": ["id", "function"],
    "properties": {
        "id": _TEXT,
        "type": _TEXT,
        "function": {
            "type": "object",
            "required": ["name"],
            "properties": {
                "name": _TEXT,
                "arguments": {"anyOf": [_TEXT, {"type": "object"}, {"type": "null"}]},
            },
        },
    },
}
_CONTENT = {"anyOf": [_TEXT, {"type": "array", "items": _BLOCK}, {"type": "null"}]}
_CALLS = {"anyOf": [{"type": "array", "items": _CALL, "maxItems": 128}, {"type": "null"}]}


class AgentMessage(BaseModel):
    """One message. What other providers add to theirs is passed over.

    `content` is text, or a list of blocks; an assistant's may be null beside `tool_calls`. A tool's message names the
    call it answers, which came before it. `at` is when it was said (now if left out).
    """

    model_config = ConfigDict(extra="ignore")

    role: Annotated[Literal["user", "assistant", "system", "tool"], BeforeValidator(_spell_role)]
    content: Annotated[Any, AfterValidator(check_value), Field(json_schema_extra=_CONTENT)] = None
    name: ShortText | None = None
    tool_calls: Annotated[Any, AfterValidator(check_value), Field(json_schema_extra=_CALLS)] = Field(
        default=None, validation_alias=AliasChoices("tool_calls", "toolCalls")
    )
    tool_call_id: ShortText | None = Field(default=None, validation_alias=AliasChoices("tool_call_id", "toolCallId"))
    at: SpokenAt | None = Field(
        default=None,
        validation_alias=AliasChoices("at", "timestamp", "created_at", "createdAt"),
        examples=["2026-03-02T09:15:00Z"],
    )
    metadata: JsonObject = Field(default_factory=dict)


Messages = Annotated[list[AgentMessage], Field(min_length=1, max_length=MOST_IN_A_TURN)]
Transcript = Annotated[list[AgentMessage], Field(min_length=1, max_length=MOST_IN_A_TRANSCRIPT)]
