"""Where commands write: in colour on a terminal, plain and unbroken into a pipe."""

import sys
from typing import Literal

from rich.console import Console, RenderableType
from rich.table import Table

PIPE_WIDTH = 160


def console(*, plain: bool = False) -> Console:
    """A console on stdout; `plain` leaves colours out on a terminal too."""
    sys.stdout.reconfigure(errors="replace")  # type: ignore[union-attr]
    wide = None if sys.stdout.isatty() else PIPE_WIDTH
    colours: Literal["auto"] | None = None if plain else "auto"
    return Console(width=wide, no_color=plain or None, color_system=colours, highlight=False, markup=False, emoji=False)


def table(*headings: str) -> Table:
    """A table without lines, whose cells are never cut."""
    made = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for heading in headings:
        made.add_column(heading, overflow="fold")
    return made


def show(what: RenderableType) -> None:
    """Write one thing to stdout."""
    console().print(what)
