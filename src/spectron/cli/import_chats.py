"""`spectron import-chats`: what people said elsewhere becomes chats; shows how far it is, at last what came of it."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, BinaryIO, Literal, TypeAlias

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from spectron.chats.histories.conversations import Format
from spectron.cli.apps import new_app
from spectron.cli.greeting import CONTEXT
from spectron.cli.opening import Config, Database
from spectron.cli.outcomes import refuse, refusing
from spectron.compose import build_memory
from spectron.domain.access import Access
from spectron.domain.naming import object_to_id
from spectron.service.chats.histories import Report, Wish
from spectron.service.memory import Memory
from spectron.settings import load_settings

app = new_app()

LOOKED_AFTER_SECONDS = 0.2
FormatName: TypeAlias = Literal["auto", "openai", "anthropic", "sillytavern"]


@app.command()
def import_chats(  # noqa: PLR0913 - a parameter is an option here
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="As it was exported, zipped or not.", show_default=False)
    ],
    user: Annotated[str, typer.Option(metavar="ID", help="Whose chats they are.", show_default=False)],
    character: Annotated[
        str | None, typer.Option(metavar="ID", help="Whom they are with, if not whom the file names.")
    ] = None,
    format: Annotated[FormatName, typer.Option(help="Who exported the file: auto, openai, anthropic, sillytavern.")] = (
        "auto"
    ),
    learn: Annotated[bool, typer.Option(help="Whether what was said is learned.")] = True,
    wait: Annotated[bool, typer.Option(help="Whether to stay until all is learned.")] = True,
    context: Annotated[str, typer.Option(help="The context that they go to.")] = CONTEXT,
    db: Database = None,
    config: Config = None,
) -> None:
    """Take in chats from ChatGPT, Claude or SillyTavern.

    A data export of the first two, or a file of the third. It can be stopped at any time and run again: what is here
    already is skipped. What is not learned by then is learned by whoever opens the memory next.
    """
    for name, told in (("--user", user), ("--character", character)):
        if told is not None and (wrong := object_to_id(told)):
            refuse(f"{name} {wrong}")
    wish = Wish(user, character, None if format == "auto" else Format(format), learn, file.name)
    with refusing():
        memory = build_memory(load_settings(config, database=db))
        try:
            with file.open("rb") as content:
                report = asyncio.run(_import(memory, context, content, wish, wait=wait and learn))
        except OSError as error:
            refuse(f"{file} cannot be read: {error.strerror}")
    for line in tell_report(report):
        typer.echo(line)


async def _import(memory: Memory, context: str, content: BinaryIO, wish: Wish, *, wait: bool) -> Report:
    """Open the memory, take the file in, and stay until it is learned where that is wanted."""
    await memory.open()
    try:
        access = await _enter(memory, context)
        with Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TaskProgressColumn(),
            TextColumn("{task.fields[what]}"),
            console=Console(stderr=True),
        ) as bar:
            task = bar.add_task("importing", total=None, what="")
            async for news in memory.histories.take_in(access, content, wish):
                if isinstance(news, Report):
                    bar.update(task, completed=1, total=1, what="")
                    report = news
                else:
                    what = f"{news.conversations} chats, {news.messages} messages"
                    bar.update(task, completed=news.done, total=news.total, what=what)
        if wait:
            await _learn(memory)
    finally:
        await memory.close()
    return report


async def _enter(memory: Memory, context: str) -> Access:
    """Everything in a context, which is made where it is not there yet."""
    names = [one.id for one in await memory.gate.list_contexts()]
    name = next((one for one in names if one == context), None) or await memory.gate.create_context(context)
    return Access(name, unrestricted=True)


async def _learn(memory: Memory) -> None:
    """Wait until the queue is empty, and show how far it is."""
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
    most = 0
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task("learning", total=None)
        while True:
            backlog = await memory.queue.backlog()
            left = backlog.queued + backlog.running
            most = max(most, left)
            bar.update(task, completed=most - left, total=most)
            if not left:
                return
            await asyncio.sleep(LOOKED_AFTER_SECONDS)


def tell_report(report: Report) -> Iterator[str]:
    """What an import did, line by line."""
    yield f"new: {_count(report.messages_taken, 'message')} in {_count(report.taken, 'chat')}"
    known = _count(report.messages_known, "message")
    yield f"known already: {known}, and {_count(report.known, 'chat')} without anything new"
    for reason, number in report.skipped.most_common():
        yield f"left out: {number} × {reason}"


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
