"""The blocking twin of the client. Made by scripts/make_blocking.py from the asynchronous one: do not edit."""

from typing import Literal

from spectron.client.agent_reads import AgentMemory, AgentNotifications, AgentPersonality
from spectron.client.arguments import Instant
from spectron.client.thread import EventLoopThread
from spectron.wire.agents import AgentFact, FoundFact
from spectron.wire.estimates import NoticeInfo, PersonalityInfo, ShiftInfo
from spectron.wire.living import MomentInfo


class BlockingAgentMemory:
    """The facts that an agent has of its users."""

    def __init__(self, wrapped: AgentMemory, thread: EventLoopThread) -> None:
        """Hand what is called here to the asynchronous original, on that thread."""
        self._wrapped = wrapped
        self._thread = thread

    def search(
        self,
        agent_id: str,
        query: str,
        user_id: str | None = None,
        *,
        limit: int | None = None,
        at: Instant | None = None,
    ) -> list[FoundFact]:
        """The facts that a query calls to mind, best first; of every user of the agent where none is named."""
        return self._thread.run(self._wrapped.search(agent_id, query, user_id, limit=limit, at=at))

    def list(
        self,
        agent_id: str,
        user_id: str | None = None,
        *,
        at: Instant | None = None,
        limit: int | None = None,
        offset: int = 0,
    ) -> list[AgentFact]:
        """The facts that the agent has, the most important first; all of them where no limit is given."""
        return self._thread.run(self._wrapped.list(agent_id, user_id, at=at, limit=limit, offset=offset))


class BlockingAgentPersonality:
    """What the words of an agent's users show of their personality."""

    def __init__(self, wrapped: AgentPersonality, thread: EventLoopThread) -> None:
        """Hand what is called here to the asynchronous original, on that thread."""
        self._wrapped = wrapped
        self._thread = thread

    def get(self, agent_id: str, user_id: str | None = None, *, at: Instant | None = None) -> PersonalityInfo:
        """The big five and their ten aspects; of all users together where none is named."""
        return self._thread.run(self._wrapped.get(agent_id, user_id, at=at))

    def get_recent_shifts(
        self,
        agent_id: str,
        user_id: str | None = None,
        *,
        at: Instant | None = None,
    ) -> list[ShiftInfo]:
        """Traits that turned out other than they were thought, latest first, with the reason for each."""
        return self._thread.run(self._wrapped.get_recent_shifts(agent_id, user_id, at=at))

    def get_significant_moments(
        self,
        agent_id: str,
        user_id: str | None = None,
        *,
        at: Instant | None = None,
    ) -> list[MomentInfo]:
        """Moments that stand out, latest first."""
        return self._thread.run(self._wrapped.get_significant_moments(agent_id, user_id, at=at))


class BlockingAgentNotifications:
    """What an agent is to bring up with its users."""

    def __init__(self, wrapped: AgentNotifications, thread: EventLoopThread) -> None:
        """Hand what is called here to the asynchronous original, on that thread."""
        self._wrapped = wrapped
        self._thread = thread

    def consume(self, agent_id: str, message_id: str) -> NoticeInfo:
        """Take a pending notification: it is pending no more. One that is not pending raises NotFoundError."""
        return self._thread.run(self._wrapped.consume(agent_id, message_id))

    def list(
        self,
        agent_id: str,
        user_id: str | None = None,
        *,
        status: Literal['pending', 'scheduled', 'expired', 'consumed', 'cancelled', 'all'] = 'pending',
        limit: int | None = None,
        offset: int = 0,
    ) -> list[NoticeInfo]:
        """What is to be brought up now, or what has another status; what is due first comes first."""
        return self._thread.run(self._wrapped.list(agent_id, user_id, status=status, limit=limit, offset=offset))
