"""`spectron search`: what answers a question in a scope of a memory, and why it was found."""

import asyncio
from typing import Annotated

import typer

from spectron.cli.apps import new_app
from spectron.cli.greeting import CONTEXT
from spectron.cli.opening import Database
from spectron.cli.outcomes import refuse, refusing
from spectron.cli.output import console
from spectron.cli.readings import read_scope
from spectron.cli.views import tell_found
from spectron.client.client import Spectron
from spectron.domain.scope import Scope
from spectron.settings import load_settings
from spectron.wire.recall import DEFAULT_HITS, MOST_HITS, SearchResult

app = new_app()

Words = Annotated[str, typer.Argument(metavar="TEXT", help="What to look for, in quotes.", show_default=False)]
Within = Annotated[
    list[str] | None, typer.Option("--scope", metavar="DIM=VALUE", help="Whose memory; everybody's if not said.")
]
Most = Annotated[int, typer.Option("-k", min=1, max=MOST_HITS, help="At most so many.")]
AsJson = Annotated[bool, typer.Option("--json", help="The whole answer as JSON, as `POST /search` gives it.")]


@app.command()
def search(  # noqa: PLR0913 - a parameter is an option here
    text: Words,
    scope: Within = None,
    k: Most = DEFAULT_HITS,
    context: Annotated[str, typer.Option(help="The context of that scope.")] = CONTEXT,
    db: Database = None,
    as_json: AsJson = False,
    plain: Annotated[bool, typer.Option("--plain", help="No colours.")] = False,
) -> None:
    """Find the turns and facts that answer a question, and say why."""
    if not text.strip():
        refuse("there are no words to look for")
    with refusing():
        within, file = read_scope(scope or ()), load_settings(database=db).database
        if not file.exists():
            refuse(f"there is no database {file}; name one with --db")
        words = text.encode("utf-8", "replace").decode()
        found = asyncio.run(_search(Spectron(context, path=file), within, words, k))
    if as_json:
        typer.echo(found.model_dump_json(indent=2))
        return
    for line in tell_found(found):
        console(plain=plain).print(line)


async def _search(memory: Spectron, scope: Scope, words: str, k: int) -> SearchResult:
    async with memory:
        return await memory.search(words, k=k, scope=scope.as_dict())
