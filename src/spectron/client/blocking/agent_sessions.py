"""The blocking twin of the client. Made by scripts/make_blocking.py from the asynchronous one: do not edit."""

from collections.abc import Mapping
from typing import Unpack

from spectron.client.agent_sessions import AgentSession, AgentSessions, Messages
from spectron.client.arguments import ModelChoice, SessionSettings
from spectron.client.thread import EventLoopThread
from spectron.wire.agent_sessions import AgentEnded, AgentTurnTaken, ExtractionStatus
from spectron.wire.context import EnrichedContext


class BlockingAgentSession:
    """One conversation of an agent with a user; `provider` and `model` read its turns where a turn names no other."""

    def __init__(self, wrapped: AgentSession, thread: EventLoopThread) -> None:
        """Hand what is called here to the asynchronous original, on that thread."""
        self._wrapped = wrapped
        self._thread = thread

    @property
    def agent_id(self) -> str:
        """Whose conversation it is."""
        return self._wrapped.agent_id

    @property
    def user_id(self) -> str:
        """With whom."""
        return self._wrapped.user_id

    @property
    def session_id(self) -> str:
        """Its identifier, which the caller chose."""
        return self._wrapped.session_id

    @property
    def provider(self) -> str | None:
        """Whose models read its turns, where the session was started with one."""
        return self._wrapped.provider

    @property
    def model(self) -> str | None:
        """The model that reads its turns, where the session was started with one."""
        return self._wrapped.model

    def __repr__(self) -> str:
        """Its id, agent and user."""
        return self._wrapped.__repr__()

    def context(
        self,
        query: str | None = None,
        *,
        language: str | None = None,
        timezone: str | None = None,
    ) -> EnrichedContext:
        """Everything that bears on what the agent says next; `query` is what it is about."""
        return self._thread.run(self._wrapped.context(query, language=language, timezone=timezone))

    def turn(
        self,
        messages: Messages,
        *,
        fetch_next_context: Mapping[str, str] | None = None,
        idempotency_key: str | None = None,
        **choice: Unpack[ModelChoice],
    ) -> AgentTurnTaken:
        """Send new messages, tool calls and results among them; tells at once how they moved the user's mood.

        They are learned in the background, under `extraction_id`. With `fetch_next_context`, such as `{"query": "…"}`,
        the answer holds the next context as well. `provider` and `model` may be named for these messages alone.
        """
        return self._thread.run(self._wrapped.turn(
            messages,
            fetch_next_context=fetch_next_context,
            idempotency_key=idempotency_key,
            **choice,
        ))

    def status(self, extraction_id: str) -> ExtractionStatus:
        """How far the messages of one call are learned: `state` is queued, running, done or failed."""
        return self._thread.run(self._wrapped.status(extraction_id))

    def end(
        self,
        messages: Messages | None = None,
        *,
        total_messages: int | None = None,
        duration_seconds: float | None = None,
        wait: bool = True,
        patience: float = 300.0,
        **choice: Unpack[ModelChoice],
    ) -> AgentEnded:
        """End the conversation; what is new of `messages` is learned first, or, without `wait`, afterwards.

        `patience` is how many seconds that may take; `provider` and `model` may be named.
        """
        return self._thread.run(self._wrapped.end(
            messages,
            total_messages=total_messages,
            duration_seconds=duration_seconds,
            wait=wait,
            patience=patience,
            **choice,
        ))


class BlockingAgentSessions:
    """Starts conversations of agents."""

    def __init__(self, wrapped: AgentSessions, thread: EventLoopThread) -> None:
        """Hand what is called here to the asynchronous original, on that thread."""
        self._wrapped = wrapped
        self._thread = thread

    def start(
        self,
        agent_id: str,
        user_id: str,
        session_id: str | None = None,
        **settings: Unpack[SessionSettings],
    ) -> BlockingAgentSession:
        """Open a session of an agent with a user, or go on with the open one of this id; without an id one is made.

        `user_display_name`, `tool_definitions`, `provider`, `model`, `timezone` and `language` hold for the session.
        """
        found = self._thread.run(self._wrapped.start(agent_id, user_id, session_id, **settings))
        return BlockingAgentSession(found, self._thread)
