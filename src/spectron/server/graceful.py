"""A server that ends without waiting for those who listen."""

import asyncio
import socket
from collections.abc import Callable
from typing import Any

import uvicorn

from spectron.server.limits import has_no_end

PATIENCE_SECONDS = 2.0


class GracefulServer(uvicorn.Server):
    """Ends streams that have no end of their own as soon as it is told to end; other answers are finished first."""

    def __init__(self, config: uvicorn.Config, end_streams: Callable[[], None]) -> None:
        """Keep how to end the streams."""
        super().__init__(config)
        self._end_streams = end_streams

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Take no more connections, end the streams, and wait for what is being answered."""
        self._end_streams()
        cutting = asyncio.get_running_loop().call_later(PATIENCE_SECONDS, self._cut_off)
        await super().shutdown(sockets)
        cutting.cancel()

    def _cut_off(self) -> None:
        """Drop streams whose readers take not even their end."""
        held: list[Any] = list(self.server_state.connections)
        for one in held:
            if one.cycle is not None and has_no_end(one.cycle.scope["path"]):
                one.transport.abort()
