"""The blocking twin of the client. Made by scripts/make_blocking.py from the asynchronous one: do not edit."""

from collections.abc import Mapping
from typing import Any

from spectron.client.arguments import Dimensions
from spectron.client.library import KnowledgeBase
from spectron.client.thread import EventLoopThread
from spectron.wire.library import Consultation, DEFAULT_EXCERPTS, DocumentDetail, DocumentInfo


class BlockingKnowledgeBase:
    """Documents that an agent may look things up in."""

    def __init__(self, wrapped: KnowledgeBase, thread: EventLoopThread) -> None:
        """Hand what is called here to the asynchronous original, on that thread."""
        self._wrapped = wrapped
        self._thread = thread

    def add(
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
        return self._thread.run(self._wrapped.add(label, content, scope=scope, metadata=metadata))

    def get(self, id: str) -> DocumentDetail:
        """One document as it was given."""
        return self._thread.run(self._wrapped.get(id))

    def delete(self, id: str) -> None:
        """Erase a document for good."""
        self._thread.run(self._wrapped.delete(id))

    def search(self, query: str, *, k: int = DEFAULT_EXCERPTS, scope: Dimensions | None = None) -> Consultation:
        """The parts of documents that answer a query, best first, as a prompt in the scope may see them.

        At most `k`; scope as in `state`.
        """
        return self._thread.run(self._wrapped.search(query, k=k, scope=scope))

    def list(self, scope: Dimensions | None = None, *, limit: int | None = None, offset: int = 0) -> list[DocumentInfo]:
        """The documents inside a scope, those given last first, without their content; without a scope all of them."""
        return self._thread.run(self._wrapped.list(scope, limit=limit, offset=offset))
