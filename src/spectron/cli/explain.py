"""`spectron explain`: how a sentence is read, shown without storing it."""

import asyncio
from datetime import datetime
from typing import Annotated

import typer

from spectron.cli.apps import new_app
from spectron.cli.greeting import CONTEXT
from spectron.cli.opening import Database
from spectron.cli.outcomes import refuse, refusing
from spectron.cli.output import console
from spectron.cli.readings import read_scope
from spectron.cli.reasons import tell_explanation
from spectron.client.client import Spectron
from spectron.compose import build_extractor
from spectron.domain.candidate import Window
from spectron.domain.conversation import Role, Turn
from spectron.domain.ids import SessionId, TurnId
from spectron.domain.scope import Scope
from spectron.domain.temporal import parse_instant, utc_now
from spectron.server.explained import explanation
from spectron.settings import load_settings
from spectron.wire.explanation import Explanation

app = new_app()

Words = Annotated[str, typer.Argument(metavar="TEXT", help="What somebody says, in quotes.", show_default=False)]
Speaker = Annotated[Role, typer.Option(help="Who says it.")]
SaidAt = Annotated[str | None, typer.Option(metavar="TIME", help="When it is said, such as 2026-03-02; now if not.")]
Beside = Annotated[
    list[str] | None,
    typer.Option("--scope", metavar="DIM=VALUE", help="Read it beside what this scope of a memory knows."),
]
AsJson = Annotated[bool, typer.Option("--json", help="The whole answer as JSON, as `POST /explain` gives it.")]


@app.command()
def explain(  # noqa: PLR0913 - a parameter is an option here
    text: Words,
    role: Speaker = Role.USER,
    at: SaidAt = None,
    scope: Beside = None,
    context: Annotated[str, typer.Option(help="The context of that scope.")] = CONTEXT,
    db: Database = None,
    as_json: AsJson = False,
    plain: Annotated[bool, typer.Option("--plain", help="No colours.")] = False,
) -> None:
    """Show how a sentence is read: its parse, the rules that fire, and what is passed over.

    Nothing is stored, and no database is needed: only with --scope one is asked who is known there.
    """
    if not text.strip():
        refuse("there are no words to explain")
    words = text.encode("utf-8", "replace").decode()
    with refusing():
        said_at = parse_instant(at, "--at") if at else utc_now()
        if scope is None:
            told = asyncio.run(_read_alone(words, role, said_at))
        else:
            within, file = read_scope(scope), load_settings(database=db).database
            if not file.exists():
                refuse(f"there is no database {file}; name one with --db")
            told = asyncio.run(_read_beside(Spectron(context, path=file), within, (words, role, said_at)))
    if as_json:
        typer.echo(told.model_dump_json(indent=2))
    else:
        console(plain=plain).print(tell_explanation(told))


async def _read_alone(words: str, role: Role, said_at: datetime) -> Explanation:
    """Read some words with nothing around them."""
    turn = Turn(TurnId(""), SessionId(""), Scope.of({}), role, words, said_at)
    return explanation(await build_extractor().explain(turn, Window()), words)


async def _read_beside(memory: Spectron, scope: Scope, said: tuple[str, Role, datetime]) -> Explanation:
    """Ask a memory to read some words in one of its scopes."""
    words, role, said_at = said
    async with memory:
        return await memory.explain(words, role=role.value, at=said_at, scope=scope.as_dict())
