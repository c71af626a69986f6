"""Conversations of a Claude data export (`conversations.json`): messages whose content is a list of blocks.

The shape is not published; it is read as it was seen since 2024. An assistant's message may call tools and hold their
answers; it becomes as many messages as that takes. Newer exports name each message's parent, and so may hold branches.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from spectron.chats.histories.conversations import (
    Format,
    Found,
    Gathering,
    Reason,
    Skipped,
    read_id,
    read_iso,
    read_name,
    trace_branch,
)
from spectron.domain.conversation import Role
from spectron.domain.messages import LONGEST_ID

_ROLES = {"human": Role.USER, "user": Role.USER, "assistant": Role.ASSISTANT}
_SPOKEN = frozenset({"text", "voice_note"})
_UNREAD = {"thinking": Reason.THINKING, "redacted_thinking": Reason.THINKING, "image": Reason.IMAGE}
_SCAFFOLDING = frozenset({"token_budget", "flag"})


def is_anthropic(item: Any) -> bool:
    """Whether this is a conversation of such an export."""
    return isinstance(item, dict) and isinstance(item.get("chat_messages"), list)


def read_anthropic(item: Mapping[str, Any]) -> Found:
    """The messages of a conversation, those of its active branch where it has several."""
    source_id = read_id(item.get("uuid"))
    if source_id is None:
        return Skipped(Reason.BROKEN)
    gathered = Gathering()
    told = [one for one in item["chat_messages"] if isinstance(one, dict)]
    gathered.skip(Reason.MALFORMED, len(item["chat_messages"]) - len(told))
    active = _active(told, item.get("current_leaf_message_uuid"))
    gathered.skip(Reason.BRANCH, len(told) - len(active))
    for place, message in enumerate(active):
        _Message(gathered, message, read_id(message.get("uuid")) or f"message {place}").read()
    return gathered.conclude(Format.ANTHROPIC, source_id, item.get("name"), read_iso(item.get("created_at")))


def _active(messages: Sequence[Mapping[str, Any]], leaf: Any) -> list[Mapping[str, Any]]:
    """The messages of the active branch; all of them where not every one names its parent."""
    by_id = {str(one.get("uuid")): one for one in messages}
    if len(by_id) < len(messages) or not all(one.get("parent_message_uuid") for one in messages):
        return [*messages]
    parents = {name: str(one["parent_message_uuid"]) for name, one in by_id.items()}
    times = {name: read_iso(one.get("created_at")) for name, one in by_id.items()}
    return [by_id[name] for name in trace_branch(parents, leaf, times)]


@dataclass(slots=True)
class _Message:
    """One message on its way to become several; `words` and `calls` are those of the one that is being made.

    `open` are the calls that wait for their answers, id and name.
    """

    gathered: Gathering
    told: Mapping[str, Any]
    source_id: str
    words: list[str] = field(default_factory=list)
    calls: list[Mapping[str, Any]] = field(default_factory=list)
    open: list[tuple[str, str]] = field(default_factory=list)
    made: int = 0

    def read(self) -> None:
        """Take the message apart, or count why it is not taken."""
        role = _ROLES.get(str(self.told.get("sender")))
        if role is None:
            self.gathered.skip(Reason.ROLE)
            return
        before = self.gathered.skipped.total()
        self._count_files()
        content = self.told.get("content")
        blocks = [one for one in content if isinstance(one, dict)] if isinstance(content, list) else []
        for place, block in enumerate(blocks):
            self._read_block(block, place, role)
        if not self.made and not self.calls and not any(one.strip() for one in self.words):
            self.words = [self.told["text"]] if isinstance(self.told.get("text"), str) else []
        silent = not self.calls and not any(one.strip() for one in self.words)
        if not silent or not (self.made or self.gathered.skipped.total() > before):
            self._flush(role)

    def _read_block(self, block: Mapping[str, Any], place: int, role: Role) -> None:
        kind = str(block.get("type"))
        if kind in _SPOKEN and isinstance(block.get("text"), str):
            self.words.append(block["text"])
        elif kind == "tool_use" and role is Role.ASSISTANT:
            self._call(block, place)
        elif kind == "tool_result" and role is Role.ASSISTANT:
            self._answer(block)
        elif kind not in _SCAFFOLDING:
            self.gathered.skip(_UNREAD.get(kind, Reason.OTHER))

    def _call(self, block: Mapping[str, Any], place: int) -> None:
        call_id = (read_id(block.get("id")) or f"{self.source_id} {place}")[:LONGEST_ID]
        name = (read_name(block.get("name")) or "tool")[:LONGEST_ID]
        told = block.get("input")
        asked = json.dumps(told if isinstance(told, dict) else {"input": told}, ensure_ascii=False)
        self.calls.append({"id": call_id, "type": "function", "function": {"name": name, "arguments": asked}})
        self.open.append((call_id, name))

    def _answer(self, block: Mapping[str, Any]) -> None:
        told, name = read_id(block.get("tool_use_id")), read_name(block.get("name"))
        fitting = [one for one in self.open if told == one[0] or (told is None and name in (None, one[1]))]
        if not fitting:
            self.gathered.skip(Reason.ANSWER)
            return
        self._flush(Role.ASSISTANT)
        call_id, tool = fitting[0]
        self.open.remove(fitting[0])
        more = {"metadata": {"is_error": True}} if block.get("is_error") is True else {}
        words = "\n".join(self._results(block.get("content")))
        self._add(Role.TOOL, words, name=tool, tool_call_id=call_id, **more)

    def _results(self, content: Any) -> list[str]:
        """The words of what a tool answered."""
        if isinstance(content, str):
            return [content]
        blocks = [one for one in content if isinstance(one, dict)] if isinstance(content, list) else []
        texts = [one["text"] for one in blocks if isinstance(one.get("text"), str)]
        pictures = sum(one.get("type") == "image" for one in blocks)
        self.gathered.skip(Reason.IMAGE, pictures)
        self.gathered.skip(Reason.OTHER, len(blocks) - len(texts) - pictures)
        return texts

    def _flush(self, role: Role) -> None:
        """Add what was gathered since the last answer, where it is anything."""
        words, calls = "\n\n".join(self.words), tuple(self.calls)
        self.words, self.calls = [], []
        if calls or words.strip() or not self.made:
            self._add(role, words, tool_calls=calls)

    def _add(self, role: Role, words: str, **more: Any) -> None:
        source_id = f"{self.source_id}#{self.made}" if self.made else self.source_id
        self.made += 1
        at: datetime | None = read_iso(self.told.get("created_at"))
        self.gathered.add(source_id, role, words, at=at, **more)

    def _count_files(self) -> None:
        """Attachments and files are not read: their words are not those of who sent them."""
        for name in ("attachments", "files"):
            if isinstance(held := self.told.get(name), list):
                self.gathered.skip(Reason.FILE, len(held))
