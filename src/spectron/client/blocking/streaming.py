"""The blocking twin of the client. Made by scripts/make_blocking.py from the asynchronous one: do not edit."""

from types import TracebackType
from typing import Self

from spectron.client.streaming import ChatStream
from spectron.client.thread import EventLoopThread
from spectron.wire.chat import ChatReply


class BlockingChatStream:
    """Pieces of a reply as they come, and the whole answer in `result` once there are no more.

        stream = session.chat_stream("Where do I live?")
        for piece in stream:
            print(piece, end="")
        print(stream.result.memory_updates)

    It begins with the first piece asked for. Who closes it before the end gets no reply, and none is recorded.
    """

    def __init__(self, wrapped: ChatStream, thread: EventLoopThread) -> None:
        """Hand what is called here to the asynchronous original, on that thread."""
        self._wrapped = wrapped
        self._thread = thread

    @property
    def result(self) -> ChatReply:
        """The reply and everything that both turns taught; raises SpectronError before the last piece was read."""
        return self._wrapped.result

    def __iter__(self) -> Self:
        """Read on from where the reading stands."""
        self._wrapped.__aiter__()
        return self

    def __next__(self) -> str:
        """The next piece; raises what the server tells, and ConnectionFailedError where it tells nothing more."""
        try:
            return self._thread.run(self._wrapped.__anext__())
        except StopAsyncIteration:
            raise StopIteration from None

    def __enter__(self) -> Self:
        """Enter with nothing done."""
        self._thread.run(self._wrapped.__aenter__())
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close, whatever happened inside."""
        self._thread.run(self._wrapped.__aexit__(kind, error, trace))

    def close(self) -> None:
        """Let go of the connection; a reply that is still being made is given up."""
        self._thread.run(self._wrapped.close())
