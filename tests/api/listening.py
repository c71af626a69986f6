"""A caller who listens to what happens in a context."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import Any

import httpx2
from harness import Api


@dataclass(frozen=True, slots=True)
class Heard:
    """One event of a stream; `id` is empty where it brought none."""

    id: str
    name: str
    data: Any

    @property
    def seq(self) -> int:
        """Its number."""
        return int(self.id)


class Ears:
    """A stream of events that is being read; `began` are the events up to `ready`."""

    def __init__(self, response: httpx2.Response) -> None:
        """Read what comes before the first thing that happens."""
        self.response = response
        self._events = read_stream(response.iter_lines())
        self.began: list[Heard] = []
        while not self.began or self.began[-1].name != "ready":
            self.began.append(next(self._events))

    @property
    def ready(self) -> Heard:
        """The event that tells from where on this listens."""
        return self.began[-1]

    def take(self, number: int) -> list[Heard]:
        """The next events, waited for."""
        return list(islice(self._events, number))

    def rest(self) -> list[Heard]:
        """All that comes until the stream ends."""
        return list(self._events)


@contextmanager
def listening(api: Api, last: int | str | None = None, origin: str = "", **query: str) -> Iterator[Ears]:
    """Listen in a context until the block ends, as a page of an `origin` where one is named."""
    headers = {"API-KEY": api.key} | ({} if last is None else {"Last-Event-ID": str(last)})
    headers |= {"Origin": origin} if origin else {}
    with api.http.stream("GET", f"{api.root}/events", params=query, headers=headers) as response:
        if response.status_code != 200:
            response.read()
        assert response.status_code == 200, response.text
        yield Ears(response)


def read_stream(lines: Iterator[str]) -> Iterator[Heard]:
    """The events of `text/event-stream`, each as soon as it is whole; what brings no data is passed over."""
    id, name, data = "", "message", ""
    for line in lines:
        field, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if field == "id":
            id = value
        elif field == "event":
            name = value
        elif field == "data":
            data += value
        elif not line:
            if data:
                yield Heard(id, name, json.loads(data))
            id, name, data = "", "message", ""
