"""How every command is declared."""

import typer


def new_app(help: str | None = None) -> typer.Typer:
    """A command, or a group of them where `help` says what they have in common.

    Help is plain: boxes around it would take as long to load as everything else together.
    """
    return typer.Typer(help=help, no_args_is_help=help is not None, add_completion=False, rich_markup_mode=None)
