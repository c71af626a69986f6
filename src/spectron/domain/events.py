"""What happens in a memory, as those who listen hear of it: ids alone, never a word of what was said."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from spectron.domain.scope import EVERYWHERE, Scope

KEPT_EVENTS = 100_000
PRUNED_AT_ONCE = 1_000


class EventKind(StrEnum):
    """What happened.

    `CHAT_SWITCHED` {chatId, null for the home screen; userId, null where nobody is named or they were forgotten},
    `CHAT_CHANGED` {chatId, changed: what of it},
    `CHAT_DELETED` {chatId}; these need the permission `chats`. `turn.recorded` {turn_id, session_id, role, seq},
    `memory.changed` {revision, turn_id, session_id, and how many records were added, updated, superseded; erased, where
    something was forgotten}: the turn and its session are null where it was not a turn that changed what is believed,
    `extraction.done` {extraction_id, session_id, state, error}.
    """

    CHAT_SWITCHED = "CHAT_SWITCHED"
    CHAT_CHANGED = "CHAT_CHANGED"
    CHAT_DELETED = "CHAT_DELETED"
    TURN_RECORDED = "turn.recorded"
    MEMORY_CHANGED = "memory.changed"
    EXTRACTION_DONE = "extraction.done"

    @property
    def of_chats(self) -> bool:
        """Whether hearing of it needs the permission `chats`."""
        return self.value.startswith("CHAT_")


@dataclass(frozen=True, slots=True)
class Event:
    """One event: `seq` counts those of its context in the order of their commits, from 1.

    `scope` is None where nothing is left of the scope but its id: everything in it was erased. `parts` are then the ids
    of its parts, where those who listen in them are to hear of it.
    """

    seq: int
    kind: EventKind
    scope_id: str
    scope: Scope | None
    detail: Mapping[str, Any]
    parts: frozenset[str] = frozenset()

    def is_within(self, asked: Scope) -> bool:
        """Whether it happened inside a scope: in one that contains every dimension of it."""
        if self.scope is None:
            return asked == EVERYWHERE or asked.id == self.scope_id or asked.id in self.parts
        return self.scope.contains(asked)


def first_kept(last: int) -> int:
    """The number from which on a log is kept whose last event has the number `last`."""
    return max(1, last - last % PRUNED_AT_ONCE - KEPT_EVENTS + 1)
