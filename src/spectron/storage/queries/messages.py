"""Messages of a chat: turns, counted as they are there, and changed in their place."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, func, select, update

from spectron.domain.chats import ChatMessage
from spectron.domain.conversation import Turn
from spectron.domain.ids import ContextId, JobId, SessionId
from spectron.storage.schema import session, turn


def as_message(conn: Connection, ctx: ContextId, one: Turn) -> ChatMessage:
    """A turn with its place among those of its session."""
    before = turn.c.context_id == ctx, turn.c.session_id == one.session_id, turn.c.seq < one.seq
    return ChatMessage(one, conn.execute(select(func.count()).select_from(turn).where(*before)).scalar_one())


def set_metadata(conn: Connection, ctx: ContextId, one: Turn, metadata: Mapping[str, Any]) -> None:
    """Replace what the caller keeps with a message."""
    mine = and_(turn.c.context_id == ctx, turn.c.id == one.id)
    conn.execute(update(turn).where(mine).values(metadata=dict(metadata)))


def set_words(conn: Connection, ctx: ContextId, new: Turn, job_id: JobId) -> None:
    """Replace the words and the name of a message, which this job learns then."""
    mine = and_(turn.c.context_id == ctx, turn.c.id == new.id)
    told = {"content": new.content, "name": new.name, "language": new.language, "edited_at": new.edited_at}
    conn.execute(update(turn).where(mine).values(**told, revision=None, job_id=job_id))


def touch(conn: Connection, ctx: ContextId, session_id: SessionId, now: datetime) -> None:
    """Note that a chat changed; `updated_at` never moves backwards."""
    earlier = session.c.context_id == ctx, session.c.id == session_id, session.c.updated_at < now
    conn.execute(update(session).where(*earlier).values(updated_at=now))
