"""Single lines as turns, what they show, and how far they move the mood of a fresh user."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from spectron.behaviour.mood import trace_mood
from spectron.domain.behaviour import Feeling, Observed, Signal
from spectron.domain.conversation import Role, Turn
from spectron.domain.ids import SessionId, TurnId
from spectron.domain.scope import Scope
from spectron.extraction.builtin.affect import read_affect

SAID_AT = datetime(2026, 3, 2, 9, 15, tzinfo=UTC)


def say(text: str, role: str = "user", at: datetime = SAID_AT, place: int = 1, user: str = "me") -> Turn:
    """A line as a turn, by default the first of its session."""
    scope = Scope.of({"user": user})
    return Turn(TurnId(f"turn:{place:06}"), SessionId("session:1"), scope, Role(role), text, at, place)


def observe(turn: Turn, signals: Sequence[Signal]) -> list[Observed[Any]]:
    """What a turn showed."""
    own = enumerate(signals)
    return [Observed(one, turn.id, turn.session_id, turn.role, turn.said_at, place) for place, one in own]


def move(text: str) -> Feeling:
    """How far one line moves the mood of a fresh user."""
    turn = say(text)
    changes = trace_mood(observe(turn, read_affect(turn)), Feeling())
    return changes[-1].delta if changes else Feeling()
