"""`spectron models`: the models behind a memory."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, TypeAlias

import typer
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TaskID, TextColumn, TransferSpeedColumn

from spectron.cli.apps import new_app
from spectron.cli.model_checks import show_models, try_models
from spectron.cli.opening import Config
from spectron.cli.outcomes import refuse, refusing
from spectron.providers.embedders.minilm import fetching
from spectron.providers.embedders.minilm.files import NAME
from spectron.settings import load_settings

app = new_app("Fetch, list and test the models behind a memory.")

Folder: TypeAlias = Annotated[
    Path | None, typer.Option("--from", metavar="FOLDER", help="Take the files from a folder instead of the network.")
]
Target: TypeAlias = Annotated[
    Path | None, typer.Option("--to", metavar="FOLDER", help="The folder of models; as in the settings if not said.")
]
Hub: TypeAlias = Annotated[str, typer.Option(metavar="URL", help="The model hub, or a mirror of it.")]


@app.callback()
def models() -> None:
    """Fetch, list and test the models behind a memory."""


@app.command("pull")
def pull(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Which model: minilm.")],
    source: Folder = None,
    to: Target = None,
    hub: Hub = fetching.HUB,
    config: Config = None,
) -> None:
    """Fetch a model that runs on this machine: minilm (91 MB, Apache-2.0) turns texts into vectors."""
    if name != NAME:
        refuse(f"there is no model {name} to fetch; there is {NAME}")
    with refusing():
        folder = load_settings(config, models_folder=to).models_folder
        if source is not None:
            fetched = asyncio.run(fetching.take(source, folder))
        else:
            with _bars() as tell:
                fetched = asyncio.run(fetching.pull(folder, tell, fetching.Source(hub=hub.rstrip("/"))))
    typer.echo(f"local/{name} {'is' if fetched else 'was already'} in {folder / name}", err=True)


app.command("list")(show_models)
app.command("test")(try_models)


@contextmanager
def _bars() -> Iterator[fetching.Tell]:
    """A bar on stderr for each file, while it is fetched."""
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TransferSpeedColumn())
    bars: dict[str, TaskID] = {}
    with Progress(*columns, console=Console(stderr=True)) as progress:

        def tell(name: str, done: int, size: int) -> None:
            if name not in bars:
                bars[name] = progress.add_task(name, total=size or None)
            progress.update(bars[name], completed=done)

        yield tell
