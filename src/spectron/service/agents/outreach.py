"""What agents are to bring up: listed by what became of it, and consumed once, however often that is asked for."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from spectron.domain.access import Access
from spectron.domain.agents import AGENT_WIDE
from spectron.domain.estimates import NoticeStatus
from spectron.domain.scope import AGENT_DIMENSION, SPEAKER_DIMENSION, Scope
from spectron.domain.temporal import Clock
from spectron.service.agents.notices import Item, consume_item, find_item, list_items
from spectron.service.ingest import Once
from spectron.service.once import made_before, note_made
from spectron.storage.ports import Store


@dataclass(frozen=True, slots=True)
class Outreach:
    """The notices of one store, by the store's clock."""

    store: Store
    clock: Clock

    async def list(
        self, access: Access, agent: str, user: str | None, statuses: Sequence[NoticeStatus | None]
    ) -> Sequence[Item]:
        """The notices of a user, or of all, with any of these statuses; None stands for those that are pending now."""
        where, now = _where(access, agent, user), self.clock()

        def read(conn: Connection) -> Sequence[Item]:
            found = [one for status in statuses for one in list_items(conn, access, where, status, now)]
            return sorted(found, key=lambda one: (one.notice.due_at, one.notice.id))

        return await self.store.read(read)

    async def consume(self, access: Access, agent: str, message_id: str, once: Once | None) -> Item:
        """Take a notice that is pending; raises NotFound where it is not, unless the same request took it before."""
        now = self.clock()

        def take(conn: Connection) -> Item:
            ctx = access.context_id
            if made_before(conn, ctx, once):
                return find_item(conn, access, agent, message_id)
            taken = consume_item(conn, access, agent, message_id, now)
            note_made(conn, ctx, once, message_id)
            return taken

        return await self.store.write(take)


def _where(access: Access, agent: str, user: str | None) -> Scope:
    named = user or access.clamp.get(SPEAKER_DIMENSION)
    if named is None:
        access.ask(AGENT_WIDE, "reading an agent without a user_id")
    dimensions = {AGENT_DIMENSION: agent} | ({SPEAKER_DIMENSION: named} if named else {})
    return Scope.of(dimensions).clamped(access.clamp)
