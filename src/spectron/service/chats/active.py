"""The active chat: the one that a user has open, as their front end last said.

It is a setting in the scope of the chat without its character, for a user has one chat open whoever it is with. A key
reads the latest that was said within its reach, and sees it only if the chat itself lies there.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection

from spectron.domain.access import Access
from spectron.domain.chats import ACTIVE_CHAT, Chat
from spectron.domain.conversation import Session
from spectron.domain.errors import BadValue
from spectron.domain.events import EventKind
from spectron.domain.ids import ContextId, SessionId
from spectron.domain.scope import AGENT_DIMENSION, EVERYWHERE, SPEAKER_DIMENSION, Scope
from spectron.service.chats.whose import read_reach
from spectron.storage.queries import chats, conversations
from spectron.storage.queries.events import emit, emit_of_erased
from spectron.storage.queries.scopes import keep_scope
from spectron.storage.queries.settings import Setting, keep_setting, settings_within

_TICK = timedelta(microseconds=1)


def read_active(conn: Connection, access: Access, user_id: str | None) -> Chat | None:
    """The chat that a user has open, or None; raises BadValue where nobody says whose."""
    said = _last_said(conn, access.context_id, _home(access, user_id))
    opened = _opened(conn, access.context_id, said)
    if opened is None or not opened.scope.contains(access.clamp):
        return None
    return chats.read_chat(conn, access.context_id, opened.id)


def open_chat(conn: Connection, access: Access, chat: Session, user_id: str | None, now: datetime) -> None:
    """Note that a chat was opened, by its own user, or by the one that is named where it has none.

    Raises BadValue for another user's chat, or where nobody says whose it is.
    """
    owner = chat.scope.get(SPEAKER_DIMENSION)
    home = _home(access, user_id or owner)
    if user_id is not None and owner not in (None, user_id):
        raise BadValue.at("user_id", "this chat is another user's")
    where = Scope.of(chat.scope.without(AGENT_DIMENSION).as_dict() | home.as_dict())
    _say(conn, access.context_id, where, chat, now)


def close_active(conn: Connection, access: Access, user_id: str | None, now: datetime) -> None:
    """Note that a user is back at the home screen; a chat that lies outside the key's reach stays open."""
    ctx, home = access.context_id, _home(access, user_id)
    said = _last_said(conn, ctx, home)
    left = _opened(conn, ctx, said)
    if left is None or said is None:
        _say(conn, ctx, said.scope if said else home, None, now, read_reach(access, user_id))
    elif left.scope.contains(access.clamp):
        _say(conn, ctx, said.scope, None, now, left.scope)


def close_deleted(conn: Connection, ctx: ContextId, gone: Session, now: datetime) -> None:
    """Close a chat that is about to go, wherever it is open."""
    for said in settings_within(conn, ctx, gone.scope.without(AGENT_DIMENSION), ACTIVE_CHAT):
        if said.value["chat_id"] == gone.id:
            _say(conn, ctx, said.scope, None, now, gone.scope)


def opened_among(conn: Connection, ctx: ContextId, within: Scope, going: Collection[SessionId]) -> Sequence[Setting]:
    """What was last said of open chats, where these chats, which lie inside a scope, are open."""
    said = settings_within(conn, ctx, within.without(AGENT_DIMENSION), ACTIVE_CHAT)
    return [one for one in said if one.value["chat_id"] in going]


def close_erased(conn: Connection, ctx: ContextId, said: Setting, within: Scope, left: Scope, now: datetime) -> None:
    """Close a chat that was open, and erased with its scope `left`, by an erasure of all `within`.

    Where what was said of it went too, so did its user, and nobody is named.
    """
    user, told = said.scope.get(SPEAKER_DIMENSION), Scope.of(said.scope.as_dict() | left.as_dict())
    if said.scope.contains(within):
        user = None
    else:
        keep_setting(conn, ctx, said.scope, ACTIVE_CHAT, {"chat_id": None}, max(now, said.updated_at + _TICK))
    emit_of_erased(conn, ctx, told, EventKind.CHAT_SWITCHED, {"chatId": None, "userId": user})


def _home(access: Access, user_id: str | None) -> Scope:
    """The scope of a user, inside the key's own; only who is unrestricted may leave the user out."""
    home = read_reach(access, user_id).without(AGENT_DIMENSION)
    if home.get(SPEAKER_DIMENSION) is None and not access.unrestricted:
        raise BadValue.at("user_id", "say whose active chat; only a key that is confined to a user needs no user_id")
    return home


def _last_said(conn: Connection, ctx: ContextId, home: Scope) -> Setting | None:
    return next(iter(settings_within(conn, ctx, home, ACTIVE_CHAT, 1)), None)


def _opened(conn: Connection, ctx: ContextId, said: Setting | None) -> Session | None:
    """The chat that is open, unless it is gone."""
    return conversations.find_opened(conn, ctx, said.scope, said.value["chat_id"]) if said else None


def _say(
    conn: Connection, ctx: ContextId, where: Scope, chat: Session | None, now: datetime, left: Scope = EVERYWHERE
) -> None:
    """Keep what is open from now on, as the user's last word on it, and tell those who watch the chat."""
    user = where.get(SPEAKER_DIMENSION)
    before = _last_said(conn, ctx, where if user is None else Scope.of({SPEAKER_DIMENSION: user}))
    last = max(now, before.updated_at + _TICK) if before else now  # clocks may run backwards
    told = Scope.of(where.as_dict() | (chat.scope if chat else left).as_dict())
    opened = chat.id if chat else None
    keep_setting(conn, ctx, where, ACTIVE_CHAT, {"chat_id": opened}, last)
    keep_scope(conn, ctx, told)
    emit(conn, ctx, told, EventKind.CHAT_SWITCHED, {"chatId": opened, "userId": user})
