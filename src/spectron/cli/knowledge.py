"""`spectron knowledge`: documents that an agent may look things up in."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Annotated, TypeAlias, TypeVar

import typer

from spectron.cli.apps import new_app
from spectron.cli.greeting import CONTEXT
from spectron.cli.opening import Database
from spectron.cli.outcomes import refuse, refusing
from spectron.cli.output import console, show, table
from spectron.cli.readings import read_scope
from spectron.cli.reembed import embed_unread
from spectron.cli.render import clean
from spectron.cli.views import tell_excerpts
from spectron.client.client import Spectron
from spectron.compose import build_memory
from spectron.domain.ids import ContextId
from spectron.service.chunking import CHUNKS_AT_ONCE
from spectron.settings import load_settings
from spectron.wire.library import DEFAULT_EXCERPTS, MOST_EXCERPTS, Consultation, DocumentInfo

app = new_app("Give an agent documents to look things up in.")
T = TypeVar("T")

Within: TypeAlias = Annotated[
    list[str] | None, typer.Option("--scope", metavar="DIM=VALUE", help="Whose they are; everybody's if not said.")
]
In: TypeAlias = Annotated[str, typer.Option("--context", help="The context that they belong to.")]
Files: TypeAlias = Annotated[
    list[Path], typer.Argument(metavar="FILE...", help="Text or Markdown.", show_default=False)
]
Label: TypeAlias = Annotated[str | None, typer.Option(help="What to call the file, if not by its name; for one alone.")]
Ids: TypeAlias = Annotated[list[str], typer.Argument(metavar="ID...", help="As listed.", show_default=False)]
Words: TypeAlias = Annotated[str, typer.Argument(metavar="TEXT", help="What to look for.", show_default=False)]
Most: TypeAlias = Annotated[int, typer.Option("-k", min=1, max=MOST_EXCERPTS, help="At most so many.")]


@app.command("add")
def add(files: Files, label: Label = None, scope: Within = None, context: In = CONTEXT, db: Database = None) -> None:
    """Add files under their names, each in the place of the one that had its name before."""
    if label is not None and len(files) > 1:
        refuse("a --label is for one file")
    texts = [(label or file.name, _read(file)) for file in files]

    async def give(memory: Spectron) -> list[DocumentInfo]:
        within = read_scope(scope or ()).as_dict()
        return [await memory.knowledge.add(name, text, scope=within) for name, text in texts]

    made = _run(db, context, give, must_exist=False)
    for one in made:
        typer.echo(f"{one.id} {clean(one.label)}: {one.chunks} {'chunk' if one.chunks == 1 else 'chunks'}")
    if any(one.chunks > CHUNKS_AT_ONCE for one in made):  # the rest would wait for the next that opens the file
        with refusing():
            asyncio.run(embed_unread(build_memory(load_settings(database=db)), ContextId(context)))


@app.command("list")
def list_all(scope: Within = None, context: In = CONTEXT, db: Database = None) -> None:
    """List what there is, the newest first."""
    found = _run(db, context, lambda memory: memory.knowledge.list(read_scope(scope or ()).as_dict()))
    rows = table("id", "label", "scope", "chunks", "updated")
    for one in found:
        where = " ".join(f"{clean(name)}={clean(value)}" for name, value in one.scope.items())
        rows.add_row(one.id, clean(one.label), where, str(one.chunks), one.updated_at)
    show(rows)


@app.command("delete")
def delete(ids: Ids, context: In = CONTEXT, db: Database = None) -> None:
    """Erase documents for good."""

    async def erase(memory: Spectron) -> None:
        for one in ids:
            await memory.knowledge.delete(one)

    _run(db, context, erase)


@app.command("search")
def search(
    text: Words, scope: Within = None, k: Most = DEFAULT_EXCERPTS, context: In = CONTEXT, db: Database = None
) -> None:
    """Find the parts that answer a question, and say why."""
    if not text.strip():
        refuse("there are no words to look for")
    words = text.encode("utf-8", "replace").decode()

    async def look_up(memory: Spectron) -> Consultation:
        return await memory.knowledge.search(words, k=k, scope=None if scope is None else read_scope(scope).as_dict())

    for line in tell_excerpts(_run(db, context, look_up)):
        console().print(line)


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        refuse(f"{file} is not text in UTF-8")
    except OSError as error:
        refuse(f"{file} cannot be read: {error.strerror}")


def _run(db: Path | None, context: str, act: Callable[[Spectron], Awaitable[T]], *, must_exist: bool = True) -> T:
    """Act on the memory in a file; refuses where there is none and `must_exist`."""

    async def run(memory: Spectron) -> T:
        async with memory:
            return await act(memory)

    with refusing():
        file = load_settings(database=db).database
        if must_exist and not file.exists():
            refuse(f"there is no database {file}; name one with --db")
        return asyncio.run(run(Spectron(context, path=file)))
