"""Passages to score, made of words."""

from datetime import UTC, datetime, timedelta

from spectron.domain.conversation import Role, Turn
from spectron.domain.ids import SessionId, TurnId
from spectron.domain.recall import DateNote, Passage
from spectron.domain.scope import Scope
from spectron.retrieval.prepare import prepare

NOON = datetime(2023, 7, 21, 12, tzinfo=UTC)


def make_turn(seq: int, content: str, *, name: str | None = None, session: str = "s1", role: Role = Role.USER) -> Turn:
    """A turn said `seq` minutes after noon."""
    said_at = NOON + timedelta(minutes=seq)
    return Turn(
        TurnId(f"{session}-{seq}"), SessionId(session), Scope({"user": "ada"}), role, content, said_at, seq, name
    )


def make_passage(seq: int, content: str, *, notes: tuple[DateNote, ...] = (), **more: object) -> Passage:
    """What search keeps of such a turn."""
    return prepare(make_turn(seq, content, **more), notes)  # type: ignore[arg-type]
