"""Chats as a front end lists, opens, renames and deletes them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from spectron.domain.access import Access
from spectron.domain.chats import CHATS, Chat, ChatChange, ChatPage
from spectron.domain.conversation import Session
from spectron.domain.errors import NotFound
from spectron.domain.events import EventKind
from spectron.domain.ids import SessionId, new_id
from spectron.domain.scope import Scope
from spectron.domain.temporal import Clock
from spectron.service.chats.active import close_active, close_deleted, open_chat, read_active
from spectron.service.chats.removal import remove_chat
from spectron.service.ingest import Once
from spectron.service.once import made_before, note_made
from spectron.service.sessions import the_chat
from spectron.storage.ports import Store
from spectron.storage.queries import chats, conversations
from spectron.storage.queries.events import emit

WHAT, ACTIVE = "chats", "the active chat"


@dataclass(frozen=True, slots=True)
class NewChat:
    """A chat as it was asked for, in the scope of its user and character."""

    scope: Scope
    name: str | None = None
    metadata: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Chats:
    """The chats of one store; every verb asks for the permission `chats`."""

    store: Store
    clock: Clock

    async def create(self, access: Access, new: NewChat, once: Once | None = None) -> Chat:
        """Begin a chat."""
        access.ask(CHATS, WHAT)
        metadata = new.metadata or {}
        made = Session(SessionId(new_id("session")), new.scope, metadata, self.clock(), title=new.name)

        def create(conn: Connection) -> Chat:
            if known := made_before(conn, access.context_id, once):
                return _find(conn, access, known)
            conversations.open_session(conn, access.context_id, made)
            note_made(conn, access.context_id, once, made.id)
            return chats.read_chat(conn, access.context_id, made.id)

        return await self.store.write(create)

    async def list(self, access: Access, within: Scope, chosen: ChatPage) -> tuple[Sequence[Chat], int]:
        """A page of the chats inside a scope, which holds the clamp, newest first, and how many there are."""
        access.ask(CHATS, WHAT)
        return await self.store.read(lambda conn: chats.list_chats(conn, access.context_id, within, chosen))

    async def get(self, access: Access, chat_id: str) -> Chat:
        """One chat; raises NotFound."""
        access.ask(CHATS, WHAT)
        return await self.store.read(lambda conn: _find(conn, access, chat_id))

    async def update(self, access: Access, chat_id: str, change: ChatChange) -> Chat:
        """Change what is given, and return the chat as it is then; where two write one field, the last commit holds."""
        access.ask(CHATS, WHAT)
        now = self.clock()

        def write(conn: Connection) -> Chat:
            ctx, found = access.context_id, the_chat(conn, access, chat_id)
            if changed := chats.change_chat(conn, ctx, found.id, change, now):
                told = {"chatId": found.id, "changed": changed}
                emit(conn, ctx, found.scope, EventKind.CHAT_CHANGED, told)
            return chats.read_chat(conn, ctx, found.id)

        return await self.store.write(write)

    async def delete(self, access: Access, chat_id: str, once: Once | None = None) -> bool:
        """Delete a chat with its messages, passages and vectors, and close it where it is open; whether it was there.

        What it taught stays, as with a message that is deleted.
        """
        access.ask(CHATS, WHAT)
        now = self.clock()

        def delete(conn: Connection) -> bool:
            ctx = access.context_id
            if made_before(conn, ctx, once):
                return True
            try:
                found = the_chat(conn, access, chat_id)
            except NotFound:
                return False
            close_deleted(conn, ctx, found, now)
            remove_chat(conn, access, found, now)
            note_made(conn, ctx, once, found.id)
            emit(conn, ctx, found.scope, EventKind.CHAT_DELETED, {"chatId": found.id})
            return True

        return await self.store.write(delete)

    async def active(self, access: Access, user_id: str | None) -> Chat | None:
        """The chat that a user has open, or None; raises BadValue where nobody says whose."""
        access.ask(CHATS, ACTIVE)
        return await self.store.read(lambda conn: read_active(conn, access, user_id))

    async def switch(self, access: Access, chat_id: str | None, user_id: str | None) -> Chat | None:
        """Note that a user opened a chat, or with None that they closed theirs; returns what is open then."""
        access.ask(CHATS, ACTIVE)
        now = self.clock()

        def write(conn: Connection) -> Chat | None:
            if chat_id is None:
                close_active(conn, access, user_id, now)
                return None
            found = the_chat(conn, access, chat_id)
            open_chat(conn, access, found, user_id, now)
            return chats.read_chat(conn, access.context_id, found.id)

        return await self.store.write(write)


def _find(conn: Connection, access: Access, chat_id: str) -> Chat:
    return chats.read_chat(conn, access.context_id, the_chat(conn, access, chat_id).id)
