"""What an agent reads of its users: memory, personality, and what it is to bring up."""

from typing import Literal

from spectron.client.arguments import Instant, instant, place, present
from spectron.client.context import Context
from spectron.client.paging import collect_by
from spectron.wire.agents import AgentFact, AgentFactList, FoundFact, FoundFacts
from spectron.wire.estimates import NoticeInfo, NoticeList, PersonalityInfo, ShiftInfo, ShiftList
from spectron.wire.living import MomentInfo, MomentList


class AgentMemory:
    """The facts that an agent has of its users."""

    def __init__(self, context: Context) -> None:
        """Share the connections."""
        self._context = context

    async def search(
        self,
        agent_id: str,
        query: str,
        user_id: str | None = None,
        *,
        limit: int | None = None,
        at: Instant | None = None,
    ) -> list[FoundFact]:
        """The facts that a query calls to mind, best first; of every user of the agent where none is named."""
        params = present(query=query, user_id=user_id, limit=limit, at=instant(at, "at"))
        path = place("agents", agent_id, "memory", "search")
        return (await self._context.transport.get(FoundFacts, path, params)).data

    async def list(
        self,
        agent_id: str,
        user_id: str | None = None,
        *,
        at: Instant | None = None,
        limit: int | None = None,
        offset: int = 0,
    ) -> list[AgentFact]:
        """The facts that the agent has, the most important first; all of them where no limit is given."""
        asked = present(user_id=user_id, at=instant(at, "at"))

        async def fetch(size: int, start: int) -> AgentFactList:
            params = asked | {"limit": size, "offset": start}
            return await self._context.transport.get(AgentFactList, place("agents", agent_id, "memory"), params)

        return await collect_by(lambda one: one.fact_id, fetch, limit, offset)


class AgentPersonality:
    """What the words of an agent's users show of their personality."""

    def __init__(self, context: Context) -> None:
        """Share the connections."""
        self._context = context

    async def get(self, agent_id: str, user_id: str | None = None, *, at: Instant | None = None) -> PersonalityInfo:
        """The big five and their ten aspects; of all users together where none is named."""
        params = present(user_id=user_id, at=instant(at, "at"))
        return await self._context.transport.get(PersonalityInfo, place("agents", agent_id, "personality"), params)

    async def get_recent_shifts(
        self, agent_id: str, user_id: str | None = None, *, at: Instant | None = None
    ) -> list[ShiftInfo]:
        """Traits that turned out other than they were thought, latest first, with the reason for each."""
        params = present(user_id=user_id, at=instant(at, "at"))
        path = place("agents", agent_id, "personality", "recent-shifts")
        return (await self._context.transport.get(ShiftList, path, params)).data

    async def get_significant_moments(
        self, agent_id: str, user_id: str | None = None, *, at: Instant | None = None
    ) -> list[MomentInfo]:
        """Moments that stand out, latest first."""
        params = present(user_id=user_id, at=instant(at, "at"))
        path = place("agents", agent_id, "personality", "significant-moments")
        return (await self._context.transport.get(MomentList, path, params)).data


class AgentNotifications:
    """What an agent is to bring up with its users."""

    def __init__(self, context: Context) -> None:
        """Share the connections."""
        self._context = context

    async def consume(self, agent_id: str, message_id: str) -> NoticeInfo:
        """Take a pending notification: it is pending no more. One that is not pending raises NotFoundError."""
        path = place("agents", agent_id, "notifications", message_id, "consume")
        return await self._context.transport.post(NoticeInfo, path, {})

    async def list(
        self,
        agent_id: str,
        user_id: str | None = None,
        *,
        status: Literal["pending", "scheduled", "expired", "consumed", "cancelled", "all"] = "pending",
        limit: int | None = None,
        offset: int = 0,
    ) -> list[NoticeInfo]:
        """What is to be brought up now, or what has another status; what is due first comes first."""
        asked = present(user_id=user_id, status=status)

        async def fetch(size: int, start: int) -> NoticeList:
            params = asked | {"limit": size, "offset": start}
            return await self._context.transport.get(NoticeList, place("agents", agent_id, "notifications"), params)

        return await collect_by(lambda one: one.message_id, fetch, limit, offset)
