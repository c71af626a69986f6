"""A session, the turns in it, and who spoke."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from spectron.domain.ids import SessionId, TurnId
from spectron.domain.scope import Scope


class Role(StrEnum):
    """Who speaks in a turn."""

    USER = "user"
    ASSISTANT = "assistant"
    SYSTEM = "system"
    TOOL = "tool"


class SessionStatus(StrEnum):
    """Whether a session still takes turns."""

    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Session:
    """One conversation in one scope.

    `handle` is the id that a caller chose for it, unique within its scope; `settings` are what its caller wants of it,
    such as the model that is to read its turns; `title` is what people call it, as a chat.
    """

    id: SessionId
    scope: Scope
    metadata: Mapping[str, Any]
    created_at: datetime
    closed_at: datetime | None = None
    handle: str | None = None
    settings: Mapping[str, Any] = field(default_factory=dict)
    title: str | None = None

    @property
    def name(self) -> str:
        """What its callers call it: the id they chose, or the one it was given."""
        return self.handle or self.id

    @property
    def status(self) -> SessionStatus:
        """Open until it was closed."""
        return SessionStatus.OPEN if self.closed_at is None else SessionStatus.CLOSED


@dataclass(frozen=True, slots=True)
class Turn:
    """One message. `said_at` is when it was said (the caller's `at`), `seq` its place in the session from 1.

    `language` is a BCP 47 code, "und" where the words tell none; None only for turns recorded before it was noted.
    `edited_at` is when its words or its name were last changed.
    """

    id: TurnId
    session_id: SessionId
    scope: Scope
    role: Role
    content: str
    said_at: datetime
    seq: int = 0
    name: str | None = None
    language: str | None = None
    tool_call_id: str | None = None
    tool_calls: tuple[Mapping[str, Any], ...] = ()
    metadata: Mapping[str, Any] = field(default_factory=dict)
    edited_at: datetime | None = None
