"""One context of a memory: where its paths begin, and the scope last worked in."""

from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import BaseModel

from spectron.client.arguments import Dimensions, place, scoped
from spectron.client.transport import Transport

M = TypeVar("M", bound=BaseModel)


class Context:
    """What every handle of one client shares."""

    def __init__(self, transport: Transport, name: str) -> None:
        """Start without an active session."""
        self.transport = transport
        self.active: Dimensions | None = None
        self._name = name

    def path(self, *below: str) -> str:
        """Where a thing of this context is found."""
        return place(self._name, *below)

    def within(self, scope: Dimensions | None) -> dict[str, str]:
        """A scope as query parameters; the active session's where none is named."""
        return scoped(self.active if scope is None else scope)

    async def get(self, shape: type[M], *below: str, params: Mapping[str, Any] | None = None) -> M:
        """Read what is found there."""
        return await self.transport.get(shape, self.path(*below), params)

    async def post(self, shape: type[M], *below: str, body: Mapping[str, Any], key: str | None = None) -> M:
        """Add to what is found there, once per key."""
        return await self.transport.post(shape, self.path(*below), body, key)
