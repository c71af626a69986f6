"""Messages of a conversation with tools, in the shapes of OpenAI and of Anthropic, as one plain shape.

OpenAI: an assistant's `tool_calls`, and a message of role `tool` with the `tool_call_id` that it answers. Anthropic:
blocks `tool_use` in an assistant's content and `tool_result` in a user's, which become messages of their own. Words are
kept, in their order; of any other block, such as an image, only that it was there.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from spectron.domain.conversation import Role
from spectron.domain.errors import Unprocessable

LONGEST_ID = 256
LONGEST_MESSAGE = 200_000
MOST_CALLS = 128
_TEXTS = frozenset({"text", "input_text", "output_text"})


@dataclass(frozen=True, slots=True)
class Given:
    """A message as it was sent, its parts of any shape; `place` is its number in the list."""

    place: int
    role: Role
    content: Any
    tool_calls: Any = None
    tool_call_id: str | None = None
    name: str | None = None
    at: datetime | None = None
    metadata: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Message:
    """One message, to become one turn. `tool_calls` are in OpenAI's shape, their arguments JSON text.

    `at` is when it was said, None where nobody told; `path` leads to it in what was sent, and `call_path` to the id of
    the call that it answers.
    """

    role: Role
    content: str
    path: str
    tool_calls: tuple[Mapping[str, Any], ...] = ()
    tool_call_id: str | None = None
    call_path: str = ""
    name: str | None = None
    at: datetime | None = None
    metadata: Mapping[str, Any] = field(default_factory=dict)


def plain_messages(given: Sequence[Given], longest: int) -> tuple[Message, ...]:
    """The messages that were meant; raises Unprocessable, naming the part, for the first that cannot be read.

    `longest` is how many characters one may have.
    """
    made = [message for one in given for message in _read(one)]
    for one in made:
        if len(one.content) > longest:
            raise Unprocessable.at(f"{one.path}.content", f"at most {longest} characters, got {len(one.content)}")
    return tuple(made)


def _read(one: Given) -> Iterator[Message]:
    """The messages in one that was sent: results of tools first, as they answer what was asked before."""
    path = f"messages.{one.place}"
    blocks = _Blocks(f"{path}.content", one)
    blocks.read(one.content)
    calls = (*_calls(one.tool_calls, f"{path}.tool_calls", one.role), *blocks.calls)
    if len(calls) > MOST_CALLS:
        raise Unprocessable.at(f"{path}.tool_calls", f"at most {MOST_CALLS} calls, got {len(calls)}")
    yield from blocks.results
    words = "\n".join(blocks.words)
    silent = not words.strip()
    if silent and not calls and not blocks.others and (blocks.results or one.role is not Role.TOOL):
        if not blocks.results:
            raise Unprocessable.at(f"{path}.content", "is empty: a message needs words")
        return
    if one.role is Role.TOOL and not one.tool_call_id and not one.name:
        raise Unprocessable.at(f"{path}.tool_call_id", "is missing: a tool's message names the call it answers")
    yield Message(
        role=one.role,
        content="" if silent else words,
        path=path,
        tool_calls=calls,
        tool_call_id=one.tool_call_id,
        call_path=f"{path}.tool_call_id",
        name=one.name,
        at=one.at,
        metadata={**one.metadata, **({"left_out": blocks.others} if blocks.others else {})},
    )


class _Blocks:
    """What the content of one message holds: words, calls of tools, their results, and the kinds of what else."""

    def __init__(self, path: str, of: Given) -> None:
        self.path, self.of = path, of
        self.words: list[str] = []
        self.calls: list[Mapping[str, Any]] = []
        self.results: list[Message] = []
        self.others: list[str] = []

    def read(self, content: Any) -> None:
        """Sort a text, or a list of blocks, by what they are."""
        if content is None:
            return
        if isinstance(content, str):
            self.words.append(content)
            return
        if not isinstance(content, list):
            raise Unprocessable.at(self.path, "expected text, or a list of blocks")
        for place, block in enumerate(content):
            self._read_block(block, f"{self.path}.{place}")

    def _read_block(self, block: Any, path: str) -> None:
        kind = block.get("type") if isinstance(block, dict) else None
        if not isinstance(block, dict) or not isinstance(kind, str) or not kind:
            raise Unprocessable.at(path, "expected a block: an object with a type")
        if kind in _TEXTS:
            self.words.append(_text(block.get("text"), f"{path}.text"))
        elif kind == "tool_use":
            called = {"name": block.get("name"), "arguments": block.get("input", {})}
            self.calls.append(_call(block.get("id"), called, path, ("id", "name", "input")))
            self._check_role(Role.ASSISTANT, path)
        elif kind == "tool_result":
            self._check_role(Role.USER, path)
            self.results.append(self._result(block, path))
        else:
            self.others.append(kind[:LONGEST_ID])

    def _check_role(self, role: Role, path: str) -> None:
        if self.of.role is not role:
            raise Unprocessable.at(f"{path}.type", f"stands in messages of role {role} only")

    def _result(self, block: Mapping[str, Any], path: str) -> Message:
        inner = _Blocks(f"{path}.content", self.of)
        inner.read(block.get("content"))
        if inner.calls or inner.results:
            raise Unprocessable.at(f"{path}.content", "a result holds neither calls nor results")
        noted = {"left_out": inner.others} if inner.others else {}
        return Message(
            role=Role.TOOL,
            content="\n".join(inner.words),
            path=path,
            tool_call_id=_id(block.get("tool_use_id"), f"{path}.tool_use_id"),
            call_path=f"{path}.tool_use_id",
            at=self.of.at,
            metadata=noted | ({"is_error": True} if block.get("is_error") is True else {}),
        )


def _calls(told: Any, path: str, role: Role) -> tuple[Mapping[str, Any], ...]:
    """The calls of a message in OpenAI's shape."""
    if told is None or told == []:
        return ()
    if role is not Role.ASSISTANT:
        raise Unprocessable.at(path, "stands in messages of role assistant only")
    if not isinstance(told, list):
        raise Unprocessable.at(path, "expected a list of calls")
    made = []
    for place, one in enumerate(told):
        where = f"{path}.{place}"
        if not isinstance(one, dict) or not isinstance(one.get("function"), dict):
            raise Unprocessable.at(f"{where}.function" if isinstance(one, dict) else where, "expected an object")
        made.append(_call(one.get("id"), one["function"], where, ("id", "function.name", "function.arguments")))
    return tuple(made)


