"""The things that memory knows about, and how each came to be known."""

from spectron.client.arguments import Dimensions, Instant, present, viewpoint
from spectron.client.context import Context
from spectron.client.paging import collect
from spectron.wire.knowledge import EntityDetail, EntityInfo, EntityList, History


class Entities:
    """The entities of a context."""

    def __init__(self, context: Context) -> None:
        """Share the connections, and the scope of the active session."""
        self._context = context

    async def list(
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
        asked = self._context.within(scope) | viewpoint(valid_at, known_at) | present(type=type)

        async def fetch(size: int, start: int) -> EntityList:
            params = asked | {"limit": str(size), "offset": str(start)}
            return await self._context.get(EntityList, "entities", params=params)

        return await collect(fetch, limit, offset)

    async def get(self, id: str, *, valid_at: Instant | None = None, known_at: Instant | None = None) -> EntityDetail:
        """One entity, and what holds of it."""
        return await self._context.get(EntityDetail, "entities", id, params=viewpoint(valid_at, known_at))

    async def history(self, id: str, key: str | None = None) -> History:
        """Every version there ever was of an entity's facts, or of those of one key, with the words each rests on."""
        return await self._context.get(History, "entities", id, "history", params=present(key=key))
