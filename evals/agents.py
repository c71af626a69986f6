"""How long do a context and a turn of an agent take with a long history of one user? Prints a table.

    python evals/agents.py [--marks 100 1000 4000] [--a-day 40] [--calls 40]

Of each mark there is a user who said so many turns to an agent, so many a day up to now, all of them learned. The
context of the two is asked for again and again, with a query; each time a new turn was recorded, which is timed as
well. The first context at a mark is that of a process which has kept nothing in memory: `cold`. Through the façade (no
HTTP), SQLite, built-in models.
"""

import argparse
import asyncio
import random
import statistics
import tempfile
import time
from collections.abc import Awaitable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from kit.report import write
from spectron.compose import build_memory
from spectron.domain.access import Access
from spectron.domain.conversation import Role
from spectron.domain.messages import Given, plain_messages
from spectron.domain.temporal import utc_now
from spectron.service.agents.context import Asked
from spectron.service.agents.intake import Call
from spectron.service.agents.starts import Start, start_session
from spectron.service.ingest import Said
from spectron.service.memory import Memory
from spectron.settings import load_settings

AGENT, SESSION = "guide", "talk"
THINGS = "hiking sushi jazz chess sailing pottery tennis cheese opera cycling gardening painting".split()
PEOPLE = "Ana Ben Carla Dev Ella Femi Gus Hana Ivan Jude".split()
CITIES = "Lyon Porto Ghent Turin Graz Bergen Leeds Cork Split Brno".split()
FEELINGS = ("so happy", "sad and worried", "really angry", "tired", "excited", "calm and content", "anxious")
LONGEST = 10**6
CLOCKS = ("processor", "wall")


@dataclass(frozen=True, slots=True)
class Took:
    """Milliseconds of the wall's clock and of the processor."""

    wall: float
    processor: float


@dataclass(frozen=True, slots=True)
class Talk:
    """Who talks to the agent, and where."""

    access: Access
    user: str


def sentence(draw: random.Random) -> str:
    """Something people tell an agent: how they feel, what they do, plan and like."""
    thing, person, city = draw.choice(THINGS), draw.choice(PEOPLE), draw.choice(CITIES)
    return draw.choice(
        (
            f"I am {draw.choice(FEELINGS)} about {thing} today!",
            f"I went {thing} this morning with {person}.",
            f"I want to learn {thing} by next summer.",
            f"I love {thing}, thank you so much for the idea!",
            f"I moved to {city} and I miss {person}.",
            f"I made progress with {thing} today.",
            f"I always plan my week, and {person} is late again, which makes me furious.",
            f"Can you tell me more about {thing} in {city}?",
            f"What should I cook for {person} tonight?",
            "Thanks, that helps a lot!",
        )
    )


async def timed(work: Awaitable[object]) -> Took:
    """How long something takes."""
    wall, processor = time.perf_counter(), time.process_time()
    await work
    return Took((time.perf_counter() - wall) * 1000, (time.process_time() - processor) * 1000)


async def probe(memory: Memory, talk: Talk, query: str) -> Took:
    """The time of one context."""
    return await timed(memory.contexts.enrich(talk.access, Asked(AGENT, talk.user, query=query)))


async def measure(memory: Memory, talk: Talk, calls: int) -> tuple[Took, list[Took], list[Took]]:
    """The first context, then turns and contexts by turns."""
    cold, draw = await probe(memory, talk, "What do I like?"), random.Random(11)
    turns, contexts = [], []
    for _ in range(calls):
        messages = plain_messages([Given(0, Role.USER, sentence(draw))], LONGEST)
        turns.append(await timed(memory.intake.turn(talk.access, Call(AGENT, SESSION, talk.user, messages))))
        contexts.append(await probe(memory, talk, f"What about {draw.choice(THINGS)}?"))
    return cold, turns, contexts


def tell(name: str, took: Sequence[Took]) -> str:
    """Median and 95th percentile of both clocks."""
    cuts = [statistics.quantiles([getattr(one, clock) for one in took], n=20) for clock in CLOCKS]
    told = [f"{clock} p50 {some[9]:.1f} p95 {some[18]:.1f} ms" for clock, some in zip(CLOCKS, cuts, strict=True)]
    return f"{name}: {', '.join(told)}"


async def fill(memory: Memory, access: Access, user: str, turns: int, a_day: int) -> None:
    """The history of one user, ten turns after each other at a time."""
    draw, dawn = random.Random(7), utc_now() - timedelta(days=turns / a_day)
    start = Start(AGENT, user, SESSION, {}, utc_now())
    session = await memory.store.write(lambda conn: start_session(conn, access, start, memory.ingest.readers))
    for place in range(turns):
        said_at = dawn + timedelta(days=(place - place % 10) / a_day, minutes=place % 10)
        await memory.turn(access, Said(session.id, Role.USER, sentence(draw), said_at))


async def main(marks: Sequence[int], a_day: int, calls: int) -> None:
    """Fill the histories one after the other, and measure each."""
    with tempfile.TemporaryDirectory(dir=Path.cwd(), prefix="agents-") as folder:
        settings = load_settings(database=Path(folder) / "agents.db", extraction_workers=0)
        for mark in marks:
            memory = build_memory(settings)
            await memory.store.open()  # without its queue: a turn is timed alone, not with what is learned meanwhile
            user = f"user-{mark}"
            access = Access(await memory.gate.create_context(user))
            await fill(memory, access, user, mark, a_day)
            await memory.close()
            memory = build_memory(settings)
            await memory.store.open()
            cold, turns, contexts = await measure(memory, Talk(access, user), calls)
            await memory.close()
            write(f"{mark} turns: cold {cold.processor:.0f} ms; {tell('context', contexts)}; {tell('turn', turns)}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--marks", type=int, nargs="+", default=[100, 1_000, 4_000])
    parser.add_argument("--a-day", type=int, default=40)
    parser.add_argument("--calls", type=int, default=40)
    given = parser.parse_args()
    asyncio.run(main(given.marks, given.a_day, given.calls))
