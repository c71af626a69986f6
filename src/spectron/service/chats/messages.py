"""The messages of a chat: read whole, added, changed and deleted.

A message is a turn. One that is added is recorded at once and learned by a job; so is one whose words are changed,
after what the old words alone had taught is taken back. What a deleted one taught stays.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from sqlalchemy import Connection

from spectron.domain.access import Access
from spectron.domain.chats import CHAT_MUTATION, ChatMessage, MessageChange
from spectron.domain.conversation import Role, Session, Turn
from spectron.domain.errors import NotFound, SessionClosed
from spectron.domain.events import EventKind
from spectron.domain.ids import ContextId, TurnId
from spectron.domain.temporal import Clock
from spectron.service.agents.choice import ANY, Wanted, choose_model
from spectron.service.agents.queue import Queue
from spectron.service.agents.recording import new_job
from spectron.service.chats.editing import Edit, draft_edit, rewrite
from spectron.service.chats.removal import remove_turns
from spectron.service.ingest import Drafted, Ingest, Once, Said, place_turn
from spectron.service.once import made_before, note_made
from spectron.service.sessions import the_chat
from spectron.storage.queries import conversations, jobs, messages
from spectron.storage.queries.events import emit

WHAT = "the messages of a chat"


@dataclass(frozen=True, slots=True)
class Messages:
    """The messages of the chats of one store; every verb asks for the permission `chat_mutation`."""

    ingest: Ingest
    queue: Queue
    clock: Clock

    async def list(
        self, access: Access, chat_id: str, limit: int | None = None, offset: int = 0
    ) -> tuple[Sequence[ChatMessage], int]:
        """The messages of a chat in their order, all of them without a limit, and how many there are."""
        access.ask(CHAT_MUTATION, WHAT)

        def read(conn: Connection) -> tuple[Sequence[ChatMessage], int]:
            chat = the_chat(conn, access, chat_id)
            found, total = conversations.list_turns(conn, access.context_id, chat.id, limit, offset)
            return [ChatMessage(one, index) for index, one in enumerate(found, offset)], total

        return await self.ingest.store.read(read)

    async def append(self, access: Access, said: Said) -> ChatMessage:
        """Add a message, which a job is to learn; raises SessionClosed where the chat takes no more."""
        access.ask(CHAT_MUTATION, WHAT)
        named = await self.ingest.store.read(lambda conn: _name_tool(conn, access, said))
        draft, now = self.ingest.draft(named), self.clock()
        made = await self.ingest.store.write(lambda conn: self._append(conn, access, named, draft, now))
        self.queue.wake()
        return made

    async def update(self, access: Access, chat_id: str, message_id: str, change: MessageChange) -> ChatMessage:
        """Change what is given of a message; two that change it at once are as if one came after the other."""
        access.ask(CHAT_MUTATION, WHAT)
        store = self.ingest.store
        while True:
            _, held = await store.read(lambda conn: _find(conn, access, chat_id, message_id))
            edit = draft_edit(self.ingest, held, change)
            made = await store.write(partial(self._update, access=access, chat_id=chat_id, edit=edit))
            if made:
                self.queue.wake()
                return made

    async def delete(self, access: Access, chat_id: str, message_id: str, once: Once | None = None) -> bool:
        """Delete a message; whether it was there. Raises NotFound where there is no such chat."""
        access.ask(CHAT_MUTATION, WHAT)
        now = self.clock()

        def write(conn: Connection) -> bool:
            ctx = access.context_id
            if made_before(conn, ctx, once):
                return True
            chat = the_chat(conn, access, chat_id)
            found = conversations.find_turn(conn, ctx, TurnId(message_id))
            if found is None or found[0].session_id != chat.id:
                return False
            remove_turns(conn, access, chat, [found[0].id], now)
            note_made(conn, ctx, once, found[0].id)
            _tell(conn, ctx, chat, found[0], now)
            return True

        return await self.ingest.store.write(write)

    def _append(self, conn: Connection, access: Access, said: Said, draft: Drafted, now: datetime) -> ChatMessage:
        ctx = access.context_id
        if known := made_before(conn, ctx, said.once):
            found = conversations.find_turn(conn, ctx, TurnId(known))
            if found is None:
                raise NotFound("what this Idempotency-Key made has been erased")
            return messages.as_message(conn, ctx, found[0])
        chat = the_chat(conn, access, said.session_id)
        if chat.closed_at:
            raise SessionClosed(f"chat {chat.name} is closed and takes no more messages")
        chosen = choose_model(conn, ctx, self.ingest.readers, ANY, Wanted.of(chat.settings))
        job = new_job(ctx, chat, chosen.model, 1, now, conversations.count_places(conn, ctx, chat.id) + 1)
        jobs.enqueue(conn, job)
        placed, _ = place_turn(conn, ctx, chat, draft, job.id)
        note_made(conn, ctx, said.once, placed.id)
        _tell(conn, ctx, chat, placed, now)
        return messages.as_message(conn, ctx, placed)

    def _update(self, conn: Connection, access: Access, chat_id: str, edit: Edit) -> ChatMessage | None:
        """Write an edit; None where the message is no longer as it was when the edit was made ready."""
        ctx, now = access.context_id, self.clock()
        chat, held = _find(conn, access, chat_id, edit.turn.id)
        if (held.content, held.name, held.edited_at) != (edit.turn.content, edit.turn.name, edit.turn.edited_at):
            return None
        metadata = edit.metadata if edit.metadata is not None else held.metadata
        if changed := json.dumps(metadata) != json.dumps(held.metadata):  # 1 is not True
            messages.set_metadata(conn, ctx, held, metadata)
        held = replace(held, metadata=metadata)
        if edit.draft:
            held = rewrite(conn, access, chat, replace(edit, turn=held), self.ingest.readers, now)
        if changed or edit.draft:
            _tell(conn, ctx, chat, held, now)
        return messages.as_message(conn, ctx, held)


def _find(conn: Connection, access: Access, chat_id: str, message_id: str) -> tuple[Session, Turn]:
    """A chat and one of its messages; raises NotFound."""
    chat = the_chat(conn, access, chat_id)
    found = conversations.find_turn(conn, access.context_id, TurnId(message_id))
    if found is None or found[0].session_id != chat.id:
        raise NotFound(f"no message {message_id} in this chat")
    return chat, found[0]


def _name_tool(conn: Connection, access: Access, said: Said) -> Said:
    """A message; one that answers a call that the chat holds comes under the name of that tool."""
    chat = the_chat(conn, access, said.session_id)
    if said.role is not Role.TOOL or said.name or not said.tool_call_id:
        return said
    return replace(
        said, name=jobs.calls_before(conn, access.context_id, chat.id, [said.tool_call_id]).get(said.tool_call_id)
    )


def _tell(conn: Connection, ctx: ContextId, chat: Session, one: Turn, now: datetime) -> None:
    """Note that the messages of a chat changed."""
    messages.touch(conn, ctx, chat.id, now)
    told = {"chatId": chat.id, "changed": ["messages"], "messageId": one.id}
    emit(conn, ctx, chat.scope, EventKind.CHAT_CHANGED, told)
