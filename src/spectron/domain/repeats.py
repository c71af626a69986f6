"""Which of the messages that were sent a session holds already.

Callers send what they have: a transcript that grows, or a batch that they did not hear an answer to.
"""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2s
from typing import Any, NewType

Print = NewType("Print", bytes)
"""What makes a message the same as another, as a digest: a long session is compared without its words."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A message as it is compared: what was said, and when; `at` is None where its sender did not tell."""

    print: Print
    at: datetime | None = None


def take_print(
    role: str, content: str, name: str | None, tool_call_id: str | None, tool_calls: Sequence[Mapping[str, Any]]
) -> Print:
    """The print of a message: who said what, and the tools it called or answers."""
    told = [role, content, name, tool_call_id, [_call(call) for call in tool_calls]]
    return Print(blake2s(json.dumps(told).encode(), digest_size=16).digest())


def _call(call: Mapping[str, Any]) -> tuple[str, str, str]:
    """A call, its arguments compared as values: spaces and the order of names do not count."""
    called = call.get("function")
    function: Mapping[str, Any] = called if isinstance(called, dict) else {}
    arguments = function.get("arguments")
    try:
        value = json.loads(arguments) if isinstance(arguments, str) else arguments
        told = json.dumps(value, sort_keys=True)
    except (ValueError, RecursionError):
        told = str(arguments)
    return str(call.get("id")), str(function.get("name")), told


def new_in_transcript(transcript: Sequence[Print], held: Mapping[Print, int]) -> list[int]:
    """The places of those messages of a transcript that a session does not hold.

    The n-th occurrence of a message is known if the session holds at least n of it: so nothing is taken twice that was
    sent twice, and nothing is lost that was said twice.
    """
    met: Counter[Print] = Counter()
    new = []
    for place, one in enumerate(transcript):
        met[one] += 1
        if met[one] > held.get(one, 0):
            new.append(place)
    return new


def new_in_batch(batch: Sequence[Sent], latest: Sequence[Sent], total: int) -> list[int]:
    """The places of those messages of a batch that are new to a session; `latest` are its last ones, of `total`.

    A batch of two or more that repeats the latest messages exactly, or begins with all that was ever said, was sent
    again. A single message is new, as people do repeat themselves, unless it tells the same instant as the latest.
    """
    everything = list(range(len(batch)))
    if len(batch) == 1:
        again = bool(latest) and batch[0].at is not None and batch[0] == latest[-1]
        return [] if again else everything
    if len(batch) <= len(latest) and _same(batch, latest[-len(batch) :]):
        return []
    if 0 < total < len(batch) and total == len(latest) and _same(batch[:total], latest):
        return everything[total:]
    return everything


def _same(sent: Sequence[Sent], held: Sequence[Sent]) -> bool:
    """Whether each says the same as its counterpart, at the same instant where its sender told one."""
    return all(one.print == other.print and one.at in (None, other.at) for one, other in zip(sent, held, strict=True))
