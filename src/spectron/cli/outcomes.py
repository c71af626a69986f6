"""How a command fails: one line on stderr and exit code 2, never a traceback for what a person can put right."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

import typer
from sqlalchemy.exc import DatabaseError

from spectron.client.errors import SpectronError as AnswerError
from spectron.domain.errors import SpectronError

REFUSED = 2


def refuse(message: str) -> NoReturn:
    """Say why, on one line, and leave."""
    typer.echo(f"spectron: {' '.join(message.split())}", err=True)
    raise typer.Exit(REFUSED)


@contextmanager
def refusing() -> Iterator[None]:
    """Turn the errors of the memory, and of the database below it, into a refusal."""
    try:
        yield
    except (SpectronError, AnswerError) as error:
        refuse(error.detail)
    except DatabaseError as error:
        refuse(f"the database cannot be used: {error.orig}")
