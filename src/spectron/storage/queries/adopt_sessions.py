"""Sessions of an export beside the turns that come with them: how long they are, when they changed, their names.

A session has no versions: of two that are one the one that changed last is kept.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, and_, func, select, update

from spectron.domain.chats import title_from
from spectron.domain.conversation import Role
from spectron.domain.events import EventKind
from spectron.domain.ids import ContextId, SessionId
from spectron.storage.queries.adopt_lines import Numbered, values_of
from spectron.storage.queries.chats import TOLD, name_chat
from spectron.storage.queries.events import emit_in
from spectron.storage.schema import session, turn

_WRITTEN = ("title", "metadata", "memory", "updated_at")


def renew_session(conn: Connection, ctx: ContextId, one: Numbered, row: Row[Any]) -> None:
    """Bring a session that is here up to date, if the one that comes changed later."""
    changed = one.get("updated_at")
    if changed is not None and changed > row.updated_at:
        told = values_of(ctx, session, one)
        mine = and_(session.c.context_id == ctx, session.c.id == row.id)
        conn.execute(update(session).where(mine).values({name: told[name] for name in _WRITTEN}))
        tell_changed(conn, ctx, row.scope_id, row.id, [TOLD[name] for name in TOLD if told[name] != row._mapping[name]])


def lengthen(conn: Connection, ctx: ContextId, session_id: str, now: datetime) -> Sequence[str]:
    """Bring a session in line with messages that came, or were edited: its places, its last change, and its name.

    Returns what of the chat changed. A message that is dated ahead does not tell when.
    """
    mine = and_(session.c.context_id == ctx, session.c.id == session_id)
    held = conn.execute(select(session.c.turns, session.c.updated_at, session.c.title).where(mine)).one()
    said = turn.c.context_id == ctx, turn.c.session_id == session_id
    place = conn.execute(select(func.max(turn.c.seq)).where(*said)).scalar_one()
    instant = conn.execute(select(func.max(turn.c.said_at)).where(*said, turn.c.said_at <= now)).scalar_one()
    longer = {"turns": max(held.turns, place), "updated_at": max(held.updated_at, instant or held.updated_at)}
    conn.execute(update(session).where(mine).values(longer))
    first = select(turn.c.content).where(*said, turn.c.role == Role.USER.value).order_by(turn.c.seq).limit(1)
    if held.title is None and (title := title_from(conn.execute(first).scalar() or "")):
        name_chat(conn, ctx, SessionId(session_id), title)
        return ["messages", "name"]
    return ["messages"]


def tell_changed(conn: Connection, ctx: ContextId, scope_id: str, session_id: str, changed: Sequence[str]) -> None:
    """Note what of a chat changed, where anything did."""
    if changed:
        emit_in(conn, ctx, scope_id, EventKind.CHAT_CHANGED, {"chatId": session_id, "changed": list(changed)})
