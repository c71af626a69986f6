"""`spectron contexts`: memories that know nothing of one another."""

from typing import Annotated

import typer

from spectron.cli.apps import new_app
from spectron.cli.opening import Database, at_gate
from spectron.cli.output import show, table

app = new_app("Make and list contexts, each a memory of its own.")


@app.command("create")
def create(
    name: Annotated[str, typer.Argument(help="1 to 64 letters, digits, '_', '.' or '-'.")], db: Database = None
) -> None:
    """Make an empty context."""
    made = at_gate(db, lambda gate: gate.create_context(name), must_exist=False)
    typer.echo(f"the context {made} is there; open it with: spectron keys create --context {made}", err=True)


@app.command("list")
def list_contexts(db: Database = None) -> None:
    """List all contexts with their revision, which counts the turns they learned from."""
    shown = table("context", "revision", "made")
    for one in at_gate(db, lambda gate: gate.list_contexts()):
        shown.add_row(one.id, str(one.revision), f"{one.created_at:%Y-%m-%d}")
    show(shown)
