"""Before a server listens: is there a key that opens it, and does everyone who could knock need one that is safe?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from spectron.compose import is_loopback
from spectron.domain.errors import BadValue
from spectron.service.access import Gate, Grant, digest
from spectron.settings import Settings
from spectron.storage.queries.contexts import Key


class Door(StrEnum):
    """How callers get in."""

    MADE = "made"  # with a development key made just now
    GIVEN = "given"  # with the development key that the settings hold
    KNOWN = "known"  # with a development key made earlier
    KEYED = "keyed"  # with keys that were made for their contexts


@dataclass(frozen=True, slots=True)
class Entry:
    """How callers get in, and what to tell of it: the secret of a key just made, the hint of one made earlier."""

    door: Door
    text: str = ""


async def prepare_door(gate: Gate, settings: Settings) -> Entry:
    """Make or keep the development key where the address is this machine's own; refuse to open to others without keys.

    Raises BadValue where no key fit for other machines exists, or the given key cannot be used.
    """
    now = gate.clock()
    if not is_loopback(settings.host):
        return _open_to_others(await gate.list_keys(), now, settings.host)
    given = settings.api_key.get_secret_value() if settings.api_key else ""
    if given:
        await gate.keep_key(_sendable(given))
        return _given(await gate.list_keys(), digest(given), now)
    open_keys = [key for key in await gate.list_keys() if is_open(key, now)]
    if not open_keys:
        _, secret = await gate.create_key(Grant(None, label="made by spectron serve", development=True))
        return Entry(Door.MADE, secret)
    return _made_earlier(open_keys)


def is_open(key: Key, now: datetime) -> bool:
    """Whether a key still opens anything."""
    return not key.revoked_at and not (key.expires_at and key.expires_at <= now)


def _open_to_others(keys: Sequence[Key], now: datetime, host: str) -> Entry:
    if any(is_open(key, now) and not key.development for key in keys):
        return Entry(Door.KEYED)
    raise BadValue(
        f"{host} can be reached from other machines, and there is no key for them yet (development keys are refused "
        "there). First: spectron contexts create NAME, then: spectron keys create --context NAME"
    )


def _sendable(secret: str) -> str:
    """A secret that fits into a header."""
    if not all("!" <= letter <= "~" for letter in secret):
        raise BadValue("SPECTRON_API_KEY: a key has letters, digits and signs of ASCII, and no spaces")
    return secret


def _given(keys: Sequence[Key], mine: str, now: datetime) -> Entry:
    if any(key.digest == mine and is_open(key, now) for key in keys):
        return Entry(Door.GIVEN)
    raise BadValue("SPECTRON_API_KEY holds a key that was revoked or has expired")


def _made_earlier(open_keys: Sequence[Key]) -> Entry:
    development = [key for key in open_keys if key.development]
    if development:
        return Entry(Door.KNOWN, development[-1].hint)
    return Entry(Door.KEYED)
