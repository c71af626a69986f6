"""The blocking twin of the client. Made by scripts/make_blocking.py from the asynchronous one: do not edit."""

from spectron.client.blocking.agent_reads import (
    BlockingAgentMemory,
    BlockingAgentNotifications,
    BlockingAgentPersonality,
)
from spectron.client.blocking.agent_sessions import BlockingAgentSession, BlockingAgentSessions
from spectron.client.blocking.agents import BlockingAgents
from spectron.client.blocking.chats import BlockingChats
from spectron.client.blocking.client import BlockingSpectron
from spectron.client.blocking.configuration import BlockingConfiguration
from spectron.client.blocking.entities import BlockingEntities
from spectron.client.blocking.events import BlockingEventStream, BlockingSubscription
from spectron.client.blocking.library import BlockingKnowledgeBase
from spectron.client.blocking.messages import BlockingChatMessages
from spectron.client.blocking.sessions import BlockingSession, BlockingSessions
from spectron.client.blocking.streaming import BlockingChatStream

__all__ = [
    "BlockingAgentMemory",
    "BlockingAgentNotifications",
    "BlockingAgentPersonality",
    "BlockingAgentSession",
    "BlockingAgentSessions",
    "BlockingAgents",
    "BlockingChatMessages",
    "BlockingChatStream",
    "BlockingChats",
    "BlockingConfiguration",
    "BlockingEntities",
    "BlockingEventStream",
    "BlockingKnowledgeBase",
    "BlockingSession",
    "BlockingSessions",
    "BlockingSpectron",
    "BlockingSubscription",
]
