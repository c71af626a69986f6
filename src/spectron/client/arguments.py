"""What callers hand to the verbs, put into the words of the wire; the server judges the rest."""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any, TypeAlias, TypedDict
from urllib.parse import quote

Instant: TypeAlias = datetime | date | str
Dimensions: TypeAlias = Mapping[str, str]

_BARE_DATE = re.compile(r"\d{4}(-\d{2}){0,2}")


class MessageParts(TypedDict, total=False):
    """The parts of a message that only some messages have."""

    name: str
    tool_call_id: str
    tool_calls: Sequence[Mapping[str, Any]]
    metadata: Mapping[str, Any]


class ModelChoice(TypedDict, total=False):
    """Who reads turns: a provider, and a model of theirs."""

    provider: str
    model: str


class SessionSettings(ModelChoice, total=False):
    """What holds for a session of an agent until it is started again with others."""

    user_display_name: str
    tool_definitions: Sequence[Mapping[str, Any]]
    timezone: str
    language: str


class IdentityParts(TypedDict, total=False):
    """Who an agent is; what is left out is blank."""

    personality_prompt: str
    bio: str
    speech_patterns: Sequence[str]
    true_interests: Sequence[str]
    true_dislikes: Sequence[str]
    big5: Mapping[str, float]


def place(*segments: str) -> str:
    """A path of the API, each segment quoted; raises ValueError for one that would lead elsewhere."""
    for segment in segments:
        if segment in ("", ".", ".."):
            raise ValueError(f"{segment!r} is not an identifier")
    return "/".join(("/api/v1", *(quote(segment, safe="") for segment in segments)))


def instant(value: Instant | None, field: str) -> str | None:
    """RFC 3339 of an instant; a bare year, month or day is its first instant, in UTC.

    Raises ValueError, naming `field`, for a datetime without a time zone: it could be any of 24 instants.
    """
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise ValueError(f"{field} has no time zone: pass an aware datetime, such as datetime.now(UTC)")
        return value.astimezone(UTC).isoformat()
    text = value.isoformat() if isinstance(value, date) else value
    if text and _BARE_DATE.fullmatch(text):
        return f"{text}{'-01-01'[len(text) - 4 :]}T00:00:00Z"
    return text


def viewpoint(valid_at: Instant | None, known_at: Instant | None) -> dict[str, str]:
    """The two instants of a question as query parameters."""
    return present(valid_at=instant(valid_at, "valid_at"), known_at=instant(known_at, "known_at"))


def scoped(scope: Dimensions | None) -> dict[str, str]:
    """A scope as query parameters: `scope[user]=alice`."""
    return {f"scope[{dimension}]": value for dimension, value in (scope or {}).items()}


def present(**fields: Any) -> dict[str, Any]:
    """The fields that were given: what is None is left out."""
    return {name: value for name, value in fields.items() if value is not None}
