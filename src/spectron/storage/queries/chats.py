"""Chats: sessions as a front end lists them."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import BindParameter, Connection, Row, Select, and_, bindparam, func, select

from spectron.domain.chats import Chat
from spectron.domain.ids import ContextId, SessionId
from spectron.domain.scope import Scope
from spectron.storage.queries.scopes import inside
from spectron.storage.schema import scope, session

_ctx: BindParameter[str] = bindparam("ctx")
_SHOWN = session.c.id, session.c.title, session.c.metadata, session.c.created_at, session.c.updated_at
_of_scope = and_(scope.c.context_id == session.c.context_id, scope.c.id == session.c.scope_id)
_CHATS: Select[Any] = select(*_SHOWN, scope.c.dimensions).join(scope, _of_scope).where(session.c.context_id == _ctx)
_CHAT = _CHATS.where(session.c.id == bindparam("id"))


def read_chat(conn: Connection, ctx: ContextId, chat_id: SessionId) -> Chat:
    """The chat of a session that is there."""
    return _chat(conn.execute(_CHAT, {"ctx": ctx, "id": chat_id}).one())


def list_chats(conn: Connection, ctx: ContextId, within: Scope, limit: int, offset: int) -> tuple[Sequence[Chat], int]:
    """A page of the chats whose scope contains `within`, newest first, and how many there are."""
    matching = inside(session.c.scope_id, ctx, within)
    newest = _CHATS.where(matching).order_by(session.c.created_at.desc(), session.c.id.desc())
    rows = conn.execute(newest.limit(limit).offset(offset), {"ctx": ctx})
    total = select(func.count()).select_from(session).where(session.c.context_id == ctx, matching)
    return [_chat(row) for row in rows], conn.execute(total).scalar_one()


def _chat(row: Row[Any]) -> Chat:
    return Chat(
        id=SessionId(row.id),
        scope=Scope.of(row.dimensions),
        name=row.title or "",
        metadata=row.metadata,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )
