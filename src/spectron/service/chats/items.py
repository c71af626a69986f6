"""Items of a JSON text of any length, one at a time, out of the events of a parser."""

from collections.abc import Iterator
from typing import Any, TypeAlias

Event: TypeAlias = tuple[str, Any]

MOST_DEPTH = 64
LISTS = frozenset({"conversations"})


class TooDeep:
    """What stands for a value that is nested deeper than any conversation."""


def read_items(events: Iterator[Event]) -> Iterator[Any]:
    """The items of a list, or of the list under one of the keys `LISTS` of an object; any other value is one item."""
    event, value = next(events)
    if event == "start_array":
        yield from _read_list(events)
    elif event == "start_map":
        whole: dict[str, Any] = {}
        found = False
        for _, key in events:
            if not isinstance(key, str):
                break
            event, value = next(events)
            if key in LISTS and event == "start_array":
                found = True
                yield from _read_list(events)
            else:
                whole[key] = build(events, event, value)
        if not found:
            yield TooDeep() if any(isinstance(one, TooDeep) for one in whole.values()) else whole
    else:
        yield value


def _read_list(events: Iterator[Event]) -> Iterator[Any]:
    for event, value in events:
        if event == "end_array":
            return
        yield build(events, event, value)


def build(events: Iterator[Event], event: str, value: Any) -> Any:
    """The value that begins with an event, which takes those behind it that belong to it."""
    if event not in ("start_map", "start_array"):
        return value
    root: Any = {} if event == "start_map" else []
    open_ones, key, below = [root], "", 0
    deep = False
    for name, told in events:
        if name == "map_key":
            key = told
        elif name in ("end_map", "end_array"):
            if below:
                below -= 1
            elif len(open_ones) > 1:
                open_ones.pop()
            else:
                break
        elif below or (name in ("start_map", "start_array") and len(open_ones) == MOST_DEPTH):
            deep = True
            below += name in ("start_map", "start_array")
        else:
            made: Any = {} if name == "start_map" else [] if name == "start_array" else told
            _put(open_ones[-1], key, made)
            if name in ("start_map", "start_array"):
                open_ones.append(made)
    return TooDeep() if deep else root


def _put(holder: Any, key: str, made: Any) -> None:
    if isinstance(holder, dict):
        holder[key] = made
    else:
        holder.append(made)
