"""What people set of the memories of chats, where it is kept, and what holds for one chat."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from spectron.chats.settings import MemorySettings, check_settings, settle
from spectron.domain.access import Access
from spectron.domain.chats import CHATS
from spectron.domain.conversation import Session
from spectron.domain.errors import NotFound
from spectron.domain.events import EventKind
from spectron.domain.ids import ContextId
from spectron.domain.scope import Scope
from spectron.domain.temporal import Clock
from spectron.service.chats.whose import read_reach
from spectron.service.sessions import the_chat
from spectron.storage.ports import Store
from spectron.storage.queries import memories, settings
from spectron.storage.queries.events import emit

SETTING = "chat_memory"
WHAT = "the settings of memories"


@dataclass(frozen=True, slots=True)
class InForce:
    """The settings that hold, and whether a chat has some of its own among them."""

    settings: MemorySettings
    is_own: bool = False


@dataclass(frozen=True, slots=True)
class AllSettings:
    """The settings of the memories of one store; every verb asks for the permission `chats`.

    They stand in layers: what was set for everybody in the key's reach, for a user, for one chat; each overrides what
    it names.
    """

    store: Store
    clock: Clock

    async def read(self, access: Access, where: Scope) -> InForce:
        """What holds in a scope, which contains the clamp."""
        access.ask(CHATS, WHAT)
        layers = await self.store.read(lambda conn: _layers(conn, access.context_id, where))
        return InForce(settle(layers))

    async def replace(self, access: Access, where: Scope, given: Mapping[str, Any]) -> InForce:
        """Set these in a scope, which contains the clamp, in place of what was set there.

        Raises Unprocessable, naming the field, for what cannot be.
        """
        access.ask(CHATS, WHAT)
        now = self.clock()

        def replace(conn: Connection) -> InForce:
            above = _layers(conn, access.context_id, where, without=where)
            check_settings(given)
            settings.keep_setting(conn, access.context_id, where, SETTING, dict(given), now)
            return InForce(settle([*above, given]))

        return await self.store.write(replace)

    async def read_own(self, access: Access, chat_id: str, user_id: str | None = None) -> InForce:
        """What holds for a chat."""
        access.ask(CHATS, WHAT)
        return await self.store.read(lambda conn: of_chat(conn, access, find_chat(conn, access, chat_id, user_id)))

    async def replace_own(
        self, access: Access, chat_id: str, given: Mapping[str, Any], user_id: str | None = None
    ) -> InForce:
        """Set these for one chat, in place of what was set for it; with none, what holds for all holds for it again.

        Raises Unprocessable, naming the field, for what cannot be.
        """
        access.ask(CHATS, WHAT)
        ctx = access.context_id

        def replace(conn: Connection) -> InForce:
            chat = find_chat(conn, access, chat_id, user_id)
            above = _layers(conn, ctx, chat.scope)
            check_settings(given)
            if given != memories.read_own_settings(conn, ctx, chat.id):
                memories.keep_own_settings(conn, ctx, chat.id, given)
                emit(conn, ctx, chat.scope, EventKind.CHAT_CHANGED, {"chatId": chat.id, "changed": ["memory"]})
            return InForce(settle([*above, given]), bool(given))

        return await self.store.write(replace)


def find_chat(conn: Connection, access: Access, chat_id: str, user_id: str | None = None) -> Session:
    """A chat, of the user where one is named; raises NotFound for none, Forbidden for one out of reach."""
    within = read_reach(access, user_id)
    chat = the_chat(conn, access, chat_id)
    if not chat.scope.contains(within):
        raise NotFound(f"no chat {chat_id} of this user")
    return chat


def of_chat(conn: Connection, access: Access, chat: Session) -> InForce:
    """What holds for a chat."""
    own = memories.read_own_settings(conn, access.context_id, chat.id)
    return InForce(settle([*_layers(conn, access.context_id, chat.scope), own]), bool(own))


def _layers(conn: Connection, ctx: ContextId, where: Scope, without: Scope | None = None) -> list[Mapping[str, Any]]:
    """What was set in the parts of a scope, the widest first; each is a layer over those before."""
    return [one for part, one in settings.layers_of(conn, ctx, where, SETTING).items() if part != without]
