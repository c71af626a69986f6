"""What the memories of a chat are made of: its messages, their vectors, and what was set for it alone."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import BindParameter, Connection, Row, Select, and_, bindparam, func, select, update

from spectron.domain.ids import ContextId, SessionId, TurnId
from spectron.storage.queries.embedding import Kind
from spectron.storage.queries.erase import chunks
from spectron.storage.schema import passage, session, turn, vector

_ctx: BindParameter[str] = bindparam("ctx")
_chat: BindParameter[str] = bindparam("chat")
_mine = and_(turn.c.context_id == _ctx, turn.c.session_id == _chat)
_MESSAGES: Select[Any] = (
    select(turn.c.id, turn.c.seq, turn.c.role, turn.c.name, turn.c.content, turn.c.said_at)
    .where(_mine, turn.c.seq > bindparam("after"))
    .order_by(turn.c.seq)
)
_COUNTED = select(func.count().label("number"), func.coalesce(func.max(turn.c.seq), 0).label("last")).where(_mine)
# asked for as a list of ids: of a join an engine may begin with all vectors of the context
_KEPT = (
    select(vector.c.id, vector.c.data)
    .where(
        vector.c.context_id == _ctx,
        vector.c.model == bindparam("model"),
        vector.c.dimension == bindparam("dimension"),
    )
    .order_by(vector.c.id, vector.c.piece)
)
_VECTORS = _KEPT.where(vector.c.id.in_(select(turn.c.id).where(_mine)))
_VECTORS_OF = _KEPT.where(vector.c.id.in_(bindparam("ids", expanding=True)))
_REMADE = (
    select(passage.c.id)
    .where(
        passage.c.context_id == _ctx,
        passage.c.id.in_(select(turn.c.id).where(_mine, turn.c.seq <= bindparam("last"))),
        passage.c.stamp > bindparam("since"),
    )
    .limit(1)
)
_this = and_(session.c.context_id == _ctx, session.c.id == _chat)
_SET = select(session.c.memory).where(_this)
_CHANGE = update(session).where(_this)


def count_messages(conn: Connection, ctx: ContextId, chat: SessionId) -> tuple[int, int]:
    """How many messages a chat has, and the `seq` of the last."""
    row = conn.execute(_COUNTED, {"ctx": ctx, "chat": chat}).one()
    return row.number, row.last


def read_messages(conn: Connection, ctx: ContextId, chat: SessionId, after: int = 0) -> Sequence[Row[Any]]:
    """The messages of a chat behind a `seq`, in order: `id`, `seq`, `role`, `name`, `content`, `said_at`."""
    return conn.execute(_MESSAGES, {"ctx": ctx, "chat": chat, "after": after}).all()


def is_remade(conn: Connection, ctx: ContextId, chat: SessionId, last: int, since: int) -> bool:
    """Whether what is kept of a message up to the `last` was made anew after a stamp."""
    return conn.execute(_REMADE, {"ctx": ctx, "chat": chat, "last": last, "since": since}).first() is not None


def read_vectors(conn: Connection, ctx: ContextId, chat: SessionId, kind: Kind) -> Mapping[TurnId, list[bytes]]:
    """The vectors of a kind that a chat's messages have, a piece at a time: numbers of 16 bits."""
    return _by_turn(conn.execute(_VECTORS, {"ctx": ctx, "chat": chat, **kind._asdict()}).all())


def vectors_of(conn: Connection, ctx: ContextId, turns: Collection[str], kind: Kind) -> Mapping[TurnId, list[bytes]]:
    """The vectors of a kind that these turns have; the same numbers."""
    found: list[Row[Any]] = []
    for few in chunks(turns):
        found += conn.execute(_VECTORS_OF, {"ctx": ctx, "ids": few, **kind._asdict()})
    return _by_turn(found)


def _by_turn(rows: Sequence[Any]) -> Mapping[TurnId, list[bytes]]:
    found: dict[TurnId, list[bytes]] = {}
    for owner, data in rows:
        found.setdefault(owner, []).append(data)
    return found


def read_own_settings(conn: Connection, ctx: ContextId, chat: SessionId) -> Mapping[str, Any]:
    """What was set for a chat alone."""
    found: Mapping[str, Any] = conn.execute(_SET, {"ctx": ctx, "chat": chat}).scalar_one()
    return found


def keep_own_settings(conn: Connection, ctx: ContextId, chat: SessionId, given: Mapping[str, Any]) -> None:
    """Set something for a chat alone."""
    conn.execute(_CHANGE.values(memory=dict(given)), {"ctx": ctx, "chat": chat})
