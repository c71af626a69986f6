"""Which session, or chat, a caller means by the id that they send."""

from sqlalchemy import Connection

from spectron.domain.access import Access
from spectron.domain.conversation import Session
from spectron.domain.errors import Conflict, NotFound
from spectron.domain.ids import SessionId
from spectron.storage.queries import conversations


def the_session(conn: Connection, access: Access, name: str) -> Session:
    """The session of this id, or the only one that its caller gave this handle to.

    Raises NotFound for none, Forbidden for one outside the key's scope, Conflict where several users have one of this
    handle.
    """
    return _the_one(conn, access, name, "session")


def the_chat(conn: Connection, access: Access, name: str) -> Session:
    """The chat of this id or handle: the session that it is. Raises as `the_session` does, and speaks of chats."""
    return _the_one(conn, access, name, "chat")


def _the_one(conn: Connection, access: Access, name: str, kind: str) -> Session:
    """The session of this id or handle; `kind` is what its caller calls it."""
    ctx = access.context_id
    if same := conversations.find_session(conn, ctx, SessionId(name)):
        access.require(same.scope, f"{kind} {name}")
        return same
    found = conversations.sessions_called(conn, ctx, name, access.clamp)
    if not found:
        raise NotFound(f"no {kind} {name} in this context")
    if len(found) > 1:
        message = f"{len(found)} {kind}s have this id, of different users or agents; name one by its record_id"
        raise Conflict.at(f"{kind}_id", message)
    return found[0]
