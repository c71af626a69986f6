"""How many turns a second are taken in, and where the time goes? Prints both, for one caller and for many at once.

    python evals/ingest.py [--callers 1 16] [--turns 1500] [--door memory|sdk] [--workers 0] [--locomo locomo10.json]

A file, the built-in extractor, every answer given once its commits are on the disk; each caller tells conversations of
its own, one turn after the other, in sessions of 25. The turns are those of evals/conversations, several joined until
there are 25 words, or those of a copy of LoCoMo. Through the door `memory`, vectors are not made but replayed (one for
each text, drawn from its digest), so that the figures are those of the engine; `sdk` uses what the settings name.

Shares are of the processor time of all processes: reading (in this process and in its workers), the two units of work
of a turn in the store (statements, matching, planning), what is kept to find it by, and the rest: commits, threads,
event loop, with `--door sdk` also requests and their validation. Turns a second go by the clock on the wall, so they
suffer from whatever else the machine does; `cpu ms` is what one turn took of the processors, in all processes.
"""

import argparse
import asyncio
import hashlib
import json
import os
import resource
import statistics
import tempfile
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from kit.data import read_sessions, read_shipped
from kit.report import cut, write
from spectron import Spectron
from spectron.compose import build_memory
from spectron.domain.access import Access
from spectron.domain.conversation import Role
from spectron.domain.ids import SessionId
from spectron.domain.scope import Scope
from spectron.extraction.builtin import extractor as reading
from spectron.providers.ports import Vectors
from spectron.service import ingest
from spectron.service.ingest import Said
from spectron.settings import load_settings
from spectron.storage.queries import passages

T = TypeVar("T")
Line = tuple[str, str | None]
Say = Callable[[str, str, str | None, datetime], Awaitable[object]]
Open = Callable[[int], Awaitable[str]]

WORDS_A_TURN = 25
TURNS_A_SESSION = 25
DIMENSIONS = 384
FIRST_SAID = datetime(2026, 3, 2, 9, 15, tzinfo=UTC)
BETWEEN = timedelta(seconds=40)


class Replayed:
    """An embedder that has every vector at hand."""

    name = "replayed/vectors"
    dimensions: int | None = DIMENSIONS

    async def embed(self, texts: Sequence[str]) -> Vectors:
        """One row a text."""
        rows = [np.frombuffer(hashlib.shake_128(text.encode()).digest(DIMENSIONS), dtype=np.int8) for text in texts]
        found = np.asarray(rows, dtype=np.float32)
        return np.asarray(found / np.linalg.norm(found, axis=1, keepdims=True), dtype=np.float32)


@dataclass
class Meter:
    """Processor seconds of this process by what they were spent on."""

    seconds: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))

    def watch(self, module: Any, function: str, name: str) -> None:
        """Time a function wherever its module calls it."""
        timed = getattr(module, function)

        def run(*args: Any, **kwargs: Any) -> Any:
            began = time.thread_time()
            try:
                return timed(*args, **kwargs)
            finally:
                self.seconds[name] += time.thread_time() - began

        setattr(module, function, run)


def lines_of(locomo: Path | None) -> list[list[Line]]:
    """What is said, and by whom: a list of lines for each conversation."""
    if locomo is None:
        return [list(_joined())]
    talks = [sample["conversation"] for sample in json.loads(locomo.read_text("utf-8"))]
    return [[(said["text"], said["speaker"]) for _, _, some in read_sessions(talk) for said in some] for talk in talks]


def _joined() -> Iterator[Line]:
    """User turns of the shipped conversations, joined until they have their words."""
    for talk in read_shipped():
        words: list[str] = []
        for text in talk:
            words += text.split()
            if len(words) >= WORDS_A_TURN:
                yield " ".join(words), None
                words = []


