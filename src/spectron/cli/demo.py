"""`spectron demo`: a short conversation played into a new memory, and what each sentence taught it."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from spectron.cli.apps import new_app
from spectron.cli.outcomes import refuse, refusing
from spectron.cli.output import console
from spectron.cli.render import Lesson, Statement, join_lines, name_of, quote_lesson, tell_day, tell_lesson, value_of
from spectron.cli.views import tell_profile
from spectron.client.client import Spectron
from spectron.wire.knowledge import Profile, State

app = new_app()

CONTEXT = "demo"
USER = {"user": "alice"}
FIRST_DAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
APART = timedelta(days=14)
SAID = (
    "I'm Alice, CTO at Acme, based in Berlin.",
    "Actually I moved to Munich last month.",
    "My sister Ana is a nurse and lives in Porto.",
    "Sorry, I meant Ana lives in Lisbon, not Porto.",
    "My favourite drink is coffee. Please always reply in French.",
    "I might join Globex in June.",
    "My favourite drink is tea now.",
    "Yes, I work at Globex now.",
)
ASKED_DAY = FIRST_DAY + timedelta(days=7)
_PLACE = ("location", "lives_in")


@dataclass(frozen=True, slots=True)
class Played:
    """Everything that the memory answered."""

    lessons: Sequence[Lesson]
    profile: Profile
    known: State
    true: State


@app.command()
def demo(
    db: Annotated[Path | None, typer.Option("--db", metavar="FILE", help="Keep the memory in this new file.")] = None,
    plain: Annotated[bool, typer.Option("--plain", help="No colours and no boxes.")] = False,
) -> None:
    """Play a short conversation and show what each sentence teaches.

    All that is shown comes out of the memory; only the sentences are given.
    """
    if db and db.exists():
        refuse(f"{db} exists already; the demo wants a new file")
    with refusing(), TemporaryDirectory(prefix="spectron-demo-") as folder:
        played = asyncio.run(play(db or Path(folder, "demo.db")))
    shown = console(plain=plain)
    show_conversation(shown, played, plain=plain)
    if db:
        shown.print(Text(f"\nKept in {db}, context {CONTEXT}. Go on: spectron serve --db {db}", "dim"), soft_wrap=True)


async def play(path: Path) -> Played:
    """Say everything, then ask."""
    lessons: list[Lesson] = []
    async with Spectron(CONTEXT, path=path) as memory:
        session = await memory.sessions.create(USER)
        for number, content in enumerate(SAID):
            said_at = FIRST_DAY + number * APART
            result = await session.turn("user", content, at=said_at)
            diff = await session.state_diff(lessons[-1].result.turn_id) if lessons else None
            lessons.append(Lesson(content, said_at, result, diff))
        return Played(
            lessons=lessons,
            profile=await session.profile(),
            known=await session.state(known_at=ASKED_DAY),
            true=await session.state(valid_at=ASKED_DAY),
        )


def show_conversation(shown: Console, played: Played, *, plain: bool = False) -> None:
    """Print the conversation, the profile that came of it, and two questions about one day."""
    shown.print()
    for lesson in played.lessons:
        shown.print(_entry(lesson))
        shown.print()
    profile = join_lines(tell_profile(played.profile))
    answers = join_lines(_two_clocks(played))
    if plain:
        for title, body in (("The profile now", profile), ("Two clocks", answers)):
            shown.print(Group(Text(title), Padding(body, (0, 0, 1, 2), expand=False)))
        return
    side_by_side = Table.grid(padding=(0, 1))
    side_by_side.add_row(_box("The profile now", profile), _box("Two clocks", answers))
    shown.print(side_by_side)


def _two_clocks(played: Played) -> list[Text]:
    """One day, asked about twice: what was believed then, and what was true then as far as is known today."""
    day = tell_day(ASKED_DAY)
    return [
        Text(f"What did we know on {day}?", "bold"),
        *_answer(played.known, played.lessons),
        Text(),
        Text(f"Where did she live on {day}?", "bold"),
        *_answer(played.true, played.lessons),
    ]


def _entry(lesson: Lesson) -> Table:
    """The day on the left; the sentence and what it taught on the right."""
    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="dim", no_wrap=True, justify="right", min_width=13)
    grid.add_column()
    grid.add_row(tell_day(lesson.said_at), quote_lesson(lesson))
    for line in tell_lesson(lesson):
        grid.add_row("", line)
    return grid


def _box(title: str, body: RenderableType) -> Panel:
    return Panel(body, title=title, title_align="left", border_style="dim", padding=(0, 1), expand=False)


def _answer(state: State, lessons: Sequence[Lesson]) -> list[Text]:
    """Where the memory has her live, in its own words: the value, since when, and the quote with its day."""
    found = _home(state)
    if found is None:
        return [Text("nothing", "dim")]
    said = next(lesson for lesson in lessons if lesson.result.turn_id == found.source_turn)
    since = f"  since {tell_day(found.valid_from)}" if found.valid_from else ""
    return [
        Text.assemble((f"{name_of(found)}: ", "dim"), (value_of(found), "bold green"), (since, "green")),
        Text(f"“{found.quote.text}”", "italic"),
        Text(f"said on {tell_day(said.said_at)}", "dim"),
    ]


def _home(state: State) -> Statement | None:
    me = state.identity.entities[0].id if state.identity.entities else None
    for attribute in state.identity.attributes:
        if attribute.entity == me and attribute.key in _PLACE:
            return attribute
    return next((one for one in state.knowledge.relations if one.from_ == me and one.type in _PLACE), None)
