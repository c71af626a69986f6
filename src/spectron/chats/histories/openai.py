"""Conversations of a ChatGPT data export (`conversations.json`): a tree of messages, of which one branch is active.

The shape is not published; it is read as it was seen since 2023. A call of a tool is an assistant's message to a
`recipient`, its answer the tool's message behind it.
"""

import json
import re
from collections.abc import Iterator, Mapping
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
    read_name,
    read_seconds,
    trace_branch,
)
from spectron.domain.conversation import Role
from spectron.domain.messages import LONGEST_ID

_UNREAD = {
    "thoughts": Reason.THINKING,
    "reasoning_recap": Reason.THINKING,
    "user_editable_context": Reason.INSTRUCTIONS,
    "model_editable_context": Reason.INSTRUCTIONS,
}
_ROLES = {"user": Role.USER, "assistant": Role.ASSISTANT, "tool": Role.TOOL}
# what stands for a link in an answer: between two private characters, or in lenticular brackets
_MARKS = re.compile("\ue200[^\ue201]*\ue201|[\ue200-\ue206]|【\\d+(?::\\d+)?†[^】]*】")


def is_openai(item: Any) -> bool:
    """Whether this is a conversation of such an export."""
    return isinstance(item, dict) and isinstance(item.get("mapping"), dict)


def read_openai(item: Mapping[str, Any]) -> Found:
    """The active branch of a conversation; everything else is counted as left out."""
    source_id = read_id(item.get("conversation_id")) or read_id(item.get("id"))
    if source_id is None:
        return Skipped(Reason.BROKEN)
    nodes = {str(name): node for name, node in item["mapping"].items() if isinstance(node, dict)}
    parents = {name: _parent(node) for name, node in nodes.items()}
    times = {name: read_seconds(_message(node).get("create_time")) for name, node in nodes.items()}
    branch = trace_branch(parents, item.get("current_node"), times)
    reading = _Branch()
    for name in branch:
        reading.read(name, nodes[name].get("message"))
    off = nodes.keys() - set(branch)
    reading.gathered.skip(Reason.BRANCH, sum(bool(_message(nodes[name])) for name in off))
    reading.gathered.skip(Reason.MALFORMED, len(item["mapping"]) - len(nodes))
    return reading.gathered.conclude(
        Format.OPENAI,
        source_id,
        item.get("title"),
        read_seconds(item.get("create_time")),
        read_name(item.get("gizmo_id")),
    )


def _parent(node: Mapping[str, Any]) -> str | None:
    told = node.get("parent")
    return told if isinstance(told, str) else None


def _message(node: Mapping[str, Any]) -> Mapping[str, Any]:
    return _object(node.get("message"))


def _object(told: Any) -> Mapping[str, Any]:
    return told if isinstance(told, dict) else {}


