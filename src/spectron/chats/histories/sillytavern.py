"""Chats of SillyTavern: a line of JSON each, the first of them the head, which the oldest files lack.

Read as `saveChat` and `getMessageTimeStamp` of its versions since 2023 have written them. Dates name no zone and are
taken as UTC. Messages have no ids: one is known by who said what, and how often that was said before.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from hashlib import blake2s
from typing import Any

from spectron.chats.histories.conversations import (
    Format,
    Found,
    Gathering,
    Reason,
    Skipped,
    clean,
    in_reach,
    read_id,
    read_iso,
    read_name,
    read_seconds,
)
from spectron.domain.conversation import Role
from spectron.domain.temporal import MONTHS

_NOBODY = frozenset({"unused", "undefined", "null"})
_HEAD_KEYS = frozenset({"user_name", "character_name", "chat_metadata", "create_date"})
_SAID = re.compile(r"([A-Za-z]+) (\d{1,2}), (\d{4}) (\d{1,2}):(\d{2}) ?([ap]m)", re.IGNORECASE)
_STAMPED = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2}) ?@ ?(\d{1,2})h ?(\d{1,2})m ?(\d{1,2})s ?(?:(\d{1,3})ms)?")


def is_sillytavern(item: Any) -> bool:
    """Whether this is a line of such a chat: its head, or a message."""
    return isinstance(item, dict) and (is_head(item) or "mes" in item)


def is_head(item: Mapping[str, Any]) -> bool:
    """Whether a line tells of the chat instead of being a message of it."""
    return "mes" not in item and bool(item.keys() & _HEAD_KEYS)


def read_sillytavern(lines: Iterable[Any], file_name: str) -> Found:
    """The chat of a file; a line that could not be read comes as None."""
    head: Mapping[str, Any] = {}
    gathered, met = Gathering(), Counter[bytes]()
    speaker: str | None = None
    for line in lines:
        if isinstance(line, dict) and is_head(line):
            head = head or line
        elif not isinstance(line, dict) or not isinstance(line.get("mes"), str):
            gathered.skip(Reason.MALFORMED)
        else:
            name = _read_message(line, gathered, met)
            speaker = speaker or name
    character = _read_who(head.get("character_name")) or speaker
    begun = read_date(head.get("create_date"))
    known_by = _known_by(head, read_id(file_name)) or next((one.path for one in gathered.messages), None)
    if known_by is None:
        return Skipped(Reason.BROKEN)
    title = read_name(file_name.removesuffix(".jsonl"))
    return gathered.conclude(Format.SILLYTAVERN, f"{character or ''}:{known_by}", title, begun, character)


def read_date(told: Any) -> datetime | None:
    """An instant in any of the ways that its versions write one; None for what is none."""
    if not isinstance(told, str):
        return read_seconds(told)
    text = told.strip()
    if found := _SAID.fullmatch(text):
        month, day, year, hour, minute, half = found.groups()
        months = [one.lower() for one in MONTHS]
        if month.lower() not in months or not 1 <= int(hour) <= 12:
            return None
        hours = int(hour) % 12 + (12 if half.lower() == "pm" else 0)
        return _instant(int(year), months.index(month.lower()) + 1, int(day), hours, int(minute), 0, 0)
    if found := _STAMPED.fullmatch(text):
        *parts, milliseconds = (int(part or 0) for part in found.groups())
        return _instant(*parts, milliseconds * 1000)
    return read_iso(text) or read_seconds(text)


def _instant(*parts: int) -> datetime | None:
    """The instant of seven parts, from year to microsecond."""
    year, month, day, hour, minute, second, microsecond = parts
    try:
        return in_reach(datetime(year, month, day, hour, minute, second, microsecond, UTC))
    except ValueError:
        return None


def _read_message(line: Mapping[str, Any], gathered: Gathering, met: Counter[bytes]) -> str | None:
    """Take a message; returns who said it where that is a character."""
    swipes = line.get("swipes")
    gathered.skip(Reason.BRANCH, max(0, len(swipes) - 1) if isinstance(swipes, list) else 0)
    if line.get("is_system") is True:
        gathered.skip(Reason.HIDDEN)
        return None
    extra = line.get("extra")
    told_by = extra.get("type") if isinstance(extra, dict) else None
    if told_by == "narrator":  # part of a story, where a system turn would be an order of the operator
        gathered.skip(Reason.SYSTEM)
        return None
    user, name = line.get("is_user") is True, _read_who(line.get("name"))
    role = Role.USER if user else Role.ASSISTANT
    if isinstance(extra, dict) and (extra.get("image") or extra.get("media")):
        gathered.skip(Reason.IMAGE)
    said = blake2s("\0".join((role, name or "", clean(line["mes"]))).encode(), digest_size=16).digest()
    met[said] += 1
    source_id = f"{said.hex()}-{met[said]}"
    # a persona is a part that the user plays: its name is not theirs
    gathered.add(source_id, role, line["mes"], at=read_date(line.get("send_date")), name=None if user else name)
    return None if user else name


def _read_who(told: Any) -> str | None:
    name = read_name(told)
    return None if name in _NOBODY else name


def _known_by(head: Mapping[str, Any], file_name: str | None) -> str | None:
    """What tells a chat from the others with its character: when it was begun, else what newer versions know it by.

    A branch is a file of its own that was begun when the chat was it comes from.
    """
    noted = head.get("chat_metadata")
    metadata = noted if isinstance(noted, dict) else {}
    begun, integrity = read_id(head.get("create_date")), read_id(metadata.get("integrity"))
    if metadata.get("main_chat"):
        return f"{begun or ''}/{file_name or integrity or ''}"
    return begun or integrity or file_name
