"""Turns, hits and material for the tests of contexts."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from telling import ALICE, day

from spectron.domain.conversation import Role, Turn
from spectron.domain.graph import DoubtKind, Instruction, Priority, Quote, Source, Uncertainty
from spectron.domain.ids import RecordId, SessionId, TurnId
from spectron.domain.recall import Found, Hit, Tier
from spectron.domain.scope import Scope

QUOTE = Quote("x", 0, 1)


def say(number: int, content: str, at: datetime | None = None, scope: Scope = ALICE) -> Turn:
    """A turn of the user, the so manieth of its session."""
    at = at or day(number)
    return Turn(TurnId(f"turn:{number}"), SessionId("session:1"), scope, Role.USER, content, at, seq=number)


def find(turns: Iterable[Turn], facts: Sequence[Hit] = ()) -> Found:
    """What a search found: these turns, the first one the best, after these facts."""
    hits = [Hit(turn.id, 1.0 / (place + 1), turn=turn) for place, turn in enumerate(turns)]
    return Found(Tier.HYBRID, "weighed", [*facts, *hits], {})


def rule(text: str, priority: Priority = Priority.MEDIUM, revision: int = 1) -> Instruction:
    """An instruction that the user gave."""
    source = Source(TurnId("turn:1"), Role.USER)
    return Instruction(RecordId(f"instruction:{text}"), text, priority, source, QUOTE, day(1), revision)


def doubt(text: str) -> Uncertainty:
    """A statement that must not be asserted."""
    source = Source(TurnId("turn:1"), Role.USER)
    return Uncertainty(RecordId(f"doubt:{text}"), text, DoubtKind.SPECULATIVE, "perhaps", source, QUOTE, day(1), 1)
