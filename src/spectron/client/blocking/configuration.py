"""The blocking twin of the client. Made by scripts/make_blocking.py from the asynchronous one: do not edit."""

from collections.abc import Mapping
from typing import Any

from spectron.client.configuration import Configuration
from spectron.client.thread import EventLoopThread
from spectron.wire.admin import ContextConfig


class BlockingConfiguration:
    """Reads and replaces the settings of a context."""

    def __init__(self, wrapped: Configuration, thread: EventLoopThread) -> None:
        """Hand what is called here to the asynchronous original, on that thread."""
        self._wrapped = wrapped
        self._thread = thread

    def get(self) -> ContextConfig:
        """The settings as they are; what was never set is at its default."""
        return self._thread.run(self._wrapped.get())

    def put(self, config: ContextConfig | Mapping[str, Any]) -> ContextConfig:
        """Replace the settings; what is left out goes back to its default."""
        return self._thread.run(self._wrapped.put(config))
