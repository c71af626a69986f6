"""The blocking twin of the client. Made by scripts/make_blocking.py from the asynchronous one: do not edit."""

from typing import Any, Literal, Unpack

from spectron.client.agent_sessions import Messages
from spectron.client.agents import Agents
from spectron.client.arguments import IdentityParts, Instant, ModelChoice
from spectron.client.blocking.agent_reads import (
    BlockingAgentMemory,
    BlockingAgentNotifications,
    BlockingAgentPersonality,
)
from spectron.client.blocking.agent_sessions import BlockingAgentSessions
from spectron.client.thread import EventLoopThread
from spectron.wire.agent_sessions import AgentProcessed
from spectron.wire.agents import IdentityInfo, OfferList, StateValue
from spectron.wire.context import EnrichedContext
from spectron.wire.estimates import MOST_CHANGES, MoodChangeInfo, MoodInfo, RelationshipInfo
from spectron.wire.living import GoalInfo, HabitInfo, InterestInfo, ThemeInfo


class BlockingAgents:
    """The agents of a context. None has to be registered: an agent is whatever id its caller chose.

    Reads that name no user are about every user of the agent, which takes the permission `agent_wide`.
    """

    def __init__(self, wrapped: Agents, thread: EventLoopThread) -> None:
        """Hand what is called here to the asynchronous original, on that thread."""
        self._wrapped = wrapped
        self._thread = thread
        self.sessions = BlockingAgentSessions(self._wrapped.sessions, self._thread)
        self.memory = BlockingAgentMemory(self._wrapped.memory, self._thread)
        self.personality = BlockingAgentPersonality(self._wrapped.personality, self._thread)
        self.notifications = BlockingAgentNotifications(self._wrapped.notifications, self._thread)

    def process(
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
        return self._thread.run(self._wrapped.process(
            agent_id,
            user_id,
            messages,
            session_id=session_id,
            idempotency_key=idempotency_key,
            patience=patience,
            **choice,
        ))

    def context(
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
        return self._thread.run(self._wrapped.context(
            agent_id,
            user_id,
            query,
            session_id=session_id,
            language=language,
            timezone=timezone,
        ))

    def get_mood(self, agent_id: str, user_id: str | None = None, *, at: Instant | None = None) -> MoodInfo:
        """How a user feels now, or felt at an instant."""
        return self._thread.run(self._wrapped.get_mood(agent_id, user_id, at=at))

    def mood_history(
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
        return self._thread.run(self._wrapped.mood_history(
            agent_id,
            user_id,
            since=since,
            until=until,
            limit=limit,
            offset=offset,
        ))

    def get_themes(self, agent_id: str, user_id: str | None = None, *, at: Instant | None = None) -> list[ThemeInfo]:
        """The emotional tones of late, the strongest first."""
        return self._thread.run(self._wrapped.get_themes(agent_id, user_id, at=at))

    def list_goals(
        self,
        agent_id: str,
        user_id: str | None = None,
        *,
        status: Literal['active', 'overdue', 'achieved', 'dropped'] | None = None,
        at: Instant | None = None,
    ) -> list[GoalInfo]:
        """What users want to reach, and what became of it."""
        return self._thread.run(self._wrapped.list_goals(agent_id, user_id, status=status, at=at))

    def list_habits(
        self,
        agent_id: str,
        user_id: str | None = None,
        *,
        timezone: str | None = None,
        at: Instant | None = None,
    ) -> list[HabitInfo]:
        """What users do again and again, the strongest first."""
        return self._thread.run(self._wrapped.list_habits(agent_id, user_id, timezone=timezone, at=at))

    def get_interests(
        self,
        agent_id: str,
        user_id: str | None = None,
        *,
        at: Instant | None = None,
    ) -> list[InterestInfo]:
        """The topics that occupy users, by field."""
        return self._thread.run(self._wrapped.get_interests(agent_id, user_id, at=at))

    def get_relationships(
        self,
        agent_id: str,
        user_id: str | None = None,
        *,
        at: Instant | None = None,
    ) -> list[RelationshipInfo]:
        """How each user and the agent stand to each other."""
        return self._thread.run(self._wrapped.get_relationships(agent_id, user_id, at=at))

    def get_models(self, agent_id: str) -> OfferList:
        """The models that can read turns, and the one that does where nobody names another."""
        return self._thread.run(self._wrapped.get_models(agent_id))

    def get_profile(self, agent_id: str) -> IdentityInfo:
        """Who the agent is, as `set_profile` said."""
        return self._thread.run(self._wrapped.get_profile(agent_id))

    def set_profile(self, agent_id: str, **identity: Unpack[IdentityParts]) -> IdentityInfo:
        """Say who the agent is, in the place of what was said before.

        `personality_prompt`, `bio`, `speech_patterns`, `true_interests`, `true_dislikes`, and `big5` with numbers from
        0 to 1; what is left out is blank.
        """
        return self._thread.run(self._wrapped.set_profile(agent_id, **identity))

    def get_state(self, agent_id: str, key: str, user_id: str | None = None) -> StateValue:
        """A value that the application stored."""
        return self._thread.run(self._wrapped.get_state(agent_id, key, user_id))

    def set_state(self, agent_id: str, key: str, value: Any, user_id: str | None = None) -> StateValue:
        """Store a value, of the agent with one user or with everybody; every context has it in `backend_context`."""
        return self._thread.run(self._wrapped.set_state(agent_id, key, value, user_id))

    def delete_state(self, agent_id: str, key: str, user_id: str | None = None) -> None:
        """Delete a value."""
        self._thread.run(self._wrapped.delete_state(agent_id, key, user_id))
