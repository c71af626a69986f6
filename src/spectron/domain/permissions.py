"""What keys may be permitted beyond reading and writing in their scope."""

from spectron.domain.agents import AGENT_WIDE
from spectron.domain.chats import CHAT_MUTATION, CHATS

PERMISSIONS = (AGENT_WIDE, CHATS, CHAT_MUTATION)
"""All there are; none implies another."""
