"""The name of a chat that nobody named: what its user said first."""

from collections.abc import Collection

from sqlalchemy import Connection

from spectron.domain.chats import title_from
from spectron.domain.conversation import Role, Session, Turn
from spectron.domain.events import EventKind
from spectron.domain.ids import ContextId
from spectron.storage.queries.chats import first_words, name_chat, read_title, set_title
from spectron.storage.queries.events import emit


def name_anew(conn: Connection, ctx: ContextId, session: Session, before: Collection[str]) -> None:
    """Name a chat after its first message as it is now, where its name comes from one of the words `before`."""
    title = read_title(conn, ctx, session.id)
    if title is None or title not in map(title_from, before):
        return
    new = title_from(first_words(conn, ctx, session.id) or "")
    if new != title:
        set_title(conn, ctx, session.id, new)
        emit(conn, ctx, session.scope, EventKind.CHAT_CHANGED, {"chatId": session.id, "changed": ["name"]})


def name_after(conn: Connection, ctx: ContextId, session: Session, turn: Turn) -> None:
    """Name a session after a message of its user's that was just recorded, if it has no name and the message words."""
    if session.title is not None or turn.role is not Role.USER:
        return
    title = title_from(turn.content)
    if title and name_chat(conn, ctx, session.id, title):
        emit(conn, ctx, session.scope, EventKind.CHAT_CHANGED, {"chatId": session.id, "changed": ["name"]})
