"""`spectron chat`: a conversation with the memory, which shows what it learns from each line."""

import asyncio
import contextlib
import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Annotated, TypeAlias

import typer
from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from spectron.cli.apps import new_app
from spectron.cli.greeting import CONTEXT
from spectron.cli.opening import Database
from spectron.cli.outcomes import refusing
from spectron.cli.output import console
from spectron.cli.render import Lesson, clean, join_lines, quote_lesson, tell_lesson
from spectron.cli.views import tell_history, tell_keys, tell_profile, tell_quotes, tell_state
from spectron.client.client import Spectron
from spectron.client.errors import SpectronError
from spectron.client.sessions import Session
from spectron.domain.temporal import utc_now
from spectron.settings import load_settings
from spectron.wire.chat import ChatReply
from spectron.wire.knowledge import History, TurnResult

with contextlib.suppress(ImportError):  # not on every platform: lines can then not be edited, and that is all
    import readline  # noqa: F401 - importing it is what lends `input` its editor and history

app = new_app()

MOST_ENTITIES = 50
HELP = """\
/state          what is known now
/profile        the same, as a prompt would see it
/history KEY    every version of a fact, such as /history location
/why KEY        the words it rests on
/quit           leave (Ctrl-D does too)
Anything else is said to the memory, which replies."""


@dataclass(frozen=True, slots=True)
class Talk:
    """A conversation, and the turn before the next one."""

    memory: Spectron
    session: Session
    last_turn: str | None


Answer: TypeAlias = Callable[[Talk, str], Awaitable[list[Text]]]


@app.command()
def chat(
    user: Annotated[str, typer.Option(help="Whose memory it is.")] = "me",
    context: Annotated[str, typer.Option(help="The context that it is kept in.")] = CONTEXT,
    db: Database = None,
    plain: Annotated[bool, typer.Option("--plain", help="No colours.")] = False,
) -> None:
    """Talk with the memory, and see what it makes of each sentence.

    It replies from what it knows, by the model that `models.response` names, or by itself. Ctrl-D ends it, and what it
    taught stays in the file.
    """
    sys.stdin.reconfigure(errors="replace")  # type: ignore[union-attr]
    shown = console(plain=plain)
    with refusing(), asyncio.Runner() as runner:
        file = load_settings(database=db).database
        memory = Spectron(context, path=file)
        try:
            talk = runner.run(_begin(memory, user))
            shown.print(Text(f"Kept in {file}. Say something about yourself; /help lists the commands.", "dim"))
            _converse(talk, runner, shown)
        except KeyboardInterrupt:
            shown.print()
        finally:
            runner.run(memory.close())


def _converse(talk: Talk, runner: asyncio.Runner, shown: Console) -> None:
    """Take line after line until there are no more."""
    while (line := _read_line()) is not None:
        name, _, argument = line.partition(" ")
        if name in ("/quit", "/exit"):
            return
        try:
            if not line.startswith("/"):
                talk, answer = runner.run(_say(talk, line, shown))
            else:
                answer = runner.run(_answer(talk, name, argument.strip()))
        except SpectronError as error:
            answer = [Text(" ".join(error.detail.split()), "red")]
        shown.print(Padding(join_lines(answer), (0, 0, 0, 2), expand=False))


def _read_line() -> str | None:
    """The next line that is not blank, as text that can be sent; None at the end."""
    while True:
        try:
            line = input("› " if sys.stdin.isatty() else "").strip()
        except EOFError:
            typer.echo()  # the shell's prompt belongs on a line of its own
            return None
        if line:
            return line.encode("utf-8", "replace").decode()


async def _begin(memory: Spectron, user: str) -> Talk:
    """Open a session, and find the turn that was said last in an earlier one."""
    scope = {"user": user}
    before = await memory.sessions.list(scope, limit=1)
    turns = await before[0].turns() if before else []
    return Talk(memory, await memory.sessions.create(scope), turns[-1].id if turns else None)


async def _say(talk: Talk, content: str, shown: Console) -> tuple[Talk, list[Text]]:
    """Say something; the reply is shown as it comes, or after the words it answers where those come from a pipe."""
    if not sys.stdin.isatty():
        told = await talk.session.chat(content)
        lesson = await _learn(talk, content, told)
        lines = [quote_lesson(_own(lesson)), Text(clean(told.reply)), *tell_lesson(lesson)]
    else:
        stream = talk.session.chat_stream(content)
        try:
            async for piece in stream:
                shown.print(Text(clean(piece)), end="", soft_wrap=True)
        finally:
            shown.print()
        told = stream.result
        lines = tell_lesson(await _learn(talk, content, told))
    return replace(talk, last_turn=told.reply_turn_id), lines


async def _learn(talk: Talk, content: str, told: ChatReply) -> Lesson:
    diff = await talk.session.state_diff(talk.last_turn) if talk.last_turn else None
    news = TurnResult(turn_id=told.turn_id, usage=told.usage.extraction, **dict(told.memory_updates))
    return Lesson(content, utc_now(), news, diff)


def _own(lesson: Lesson) -> Lesson:
    """The lesson without what was learned from the reply, whose quotes stand in other words."""
    told = lesson.result
    kept = {
        "attributes": [one for one in told.attributes if one.source_turn == told.turn_id],
        "relations": [one for one in told.relations if one.source_turn == told.turn_id],
    }
    return replace(lesson, result=told.model_copy(update=kept))


async def _answer(talk: Talk, name: str, argument: str) -> list[Text]:
    known = ANSWERS.get(name)
    if known is None:
        return [Text(f"{name} is not a command; /help lists them", "red")]
    return await known(talk, argument)


async def _help(_talk: Talk, _argument: str) -> list[Text]:
    return [Text(HELP, "dim")]


async def _state(talk: Talk, _argument: str) -> list[Text]:
    return tell_state(await talk.session.state())


async def _profile(talk: Talk, _argument: str) -> list[Text]:
    return tell_profile(await talk.session.profile())


async def _history(talk: Talk, key: str) -> list[Text]:
    return tell_history(await _histories(talk, key)) if key else await _keys(talk, "/history")


async def _why(talk: Talk, key: str) -> list[Text]:
    return tell_quotes(await _histories(talk, key)) if key else await _keys(talk, "/why")


async def _keys(talk: Talk, command: str) -> list[Text]:
    return [Text(f"{command} KEY, where KEY is one of:", "dim"), *tell_keys(await talk.session.state())]


async def _histories(talk: Talk, key: str) -> Sequence[History]:
    """What there ever was under a key, of everyone and everything spoken of lately."""
    entities = await talk.memory.entities.list(scope=talk.session.scope, limit=MOST_ENTITIES)
    wanted = key.replace(" ", "_").lower()
    return [await talk.memory.entities.history(entity.id, wanted) for entity in entities]


ANSWERS: Mapping[str, Answer] = {
    "/help": _help,
    "/state": _state,
    "/profile": _profile,
    "/history": _history,
    "/why": _why,
}