def _call(call_id: Any, called: Mapping[str, Any], path: str, names: tuple[str, str, str]) -> Mapping[str, Any]:
    """One call; `names` are what its id, name and arguments are called where it stands."""
    known_by = _id(call_id, f"{path}.{names[0]}")
    name = _id(called.get("name"), f"{path}.{names[1]}")
    arguments = _arguments(called.get("arguments"), f"{path}.{names[2]}")
    return {"id": known_by, "type": "function", "function": {"name": name, "arguments": arguments}}


def _arguments(told: Any, path: str) -> str:
    """Arguments as JSON text; none, and empty text, is the empty object."""
    if told is None or told == "":
        return "{}"
    if isinstance(told, dict):
        return json.dumps(told, ensure_ascii=False)
    if not isinstance(told, str):
        raise Unprocessable.at(path, "expected JSON as text, or an object")
    try:
        json.loads(told)
    except (ValueError, RecursionError):
        raise Unprocessable.at(path, "is not JSON") from None
    return told


def _id(told: Any, path: str) -> str:
    if not isinstance(told, str) or not 0 < len(told) <= LONGEST_ID:
        raise Unprocessable.at(path, f"expected text of 1 to {LONGEST_ID} characters")
    return told


def _text(told: Any, path: str) -> str:
    if not isinstance(told, str):
        raise Unprocessable.at(path, "expected text")
    return told


def name_tools(messages: Sequence[Message], earlier: Mapping[str, str]) -> tuple[Message, ...]:
    """Tools' messages under the names of their tools, which the calls before them tell: those here, or `earlier` ones.

    Raises Unprocessable for one whose call is nowhere.
    """
    known, named = dict(earlier), []
    for one in messages:
        name = one.name
        if one.role is Role.TOOL and one.tool_call_id:
            if one.tool_call_id not in known:
                raise Unprocessable.at(one.call_path, "no call of this id came before it")
            name = known[one.tool_call_id]
        known |= {call["id"]: call["function"]["name"] for call in one.tool_calls}
        named.append(replace(one, name=name))
    return tuple(named)


def unanswered(messages: Sequence[Message]) -> frozenset[str]:
    """The calls that tools' messages answer and that none of the messages before them made."""
    known: set[str] = set()
    sought: set[str] = set()
    for one in messages:
        if one.tool_call_id and one.tool_call_id not in known:
            sought.add(one.tool_call_id)
        known |= {call["id"] for call in one.tool_calls}
    return frozenset(sought)
