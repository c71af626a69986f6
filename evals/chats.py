"""Do chats answer as fast beside 200 others as beside 20? Prints what each route takes with both, and the ratios.

    python evals/chats.py [--chats 20 200] [--messages 500] [--requests 200] [--apart]

Two files are filled with chats of one user and one character (with `--apart` each chat has a user of its own), each
served by a process of its own. Requests go over HTTP to one server and the other in turn, so that what else the machine
does slows both alike. Messages are recorded by the same code and rows as any: passage, vectors of `builtin/hash`,
feelings, title and event; they are only not read by an extractor, but noted as learned, as that would take an hour.
The memories of a chat are asked of every chat once, which reads it, and then of chats that have been read.
Search and a turn are asked beside them: what they look through grows with what a user has said.
"""

import argparse
import asyncio
import os
import random
import re
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import partial
from itertools import zip_longest
from pathlib import Path
from typing import Any, NamedTuple

import httpx2
from growth import CITIES, FIRMS, NAMES, TASTES, sentence
from sqlalchemy import Connection, update

from kit.report import cut, write
from spectron.compose import build_embedding, build_memory
from spectron.domain.access import Access
from spectron.domain.conversation import Role, Session
from spectron.domain.ids import ContextId, SessionId, TurnId, new_id
from spectron.domain.scope import Scope
from spectron.domain.temporal import utc_now
from spectron.retrieval.prepare import pieces
from spectron.service.chats.chats import NewChat
from spectron.service.configuration import Configuration
from spectron.service.ingest import Drafted, Said, place_turn
from spectron.service.memory import Memory
from spectron.service.rereading import cut as as_stored
from spectron.settings import load_settings
from spectron.storage.queries import passages
from spectron.storage.queries.embedding import Kind, Unread
from spectron.storage.schema import context, turn

CONTEXT, CHARACTER = "default", "guide"
DIFFERENT = 2_000
KEY = f"spectron_{secrets.token_hex(16)}"


class Shown(NamedTuple):
    """A chat and whose it is."""

    id: str
    user: str


@dataclass(frozen=True, slots=True)
class Line:
    """A message that is said again and again: what is kept of it, and its vectors."""

    draft: Drafted
    vectors: Sequence[bytes]
    dimension: int


@dataclass(slots=True)
class Served:
    """A server with so many chats, and the seconds of its answers by what was asked."""

    chats: Sequence[Shown]
    http: httpx2.Client
    seconds: dict[str, list[float]] = field(default_factory=dict)

    def ask(self, name: str, method: str, path: str, **more: Any) -> None:
        """One request, which has to succeed, under a name."""
        began = time.perf_counter()
        response = self.http.request(method, f"/api/v1/{CONTEXT}{path}", **more)
        self.seconds.setdefault(name, []).append(time.perf_counter() - began)
        response.raise_for_status()


async def write_lines(memory: Memory, draw: random.Random) -> Sequence[Line]:
    """Messages of some 25 words, read by the embedder."""
    made = []
    embedder = build_embedding(load_settings())(Configuration(models={"embedding": "builtin/hash"}))
    for place in range(DIFFERENT):
        said = " ".join(sentence(draw) for _ in range(4))
        role = Role.USER if place % 2 == 0 else Role.ASSISTANT
        draft = memory.ingest.draft(Said(SessionId(""), role, said, utc_now()))
        rows = await embedder.embed(pieces(said))
        made.append(Line(draft, as_stored(rows), rows.shape[1]))
    return made


def keep_chat(conn: Connection, access: Access, session: Session, lines: Sequence[Line]) -> None:
    """Record lines as the messages of a chat, a minute apart, with their vectors; none waits to be learned."""
    ctx = access.context_id
    for place, line in enumerate(lines):
        name, at = TurnId(new_id("turn")), session.created_at + timedelta(minutes=place)
        said = replace(line.draft.turn, id=name, said_at=at)
        draft = replace(line.draft, turn=said, passage=replace(line.draft.passage, turn=name, said_at=at))
        made, stamp = place_turn(conn, ctx, session, draft)
        kind = Kind("builtin/hash", line.dimension)
        passages.keep_vectors(conn, ctx, kind, [(Unread(made.id, stamp, made.content), line.vectors)])
    conn.execute(update(turn).where(turn.c.context_id == ctx, turn.c.session_id == session.id).values(revision=1))
    conn.execute(update(context).where(context.c.id == ctx).values(revision=1))


async def fill(path: Path, args: argparse.Namespace, known: Sequence[Shown], chats: int) -> list[Shown]:
    """Add chats to those that a file has, until there are so many; returns all."""
    draw = random.Random(7)
    memory = build_memory(load_settings(database=path))
    await memory.store.open()
    if not known:
        await memory.gate.create_context(CONTEXT)
    access = Access(ContextId(CONTEXT), unrestricted=True)
    lines, made = await write_lines(memory, draw), list(known)
    for number in range(len(known), chats):
        user = f"user-{number}" if args.apart else "user"
        chat = await memory.chats.create(access, NewChat(Scope.of({"user": user, "agent": CHARACTER})))
        session = await memory.session(access, chat.id)
        said = draw.choices(lines, k=args.messages)
        await memory.store.write(partial(keep_chat, access=access, session=session, lines=said), durable=False)
        made.append(Shown(chat.id, user))
    await memory.store.write(lambda _: None)
    await memory.store.close()
    await memory.release()
    return made


