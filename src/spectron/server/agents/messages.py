"""Messages of a body in the one shape that memory knows."""

from collections.abc import Sequence

from spectron.domain.conversation import Role
from spectron.domain.messages import Given, Message, plain_messages
from spectron.server.knowledge import MOST_CHARACTERS
from spectron.wire.agent_messages import AgentMessage


def read_messages(sent: Sequence[AgentMessage]) -> tuple[Message, ...]:
    """The messages of a body; raises Unprocessable, naming the part, for what cannot be read."""
    given = [
        Given(
            place=place,
            role=Role(one.role),
            content=one.content,
            tool_calls=one.tool_calls,
            tool_call_id=one.tool_call_id,
            name=one.name if one.name and one.name.strip() else None,
            at=one.at,
            metadata=one.metadata,
        )
        for place, one in enumerate(sent)
    ]
    return plain_messages(given, MOST_CHARACTERS)
