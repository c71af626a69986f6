"""What a caller may touch: one context, inside one scope."""

from dataclasses import dataclass

from spectron.domain.errors import Forbidden
from spectron.domain.ids import ContextId
from spectron.domain.scope import EVERYWHERE, Scope


@dataclass(frozen=True, slots=True)
class Access:
    """A context, and the scope that every read and write is confined to; the empty scope is the whole context."""

    context_id: ContextId
    clamp: Scope = EVERYWHERE
    actor: str = "library"
    permissions: frozenset[str] = frozenset()

    def require(self, scope: Scope, what: str) -> None:
        """Raise Forbidden unless a record's scope lies inside the clamp."""
        if not scope.contains(self.clamp):
            raise Forbidden(f"{what} lies outside the scope of this key")
