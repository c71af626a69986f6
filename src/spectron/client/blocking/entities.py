"""The blocking twin of the client. Made by scripts/make_blocking.py from the asynchronous one: do not edit."""

from spectron.client.arguments import Dimensions, Instant
from spectron.client.entities import Entities
from spectron.client.thread import EventLoopThread
from spectron.wire.knowledge import EntityDetail, EntityInfo, History


class BlockingEntities:
    """The entities of a context."""

    def __init__(self, wrapped: Entities, thread: EventLoopThread) -> None:
        """Hand what is called here to the asynchronous original, on that thread."""
        self._wrapped = wrapped
        self._thread = thread

    def list(
        self,
        type: str | None = None,
        scope: Dimensions | None = None,
        *,
        valid_at: Instant | None = None,
        known_at: Instant | None = None,
        limit: int | None = None,
        offset: int = 0,
    ) -> list[EntityInfo]:
        """The entities inside a scope, those spoken of last first; scope and instants as in `state`."""
        return self._thread.run(self._wrapped.list(
            type,
            scope,
            valid_at=valid_at,
            known_at=known_at,
            limit=limit,
            offset=offset,
        ))

    def get(self, id: str, *, valid_at: Instant | None = None, known_at: Instant | None = None) -> EntityDetail:
        """One entity, and what holds of it."""
        return self._thread.run(self._wrapped.get(id, valid_at=valid_at, known_at=known_at))

    def history(self, id: str, key: str | None = None) -> History:
        """Every version there ever was of an entity's facts, or of those of one key, with the words each rests on."""
        return self._thread.run(self._wrapped.history(id, key))
