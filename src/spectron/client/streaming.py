"""A reply that is read while it is being made."""

from collections.abc import AsyncIterator, Awaitable, Callable
from types import TracebackType
from typing import Self

import httpx2
from pydantic import ValidationError as ShapeError

from spectron.client.errors import ConnectionFailedError, SpectronError, UnexpectedAnswerError, read_error
from spectron.client.received import read_events
from spectron.wire.admin import Problem
from spectron.wire.chat import ChatReply, ReplyPiece


class ChatStream:
    """Pieces of a reply as they come, and the whole answer in `result` once there are no more.

        stream = session.chat_stream("Where do I live?")
        async for piece in stream:
            print(piece, end="")
        print(stream.result.memory_updates)

    It begins with the first piece asked for. Who closes it before the end gets no reply, and none is recorded.
    """

    def __init__(self, begin: Callable[[], Awaitable[httpx2.Response]]) -> None:
        """Keep how to begin."""
        self._begin = begin
        self._response: httpx2.Response | None = None
        self._events: AsyncIterator[tuple[str, str]] | None = None
        self._result: ChatReply | None = None

    @property
    def result(self) -> ChatReply:
        """The reply and everything that both turns taught; raises SpectronError before the last piece was read."""
        if self._result is None:
            raise SpectronError("the reply is not complete yet: read all of its pieces first")
        return self._result

    def __aiter__(self) -> Self:
        """Read on from where the reading stands."""
        return self

    async def __anext__(self) -> str:
        """The next piece; raises what the server tells, and ConnectionFailedError where it tells nothing more."""
        if self._result is not None:
            raise StopAsyncIteration
        try:
            name, data = await self._next()
            if name == "token":
                return ReplyPiece.model_validate_json(data).text
            self._result = _conclude(name, data)
        except BaseException:
            await self.close()
            raise
        await self.close()
        raise StopAsyncIteration

    async def __aenter__(self) -> Self:
        """Enter with nothing done."""
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close, whatever happened inside."""
        await self.close()

    async def close(self) -> None:
        """Let go of the connection; a reply that is still being made is given up."""
        response, self._response = self._response, None
        if response is not None:
            await response.aclose()

    async def _next(self) -> tuple[str, str]:
        if self._events is None:
            self._response = await self._begin()
            self._events = read_events(self._response)
        try:
            return await anext(self._events)
        except StopAsyncIteration:
            raise ConnectionFailedError("the answer ended before the reply did") from None
        except httpx2.RequestError as error:
            raise ConnectionFailedError(f"the reply broke off: {error or type(error).__name__}") from error


def _conclude(name: str, data: str) -> ChatReply:
    """The whole answer; raises what an error event tells."""
    try:
        if name == "done":
            return ChatReply.model_validate_json(data)
        if name == "error":
            raise read_error(Problem.model_validate_json(data).status, data.encode(), {})
    except ShapeError as error:
        raise UnexpectedAnswerError(f"the event {name!r} cannot be read; {error}") from error
    raise UnexpectedAnswerError(f"the event {name!r} is none that a Spectron server sends")
