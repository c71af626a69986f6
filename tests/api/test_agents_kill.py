"""What an agent was told is stored stays stored and is learned once, however often the server dies meanwhile."""

import signal
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest
from agents import Agent
from child import KEY, Child, start_child
from harness import Api, run_server

USERS, TURNS, KILLS, CALLERS = 10, 10, (25, 65), 5
DAWN = datetime(2026, 3, 2, 9, 15, tzinfo=UTC)
WORDS = ("I am so happy, I like {}!", "I am sad and worried about {}.", "I like {}.", "What a lovely day, I love {}!")
THINGS = "amber basil cedar dune ember fjord grove heron iris jade".split()
LEASE = {"SPECTRON_QUEUE__LEASE_SECONDS": "2"}


@dataclass(slots=True)
class Meeting:
    """Where the callers of a server that dies find its successor."""

    url: str
    taken: int = 0
    up: threading.Event = field(default_factory=threading.Event)
    moved: threading.Condition = field(default_factory=threading.Condition)

    def note(self) -> None:
        """One more turn was acknowledged."""
        with self.moved:
            self.taken += 1
            self.moved.notify_all()

    def wait(self, turns: int) -> bool:
        """Wait until so many were."""
        with self.moved:
            return self.moved.wait_for(lambda: self.taken >= turns, 600)


def _message(user: int, at: int) -> dict[str, str]:
    said_at = DAWN + timedelta(days=user, minutes=at)
    return {"role": "user", "content": WORDS[(user + at) % 4].format(f"{THINGS[at]}-{user}"), "at": said_at.isoformat()}


def _agent(http: httpx2.Client) -> Agent:
    return Agent(Api(http, "/api/v1/default", KEY))


def _talk(meeting: Meeting, user: int) -> list[str]:
    """Send all turns of one user, each until it is acknowledged; returns the ids of their extractions."""
    jobs: list[str] = []
    while len(jobs) < TURNS:
        assert meeting.up.wait(60)
        with httpx2.Client(base_url=meeting.url, trust_env=False, timeout=60) as http:
            agent = _agent(http)
            try:
                for at in range(len(jobs), TURNS):
                    agent.start(user=f"user-{user}", session="talk")
                    body = {"messages": [_message(user, at)], "user_id": f"user-{user}"}
                    jobs.append(agent.call("/sessions/talk/turn", **body)["extraction_id"])
                    meeting.note()
            except httpx2.TransportError:
                continue
    return jobs


def _mood(agent: Agent, user: int) -> list[Any]:
    """The history of a user's mood, without the ids of turns."""
    told = agent.get("/mood/history", user_id=f"user-{user}")["data"]
    return [{name: value for name, value in one.items() if name != "turn_id"} for one in told]


def _likes(agent: Agent) -> list[tuple[str, str]]:
    found = agent.api.get("/state")["identity"]["attributes"]
    return sorted((one["key"], one["value"]) for one in found)


@dataclass(frozen=True, slots=True)
class Aftermath:
    """The jobs that callers were told of, by user, and the last server."""

    jobs: list[list[str]]
    agent: Agent


def _kill(child: Child, meeting: Meeting) -> None:
    meeting.up.clear()
    assert child.end(signal.SIGKILL) == -signal.SIGKILL


@pytest.fixture(scope="module")
def aftermath(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Aftermath]:
    """Ten users talk at once while the server is killed two times, and started again on the same file."""
    room: Path = tmp_path_factory.mktemp("kill")
    database, log, meeting = room / "memory.db", room / "log", Meeting("")
    with ThreadPoolExecutor(CALLERS) as threads:
        talks = [threads.submit(_talk, meeting, user) for user in range(USERS)]
        for turns in KILLS:
            with start_child(database, log, **LEASE) as child:
                meeting.url = child.url
                meeting.up.set()
                assert meeting.wait(turns)
                _kill(child, meeting)
        with start_child(database, log, **LEASE) as last:
            meeting.url = last.url
            meeting.up.set()
            jobs = [talk.result(600) for talk in talks]
            with httpx2.Client(base_url=last.url, trust_env=False, timeout=60) as http:
                yield Aftermath(jobs, _agent(http))


@pytest.fixture(scope="module")
def serial(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Agent]:
    """The same turns, one after the other, in a server that nobody kills."""
    with run_server(tmp_path_factory.mktemp("serial") / "memory.db") as running:
        agent = Agent(running.api("default"))
        for user in range(USERS):
            agent.call("/process", user_id=f"user-{user}", messages=[_message(user, at) for at in range(TURNS)])
        yield agent


def test_every_job_is_done(aftermath: Aftermath):
    """Each extraction that was promised has ended well, those of the dead servers too."""
    ended = [aftermath.agent.wait(job) for jobs in aftermath.jobs for job in jobs]
    assert {one["state"] for one in ended} == {"done"}
    assert {(one["turns"], one["learned"]) for one in ended} == {(1, 1)}
    assert len({one["extraction_id"] for one in ended}) == USERS * TURNS


def test_every_turn_is_there_once_and_learned_once(aftermath: Aftermath):
    """Each session holds exactly what its user sent, in order, and the memory changed once for each turn."""
    test_every_job_is_done(aftermath)
    agent = aftermath.agent
    for user in range(USERS):
        [session] = agent.api.get("/sessions", scope={"agent": "guide", "user": f"user-{user}"})["data"]
        turns = agent.api.get(f"/sessions/{session['record_id']}/turns")["data"]
        assert [one["content"] for one in turns] == [_message(user, at)["content"] for at in range(TURNS)]
    assert agent.api.get("/state")["revision"] == USERS * TURNS


def test_what_was_learned_is_what_a_quiet_server_learns(aftermath: Aftermath, serial: Agent):
    """The facts and the history of every user's mood equal those of the same turns sent one after the other."""
    test_every_job_is_done(aftermath)
    assert _likes(aftermath.agent) == _likes(serial)
    for user in range(USERS):
        assert _mood(aftermath.agent, user) == _mood(serial, user)
        assert len(_mood(serial, user)) > TURNS // 2
