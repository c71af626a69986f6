"""Conversations of an agent with its users: what it is given before it speaks, and what it sends of what was said."""

from collections.abc import Mapping, Sequence
from typing import Any, Unpack

from spectron.client.arguments import ModelChoice, SessionSettings, place, present
from spectron.client.context import Context
from spectron.wire.agent_sessions import AgentEnded, AgentSessionStarted, AgentTurnTaken, ExtractionStatus
from spectron.wire.context import EnrichedContext

Messages = Sequence[Mapping[str, Any]]


class AgentSession:
    """One conversation of an agent with a user; `provider` and `model` read its turns where a turn names no other."""

    def __init__(self, context: Context, names: tuple[str, str, str], settings: SessionSettings) -> None:
        """Hold on to a session that was started, by the ids of agent, user and session."""
        self._context = context
        self._agent, self._user, self._session = names
        self._settings = settings

    @property
    def agent_id(self) -> str:
        """Whose conversation it is."""
        return self._agent

    @property
    def user_id(self) -> str:
        """With whom."""
        return self._user

    @property
    def session_id(self) -> str:
        """Its identifier, which the caller chose."""
        return self._session

    @property
    def provider(self) -> str | None:
        """Whose models read its turns, where the session was started with one."""
        return self._settings.get("provider")

    @property
    def model(self) -> str | None:
        """The model that reads its turns, where the session was started with one."""
        return self._settings.get("model")

    def __repr__(self) -> str:
        """Its id, agent and user."""
        return f"<AgentSession {self._session} of {self._agent} with {self._user}>"

    async def context(
        self, query: str | None = None, *, language: str | None = None, timezone: str | None = None
    ) -> EnrichedContext:
        """Everything that bears on what the agent says next; `query` is what it is about."""
        asked = present(query=query, language=language, timezone=timezone)
        params = {"user_id": self._user, "session_id": self._session, **asked}
        return await self._context.transport.get(EnrichedContext, place("agents", self._agent, "context"), params)

    async def turn(
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
        named = present(fetch_next_context=fetch_next_context, **choice)
        body = {"user_id": self._user, "messages": list(messages), **named}
        path = place("agents", self._agent, "sessions", self._session, "turn")
        return await self._context.transport.post(AgentTurnTaken, path, body, idempotency_key)

    async def status(self, extraction_id: str) -> ExtractionStatus:
        """How far the messages of one call are learned: `state` is queued, running, done or failed."""
        path = place("agents", self._agent, "turns", extraction_id, "status")
        return await self._context.transport.get(ExtractionStatus, path)

    async def end(
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
        told = present(total_messages=total_messages, duration_seconds=duration_seconds, **choice)
        sent = {} if messages is None else {"messages": list(messages)}
        body = {"user_id": self._user, "session_id": self._session, "wait": wait, **sent, **told}
        path = place("agents", self._agent, "sessions", "end")
        return await self._context.transport.post(AgentEnded, path, body, None, patience)


class AgentSessions:
    """Starts conversations of agents."""

    def __init__(self, context: Context) -> None:
        """Share the connections."""
        self._context = context

    async def start(
        self,
        agent_id: str,
        user_id: str,
        session_id: str | None = None,
        **settings: Unpack[SessionSettings],
    ) -> AgentSession:
        """Open a session of an agent with a user, or go on with the open one of this id; without an id one is made.

        `user_display_name`, `tool_definitions`, `provider`, `model`, `timezone` and `language` hold for the session.
        """
        body = {"user_id": user_id, **present(session_id=session_id, **settings)}
        if tools := settings.get("tool_definitions"):
            body["tool_definitions"] = list(tools)
        path = place("agents", agent_id, "sessions", "start")
        started = await self._context.transport.post(AgentSessionStarted, path, body)
        return AgentSession(self._context, (agent_id, user_id, started.session_id), settings)
