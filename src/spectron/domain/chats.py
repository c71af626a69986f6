"""A chat: a session seen by the application that shows it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from unicodedata import category

from spectron.domain.conversation import Turn
from spectron.domain.ids import SessionId
from spectron.domain.scope import AGENT_DIMENSION, SPEAKER_DIMENSION, Scope

CHATS = "chats"
"""The permission to list, inspect, change and delete chats."""

CHAT_MUTATION = "chat_mutation"
"""The permission to read and change the messages of a chat; neither implies the other."""

ACTIVE_CHAT = "active_chat"
"""The setting that names the chat which a user has open."""

LONGEST_TITLE = 256
LONGEST_GIVEN_TITLE = 80


class ChatOrder(StrEnum):
    """What puts a chat first in a list: that it was begun last, or that it changed last."""

    CREATED = "created"
    UPDATED = "updated"


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


@dataclass(frozen=True, slots=True)
class ChatMessage:
    """A turn as a message of its chat; `index` is its place, from 0, among the messages that are there."""

    turn: Turn
    index: int


@dataclass(frozen=True, slots=True)
class MessageChange:
    """What is to be of a message from now on; what is None stays, and a name that is empty is taken away."""

    content: str | None = None
    name: str | None = None
    metadata: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class ChatPage:
    """Which part of a list of chats to return, and in what order; the newest come first."""

    limit: int
    offset: int = 0
    order: ChatOrder = ChatOrder.CREATED


@dataclass(frozen=True, slots=True)
class ChatChange:
    """What is to be of a chat from now on; what is None stays."""

    name: str | None = None
    metadata: Mapping[str, Any] | None = None


def title_from(words: str) -> str | None:
    """The name that a first message gives to its chat: its first line that is not blank, None where it has none.

    At most `LONGEST_GIVEN_TITLE` characters of it, whole words, none of them a control character.
    """
    return next(filter(None, map(_shorten, words.splitlines())), None)


def _shorten(line: str) -> str:
    begin = line.strip()[: 4 * LONGEST_GIVEN_TITLE]
    plain = " ".join("".join(" " if category(mark) == "Cc" else mark for mark in begin).split())
    if len(plain) <= LONGEST_GIVEN_TITLE:
        return plain
    whole, _, cut = plain[: LONGEST_GIVEN_TITLE + 1].rpartition(" ")
    return whole or cut[:LONGEST_GIVEN_TITLE]
