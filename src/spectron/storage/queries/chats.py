"""Chats: sessions as a front end lists them."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Connection, Row, Select, and_, bindparam, func, select, update

from spectron.domain.chats import Chat, ChatChange, ChatOrder, ChatPage
from spectron.domain.conversation import Role
from spectron.domain.ids import ContextId, SessionId
from spectron.domain.scope import Scope
from spectron.storage.queries.scopes import inside
from spectron.storage.schema import scope, session, turn

_ctx: BindParameter[str] = bindparam("ctx")
_SHOWN = session.c.id, session.c.title, session.c.metadata, session.c.created_at, session.c.updated_at
_of_scope = and_(scope.c.context_id == session.c.context_id, scope.c.id == session.c.scope_id)
_CHATS: Select[Any] = select(*_SHOWN, scope.c.dimensions).join(scope, _of_scope).where(session.c.context_id == _ctx)
_CHAT = _CHATS.where(session.c.id == bindparam("id"))

_AGES = {ChatOrder.CREATED: session.c.created_at, ChatOrder.UPDATED: session.c.updated_at}
TOLD = {"title": "name", "metadata": "metadata", "memory": "memory"}  # what changed of a chat, by the column
MOST_SORTED = 2_000  # takes as long as to find 50 of so many among a million


def read_chat(conn: Connection, ctx: ContextId, chat_id: SessionId) -> Chat:
    """The chat of a session that is there."""
    return _chat(conn.execute(_CHAT, {"ctx": ctx, "id": chat_id}).one())


def list_chats(conn: Connection, ctx: ContextId, within: Scope, chosen: ChatPage) -> tuple[Sequence[Chat], int]:
    """A page of the chats whose scope contains `within`, and how many there are.

    The page is chosen first, and its rows are read then: those that are passed over may be many and wide.
    """
    mine = and_(session.c.context_id == ctx, inside(session.c.scope_id, ctx, within))
    total = conn.execute(select(func.count()).select_from(session).where(mine)).scalar_one()
    few = bool(within.pairs) and total <= MOST_SORTED
    ids = conn.scalars(_newest(mine, _AGES[chosen.order], few).limit(chosen.limit).offset(chosen.offset)).all()
    rows = {row.id: row for row in conn.execute(_CHATS.where(session.c.id.in_(ids)), {"ctx": ctx})}
    return [_chat(rows[one]) for one in ids], total


def _newest(mine: ColumnElement[bool], age: ColumnElement[Any], few: bool) -> Select[tuple[str]]:
    """The ids of chats, newest first: a `few` are gathered and sorted, else those of the context are gone through."""
    if not few:
        return select(session.c.id).where(mine).order_by(age.desc(), session.c.id.desc())
    gathered = select(session.c.id, age.label("age")).where(mine).cte("gathered").prefix_with("MATERIALIZED")
    return select(gathered.c.id).order_by(gathered.c.age.desc(), gathered.c.id.desc())


def change_chat(conn: Connection, ctx: ContextId, chat_id: SessionId, change: ChatChange, now: datetime) -> list[str]:
    """Write what of a change differs from what stands; returns the fields that it changed, none where none does.

    `updated_at` moves with them, and never backwards.
    """
    held = read_chat(conn, ctx, chat_id)
    news: dict[str, Any] = {}
    if change.name is not None and change.name != held.name:
        news["title"] = change.name
    if change.metadata is not None and json.dumps(change.metadata) != json.dumps(held.metadata):  # 1 is not True
        news["metadata"] = dict(change.metadata)
    if news:
        mine = and_(session.c.context_id == ctx, session.c.id == chat_id)
        conn.execute(update(session).where(mine).values(**news, updated_at=max(now, held.updated_at)))
    return [TOLD[column] for column in news]


def name_chat(conn: Connection, ctx: ContextId, chat_id: SessionId, title: str) -> bool:
    """Name a chat that has no name yet; whether it had none."""
    nameless = and_(session.c.context_id == ctx, session.c.id == chat_id, session.c.title.is_(None))
    return conn.execute(update(session).where(nameless).values(title=title)).rowcount > 0


def read_title(conn: Connection, ctx: ContextId, chat_id: SessionId) -> str | None:
    """The name of a chat, None where it has none."""
    found: str | None = conn.execute(
        select(session.c.title).where(session.c.context_id == ctx, session.c.id == chat_id)
    ).scalar_one()
    return found


def set_title(conn: Connection, ctx: ContextId, chat_id: SessionId, title: str | None) -> None:
    """Give a chat another name, or none."""
    mine = and_(session.c.context_id == ctx, session.c.id == chat_id)
    conn.execute(update(session).where(mine).values(title=title))


def first_words(conn: Connection, ctx: ContextId, chat_id: SessionId) -> str | None:
    """The first message of a chat's user, None where there is none."""
    theirs = turn.c.context_id == ctx, turn.c.session_id == chat_id, turn.c.role == Role.USER.value
    return conn.scalars(select(turn.c.content).where(*theirs).order_by(turn.c.seq).limit(1)).first()


def _chat(row: Row[Any]) -> Chat:
    return Chat(
        id=SessionId(row.id),
        scope=Scope.of(row.dimensions),
        name=row.title or "",
        metadata=row.metadata,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )
