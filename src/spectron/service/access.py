"""Keys and contexts: who may open what."""

import hashlib
import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from spectron.domain.access import Access
from spectron.domain.errors import BadValue, Conflict, FieldError, Forbidden, NotFound, Unauthorised
from spectron.domain.ids import ContextId, KeyId, new_id
from spectron.domain.scope import EVERYWHERE, Scope
from spectron.domain.temporal import Clock
from spectron.storage.ports import Store
from spectron.storage.queries import contexts
from spectron.storage.queries.contexts import Context, Key

PREFIX = "spectron_"
LONGEST_CONTEXT = 64
DEFAULT_CONTEXT = "default"
TAKEN = frozenset({"agents"})  # addresses of their own begin with these
_CONTEXT_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-")


@dataclass(frozen=True, slots=True)
class Grant:
    """What a new key shall open: a context (None, with `development`: all), a scope, permissions, until when."""

    context_id: ContextId | None
    scope: Scope = EVERYWHERE
    permissions: frozenset[str] = field(default_factory=frozenset)
    label: str = ""
    expires_at: datetime | None = None
    development: bool = False


@dataclass(frozen=True, slots=True)
class Gate:
    """Makes, checks and revokes keys; a secret is shown once and only its SHA-256 is kept.

    `own_secret` opens everything for a program that holds the store in its own process; it is never stored.
    """

    store: Store
    clock: Clock
    development: bool = True
    own_secret: str | None = None

    async def admit(self, secret: str | None, context_id: str) -> Access:
        """Turn the secret of a request into what it may touch; a development key makes a context on first use."""
        name, now = check_context_id(context_id), self.clock()
        if self.own_secret and secret and secrets.compare_digest(digest(secret), digest(self.own_secret)):
            if await self.store.read(lambda conn: contexts.find_context(conn, name)) is None:
                await self.store.write(lambda conn: _create_missing(conn, name, now))
            return Access(name, unrestricted=True)
        key, exists = await self.store.read(lambda conn: _look_up(conn, secret, name))
        if key is None or _is_over(key, now):
            raise Unauthorised("send a valid key as `Authorization: Bearer KEY` or `API-KEY: KEY`")
        if key.development and not self.development:
            raise Unauthorised("a development key opens a server on this machine's own address only")
        if not key.development and key.context_id != name:
            raise Forbidden(f"this key does not open the context {name}")
        if not exists:
            if not key.development:
                raise NotFound(f"no context {name}")
            await self.store.write(lambda conn: _create_missing(conn, name, now))
        return _granted(key, name)

    async def check(self, admitted: Collection[Access]) -> frozenset[Access]:
        """Of what was admitted before, that which would be admitted now, and with the same rights."""
        now = self.clock()
        keys = await self.store.read(lambda conn: contexts.keys_by_id(conn, {one.actor for one in admitted}))
        still = {key.id: key for key in keys if not _is_over(key, now)}
        return frozenset(
            one
            for one in admitted
            if one == Access(one.context_id, unrestricted=True)  # the program that holds the store
            or ((key := still.get(KeyId(one.actor))) is not None and one == _granted(key, one.context_id))
        )

    async def admit_own(self, secret: str | None, named: str | None) -> Access:
        """What the secret of a request opens where its address names no context: the key's own.

        A key that opens all of them gets the one that was `named` beside it, else `DEFAULT_CONTEXT`.
        """
        key = await self.store.read(lambda conn: contexts.find_key(conn, digest(secret))) if secret else None
        own = key.context_id if key else None
        return await self.admit(secret, named if named is not None else own or DEFAULT_CONTEXT)

    async def create_key(self, grant: Grant, secret: str | None = None) -> tuple[Key, str]:
        """Store a key and return it with its secret, which is never seen again."""
        secret = secret or PREFIX + secrets.token_urlsafe(32)
        key = Key(
            id=KeyId(new_id("key")),
            context_id=grant.context_id,
            digest=digest(secret),
            hint=f"{secret[:13]}…{secret[-4:]}" if len(secret) > 24 else f"{secret[:3]}…",
            label=grant.label,
            scope=grant.scope,
            permissions=grant.permissions,
            development=grant.development,
            created_at=self.clock(),
            expires_at=grant.expires_at,
        )

        def add(conn: Connection) -> None:
            if grant.context_id and contexts.find_context(conn, grant.context_id) is None:
                raise NotFound(f"no context {grant.context_id}; create it first")
            if contexts.find_key(conn, key.digest):
                raise Conflict("this secret is stored already")
            contexts.add_key(conn, key)

        await self.store.write(add)
        return key, secret

    async def keep_key(self, secret: str) -> None:
        """Make a secret from the environment the development key, once."""
        known = await self.store.read(lambda conn: contexts.find_key(conn, digest(secret)))
        if known is None:
            await self.create_key(Grant(None, label="from the environment", development=True), secret)

    async def list_keys(self) -> Sequence[Key]:
        """All keys, revoked ones too."""
        return await self.store.read(contexts.list_keys)

    async def revoke_key(self, key_id: KeyId) -> None:
        """Close a key for good; it fails from the next request on."""
        now = self.clock()
        if not await self.store.write(lambda conn: contexts.revoke_key(conn, key_id, now)):
            raise NotFound(f"no open key {key_id}")

    async def change_permissions(self, key_id: KeyId, more: frozenset[str], fewer: frozenset[str]) -> Key:
        """Permit a key more, or fewer things; it holds from the next request on. Returns the key as it is then.

        Raises NotFound for a key that is not there or was revoked, Conflict for a development key, which needs none.
        """

        def change(conn: Connection) -> Key:
            held = next(iter(contexts.keys_by_id(conn, [key_id])), None)
            if held is None or held.revoked_at:
                raise NotFound(f"no open key {key_id}")
            if held.development:
                raise Conflict(f"{key_id} is a development key, which needs no permissions; revoke it to close it")
            changed = replace(held, permissions=(held.permissions | more) - fewer)
            contexts.set_permissions(conn, key_id, changed.permissions)
            return changed

        return await self.store.write(change)

    async def create_context(self, context_id: str, config: Mapping[str, Any] | None = None) -> ContextId:
        """Add a context; raises Conflict where the name is taken."""
        name, now = check_context_id(context_id), self.clock()

        def add(conn: Connection) -> None:
            if contexts.find_context(conn, name):
                raise Conflict(f"the context {name} exists already")
            contexts.create_context(conn, name, config or {}, now)

        await self.store.write(add)
        return name

    async def list_contexts(self) -> Sequence[Context]:
        """All contexts by name."""
        return await self.store.read(contexts.list_contexts)

    async def context(self, access: Access) -> Context:
        """The context that a key opened."""
        found = await self.store.read(lambda conn: contexts.find_context(conn, access.context_id))
        if found is None:
            raise NotFound(f"no context {access.context_id}")
        return found

    async def set_config(self, access: Access, config: Mapping[str, Any]) -> None:
        """Replace a context's settings; a key confined to a part of the context may not."""
        access.require(EVERYWHERE, "the configuration of the context")
        await self.store.write(lambda conn: contexts.set_config(conn, access.context_id, config))


