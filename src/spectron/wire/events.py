"""Events: what each of them tells (docs/reference/http.md)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from spectron.wire.base import Answer

EventName: TypeAlias = Literal[
    "CHAT_SWITCHED",
    "CHAT_CHANGED",
    "CHAT_DELETED",
    "turn.recorded",
    "memory.changed",
    "extraction.done",
    "events.lost",
]


class _OfChat(Answer):
    """Something about a chat, whose id front ends read as `chatId`."""

    chatId: str | None  # noqa: N815 - so it is called in the event itself

    @property
    def chat_id(self) -> str | None:
        """The id of the chat."""
        return self.chatId


class ChatSwitched(_OfChat):
    """A user opened a chat, or with None closed it and is at the home screen."""

    userId: str | None = None  # noqa: N815 - so it is called in the event itself

    @property
    def user_id(self) -> str | None:
        """Whose chat it is, where that is known."""
        return self.userId


class ChatChanged(_OfChat):
    """A chat was begun or changed; `changed` names what of it."""

    changed: tuple[str, ...] = ()


class ChatDeleted(_OfChat):
    """A chat was deleted with all its messages."""


class TurnRecorded(Answer):
    """A message was recorded in a session, which is also a chat; `seq` is its place there, from 1."""

    turn_id: str
    session_id: str
    role: str
    seq: int


class MemoryChanged(Answer):
    """What is believed is other than before: how many records came, took another's place, went, or were erased.

    `turn_id` and `session_id` are None where it was not a turn that changed it.
    """

    revision: int
    turn_id: str | None = None
    session_id: str | None = None
    added: int = 0
    updated: int = 0
    superseded: int = 0
    erased: int = 0


class ExtractionDone(Answer):
    """The turns of one call of an agent are learned, or cannot be: then `state` is "failed" and `error` says why."""

    extraction_id: str
    session_id: str
    state: str
    error: str | None = None


class EventsLost(Answer):
    """The log does not hold what came behind `since` any more; it begins with `first`."""

    since: int
    first: int


class Ready(Answer):
    """Events come from behind `since` on; `last` is the last that there was when this was told."""

    since: int
    last: int


SHAPES: Mapping[str, type[Answer]] = {
    "CHAT_SWITCHED": ChatSwitched,
    "CHAT_CHANGED": ChatChanged,
    "CHAT_DELETED": ChatDeleted,
    "turn.recorded": TurnRecorded,
    "memory.changed": MemoryChanged,
    "extraction.done": ExtractionDone,
    "events.lost": EventsLost,
}


@dataclass(frozen=True, slots=True)
class EventInfo:
    """One event: its number, which is what to go on from (`last_event_id`), what happened, and of what."""

    id: int
    type: str
    payload: Any
