"""A chat: a session seen by the application that shows it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from spectron.domain.ids import SessionId
from spectron.domain.scope import AGENT_DIMENSION, SPEAKER_DIMENSION, Scope

CHATS = "chats"
"""The permission to list, inspect, change and delete chats."""

CHAT_MUTATION = "chat_mutation"
"""The permission to read and change the messages of a chat; neither implies the other."""

LONGEST_TITLE = 256


@dataclass(frozen=True, slots=True)
class Chat:
    """What a front end shows of a session; `updated_at` is when its last message came, or it was last changed."""

    id: SessionId
    scope: Scope
    name: str
    metadata: Mapping[str, Any]
    created_at: datetime
    updated_at: datetime

    @property
    def character(self) -> str:
        """The agent that the user talks to; empty where the session names none."""
        return self.scope.get(AGENT_DIMENSION) or ""

    @property
    def user(self) -> str | None:
        """Whose chat it is, where the session names somebody."""
        return self.scope.get(SPEAKER_DIMENSION)
