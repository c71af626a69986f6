"""What the memories of a chat are made of: its messages, their vectors, and what was set for it alone."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import BindParameter, Connection, Row, Select, and_, bindparam, select, update

from spectron.domain.ids import ContextId, SessionId, TurnId
from spectron.storage.queries.embedding import Kind
from spectron.storage.schema import session, turn, vector

_ctx: BindParameter[str] = bindparam("ctx")
_chat: BindParameter[str] = bindparam("chat")
_mine = and_(turn.c.context_id == _ctx, turn.c.session_id == _chat)
_MESSAGES: Select[Any] = (
    select(turn.c.id, turn.c.seq, turn.c.role, turn.c.name, turn.c.content, turn.c.said_at)
    .where(_mine)
    .order_by(turn.c.seq)
)
# asked for as a list of ids: of a join an engine may begin with all vectors of the context
_VECTORS = select(vector.c.id, vector.c.piece, vector.c.data).where(
    vector.c.context_id == _ctx,
    vector.c.id.in_(select(turn.c.id).where(_mine)),
    vector.c.model == bindparam("model"),
    vector.c.dimension == bindparam("dimension"),
)
_this = and_(session.c.context_id == _ctx, session.c.id == _chat)
_SET = select(session.c.memory).where(_this)
_CHANGE = update(session).where(_this)


def read_messages(conn: Connection, ctx: ContextId, chat: SessionId) -> Sequence[Row[Any]]:
    """The messages of a chat in their order: `id`, `seq`, `role`, `name`, `content`, `said_at`."""
    return conn.execute(_MESSAGES, {"ctx": ctx, "chat": chat}).all()


def read_vectors(conn: Connection, ctx: ContextId, chat: SessionId, kind: Kind) -> Mapping[TurnId, list[bytes]]:
    """The vectors of a kind that a chat's messages have, a piece at a time: numbers of 16 bits."""
    found: dict[TurnId, list[bytes]] = {}
    rows = conn.execute(_VECTORS, {"ctx": ctx, "chat": chat, **kind._asdict()}).all()
    for owner, _, data in sorted(rows, key=lambda row: (row[0], row[1])):
        found.setdefault(TurnId(owner), []).append(data)
    return found


def read_own_settings(conn: Connection, ctx: ContextId, chat: SessionId) -> Mapping[str, Any]:
    """What was set for a chat alone."""
    found: Mapping[str, Any] = conn.execute(_SET, {"ctx": ctx, "chat": chat}).scalar_one()
    return found


def keep_own_settings(conn: Connection, ctx: ContextId, chat: SessionId, given: Mapping[str, Any]) -> None:
    """Set something for a chat alone."""
    conn.execute(_CHANGE.values(memory=dict(given)), {"ctx": ctx, "chat": chat})
