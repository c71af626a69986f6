"""The knowledge base of a context."""

from collections.abc import Mapping
from typing import Any

from spectron.client.arguments import Dimensions, present
from spectron.client.context import Context
from spectron.client.paging import collect
from spectron.wire.library import DEFAULT_EXCERPTS, Consultation, DocumentDetail, DocumentInfo, DocumentList


class KnowledgeBase:
    """Documents that an agent may look things up in."""

    def __init__(self, context: Context) -> None:
        """Share the connections, and the scope of the active session."""
        self._context = context

    async def add(
        self,
        label: str,
        content: str,
        *,
        scope: Dimensions | None = None,
        metadata: Mapping[str, Any] | None = None,
    ) -> DocumentInfo:
        """Keep a document, in the place of the one that the scope has under this label; the same again changes nothing.

        Without a scope it belongs to all that the key reaches; the active session's is never taken here.
        """
        told = present(scope=scope and dict(scope), metadata=metadata and dict(metadata))
        return await self._context.post(DocumentInfo, "knowledge", body={"label": label, "content": content} | told)

    async def get(self, id: str) -> DocumentDetail:
        """One document as it was given."""
        return await self._context.get(DocumentDetail, "knowledge", id)

    async def delete(self, id: str) -> None:
        """Erase a document for good."""
        await self._context.transport.delete(self._context.path("knowledge", id))

    async def search(self, query: str, *, k: int = DEFAULT_EXCERPTS, scope: Dimensions | None = None) -> Consultation:
        """The parts of documents that answer a query, best first, as a prompt in the scope may see them.

        At most `k`; scope as in `state`.
        """
        within = self._context.active if scope is None else scope
        body = present(query=query, k=k, scope=within and dict(within))
        return await self._context.post(Consultation, "knowledge", "search", body=body)

    async def list(
        self, scope: Dimensions | None = None, *, limit: int | None = None, offset: int = 0
    ) -> list[DocumentInfo]:
        """The documents inside a scope, those given last first, without their content; without a scope all of them."""

        async def fetch(size: int, start: int) -> DocumentList:
            params = self._context.within(scope or {}) | {"limit": str(size), "offset": str(start)}
            return await self._context.get(DocumentList, "knowledge", params=params)

        return await collect(fetch, limit, offset)
