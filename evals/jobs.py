"""Does the queue keep what it promises while the server is killed, and how long does a turn take meanwhile?

    python evals/jobs.py [--users 50] [--turns 20] [--kills 5] [--callers 8] [--lease 2]

Users talk to an agent at once, each in a session of their own, over HTTP to a server in a process of its own, which is
killed (SIGKILL) after equal shares of the turns and started again on the same file. A turn that got no answer is sent
again; it tells when it was said, so that it is known by that. Then the same turns are sent one after the other to a
server that nobody kills. Prints the seconds of a turn, how the jobs ended, how often something was learned, and in how
many users the history of the mood, and what is liked, differ from the calm run: both have to be 0.
"""

import argparse
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx2

from kit.report import write

KEY = "spectron_a-key-of-this-measurement"
ROOT = "/api/v1/agents/guide"
DAWN = datetime(2026, 3, 2, 9, 15, tzinfo=UTC)
WORDS = ("I am so happy, I like {}!", "I am sad and worried about {}.", "I like {}.", "What a lovely day, I love {}!")
THINGS = "amber basil cedar dune ember fjord grove heron iris jade".split()
PATIENCE_SECONDS = 600


@dataclass(slots=True)
class Server:
    """Where the callers find the server that lives now; `answered` are the seconds of the turns that it took."""

    url: str = ""
    up: threading.Event = field(default_factory=threading.Event)
    answered: list[float] = field(default_factory=list)


@contextmanager
def serve(database: Path, lease: float) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A server on this file, in a process of its own that is killed in the end."""
    command = [sys.executable, "-m", "spectron", "serve", "--port", "0", "--db", str(database), "--log-level", "error"]
    environment = {**os.environ, "SPECTRON_API_KEY": KEY, "SPECTRON_QUEUE__LEASE_SECONDS": str(lease)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=database.parent, env=environment) as process:
        try:
            assert process.stdout is not None
            found = next(filter(None, (re.search(r"http://127\.0\.0\.1:\d+", line) for line in process.stdout)))
            yield process, found[0]
        finally:
            process.kill()


def ask(http: httpx2.Client, method: str, path: str, body: Any = None, **query: Any) -> Any:
    """One request, which has to succeed."""
    response = http.request(method, path, json=body, params=query, headers={"API-KEY": KEY})
    response.raise_for_status()
    return response.json()


def message(user: int, at: int) -> dict[str, str]:
    """What a user says at their n-th turn."""
    said_at = DAWN + timedelta(days=user % 7, minutes=at)
    thing = f"{THINGS[at % len(THINGS)]}-{user}-{at}"
    return {"role": "user", "content": WORDS[(user + at) % len(WORDS)].format(thing), "at": said_at.isoformat()}


def talk(server: Server, user: int, turns: int) -> list[str]:
    """Send all turns of one user, each until it is answered; returns their extractions."""
    jobs: list[str] = []
    while len(jobs) < turns:
        server.up.wait()
        with httpx2.Client(base_url=server.url, trust_env=False, timeout=60) as http:
            try:
                ask(http, "POST", f"{ROOT}/sessions/start", {"user_id": f"user-{user}", "session_id": "talk"})
                for at in range(len(jobs), turns):
                    body = {"user_id": f"user-{user}", "messages": [message(user, at)]}
                    began = time.perf_counter()
                    jobs.append(ask(http, "POST", f"{ROOT}/sessions/talk/turn", body)["extraction_id"])
                    server.answered.append(time.perf_counter() - began)
            except httpx2.TransportError:
                time.sleep(0.05)
    return jobs


def await_ends(http: httpx2.Client, jobs: list[str]) -> Counter[str]:
    """How many jobs ended in which state, once all have."""
    states: Counter[str] = Counter()
    until = time.monotonic() + PATIENCE_SECONDS
    for job in jobs:
        while (state := ask(http, "GET", f"{ROOT}/turns/{job}/status")["state"]) in ("queued", "running"):
            assert time.monotonic() < until, f"{job} is still {state}"
            time.sleep(0.1)
        states[state] += 1
    return states


def remembered(http: httpx2.Client, users: int) -> list[str]:
    """What is known of each user: the history of the mood and what is liked, without ids."""
    known = []
    for user in range(users):
        name = f"user-{user}"
        moods = ask(http, "GET", f"{ROOT}/mood/history", user_id=name)["data"]
        moods = [{key: value for key, value in one.items() if key != "turn_id"} for one in moods]
        state = ask(http, "GET", "/api/v1/default/state", **{"scope[user]": name})
        likes = sorted((one["key"], one["value"]) for one in state["identity"]["attributes"])
        known.append(json.dumps([moods, likes], sort_keys=True))
    return known


def run_killed(folder: Path, args: argparse.Namespace) -> tuple[list[str], int]:
    """Talk to a server that dies; print how that went, and return what is known, and how often was learned."""
    server, total = Server(), args.users * args.turns
    with ThreadPoolExecutor(args.callers) as threads:
        talks = [threads.submit(talk, server, user, args.turns) for user in range(args.users)]
        for kill in range(1, args.kills + 1):
            with serve(folder / "killed.db", args.lease) as (_, server.url):
                server.up.set()
                while len(server.answered) < total * kill // (args.kills + 1):
                    time.sleep(0.02)
                server.up.clear()
        with serve(folder / "killed.db", args.lease) as (_, server.url):
            server.up.set()
            jobs = [job for one in talks for job in one.result()]
            with httpx2.Client(base_url=server.url, trust_env=False, timeout=60) as http:
                states = await_ends(http, jobs)
                known = remembered(http, args.users)
                learned = ask(http, "GET", "/api/v1/default/state")["revision"]
    cuts = statistics.quantiles(server.answered, n=100)
    write(f"turn: p50 {cuts[49] * 1000:.0f} ms, p95 {cuts[94] * 1000:.0f} ms, {args.callers} callers at once")
    write(f"jobs: {dict(states)}, {len(set(jobs))} different")
    return known, learned


def run_calm(folder: Path, args: argparse.Namespace) -> list[str]:
    """The same turns in a row, to a server that lives; returns what is known."""
    with (
        serve(folder / "calm.db", args.lease) as (_, url),
        httpx2.Client(base_url=url, trust_env=False, timeout=PATIENCE_SECONDS) as http,
    ):
        for user in range(args.users):
            messages = [message(user, at) for at in range(args.turns)]
            ask(http, "POST", f"{ROOT}/process", {"user_id": f"user-{user}", "messages": messages})
        return remembered(http, args.users)


def main() -> int:
    """Run both, compare, and say whether the promise was kept."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--users", type=int, default=50)
    parser.add_argument("--turns", type=int, default=20)
    parser.add_argument("--kills", type=int, default=5)
    parser.add_argument("--callers", type=int, default=8)
    parser.add_argument("--lease", type=float, default=2.0)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        known, learned = run_killed(Path(name), args)
        calm = run_calm(Path(name), args)
    differing = sum(one != other for one, other in zip(known, calm, strict=True))
    write(f"learned: {learned} of {args.users * args.turns} turns; users that differ from a calm run: {differing}")
    return int(learned != args.users * args.turns or differing > 0)


if __name__ == "__main__":
    sys.exit(main())