def share_out(told: Sequence[Sequence[Line]], callers: int, turns: int) -> list[list[Line]]:
    """For each caller so many turns that no other has, as long as there are enough; then they come again."""
    each = -(-turns // callers)
    everything = [line for conversation in told for line in conversation]
    starts = range(0, callers * each, each)
    return [[everything[(start + place) % len(everything)] for place in range(each)] for start in starts]


@asynccontextmanager
async def open_door(door: str, folder: Path) -> Any:
    """How to open a session and how to say something in it, through one of the two doors."""
    if door == "sdk":
        async with Spectron(context="ingest", path=folder / "memory.db") as client:
            sessions: dict[str, Any] = {}

            async def create(caller: int) -> str:
                made = await client.sessions.create(scope={"user": f"u{caller}"})
                sessions[made.id] = made
                return str(made.id)

            async def tell(session: str, text: str, name: str | None, at: datetime) -> object:
                return await sessions[session].turn("user", text, at=at, **({"name": name} if name else {}))

            yield create, tell
        return
    memory = build_memory(load_settings(database=folder / "memory.db"))
    memory.ingest.indexing.embedders.choose = lambda _configuration: Replayed()
    await memory.open()
    access = Access(await memory.gate.create_context("ingest"))

    async def begin(caller: int) -> str:
        return (await memory.create_session(access, Scope.of({"user": f"u{caller}"}), {})).id

    async def say(session: str, text: str, name: str | None, at: datetime) -> object:
        return await memory.turn(access, Said(SessionId(session), Role.USER, text, at, name=name))

    yield begin, say
    await memory.close()


async def play(lines: Sequence[Sequence[Line]], begin: Open, say: Say) -> list[float]:
    """Every caller at once; the seconds each answer took."""
    waits: list[float] = []

    async def call(caller: int) -> None:
        session = ""
        for place, (text, name) in enumerate(lines[caller]):
            if place % TURNS_A_SESSION == 0:
                session = await begin(caller)
            began = time.perf_counter()
            await say(session, text or "-", name, FIRST_SAID + place * BETWEEN)
            waits.append(time.perf_counter() - began)

    await asyncio.gather(*(call(caller) for caller in range(len(lines))))
    return waits


def used(who: int) -> float:
    """Processor seconds so far."""
    spent = resource.getrusage(who)
    return spent.ru_utime + spent.ru_stime


async def measure(callers: int, given: argparse.Namespace, told: Sequence[Sequence[Line]]) -> None:
    """One row: so many callers on a database of their own."""
    warm, lines = share_out(told, callers, callers * 30), share_out(told, callers, given.turns)
    meter = Meter()
    meter.watch(reading, "read", "reading")
    meter.watch(ingest, "_record", "recording")
    meter.watch(ingest, "_reconcile", "learning")
    meter.watch(passages, "keep_vectors", "finding")
    meter.watch(ingest, "prepared", "finding")
    workers = used(resource.RUSAGE_CHILDREN)
    with tempfile.TemporaryDirectory(dir=Path.cwd(), prefix="ingest-") as folder:
        async with open_door(given.door, Path(folder)) as (begin, say):
            await play(warm, begin, say)
            meter.seconds.clear()
            cpu, clock = used(resource.RUSAGE_SELF), time.perf_counter()
            waits = await play(lines, begin, say)
            clock, cpu = time.perf_counter() - clock, used(resource.RUSAGE_SELF) - cpu
    # workers are counted when they end, the warming-up included
    share = len(waits) / (len(waits) + sum(map(len, warm)))
    beside = (used(resource.RUSAGE_CHILDREN) - workers) * share
    spent, total = meter.seconds, cpu + beside
    parts = {**spent, "reading": spent["reading"] + beside, "rest": cpu - sum(spent.values())}
    shares = ", ".join(f"{name} {100 * seconds / total:.0f}%" for name, seconds in parts.items())
    p50, p95 = cut(waits, 0.5), cut(waits, 0.95)
    rate, each = len(waits) / clock, 1000 * total / len(waits)
    write(f"{callers:>7}{rate:>10.0f}{each:>9.2f}{1000 * beside / len(waits):>12.2f}{p50:>9.1f}{p95:>9.1f}   {shares}")


def main(given: argparse.Namespace) -> None:
    """Measure and print."""
    if given.workers is not None:
        os.environ["SPECTRON_EXTRACTION_WORKERS"] = str(given.workers)
    told = lines_of(given.locomo)
    texts = [text for conversation in told for text, _ in conversation]
    words = statistics.mean(len(text.split()) for text in texts)
    write(f"{len(texts)} turns of {words:.0f} words; {os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}")
    heads = f"{'turns/s':>10}{'cpu ms':>9}{'in workers':>12}{'p50 ms':>9}{'p95 ms':>9}"
    write(f"{'callers':>7}{heads}   shares of the processor time")
    for callers in given.callers:
        asyncio.run(measure(callers, given, told))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--callers", type=int, nargs="+", default=[1, 16])
    parser.add_argument("--turns", type=int, default=1500)
    parser.add_argument("--door", choices=["memory", "sdk"], default="memory")
    parser.add_argument("--workers", type=int, help="the setting extraction_workers")
    parser.add_argument("--locomo", type=Path)
    main(parser.parse_args())
