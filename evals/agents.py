"""How long do a context and a turn of an agent take with a long history of one user? Prints a table.

    python evals/agents.py [--marks 100 1000 4000] [--a-day 40] [--calls 40]

One user talks to one agent, a number of turns a day up to now, and all of it is learned. At each mark the context of
the two is asked for again and again, with a query; each time a new turn was recorded, which is timed as well. The first
context at a mark is that of a process which has kept nothing in memory: `cold`. Through the façade (no HTTP), SQLite,
built-in models.
"""

import argparse
import asyncio
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from spectron.compose import build_memory
from spectron.domain.access import Access
from spectron.domain.conversation import Role, Session
from spectron.domain.messages import Given, plain_messages
from spectron.domain.temporal import utc_now
from spectron.service.agents.context import Asked
from spectron.service.agents.intake import Call
from spectron.service.agents.starts import Start, start_session
from spectron.service.ingest import Said
from spectron.service.memory import Memory
from spectron.settings import load_settings

AGENT, USER, SESSION = "guide", "ada", "talk"
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


async def probe(memory: Memory, access: Access, query: str) -> Took:
    """The time of one context."""
    return await timed(memory.contexts.enrich(access, Asked(AGENT, USER, query=query)))


async def measure(
    memory: Memory, access: Access, calls: int, draw: random.Random
) -> tuple[Took, list[Took], list[Took]]:
    """The first context, then turns and contexts by turns."""
    cold = await probe(memory, access, "What do I like?")
    turns, contexts = [], []
    for _ in range(calls):
        messages = plain_messages([Given(0, Role.USER, sentence(draw))], LONGEST)
        turns.append(await timed(memory.intake.turn(access, Call(AGENT, SESSION, USER, messages))))
        contexts.append(await probe(memory, access, f"What about {draw.choice(THINGS)}?"))
    return cold, turns, contexts


async def learn(memory: Memory, access: Access, session: Session, said: Sequence[tuple[str, datetime]]) -> None:
    """Tell and learn turns, one after the other."""
    for text, at in said:
        await memory.turn(access, Said(session.id, Role.USER, text, at))


def tell(name: str, took: Sequence[Took]) -> str:
    """Median and 95th percentile of both clocks."""
    cuts = [statistics.quantiles([getattr(one, clock) for one in took], n=20) for clock in CLOCKS]
    told = [f"{clock} p50 {some[9]:.1f} p95 {some[18]:.1f} ms" for clock, some in zip(CLOCKS, cuts, strict=True)]
    return f"{name}: {', '.join(told)}"


async def main(marks: Sequence[int], a_day: int, calls: int) -> None:
    """Fill one history, and measure at its marks."""
    draw, done = random.Random(7), 0
    dawn = utc_now() - timedelta(days=max(marks) / a_day)
    with tempfile.TemporaryDirectory(dir=Path.cwd(), prefix="agents-") as folder:
        settings = load_settings(database=Path(folder) / "agents.db", extraction_workers=0)
        filling = build_memory(settings)
        await filling.store.open()  # without its queue: a turn is timed alone, not with what is learned meanwhile
        access = Access(await filling.gate.create_context("talks"))
        start = Start(AGENT, USER, SESSION, {}, utc_now())
        session = await filling.store.write(lambda conn: start_session(conn, access, start, filling.ingest.readers))
        for mark in sorted(marks):
            said = [
                (sentence(draw), dawn + timedelta(days=(place - place % 10) / a_day, minutes=place % 10))
                for place in range(done, mark)
            ]
            await learn(filling, access, session, said)
            done = mark
            reading = build_memory(settings)
            await reading.store.open()
            cold, turns, contexts = await measure(reading, access, calls, draw)
            await reading.close()
            say(f"{mark} turns: cold {cold.processor:.0f} ms; {tell('context', contexts)}; {tell('turn', turns)}")
        await filling.close()


def say(text: str) -> None:
    """Print a line at once."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--marks", type=int, nargs="+", default=[100, 1_000, 4_000])
    parser.add_argument("--a-day", type=int, default=40)
    parser.add_argument("--calls", type=int, default=40)
    given = parser.parse_args()
    asyncio.run(main(given.marks, given.a_day, given.calls))
