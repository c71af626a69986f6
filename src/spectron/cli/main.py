"""The entry point: knows every command by name and loads the one that was asked for."""

import importlib
from importlib.metadata import version as version_of
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

COMMANDS = {
    "demo": "Play a short conversation and show what each sentence teaches.",
    "chat": "Talk with the memory, and see what it makes of each sentence.",
    "explain": "Show how a sentence is read: its parse, the rules that fire, and what is passed over.",
    "search": "Find the turns and facts that answer a question, and say why.",
    "import-chats": "Take in chats from ChatGPT, Claude or SillyTavern.",
    "knowledge": "Give an agent documents to look things up in.",
    "reembed": "Embed all of a context that its embedder has not read, or read when its vectors had another length.",
    "serve": "Serve a memory over HTTP.",
    "keys": "Make, list and revoke the keys that open a memory.",
    "contexts": "Make and list contexts, each a memory of its own.",
    "models": "Fetch, list and test the models behind a memory.",
}
_MODULES = {"models": "model_commands", "import-chats": "import_chats"}


class LazyGroup(TyperGroup):
    """Shows its commands from their summaries alone; a command's module is imported when it runs.

    The server's libraries take a second to import, which `spectron --help` and tab completion should not wait for.
    """

    def __init__(self, **settings: Any) -> None:
        """Add a stand-in for every command, good for a line of help and nothing else."""
        super().__init__(**settings)
        for name, summary in COMMANDS.items():
            self.add_command(TyperCommand(name=name, help=summary))

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Put the real command in the place of its stand-in."""
        name, found, rest = super().resolve_command(ctx, args)
        return (name, load_command(name), rest) if name and found else (name, found, rest)


def load_command(name: str) -> Any:
    """Import the module of a command, `spectron.cli.NAME` unless it has another, and build what it declares."""
    command = get_command(importlib.import_module(f"spectron.cli.{_MODULES.get(name, name)}").app)
    command.name = name
    return command


app = typer.Typer(
    cls=LazyGroup,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(version_of("spectron-memory"))
        raise typer.Exit


@app.callback()
def spectron(
    _version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version and leave.")
    ] = False,
) -> None:
    """Spectron: an open memory for AI agents."""
