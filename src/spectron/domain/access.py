"""What a caller may touch: one context, inside one scope."""

from dataclasses import dataclass

from spectron.domain.errors import Forbidden
from spectron.domain.ids import ContextId
from spectron.domain.scope import EVERYWHERE, Scope


@dataclass(frozen=True, slots=True)
class Access:
    """A context, and the scope that every read and write is confined to; the empty scope is the whole context.

    `unrestricted` is who needs no permission: a development key, and a program that holds the store itself.
    """

    context_id: ContextId
    clamp: Scope = EVERYWHERE
    actor: str = "library"
    permissions: frozenset[str] = frozenset()
    unrestricted: bool = False

    def require(self, scope: Scope, what: str) -> None:
        """Raise Forbidden unless a record's scope lies inside the clamp."""
        if not scope.contains(self.clamp):
            raise Forbidden(f"{what} lies outside the scope of this key")

    def may(self, permission: str) -> bool:
        """Whether the key has a permission."""
        return self.unrestricted or permission in self.permissions

    def ask(self, permission: str, what: str) -> None:
        """Raise Forbidden, naming the permission, unless the key has it."""
        if not self.may(permission):
            raise Forbidden(f"a key needs the permission {permission} for {what}")
