"""Requests that come with an Idempotency-Key: what they made is made once."""

from sqlalchemy import Connection

from spectron.domain.errors import IdempotencyMismatch
from spectron.domain.ids import ContextId
from spectron.service.ingest import Once
from spectron.storage.queries import conversations


def made_before(conn: Connection, ctx: ContextId, once: Once | None) -> str | None:
    """What a request with this Idempotency-Key made; raises IdempotencyMismatch where that was another request."""
    known = conversations.recall(conn, ctx, once.key, once.at) if once else None
    if once is None or known is None:
        return None
    if known.digest != once.digest:
        raise IdempotencyMismatch("this Idempotency-Key came before with another request")
    return known.made


def note_made(conn: Connection, ctx: ContextId, once: Once | None, made: str) -> None:
    """Keep what a request with an Idempotency-Key made."""
    if once:
        conversations.remember(conn, ctx, once.key, conversations.Receipt(once.digest, made), once.at)
