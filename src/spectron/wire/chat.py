"""What is said to a memory that replies, and its reply (docs/reference/http.md)."""

from typing import Annotated

from pydantic import AfterValidator, AliasChoices, Field
from pydantic_core import PydanticCustomError

from spectron.wire.base import NOT_BLANK, Answer, Request, SpokenAt, StorableText
from spectron.wire.knowledge import (
    AttributeInfo,
    CorrectionInfo,
    EntityInfo,
    InstructionInfo,
    RelationInfo,
    ResolvedInfo,
    UncertaintyInfo,
    UsageInfo,
)
from spectron.wire.recall import TierName


def _check_words(text: str) -> str:
    if not text.strip():
        raise PydanticCustomError("value_error", "is empty: a message needs words")
    return text


class NewMessage(Request):
    """What is said, as `content` or as `message`. `at` is when it was said (now if left out)."""

    content: Annotated[StorableText, AfterValidator(_check_words)] = Field(
        validation_alias=AliasChoices("content", "message"),
        json_schema_extra={"pattern": NOT_BLANK},
        examples=["What do you know about me?"],
    )
    at: SpokenAt | None = Field(default=None, examples=["2026-03-02T09:15:00Z"])


class MemoryUpdates(Answer):
    """All that the user's turn and the reply taught; every list is present, empty where nothing was learned.

    The lists are those of a turn's own answer; `revision` is the one of the reply.
    """

    revision: int
    entities: list[EntityInfo]
    attributes: list[AttributeInfo]
    relations: list[RelationInfo]
    instructions: list[InstructionInfo]
    uncertainties: list[UncertaintyInfo]
    corrections: list[CorrectionInfo]
    resolved: list[ResolvedInfo]


class ReplyUsage(Answer):
    """What the reply took, and what reading the two turns took together."""

    response: UsageInfo
    extraction: UsageInfo


class ChatReply(Answer):
    """A reply, ready to be shown, and what the exchange taught.

    `turn_id` is the user's turn, `reply_turn_id` the reply's; `tier` names the strategy that found what it rests on.
    """

    reply: str
    memory_updates: MemoryUpdates
    turn_id: str
    reply_turn_id: str
    tier: TierName
    usage: ReplyUsage


class ReplyPiece(Answer):
    """A piece of a reply that is still being made."""

    text: str
