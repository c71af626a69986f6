"""Which session a caller means by the id that they send."""

from collections.abc import Sequence

from sqlalchemy import Connection

from spectron.domain.access import Access
from spectron.domain.conversation import Session
from spectron.domain.errors import Conflict, FieldError, NotFound
from spectron.domain.ids import SessionId
from spectron.storage.queries import conversations


def the_session(conn: Connection, access: Access, name: str) -> Session:
    """The session of this id, or the only one that its caller gave this handle to.

    Raises NotFound for none, Forbidden for one outside the key's scope, Conflict where several users have one of this
    handle.
    """
    ctx = access.context_id
    if found := conversations.find_session(conn, ctx, SessionId(name)):
        access.require(found.scope, f"session {name}")
        return found
    return only_one(conversations.sessions_called(conn, ctx, name, access.clamp), name)


def only_one(found: Sequence[Session], name: str) -> Session:
    """The one session that was found; raises NotFound for none, Conflict for several."""
    if not found:
        raise NotFound(f"no session {name} in this context")
    if len(found) > 1:
        message = f"{len(found)} sessions have this id, of different users or agents; name one by its record_id"
        raise Conflict(message, FieldError("session_id", message))
    return found[0]