@dataclass(slots=True)
class _Branch:
    """One branch, message by message; `calls` are those made so far, id and name of the tool, the latest last."""

    gathered: Gathering = field(default_factory=Gathering)
    calls: list[tuple[str, str]] = field(default_factory=list)

    def read(self, node: str, message: Any) -> None:
        """Take one message, or count why not; a node without one is a mere fork."""
        if message is None:
            return
        content = _object(_object(message).get("content"))
        role = str(_object(_object(message).get("author")).get("role") or "")
        if why := _why_not(_object(message), content, role):
            self.gathered.skip(why)
            return
        words = "\n".join(self._words(content, _ROLES[role]))
        source_id = read_id(message.get("id")) or read_id(node) or "message"
        at = read_seconds(message.get("create_time"))
        if role == "tool":
            self._answer(source_id, message, words, at)
        elif role == "assistant" and _is_call(message):
            self._call(source_id, message["recipient"], words, at)
        else:
            self._say(source_id, message, words, at)

    def _say(self, source_id: str, message: Mapping[str, Any], words: str, at: datetime | None) -> None:
        role = _ROLES[message["author"]["role"]]
        spoken = _MARKS.sub("", words) if role is Role.ASSISTANT else words
        attached = _object(message.get("metadata")).get("attachments")
        files = [one for one in attached if not _is_picture(one)] if isinstance(attached, list) else []
        self.gathered.skip(Reason.FILE, len(files))
        if spoken.strip() or not (files or _holds_objects(message)):  # what is not words is counted already
            self.gathered.add(source_id, role, spoken, at=at, name=read_name(message["author"].get("name")))

    def _call(self, source_id: str, tool: Any, words: str, at: datetime | None) -> None:
        name = (read_name(tool) or "tool")[:LONGEST_ID]
        self.calls.append((source_id, name))
        called = {"name": name, "arguments": _arguments(words)}
        call = {"id": source_id, "type": "function", "function": called}
        self.gathered.add(source_id, Role.ASSISTANT, "", at=at, tool_calls=(call,))

    def _answer(self, source_id: str, message: Mapping[str, Any], words: str, at: datetime | None) -> None:
        name = read_name(message["author"].get("name")) or "tool"
        found = next((call for call in reversed(self.calls) if _is_of(name, call[1])), None)
        if found is None:
            self.gathered.skip(Reason.ANSWER)
            return
        self.gathered.add(source_id, Role.TOOL, words, at=at, name=found[1], tool_call_id=found[0])

    def _words(self, content: Mapping[str, Any], role: Role) -> Iterator[str]:
        """The texts of a message, in their order; what else it holds is counted."""
        parts = content.get("parts")
        for part in parts if isinstance(parts, list) else ():
            if isinstance(part, str):
                yield part
            elif isinstance(part, dict):
                kind = str(part.get("content_type"))
                if isinstance(part.get("text"), str):
                    yield part["text"]
                else:
                    self.gathered.skip(_reason(kind))
        if not isinstance(parts, list):
            names = ("text", "result") if role is Role.TOOL else ("text",)
            yield from (content[name] for name in names if isinstance(content.get(name), str))


def _why_not(message: Mapping[str, Any], content: Mapping[str, Any], role: str) -> Reason | None:
    """Why a message is not taken, whatever its words are."""
    if not message or not role:
        return Reason.MALFORMED
    if _object(message.get("metadata")).get("is_visually_hidden_from_conversation") is True:
        return Reason.HIDDEN
    if role == "system":
        return Reason.SYSTEM
    if role not in _ROLES:
        return Reason.ROLE
    return _UNREAD.get(str(content.get("content_type")))


def _reason(kind: str) -> Reason:
    if "image" in kind:
        return Reason.IMAGE
    return Reason.AUDIO if "audio" in kind or "video" in kind else Reason.OTHER


def _is_call(message: Mapping[str, Any]) -> bool:
    """Whether an assistant's message is to a tool instead of everybody."""
    recipient = message.get("recipient")
    return isinstance(recipient, str) and recipient not in ("", "all")


def _is_picture(attached: Any) -> bool:
    """Whether an attachment is a picture, which is counted where it stands among the parts."""
    return str(_object(attached).get("mime_type") or _object(attached).get("mimeType")).startswith("image/")


def _holds_objects(message: Mapping[str, Any]) -> bool:
    parts = _object(message.get("content")).get("parts")
    return isinstance(parts, list) and any(isinstance(part, dict) for part in parts)


def _is_of(tool: str, called: str) -> bool:
    """Whether an answer of this tool can be to a call by that name: `web.run` may answer what `web` was asked."""
    return tool == called or tool.partition(".")[0] == called.partition(".")[0]


def _arguments(words: str) -> str:
    """What a tool was asked, as JSON text of an object."""
    try:
        if isinstance(json.loads(words), dict):
            return words
    except (ValueError, RecursionError):
        pass
    return json.dumps({"input": words}, ensure_ascii=False)
