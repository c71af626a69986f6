"""The blocking twin of the client. Made by scripts/make_blocking.py from the asynchronous one: do not edit."""

from types import TracebackType
from typing import Self

from spectron.client.events import EventStream, Subscription
from spectron.client.thread import EventLoopThread
from spectron.wire.events import EventInfo


class BlockingEventStream:
    """Events as they happen, each once and in their order.

        with memory.events(types=["CHAT_SWITCHED"]) as events:
            for event in events:
                print(event.id, event.payload.chat_id)

    It listens from the moment the block is entered, or from the first event asked for. A connection that breaks off is
    made anew, from the last event on, as often as the client tries again; after that, ConnectionFailedError is raised.
    """

    def __init__(self, wrapped: EventStream, thread: EventLoopThread) -> None:
        """Hand what is called here to the asynchronous original, on that thread."""
        self._wrapped = wrapped
        self._thread = thread

    @property
    def last_event_id(self) -> int | None:
        """The number to go on from: of the last event that was handed out, or of one that tells nothing of this."""
        return self._wrapped.last_event_id

    @property
    def newest(self) -> int:
        """The number of the last event that there was when this connected; 0 before it did."""
        return self._wrapped.newest

    def open(self) -> None:
        """Connect, and return when it listens; raises what the server tells."""
        self._thread.run(self._wrapped.open())

    def close(self) -> None:
        """Listen no more; closing twice is harmless."""
        self._thread.run(self._wrapped.close())

    def __iter__(self) -> Self:
        """Read on from where the reading stands."""
        self._wrapped.__aiter__()
        return self

    def __next__(self) -> EventInfo:
        """The next event, waited for; raises what the server tells, and what cannot be reached again."""
        try:
            return self._thread.run(self._wrapped.__anext__())
        except StopAsyncIteration:
            raise StopIteration from None

    def __enter__(self) -> Self:
        """Listen from here on."""
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


class BlockingSubscription:
    """A handler that listens; calling this ends that.

        stop = memory.on("CHAT_SWITCHED", show)
        stop.ready()

    It hears what happens from then on, until it is called: `stop()`.
    """

    def __init__(self, wrapped: Subscription, thread: EventLoopThread) -> None:
        """Hand what is called here to the asynchronous original, on that thread."""
        self._wrapped = wrapped
        self._thread = thread

    def __call__(self) -> None:
        """Listen no more; calling it twice is harmless."""
        self._thread.call(self._wrapped.__call__)

    def ready(self) -> None:
        """Return when it listens: everything that is committed after this is heard. Raises where that was refused."""
        self._thread.run(self._wrapped.ready())
