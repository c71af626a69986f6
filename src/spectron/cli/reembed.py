"""`spectron reembed`: after a change of the embedder, let it read all that it has not read, with the progress of it."""

import asyncio
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import MofNCompleteColumn, Progress

from spectron.cli.apps import new_app
from spectron.cli.opening import Config, Database
from spectron.cli.outcomes import refuse, refusing
from spectron.compose import build_memory
from spectron.domain.ids import ContextId
from spectron.domain.scope import EVERYWHERE
from spectron.service.embedded import Progress as Stands
from spectron.service.memory import Memory
from spectron.settings import load_settings
from spectron.storage.queries import contexts

app = new_app()


@app.command()
def reembed(
    context: Annotated[str, typer.Argument(help="The context.", show_default=False)],
    db: Database = None,
    config: Config = None,
) -> None:
    """Embed all of a context that its embedder has not read, or read when its vectors had another length.

    It can be searched throughout, and stopped at any time.
    """
    with refusing():
        settings = load_settings(config, database=db)
        if not settings.database.exists():
            refuse(f"there is no database {settings.database}; name one with --db")
        done, refused, stands = asyncio.run(embed_unread(build_memory(settings), ContextId(context)))
    places = f", vectors of {stands.dimension} places" if stands.dimension else ""
    typer.echo(f"{done} turns and chunks embedded", err=True)
    if refused:
        typer.echo(f"{refused} refused by the model and left out; words still find them", err=True)
    typer.echo(f"{stands.model}{places}: {stands.embedded} turns embedded, {stands.pending} pending", err=True)


async def embed_unread(memory: Memory, context: ContextId) -> tuple[int, int, Stands]:
    """Let the embedder of a context read what it has not read, and show the progress.

    Returns how many turns and chunks that were, how many it refused, and how all turns of the context stand then.
    """
    await memory.store.open()
    try:
        if await memory.store.read(lambda conn: contexts.find_context(conn, context)) is None:
            refuse(f"there is no context {context}")
        await memory.ingest.indexing.prepare_waiting()
        with Progress(*Progress.get_default_columns(), MofNCompleteColumn(), console=Console(stderr=True)) as bar:
            task = bar.add_task("embedding", total=None)
            done = await memory.ingest.indexing.reembed(
                context, lambda done, total: bar.update(task, completed=done, total=total)
            )
        stands = await memory.ingest.indexing.show_progress(context, EVERYWHERE)
        return done, len(memory.ingest.indexing.refusals.of(context, stands.model)), stands
    finally:
        await memory.close()
