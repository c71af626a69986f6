"""The settings of a context."""

from collections.abc import Mapping
from typing import Any

from spectron.client.context import Context
from spectron.wire.admin import ContextConfig


class Configuration:
    """Reads and replaces the settings of a context."""

    def __init__(self, context: Context) -> None:
        """Share the connections."""
        self._context = context

    async def get(self) -> ContextConfig:
        """The settings as they are; what was never set is at its default."""
        return await self._context.get(ContextConfig, "config")

    async def put(self, config: ContextConfig | Mapping[str, Any]) -> ContextConfig:
        """Replace the settings; what is left out goes back to its default."""
        body = config.model_dump(exclude_none=True) if isinstance(config, ContextConfig) else dict(config)
        return await self._context.transport.put(ContextConfig, self._context.path("config"), body)
