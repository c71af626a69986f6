"""What an agent asks of a memory: its sessions, its users as they are known, who it is itself."""

from typing import Any, Literal, Unpack

from spectron.client.agent_reads import AgentMemory, AgentNotifications, AgentPersonality
from spectron.client.agent_sessions import AgentSessions, Messages
from spectron.client.arguments import IdentityParts, Instant, ModelChoice, instant, place, present
from spectron.client.context import Context
from spectron.wire.agent_sessions import AgentProcessed
from spectron.wire.agents import IdentityInfo, OfferList, StateValue
from spectron.wire.context import EnrichedContext
from spectron.wire.estimates import (
    MOST_CHANGES,
    MoodChangeInfo,
    MoodHistory,
    MoodInfo,
    RelationshipInfo,
    RelationshipList,
)
from spectron.wire.living import (
    GoalInfo,
    GoalList,
    HabitInfo,
    HabitList,
    InterestInfo,
    InterestList,
    ThemeInfo,
    ThemeList,
)


class Agents:
    """The agents of a context. None has to be registered: an agent is whatever id its caller chose.

    Reads that name no user are about every user of the agent, which takes the permission `agent_wide`.
    """

    sessions: AgentSessions
    memory: AgentMemory
    personality: AgentPersonality
    notifications: AgentNotifications

    def __init__(self, context: Context) -> None:
        """Share the connections."""
        self._context = context
        self.sessions = AgentSessions(context)
        self.memory = AgentMemory(context)
        self.personality = AgentPersonality(context)
        self.notifications = AgentNotifications(context)

    async def process(
        self,
        agent_id: str,
        user_id: str,
        messages: Messages,
        *,
        session_id: str | None = None,
        idempotency_key: str | None = None,
        patience: float = 300.0,
        **choice: Unpack[ModelChoice],
    ) -> AgentProcessed:
        """Send a whole transcript and return when it is learned; without a session id it gets a session of its own.

        `patience` is how many seconds that may take; `provider` and `model` may be named.
        """
        named = present(session_id=session_id, **choice)
        body = {"user_id": user_id, "messages": list(messages), **named}
        path = place("agents", agent_id, "process")
        return await self._context.transport.post(AgentProcessed, path, body, idempotency_key, patience)

    async def context(
        self,
        agent_id: str,
        user_id: str,
        query: str | None = None,
        *,
        session_id: str | None = None,
        language: str | None = None,
        timezone: str | None = None,
    ) -> EnrichedContext:
        """Everything that bears on what the agent says next to a user, in a session or without one."""
        asked = present(query=query, session_id=session_id, language=language, timezone=timezone)
        params = {"user_id": user_id, **asked}
        return await self._context.transport.get(EnrichedContext, place("agents", agent_id, "context"), params)

    async def get_mood(self, agent_id: str, user_id: str | None = None, *, at: Instant | None = None) -> MoodInfo:
        """How a user feels now, or felt at an instant."""
        return await self._context.transport.get(MoodInfo, place("agents", agent_id, "mood"), _about(user_id, at))

    async def mood_history(
        self,
        agent_id: str,
        user_id: str | None = None,
        *,
        since: Instant | None = None,
        until: Instant | None = None,
        limit: int = MOST_CHANGES,
        offset: int = 0,
    ) -> list[MoodChangeInfo]:
        """Every turn that moved a mood in `[since, until)`, latest first."""
        times = present(since=instant(since, "since"), until=instant(until, "until"))
        params = present(user_id=user_id, limit=limit, offset=offset) | times
        path = place("agents", agent_id, "mood", "history")
        return (await self._context.transport.get(MoodHistory, path, params)).data

    async def get_themes(
        self, agent_id: str, user_id: str | None = None, *, at: Instant | None = None
    ) -> list[ThemeInfo]:
        """The emotional tones of late, the strongest first."""
        path = place("agents", agent_id, "themes")
        return (await self._context.transport.get(ThemeList, path, _about(user_id, at))).data

    async def list_goals(
        self,
        agent_id: str,
        user_id: str | None = None,
        *,
        status: Literal["active", "overdue", "achieved", "dropped"] | None = None,
        at: Instant | None = None,
    ) -> list[GoalInfo]:
        """What users want to reach, and what became of it."""
        params = _about(user_id, at) | present(status=status)
        return (await self._context.transport.get(GoalList, place("agents", agent_id, "goals"), params)).data

    async def list_habits(
        self,
        agent_id: str,
        user_id: str | None = None,
        *,
        timezone: str | None = None,
        at: Instant | None = None,
    ) -> list[HabitInfo]:
        """What users do again and again, the strongest first."""
        params = _about(user_id, at) | present(timezone=timezone)
        return (await self._context.transport.get(HabitList, place("agents", agent_id, "habits"), params)).data

    async def get_interests(
        self, agent_id: str, user_id: str | None = None, *, at: Instant | None = None
    ) -> list[InterestInfo]:
        """The topics that occupy users, by field."""
        path = place("agents", agent_id, "interests")
        return (await self._context.transport.get(InterestList, path, _about(user_id, at))).data

    async def get_relationships(
        self, agent_id: str, user_id: str | None = None, *, at: Instant | None = None
    ) -> list[RelationshipInfo]:
        """How each user and the agent stand to each other."""
        path = place("agents", agent_id, "relationships")
        return (await self._context.transport.get(RelationshipList, path, _about(user_id, at))).data

    async def get_models(self, agent_id: str) -> OfferList:
        """The models that can read turns, and the one that does where nobody names another."""
        return await self._context.transport.get(OfferList, place("agents", agent_id, "models"))

    async def get_profile(self, agent_id: str) -> IdentityInfo:
        """Who the agent is, as `set_profile` said."""
        return await self._context.transport.get(IdentityInfo, place("agents", agent_id, "profile"))

    async def set_profile(self, agent_id: str, **identity: Unpack[IdentityParts]) -> IdentityInfo:
        """Say who the agent is, in the place of what was said before.

        `personality_prompt`, `bio`, `speech_patterns`, `true_interests`, `true_dislikes`, and `big5` with numbers from
        0 to 1; what is left out is blank.
        """
        body = {name: list(value) if isinstance(value, tuple) else value for name, value in identity.items()}
        return await self._context.transport.put(IdentityInfo, place("agents", agent_id, "profile"), body)

    async def get_state(self, agent_id: str, key: str, user_id: str | None = None) -> StateValue:
        """A value that the application stored."""
        path = place("agents", agent_id, "state", key)
        return await self._context.transport.get(StateValue, path, present(user_id=user_id))

    async def set_state(self, agent_id: str, key: str, value: Any, user_id: str | None = None) -> StateValue:
        """Store a value, of the agent with one user or with everybody; every context has it in `backend_context`."""
        path = place("agents", agent_id, "state", key)
        return await self._context.transport.put(StateValue, path, {"value": value}, present(user_id=user_id))

    async def delete_state(self, agent_id: str, key: str, user_id: str | None = None) -> None:
        """Delete a value."""
        await self._context.transport.delete(place("agents", agent_id, "state", key), present(user_id=user_id))


def _about(user_id: str | None, at: Instant | None) -> dict[str, Any]:
    """Whom a question is about, and as of when."""
    return present(user_id=user_id, at=instant(at, "at"))
