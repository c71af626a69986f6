"""The blocking client spoken to as if it were the asynchronous one, and waiting for what is learned."""

import asyncio
from typing import Any


class Awaited:
    """A blocking object whose verbs can be awaited, so that one test speaks to both twins."""

    def __init__(self, blocking: Any) -> None:
        """Wrap a blocking client or one of its parts."""
        self._blocking = blocking

    def __getattr__(self, name: str) -> Any:
        """A property as it is, a verb as a coroutine."""
        found = getattr(self._blocking, name)
        if not callable(found):
            return _awaited(found)

        async def verb(*args: Any, **named: Any) -> Any:
            return _awaited(found(*args, **named))

        return verb


def _awaited(found: Any) -> Any:
    if isinstance(found, list):
        return [_awaited(one) for one in found]
    return Awaited(found) if type(found).__name__.startswith("Blocking") else found


async def learned(session: Any, extraction_id: str) -> str:
    """Wait until an extraction has ended; returns its state."""
    for _ in range(1_200):
        status = await session.status(extraction_id)
        if status.state in ("done", "failed"):
            return str(status.state)
        await asyncio.sleep(0.05)
    raise AssertionError("not ended in time")
