"""Opening the door of a database file: its keys and contexts."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Annotated, TypeAlias, TypeVar

import typer

from spectron.cli.outcomes import refuse, refusing
from spectron.compose import build_memory
from spectron.service.access import Gate
from spectron.settings import load_settings

T = TypeVar("T")

Database: TypeAlias = Annotated[
    Path | None,
    typer.Option("--db", metavar="FILE", help="The database; spectron.db if not said here or in the settings."),
]
Config: TypeAlias = Annotated[
    Path | None,
    typer.Option("--config", metavar="FILE", help="Settings; spectron.config.yaml if there is one."),
]


def at_gate(db: Path | None, act: Callable[[Gate], Awaitable[T]], *, must_exist: bool = True) -> T:
    """Open a database, act at its gate, close it; refuses where there is none and `must_exist`."""
    with refusing():
        settings = load_settings(database=db)
        if must_exist and not settings.database.exists():
            refuse(f"there is no database {settings.database}; name one with --db")
        memory = build_memory(settings)

        async def run() -> T:
            await memory.store.open()
            try:
                return await act(memory.gate)
            finally:
                await memory.store.close()

        return asyncio.run(run())