def digest(secret: str) -> str:
    """SHA-256 in hexadecimal: enough for secrets of 256 random bits, which nobody can guess."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def check_context_id(name: str) -> ContextId:
    """A context's name is 1 to 64 letters, digits, `_`, `.` or `-`, and none of `TAKEN`; raises BadValue otherwise."""
    if not 0 < len(name) <= LONGEST_CONTEXT or not set(name) <= _CONTEXT_LETTERS:
        message = f"a context's name has 1 to {LONGEST_CONTEXT} letters, digits, '_', '.' or '-'"
        raise BadValue(message, FieldError("context_id", message))
    if name in TAKEN:
        message = f"{name!r} cannot be the name of a context"
        raise BadValue(message, FieldError("context_id", message))
    return ContextId(name)


def _is_over(key: Key, now: datetime) -> bool:
    return key.revoked_at is not None or (key.expires_at is not None and key.expires_at <= now)


def _granted(key: Key, name: ContextId) -> Access:
    return Access(name, key.scope, key.id, key.permissions, key.development)


def _look_up(conn: Connection, secret: str | None, name: ContextId) -> tuple[Key | None, bool]:
    key = contexts.find_key(conn, digest(secret)) if secret else None
    return key, key is not None and contexts.find_context(conn, name) is not None


def _create_missing(conn: Connection, name: ContextId, now: datetime) -> None:
    if contexts.find_context(conn, name) is None:
        contexts.create_context(conn, name, {}, now)
