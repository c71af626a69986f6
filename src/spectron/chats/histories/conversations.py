"""A conversation of another program as it is taken in, and why parts of it are not.

A reader never raises for what a file holds: what it cannot use is left out, and counted under a reason.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import StrEnum
from hashlib import blake2s
from typing import Any, TypeAlias

from spectron.domain.chats import LONGEST_TITLE
from spectron.domain.conversation import Role
from spectron.domain.messages import LONGEST_MESSAGE, Message
from spectron.domain.naming import LONGEST_ID

SOURCE_ID = "source_id"
_LONGEST_SOURCE_ID = 200
_FIRST_YEAR, _LAST_YEAR = 2000, 9_996  # no program that exports is older; three years stay free at the calendar's end
_MILLISECONDS_FROM = 1e11  # as seconds this would be the year 5138


class Format(StrEnum):
    """Who exported a file."""

    OPENAI = "openai"
    ANTHROPIC = "anthropic"
    SILLYTAVERN = "sillytavern"


class Reason(StrEnum):
    """Why something in a file is not taken in."""

    BRANCH = "another branch"
    HIDDEN = "hidden"
    SYSTEM = "system message"
    INSTRUCTIONS = "custom instructions"
    THINKING = "thinking"
    IMAGE = "image"
    AUDIO = "audio or video"
    FILE = "attached file"
    OTHER = "no text"
    EMPTY = "empty message"
    ROLE = "unknown role"
    CALL = "tool call without its answer"
    ANSWER = "tool answer without its call"
    LONG = "message over 200,000 characters"
    MALFORMED = "malformed message"
    BROKEN = "malformed conversation"
    FOREIGN = "not a conversation of this format"
    SILENT = "conversation without messages"
    CUT = "the file breaks off"
    ENDED = "message of a chat that has ended"


@dataclass(frozen=True, slots=True)
class Conversation:
    """A conversation that was read: `character` is whom it is with, `skipped` counts what is left out by reason.

    Every message names its id at the source under `SOURCE_ID` in its metadata.
    """

    format: Format
    source_id: str
    title: str | None
    character: str | None
    created_at: datetime | None
    messages: tuple[Message, ...]
    skipped: Mapping[Reason, int]

    @property
    def handle(self) -> str:
        """What its session is called here; the same for every export of it."""
        return shorten(f"{self.format}:{self.source_id}", LONGEST_ID)


@dataclass(frozen=True, slots=True)
class Skipped:
    """Something that stands where a conversation should."""

    reason: Reason


Found: TypeAlias = Conversation | Skipped


@dataclass(slots=True)
class Gathering:
    """The messages of a conversation that is being read."""

    messages: list[Message] = field(default_factory=list)
    skipped: Counter[Reason] = field(default_factory=Counter)

    def skip(self, reason: Reason, number: int = 1) -> None:
        """Count what is left out."""
        if number:
            self.skipped[reason] += number

    def add(self, source_id: str, role: Role, words: str, **more: Any) -> None:
        """Take a message, unless it is empty or too long; `more` are further fields of it."""
        content = clean(words)
        if not content.strip() and not more.get("tool_calls") and role is not Role.TOOL:
            self.skip(Reason.EMPTY)
        elif len(content) > LONGEST_MESSAGE:
            self.skip(Reason.LONG)
        else:
            metadata = {SOURCE_ID: source_id, **more.pop("metadata", {})}
            self.messages.append(Message(role=role, content=content, path=source_id, metadata=metadata, **more))

    def conclude(
        self, of: Format, source_id: str, title: Any, created_at: datetime | None, character: str | None = None
    ) -> Conversation:
        """The conversation, its calls of tools whole and its messages dated as far as the source tells."""
        messages = [*self._keep_whole()]
        return Conversation(
            format=of,
            source_id=source_id,
            title=read_title(title),
            character=character,
            created_at=created_at or next((one.at for one in messages if one.at), None),
            messages=tuple(_date(messages, created_at)),
            skipped=dict(self.skipped),
        )

    def _keep_whole(self) -> Iterator[Message]:
        """Without calls that nothing answers, and answers to what nobody called."""
        answered = {one.tool_call_id for one in self.messages if one.role is Role.TOOL}
        called: set[str] = set()
        for one in self.messages:
            whole = tuple(call for call in one.tool_calls if call["id"] in answered)
            self.skip(Reason.CALL, len(one.tool_calls) - len(whole))
            called |= {call["id"] for call in whole}
            if one.role is Role.TOOL and one.tool_call_id not in called:
                self.skip(Reason.ANSWER)
            elif one.content.strip() or whole or one.role is Role.TOOL:
                yield replace(one, tool_calls=whole)


def _date(messages: Sequence[Message], begun: datetime | None) -> Iterator[Message]:
    """Messages that tell no instant in front of all that do are as old as the conversation."""
    for one in messages:
        begun = None if one.at else begun
        yield replace(one, at=begun) if begun else one
        begun = None


def trace_branch(parents: Mapping[str, str | None], leaf: Any, times: Mapping[str, datetime | None]) -> list[str]:
    """The way from the root to the leaf that is named, or else to the latest that is nobody's parent.

    It begins where a parent is missing, or came before.
    """
    here = leaf if isinstance(leaf, str) and leaf in parents else _find_leaf(parents, times)
    way: dict[str, None] = {}
    while here is not None and here in parents and here not in way:
        way[here] = None
        here = parents[here]
    return [*way][::-1]


def _find_leaf(parents: Mapping[str, str | None], times: Mapping[str, datetime | None]) -> str | None:
    inner = {parent for parent in parents.values() if parent}
    leaves = [one for one in parents if one not in inner] or [*parents]
    earliest = datetime.min.replace(tzinfo=UTC)
    return max(reversed(leaves), key=lambda one: times.get(one) or earliest, default=None)


def read_seconds(told: Any) -> datetime | None:
    """An instant from seconds or milliseconds since 1970, as a number or in digits; None for what cannot be one."""
    if isinstance(told, bool) or not isinstance(told, int | float | str):
        return None
    try:
        number = float(told)
        if number >= _MILLISECONDS_FROM:
            number /= 1000
        return in_reach(datetime.fromtimestamp(number, UTC))
    except (ValueError, OverflowError, OSError):
        return None


def read_iso(told: Any) -> datetime | None:
    """An instant from text in ISO 8601, UTC where it names no zone; None for what is none."""
    if not isinstance(told, str) or "-" not in told:
        return None
    try:
        found = datetime.fromisoformat(told.strip())
        return in_reach(found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC))
    except (ValueError, OverflowError):
        return None


def in_reach(told: datetime) -> datetime | None:
    """The instant, unless no conversation can have been had then."""
    return told if _FIRST_YEAR <= told.year <= _LAST_YEAR else None


def read_title(told: Any) -> str | None:
    """A title in one line; None where there is none."""
    return _one_line(told)[:LONGEST_TITLE].rstrip() or None


def read_name(told: Any) -> str | None:
    """The name of somebody who speaks, or of a character, as an id can hold it; None where there is none."""
    return shorten(_one_line(told), LONGEST_ID) or None


def read_id(told: Any) -> str | None:
    """An id of the source; None where there is none."""
    if not isinstance(told, str) or not told.strip():
        return None
    return shorten("".join(one if one.isprintable() else " " for one in clean(told)), _LONGEST_SOURCE_ID)


def _one_line(told: Any) -> str:
    """A text without what cannot be seen."""
    return " ".join("".join(one if one.isprintable() else " " for one in clean(told)).split())


def shorten(text: str, most: int) -> str:
    """A text of at most so many characters, of which a longer one ends with its digest."""
    if len(text) <= most:
        return text
    print_ = blake2s(text.encode(), digest_size=16).hexdigest()
    return f"{text[: most - len(print_) - 1]}~{print_}"


def clean(text: Any) -> str:
    """Text that can be stored: for a null byte, and for half of a surrogate pair, stands U+FFFD."""
    told = text if isinstance(text, str) else ""
    return told.replace("\0", "\ufffd").encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def kinds_of(value: Any, most: int = 6) -> str:
    """The first keys of an object, to tell what was found."""
    keys: Collection[str] = value if isinstance(value, dict) else ()
    shown = [shorten(clean(one), 40) for one in [*keys][:most]]
    return ", ".join(shown) + (", …" if len(keys) > most else "")
