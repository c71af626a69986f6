"""Contexts and the keys that open them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, insert, select, update

from spectron.domain.ids import ContextId, KeyId
from spectron.domain.scope import Scope
from spectron.storage.queries.erase import chunks
from spectron.storage.schema import api_key, context

_CONTEXT = select(context).where(context.c.id == bindparam("ctx"))
_KEY = select(api_key).where(api_key.c.digest == bindparam("digest"))


@dataclass(frozen=True, slots=True)
class Key:
    """A key as it is stored: never the secret, only its digest and the few characters shown to tell keys apart.

    A `development` key opens every context; any other opens exactly `context_id`, inside `scope`.
    """

    id: KeyId
    context_id: ContextId | None
    digest: str
    hint: str
    label: str
    scope: Scope
    permissions: frozenset[str]
    development: bool
    created_at: datetime
    expires_at: datetime | None = None
    revoked_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Context:
    """One memory with a configuration of its own."""

    id: ContextId
    revision: int
    config: Mapping[str, Any]
    created_at: datetime


def create_context(conn: Connection, context_id: ContextId, config: Mapping[str, Any], now: datetime) -> None:
    """Add a context that does not exist yet."""
    conn.execute(insert(context).values(id=context_id, revision=0, config=dict(config), created_at=now))


def find_context(conn: Connection, context_id: ContextId) -> Context | None:
    """One context, or None."""
    row = conn.execute(_CONTEXT, {"ctx": context_id}).one_or_none()
    return None if row is None else Context(ContextId(row.id), row.revision, row.config, row.created_at)


def list_contexts(conn: Connection) -> Sequence[Context]:
    """All contexts by name."""
    rows = conn.execute(select(context).order_by(context.c.id))
    return [Context(ContextId(row.id), row.revision, row.config, row.created_at) for row in rows]


def set_config(conn: Connection, context_id: ContextId, config: Mapping[str, Any]) -> None:
    """Replace a context's configuration."""
    conn.execute(update(context).where(context.c.id == context_id).values(config=dict(config)))


def add_key(conn: Connection, key: Key) -> None:
    """Store a key."""
    conn.execute(
        insert(api_key).values(
            id=key.id,
            context_id=key.context_id,
            digest=key.digest,
            hint=key.hint,
            label=key.label,
            scope=key.scope.as_dict(),
            permissions=sorted(key.permissions),
            development=key.development,
            created_at=key.created_at,
            expires_at=key.expires_at,
        )
    )


def find_key(conn: Connection, digest: str) -> Key | None:
    """The key with this digest, revoked and expired ones too."""
    row = conn.execute(_KEY, {"digest": digest}).one_or_none()
    return None if row is None else _key(row)


def keys_by_id(conn: Connection, ids: Collection[str]) -> Sequence[Key]:
    """Those of these keys that there are, revoked and expired ones too."""
    return [_key(row) for few in chunks(ids) for row in conn.execute(select(api_key).where(api_key.c.id.in_(few)))]


def set_permissions(conn: Connection, key_id: KeyId, permissions: frozenset[str]) -> None:
    """Say what a key may do from now on beyond its scope."""
    conn.execute(update(api_key).where(api_key.c.id == key_id).values(permissions=sorted(permissions)))


def list_keys(conn: Connection) -> Sequence[Key]:
    """All keys, oldest first."""
    return [_key(row) for row in conn.execute(select(api_key).order_by(api_key.c.created_at, api_key.c.id))]


def revoke_key(conn: Connection, key_id: KeyId, now: datetime) -> bool:
    """Close a key for good; False where there is no such open key."""
    open_key = (api_key.c.id == key_id) & api_key.c.revoked_at.is_(None)
    return conn.execute(update(api_key).where(open_key).values(revoked_at=now)).rowcount > 0


def _key(row: Row[Any]) -> Key:
    return Key(
        id=KeyId(row.id),
        context_id=row.context_id and ContextId(row.context_id),
        digest=row.digest,
        hint=row.hint,
        label=row.label,
        scope=Scope.of(row.scope),
        permissions=frozenset(row.permissions),
        development=row.development,
        created_at=row.created_at,
        expires_at=row.expires_at,
        revoked_at=row.revoked_at,
    )
