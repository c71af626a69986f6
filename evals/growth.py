"""Does the cost of a turn, or of one user's state, grow with other users' data? Prints the curve.

    python evals/growth.py [--turns 10000] [--users 100] [--clients 4]

Every turn is on the disk before it counts. At each mark a new user says twenty things, then twenty more that are timed,
as is reading that user's state: the same work each time, beside more and more of other people's. SQLite, built-in
extractor, through the façade (no HTTP).
"""

import argparse
import asyncio
import random
import statistics
import tempfile
import time
from collections.abc import Awaitable, Sequence
from pathlib import Path

from kit.report import write
from spectron.compose import build_memory
from spectron.domain.access import Access
from spectron.domain.conversation import Role, Session
from spectron.domain.scope import Scope
from spectron.domain.temporal import utc_now
from spectron.domain.view import Viewpoint
from spectron.service.ingest import Said
from spectron.service.memory import Memory
from spectron.settings import load_settings

CITIES = "Lyon Porto Ghent Turin Graz Malmo Bergen Leeds Cork Split Brno Tartu Vilnius Sofia Athens Oslo".split()
FIRMS = "Globex Initech Umbra Northwind Tidal Lumen Quarry Harbor Foxglove Meridian Ashford Kestrel".split()
JOBS = ["nurse", "baker", "civil engineer", "data analyst", "teacher", "pilot", "designer", "plumber"]
TASTES = "hiking sushi jazz chess sailing pottery tennis cheese opera cycling gardening anime".split()
NAMES = "Ana Ben Carla Dev Ella Femi Gus Hana Ivan Jude Kemi Liam Mara Noor Omar Pia".split()
PROBE_TURNS = 20


def size_of(folder: Path) -> int:
    """Bytes of all files in a folder."""
    return sum(path.stat().st_size for path in folder.iterdir())


def sentence(draw: random.Random) -> str:
    """Something people say, in a form that teaches something."""
    city, firm, name = draw.choice(CITIES), draw.choice(FIRMS), draw.choice(NAMES)
    return draw.choice(
        [
            f"I live in {city}.",
            f"I moved to {city} last month.",
            f"I work at {firm} as a {draw.choice(JOBS)}.",
            f"I love {draw.choice(TASTES)} and {draw.choice(TASTES)}.",
            f"My colleague {name} is a {draw.choice(JOBS)} and lives in {city}.",
            f"I don't like {draw.choice(TASTES)} any more.",
            f"I might move to {city} next year.",
            "What should I cook tonight?",
            "Thanks, that helps a lot!",
        ]
    )


async def main(turns: int, users: int, clients: int) -> None:
    """Play the turns and print the curve."""
    draw = random.Random(7)
    with tempfile.TemporaryDirectory(dir=Path.cwd(), prefix="growth-") as folder:
        memory = build_memory(load_settings(database=Path(folder) / "growth.db"))
        await memory.open()
        access = Access(await memory.gate.create_context("growth"))
        people = [await memory.create_session(access, Scope.of({"user": f"u{n}"}), {}) for n in range(users)]
        write(f"{'turns':>7} {'turns/s':>9} {'turn of a new user, ms':>24} {'state of that user, ms':>24}")
        done = 0
        for mark in [part for part in (0, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000) if part < turns] + [turns]:
            rate = await stretch(memory, access, people, [sentence(draw) for _ in range(mark - done)], clients)
            done = mark
            spoken, read = await probe(memory, access, f"probe{mark}")
            write(f"{done:>7} {rate:>9.0f} {spoken:>24.2f} {read:>24.2f}")
        on_disk = size_of(Path(folder)) / done
        write(f"{on_disk:.0f} bytes a turn on disk; medians, {clients} clients at once, {users} users")
        await memory.close()


async def stretch(
    memory: Memory, access: Access, people: Sequence[Session], lines: Sequence[str], clients: int
) -> float:
    """Play lines as the people in turn; returns turns per second."""
    spoken = [(people[place % len(people)], line) for place, line in enumerate(lines)]
    began = time.perf_counter()
    await asyncio.gather(*(client(memory, access, spoken[place::clients]) for place in range(clients)))
    return len(lines) / (time.perf_counter() - began)


async def probe(memory: Memory, access: Access, user: str) -> tuple[float, float]:
    """A new user's turns and states, after as many turns of that user's own each time; medians in ms."""
    draw = random.Random(11)
    session = await memory.create_session(access, Scope.of({"user": user}), {})
    for _ in range(PROBE_TURNS):
        await say(memory, access, session, sentence(draw))
    spoken = [await timed(say(memory, access, session, sentence(draw))) for _ in range(PROBE_TURNS)]
    read = [await timed(memory.state(access, session.scope, Viewpoint())) for _ in range(PROBE_TURNS)]
    return statistics.median(spoken), statistics.median(read)


async def client(memory: Memory, access: Access, lines: Sequence[tuple[Session, str]]) -> None:
    """One client: a turn, its answer, the next turn."""
    for session, text in lines:
        await say(memory, access, session, text)


async def say(memory: Memory, access: Access, session: Session, text: str) -> object:
    """One user turn."""
    return await memory.turn(access, Said(session.id, Role.USER, text, utc_now()))


async def timed(work: Awaitable[object]) -> float:
    """How many milliseconds something takes."""
    began = time.perf_counter()
    await work
    return (time.perf_counter() - began) * 1000


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--turns", type=int, default=10_000)
    parser.add_argument("--users", type=int, default=100)
    parser.add_argument("--clients", type=int, default=4)
    given = parser.parse_args()
    asyncio.run(main(given.turns, given.users, given.clients))
