"""Memories of chats: how they are asked for, set and told (docs/reference/http.md)."""

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, ConfigDict, Field, StrictBool
from pydantic.alias_generators import to_camel

from spectron.wire.base import Answer, CallerId, NotBlank, Request, StorableText, number_only

MOST_FOUND = 24
LONGEST_TEMPLATE = 4_000
LONGEST_RENDERED = 200_000

Template = Annotated[NotBlank, Field(max_length=LONGEST_TEMPLATE)]


class GivenMemorySettings(Request):
    """What is set of the memories of chats; what is left out, or null, holds as it does above.

    Sizes are in tokens, as they are estimated. `pause_minutes` 0: no pause begins a segment.
    """

    vectorize_chat_messages: StrictBool | None = None
    target_tokens: Annotated[int, Field(ge=256, le=4_000), BeforeValidator(number_only)] | None = None
    most_tokens: Annotated[int, Field(ge=256, le=8_000), BeforeValidator(number_only)] | None = None
    overlap_tokens: Annotated[int, Field(ge=0, le=1_000), BeforeValidator(number_only)] | None = None
    pause_minutes: Annotated[int, Field(ge=0, le=525_600), BeforeValidator(number_only)] | None = None
    top_k: Annotated[int, Field(ge=1, le=MOST_FOUND), BeforeValidator(number_only)] | None = None
    exclude_recent: Annotated[int, Field(ge=0, le=1_000), BeforeValidator(number_only)] | None = None
    query_messages: Annotated[int, Field(ge=1, le=20), BeforeValidator(number_only)] | None = None
    memory_header_template: Template | None = None
    chunk_template: Template | None = None


class MemorySettingsInfo(Answer):
    """The settings of memories that hold, and whether any of them was set for this chat alone."""

    vectorize_chat_messages: bool
    target_tokens: int
    most_tokens: int
    overlap_tokens: int
    pause_minutes: int
    top_k: int
    exclude_recent: int
    query_messages: int
    memory_header_template: str
    chunk_template: str
    settings_source: Literal["global", "per_chat"]


class _Told(Answer):
    """A shape whose names are in camelCase in JSON."""

    model_config = ConfigDict(alias_generator=to_camel)


class MemoryChunk(_Told):
    """A segment of a chat that was found; `score` is a cosine distance, lower is nearer.

    `metadata` holds `startIndex` and `endIndex`, the places from 0 of its first and last message in the chat, their ids
    and times, and how many of the first characters of `content` repeat the segment before.
    """

    content: str
    score: Annotated[float, Field(ge=0, le=2)]
    metadata: dict[str, Any]


class ChatMemories(_Told):
    """What was found in a chat, nearest first, and `formatted` for a prompt.

    `chunks_available` counts the segments of the chat whose messages were all embedded, `chunks_pending` the others.
    """

    chunks: list[MemoryChunk]
    formatted: str
    count: int
    enabled: bool
    query_preview: str
    settings_source: Literal["global", "per_chat"]
    chunks_available: int
    chunks_pending: int


class RenderRequest(Request):
    """A template to be filled with the memories of a chat."""

    template: Annotated[StorableText, Field(max_length=LONGEST_RENDERED)]
    top_k: Annotated[int, Field(ge=1, le=MOST_FOUND), BeforeValidator(number_only)] | None = None
    query: NotBlank | None = None
    user_id: CallerId | None = None


class Rendered(_Told):
    """A template that was filled, how many memories were found for it, and whether memories are on."""

    text: str
    count: int
    enabled: bool
