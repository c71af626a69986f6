"""Messages of an export that are here already and were edited elsewhere since, and those that nobody wants learned."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, update

from spectron.domain.ids import ContextId, SessionId, new_job_id
from spectron.domain.jobs import Job, JobState
from spectron.storage.queries.adopt_lines import Numbered
from spectron.storage.queries.jobs import enqueue, hand_over
from spectron.storage.queries.passages import drop_vectors
from spectron.storage.queries.removal import note_past_causes
from spectron.storage.queries.signals import drop_signals
from spectron.storage.schema import mention, passage, turn

_WORDS = ("content", "name", "language", "metadata", "edited_at")


def is_news(one: Numbered, row: Row[Any] | None) -> bool:
    """Whether a record is not here yet, or is a message that was edited after it came here."""
    edited = one.get("edited_at")
    return row is None or (edited is not None and (row.edited_at is None or edited > row.edited_at))


def is_learned_since(one: Numbered, row: Row[Any] | None) -> bool:
    """Whether a record is a turn that waits here, and was learned elsewhere in the words that it has here."""
    if row is None or one.line.record != "turn" or not one.get("learned"):
        return False
    return row.revision is None and bool(row.edited_at == one.get("edited_at"))


def mark_learned(conn: Connection, ctx: ContextId, turn_id: str, revision: int) -> None:
    """Let a turn wait no longer; what it taught comes in lines of its own."""
    conn.execute(update(turn).where(turn.c.context_id == ctx, turn.c.id == turn_id).values(revision=revision))


def reword(conn: Connection, ctx: ContextId, one: Numbered, numbers: Mapping[str, int]) -> None:
    """Put the words of a message that was edited elsewhere in the place of those that are here.

    What the new ones taught, showed and speak of comes in lines of its own; what the old ones changed still names them.
    """
    note_past_causes(conn, ctx, [one.get("id")])
    told = {name: one.get(name) for name in _WORDS} | {"revision": numbers.get(one.get("id")), "job_id": None}
    mine = turn.c.context_id == ctx, turn.c.id == one.get("id")
    conn.execute(update(turn).where(*mine).values(told))
    found = passage.c.context_id == ctx, passage.c.id == one.get("id")
    conn.execute(update(passage).where(*found).values(recipe=0, model=None, dimension=None))
    drop_vectors(conn, ctx, [one.get("id")])
    drop_signals(conn, ctx, [one.get("id")])
    conn.execute(delete(mention).where(mention.c.context_id == ctx, mention.c.turn_id == one.get("id")))


def set_aside(conn: Connection, ctx: ContextId, news: Sequence[Numbered], now: datetime) -> None:
    """Let no opening learn what was set aside where it comes from: a job for those of each session is set aside too."""
    chats: dict[str, list[Numbered]] = {}
    for one in news:
        if one.get("set_aside") and not one.get("learned"):
            chats.setdefault(one.get("session_id"), []).append(one)
    for session_id, turns in chats.items():
        made = Job(
            id=new_job_id(),
            context_id=ctx,
            session_id=SessionId(session_id),
            scope_id=turns[0].scope_id,
            seq=min(one.get("seq") for one in turns),
            model=None,
            turns=len(turns),
            created_at=now,
            run_at=now,
            state=JobState.ASIDE,
            background=True,
        )
        enqueue(conn, made)
        hand_over(conn, ctx, [one.get("id") for one in turns], made.id)
