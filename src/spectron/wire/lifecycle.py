"""Forgetting, and what an import tells (docs/reference/http.md)."""

from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field

from spectron.wire.base import NO_NULL, Answer, Dimensions, Request, StorableText

_TEXT: dict[str, Any] = {"type": "string", "pattern": NO_NULL}
_NARROW: dict[str, Any] = {"everything": {"const": False}}
_ALL: dict[str, Any] = {"query": {"type": "null"}, "entity": {"type": "null"}}
_CLEAR: dict[str, Any] = {
    "anyOf": [
        {"required": ["query"], "properties": {"query": _TEXT, "entity": {"type": "null"}} | _NARROW},
        {"required": ["entity"], "properties": {"entity": _TEXT, "query": {"type": "null"}} | _NARROW},
        {"required": ["scope"], "properties": {"scope": {"type": "object", "minProperties": 1}} | _ALL | _NARROW},
        {
            "required": ["scope", "everything"],
            "properties": {
                "scope": {"type": "object", "maxProperties": 0},
                "everything": {"const": True},
            }
            | _ALL,
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
    documents: int = 0
    notices: int = 0
    identities: int = 0
    states: int = 0
    receipts: int = 0
    redacted_turns: int = 0


class ForgottenRecord(Answer):
    """One record that would go; of a document its label and the beginning of its content, and no turn."""

    type: Literal["entity", "attribute", "relation", "instruction", "uncertainty", "notice", "document"]
    id: str
    key: str
    value: str
    source_turn: str | None


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
    signals: int = 0
    retractions: int = 0
    entities: int = 0
    aliases: int = 0
    mentions: int = 0
    evidence: int = 0
    facts: int = 0
    corrections: int = 0
    instructions: int = 0
    uncertainties: int = 0
    notices: int = 0
    identities: int = 0
    states: int = 0
    documents: int = 0
    causes: int = 0
    settings: int = 0


class ImportResult(Answer):
    """What an import added, and what was there already."""

    imported: Transferred
    skipped: Transferred
