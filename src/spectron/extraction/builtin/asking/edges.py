"""What a question asks for the time before or after: "before Munich", "my previous job", "used to"."""

import re
from dataclasses import dataclass

_EDGE = re.compile(r"\b(before|prior to|after)\b\s*(.*)$", re.IGNORECASE)
_INSTEAD = re.compile(r"\s+(?:instead of|rather than)\b.*$", re.IGNORECASE)
_NAME = re.compile(r"\b[A-Z][\w'-]*(?: [A-Z][\w'-]*)*")
_FORMER = re.compile(r"\b(?:previous|former|prior|old|last|earlier|ex)[ -]", re.IGNORECASE)
_FORMER_THING = re.compile(
    r"\b(?:previous|former|prior|old|last|earlier|ex)[ -](?:job|role|title|position|employer|company|workplace|boss|"
    r"manager|address|home|flat|apartment|house|city|place|car|phone|number|email|school|team|diet|hobby|goal)\b",
    re.IGNORECASE,
)
_BACK_THEN = re.compile(
    r"\b(?:used? to|previously|formerly|originally|initially|at first|in the past|earlier|back then|beforehand)\b",
    re.IGNORECASE,
)

_FIRST = frozenset({"originally", "initially", "at first"})


@dataclass(frozen=True, slots=True)
class Edged:
    """The words without what tells that the time before or after is meant; `value` is what it was before or after.

    `first` tells that the very first is meant: "originally".
    """

    text: str
    before: bool = False
    after: bool = False
    past: bool = False
    first: bool = False
    value: str | None = None


def take_edges(text: str) -> Edged:
    """Part a question from its "before Munich", "after that", "previous" or "used to"."""
    text = _INSTEAD.sub("", text)
    edge = _EDGE.search(text)
    if edge is not None and edge.start() > 0:
        names = [one for one in _NAME.findall(edge.group(2)) if one != "I"]
        value = names[-1].removesuffix("'s") if names else None
        after = edge.group(1).lower() == "after"
        return Edged(text[: edge.start()].strip(), not after, after, value=value)
    if _FORMER_THING.search(text):
        return Edged(_FORMER.sub("", text, count=1), before=True)
    back = _BACK_THEN.search(text)
    if back is not None:
        first = back.group().lower() in _FIRST
        return Edged(" ".join(_BACK_THEN.sub(" ", text).split()), before=True, past=True, first=first)
    return Edged(text)