@contextmanager
def serve(database: Path) -> Iterator[httpx2.Client]:
    """A server on this file, in a process of its own, and a client that may do all."""
    command = [sys.executable, "-m", "spectron", "serve", "--port", "0", "--db", str(database), "--log-level", "error"]
    environment = {**os.environ, "SPECTRON_API_KEY": KEY, "SPECTRON_MODELS__EMBEDDING": "builtin/hash"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=database.parent, env=environment) as process:
        try:
            found = next(filter(None, (re.search(r"http://127\.0\.0\.1:\d+", one) for one in process.stdout or ())))
            with httpx2.Client(base_url=found[0], headers={"API-KEY": KEY}, timeout=120, trust_env=False) as http:
                yield http
        finally:
            process.terminate()


def ask_first(several: Sequence[Served]) -> None:
    """The memories of every chat for the first time, the servers in turn as long as both have chats left."""
    for some in zip_longest(*(one.chats for one in several)):
        for one, chat in zip(several, some, strict=True):
            if chat is not None:
                one.ask("memories, first", "GET", f"/chats/{chat.id}/memories", params={"user_id": chat.user})


def ask_all(served: Served, draw: random.Random) -> None:
    """Each route once."""
    chat, user = draw.choice(served.chats)
    deep = max(0, len(served.chats) - 20)
    query = f"Who likes {draw.choice(TASTES)} in {draw.choice(CITIES)}, {draw.choice(NAMES)} of {draw.choice(FIRMS)}?"
    view = {"user": user, "agent": CHARACTER}
    served.ask("list, first 20", "GET", "/chats", params={"limit": 20})
    served.ask("list, last 20", "GET", "/chats", params={"limit": 20, "offset": deep})
    served.ask("list of a character", "GET", "/chats", params={"limit": 20, "character_id": CHARACTER})
    served.ask("chat", "GET", f"/chats/{chat}")
    served.ask("messages, all", "GET", f"/chats/{chat}/messages")
    served.ask("memories", "GET", f"/chats/{chat}/memories", params={"user_id": user})
    served.ask("memories of a query", "GET", f"/chats/{chat}/memories", params={"user_id": user, "query": query})
    served.ask("search", "POST", "/search", json={"query": query, "scope": view})
    served.ask("turn", "POST", f"/sessions/{chat}/turns", json={"role": "user", "content": sentence(draw)})


def tell(several: Sequence[Served]) -> None:
    """A line for each route: the median and the 95th percentile of each server, and how the last is to the first."""
    heads = "".join(f"{f'{len(one.chats)} chats: p50':>20} {'p95':>8}" for one in several)
    write(f"{'milliseconds':<22}{heads} {'ratio p50':>10} {'p95':>6}")
    for name in several[0].seconds:
        cuts = [[cut(one.seconds[name], share) for share in (0.5, 0.95)] for one in several]
        told = "".join(f"{p50:>20.2f} {p95:>8.2f}" for p50, p95 in cuts)
        ratios = [last / first for first, last in zip(cuts[0], cuts[-1], strict=True)]
        write(f"{name:<22}{told} {ratios[0]:>10.2f} {ratios[1]:>6.2f}")


def main(args: argparse.Namespace) -> None:
    """Fill, serve, ask and tell."""
    with tempfile.TemporaryDirectory(prefix="spectron-chats-") as folder, ExitStack() as stack:
        several: list[Served] = []
        filled, chats = Path(folder) / "filled.db", list[Shown]()
        for number in sorted(args.chats):
            began = time.perf_counter()
            chats = asyncio.run(fill(filled, args, chats, number))
            write(f"{number} chats of {args.messages} messages after {time.perf_counter() - began:.0f} s")
            path = Path(shutil.copy(filled, filled.with_name(f"{number}.db")))
            several.append(Served(chats, stack.enter_context(serve(path))))
        for one in several:
            one.ask("settings", "PUT", "/settings/memory", json={"vectorize_chat_messages": True})
            for _ in range(5):
                ask_all(one, random.Random(3))
            one.seconds.clear()
        ask_first(several)
        draws = [random.Random(11) for _ in several]
        for _ in range(args.requests):
            for one, draw in zip(several, draws, strict=True):
                ask_all(one, draw)
        tell(several)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--chats", type=int, nargs=2, default=[20, 200])
    parser.add_argument("--messages", type=int, default=500)
    parser.add_argument("--requests", type=int, default=200)
    parser.add_argument("--apart", action="store_true")
    main(parser.parse_args())
