"""What comes in `text/event-stream`, block by block."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import httpx2


@dataclass(frozen=True, slots=True)
class Received:
    """One block of `text/event-stream`; without data it only tells an id to go on from."""

    id: str
    name: str
    data: str


async def read_events(response: httpx2.Response) -> AsyncIterator[tuple[str, str]]:
    """Name and data of each event of `text/event-stream`."""
    async for one in read_received(response):
        if one.data:
            yield one.name, one.data


async def read_received(response: httpx2.Response) -> AsyncIterator[Received]:
    """Every block of `text/event-stream`; comments keep the line alive and say nothing."""
    id, name = "", "message"
    data: list[str] = []
    async for line in _read_lines(response):
        field, _, value = line.partition(":")
        if not line:
            if data or id:
                yield Received(id, name, "\n".join(data))
            id, name, data = "", "message", []
        elif field == "id":
            id = value.strip()
        elif field == "event":
            name = value.strip()
        elif field == "data":
            data.append(value.removeprefix(" "))


async def _read_lines(response: httpx2.Response) -> AsyncIterator[str]:
    """The lines of an answer; the separators of Unicode, at which others would end one too, are text here."""
    rest = ""
    async for text in response.aiter_text():
        *whole, rest = (rest + text).split("\n")
        for line in whole:
            yield line.removesuffix("\r")
