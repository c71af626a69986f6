"""How soon, and how surely, a crowd hears of what happens, and what telling it costs.

    python evals/events.py [--listeners 500] [--chats 50]

Starts a server of its own on a fresh file. A crowd listens for `CHAT_SWITCHED`, each on a connection of its own, while
the active chat is switched again and again; the latency is from the commit, as its caller knows of it, to the receipt.
Then it tells what writing one event costs in the commit of a turn, in processor time.
"""

import argparse
import asyncio
import contextlib
import json
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from subprocess import PIPE, Popen
from urllib.parse import urlsplit

from sqlalchemy import Connection

from kit.report import cut, write
from spectron import Spectron
from spectron.domain.events import EventKind
from spectron.domain.ids import ContextId
from spectron.domain.scope import EVERYWHERE
from spectron.domain.temporal import utc_now
from spectron.service.access import Gate
from spectron.storage.queries.events import emit
from spectron.storage.sqlite import SQLiteStore

KEY = "spectron_a-key-of-this-measurement"
CONTEXT = "crowd"
EVENTS = 5_000


@dataclass(slots=True)
class Crowd:
    """When each switch was committed, and when each of the crowd heard of it, by its number, in seconds."""

    committed: dict[str, float] = field(default_factory=dict)
    heard: list[list[tuple[str, float]]] = field(default_factory=list)


@contextlib.contextmanager
def serving(folder: Path) -> Iterator[str]:
    """The address of a server in a process of its own."""
    command = [sys.executable, "-m", "spectron", "serve", "--port", "0", "--db", str(folder / "memory.db")]
    with Popen(command, stdout=PIPE, text=True, env={**os.environ, "SPECTRON_API_KEY": KEY}, cwd=folder) as process:
        assert process.stdout is not None
        try:
            url = next(word for line in process.stdout for word in line.split() if word.startswith("http://127"))
            yield url.rstrip("/,.")
        finally:
            process.terminate()


async def hear(url: str, number: int, crowd: Crowd, seated: asyncio.Semaphore) -> None:
    """Listen until so many switches were heard, and note when."""
    address = urlsplit(url)
    reader, writer = await asyncio.open_connection(address.hostname, address.port)
    path = f"/api/v1/{CONTEXT}/events?types=CHAT_SWITCHED"
    writer.write(f"GET {path} HTTP/1.1\r\nHost: here\r\nAPI-KEY: {KEY}\r\n\r\n".encode())
    mine: list[tuple[str, float]] = []
    crowd.heard.append(mine)
    while len(mine) < number:
        line = await reader.readline()
        if line.startswith(b"event: ready"):
            seated.release()
        elif line.startswith(b"data: ") and b"chatId" in line:
            mine.append((json.loads(line[6:])["chatId"], time.perf_counter()))
    writer.close()


async def play(url: str, listeners: int, chats: int) -> Crowd:
    """Seat a crowd, switch through the chats, and wait until everyone heard everything."""
    crowd, seated = Crowd(), asyncio.Semaphore(0)
    async with Spectron(CONTEXT, base_url=url, api_key=KEY) as memory:
        made = [(await memory.chats.create("iris", user_id="alice")).id for _ in range(chats)]
        tasks = [asyncio.create_task(hear(url, chats, crowd, seated)) for _ in range(listeners)]
        for _ in tasks:
            await seated.acquire()
        for chat in made:
            await memory.chats.set_active(chat)
            crowd.committed[chat] = time.perf_counter()
            await asyncio.sleep(0.05)
        await asyncio.wait_for(asyncio.gather(*tasks), 120)
    return crowd


def show(crowd: Crowd, listeners: int) -> None:
    """What was missed, doubled or out of order, and the latencies."""
    chats = list(crowd.committed)
    heard = [[chat for chat, _ in mine] for mine in crowd.heard]
    counts = Counter(chat for mine in heard for chat in mine)
    write(f"{listeners} listeners, {len(chats)} switches, {sum(counts.values())} receipts")
    write(f"heard everything once and in order: {sum(mine == chats for mine in heard)} of {listeners}")
    delays = [max(0.0, at - crowd.committed[chat]) for mine in crowd.heard for chat, at in mine]
    told = ", ".join(f"p{share * 100:.0f} {cut(delays, share):.0f} ms" for share in (0.5, 0.95, 0.99, 1.0))
    write(f"from commit to receipt: {told}")


async def measure_cost(folder: Path) -> float:
    """Microseconds of processor time that one event takes in a commit."""
    store = SQLiteStore(folder / "cost.db")
    await store.open()
    await Gate(store, utc_now).create_context(CONTEXT)
    ids = {"turn_id": "turn:01M7ZQ1SCEF9QT88BVM1MZS9YS", "session_id": "session:01M7ZQ1SCEF9QT88BVM1MZS9YS"}

    def fill(conn: Connection) -> float:
        began = time.thread_time()
        for number in range(EVENTS):
            emit(conn, ContextId(CONTEXT), EVERYWHERE, EventKind.TURN_RECORDED, {**ids, "role": "user", "seq": number})
        return (time.thread_time() - began) / EVENTS * 1e6

    took = await store.write(fill)
    await store.close()
    return took


def main() -> None:
    """Print all of it."""
    reading = argparse.ArgumentParser(description=__doc__)
    reading.add_argument("--listeners", type=int, default=500)
    reading.add_argument("--chats", type=int, default=50)
    asked = reading.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        with serving(Path(folder)) as url:
            show(asyncio.run(play(url, asked.listeners, asked.chats)), asked.listeners)
        write(f"one event in a commit: {asyncio.run(measure_cost(Path(folder))):.0f} µs of processor time")


if __name__ == "__main__":
    main()
