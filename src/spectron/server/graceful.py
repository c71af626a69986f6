"""A server that ends without waiting for those who listen."""

import socket
from collections.abc import Callable

import uvicorn


class GracefulServer(uvicorn.Server):
    """Ends streams that have no end of their own as soon as it is told to end; other answers are finished first."""

    def __init__(self, config: uvicorn.Config, end_streams: Callable[[], None]) -> None:
        """Keep how to end the streams."""
        super().__init__(config)
        self._end_streams = end_streams

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Take no more connections, end the streams, and wait for what is being answered."""
        self._end_streams()
        await super().shutdown(sockets)
