"""Sending a file of chats, and hearing how far its import is."""

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import TypeAlias

import httpx2
from pydantic import ValidationError as ShapeError

from spectron.client.arguments import present
from spectron.client.context import Context
from spectron.client.errors import ConnectionFailedError, UnexpectedAnswerError, read_error
from spectron.client.received import read_events
from spectron.client.transport import EVENTS
from spectron.wire.admin import Problem
from spectron.wire.histories import ChatImportProgress, ChatImportResult

READ_AT_ONCE = 262_144

OnProgress: TypeAlias = Callable[[ChatImportProgress], object]


class FileBody:
    """The content of a file, some of it in memory at a time; it can be sent again."""

    def __init__(self, path: Path) -> None:
        """Name the file; it is opened when it is sent."""
        self._path = path

    async def __aiter__(self) -> AsyncIterator[bytes]:
        """The content from its beginning."""
        with await asyncio.to_thread(self._path.open, "rb") as file:
            while chunk := await asyncio.to_thread(file.read, READ_AT_ONCE):
                yield chunk


async def send_file(
    context: Context, path: str | os.PathLike[str], on_progress: OnProgress | None, **wish: str | None
) -> ChatImportResult:
    """Import a file; `wish` are the parameters of the query. Raises OSError for a file that cannot be read."""
    file = Path(path)
    await asyncio.to_thread(_check_readable, file)
    name = file.name.encode(errors="replace").decode()
    params = present(file_name=name[-200:], **wish)
    response = await context.transport.send(
        "POST",
        context.path("chats", "import"),
        params=params,
        content=FileBody(file),
        headers={"Accept": EVENTS, "Content-Type": "application/octet-stream"},
        streamed=True,
    )
    try:
        return await _follow(response, on_progress)
    except httpx2.RequestError as error:
        raise ConnectionFailedError(f"the import broke off: {error or type(error).__name__}") from error
    finally:
        await response.aclose()


def _check_readable(file: Path) -> None:
    """Raise what stands in the way of reading, before anything is sent."""
    with file.open("rb"):
        return


async def _follow(response: httpx2.Response, on_progress: OnProgress | None) -> ChatImportResult:
    """Hand on how far it is; returns the report, raises what an error event tells."""
    async for name, data in read_events(response):
        try:
            if name == "done":
                return ChatImportResult.model_validate_json(data)
            if name == "error":
                raise read_error(Problem.model_validate_json(data).status, data.encode(), {})
            step = ChatImportProgress.model_validate_json(data)
        except ShapeError as error:
            raise UnexpectedAnswerError(f"the event {name!r} cannot be read; {error}") from error
        if on_progress is not None:
            on_progress(step)
    raise ConnectionFailedError("the answer ended before the import did")
