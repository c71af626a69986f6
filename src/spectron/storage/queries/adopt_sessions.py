"""Sessions of an export beside the turns that come with them: how long they are, when they changed, their names.

A session has no versions: of two that are one the one that changed last is kept.
"""

from typing import Any

from sqlalchemy import Connection, Row, and_, func, select, update

from spectron.domain.chats import title_from
from spectron.domain.conversation import Role
from spectron.domain.ids import ContextId, SessionId
from spectron.storage.queries.adopt_lines import Numbered, values_of
from spectron.storage.queries.chats import name_chat
from spectron.storage.schema import session, turn

_WRITTEN = ("title", "metadata", "memory", "updated_at")


def renew_session(conn: Connection, ctx: ContextId, one: Numbered, row: Row[Any]) -> None:
    """Bring a session that is here up to date, if the one that comes changed later."""
    changed = one.get("updated_at")
    if changed is not None and changed > row.updated_at:
        told = values_of(ctx, session, one)
        mine = and_(session.c.context_id == ctx, session.c.id == row.id)
        conn.execute(update(session).where(mine).values({name: told[name] for name in _WRITTEN}))


def lengthen(conn: Connection, ctx: ContextId, session_id: SessionId) -> None:
    """Bring a session in line with turns that came: its places, its last change, and its name if it has none."""
    mine = and_(session.c.context_id == ctx, session.c.id == session_id)
    held = conn.execute(select(session.c.turns, session.c.updated_at, session.c.title).where(mine)).one()
    said = turn.c.context_id == ctx, turn.c.session_id == session_id
    place, instant = conn.execute(select(func.max(turn.c.seq), func.max(turn.c.said_at)).where(*said)).one()
    longer = {"turns": max(held.turns, place), "updated_at": max(held.updated_at, instant)}
    conn.execute(update(session).where(mine).values(longer))
    first = select(turn.c.content).where(*said, turn.c.role == Role.USER.value).order_by(turn.c.seq).limit(1)
    if held.title is None and (title := title_from(conn.execute(first).scalar() or "")):
        name_chat(conn, ctx, session_id, title)
