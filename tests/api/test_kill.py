"""Whatever was acknowledged survives the sudden death of the server, and nothing is done twice."""

import signal
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import httpx2
import pytest
from child import KEY, start_child
from harness import Api

CLIENTS, TURNS, KILL_AFTER = 4, 500, 900
WORDS = "amber basil cedar dune ember fjord grove heron iris jade".split()


@dataclass(slots=True)
class Meeting:
    """Where the clients of a server that dies find its successor."""

    url: str
    acknowledged: int = 0
    enough: threading.Event = field(default_factory=threading.Event)
    back: threading.Event = field(default_factory=threading.Event)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self) -> None:
        """One more turn was acknowledged."""
        with self.lock:
            self.acknowledged += 1
            if self.acknowledged == KILL_AFTER:
                self.enough.set()


@dataclass(frozen=True, slots=True)
class Sent:
    """A turn as it was sent, and the answer it got; `again` tells that the first try got none."""

    key: str
    content: str
    answer: str
    again: bool


def _talk(meeting: Meeting, session: str, client: int) -> list[Sent]:
    """Send all turns of one client, each until it is acknowledged."""
    turns = [(f"client-{client}-turn-{at}", f"I like {WORDS[at % 10]}-{client * TURNS + at}.") for at in range(TURNS)]
    done: list[Sent] = []
    interrupted = False
    while len(done) < TURNS:
        with httpx2.Client(base_url=meeting.url, trust_env=False, timeout=60) as http:
            try:
                for key, content in turns[len(done) :]:
                    answer = _say(http, session, key, content)
                    done.append(Sent(key, content, answer, interrupted))
                    interrupted = False
                    meeting.note()
            except httpx2.TransportError:
                interrupted = True
                assert meeting.back.wait(60)
    return done


def _say(http: httpx2.Client, session: str, key: str, content: str) -> str:
    response = http.post(
        f"/api/v1/demo/sessions/{session}/turns",
        json={"role": "user", "content": content},
        headers={"API-KEY": KEY, "Idempotency-Key": key},
    )
    assert response.status_code == 201, response.text
    return response.text


@dataclass(frozen=True, slots=True)
class Aftermath:
    """What four clients were told, by session, and the server that knows it now."""

    told: dict[str, list[Sent]]
    api: Api


@pytest.fixture(scope="module")
def aftermath(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Aftermath]:
    """Four clients send 2,000 turns; the server is killed in the middle and started again on the same file."""
    room: Path = tmp_path_factory.mktemp("kill")
    database, log = room / "memory.db", room / "log"
    with ThreadPoolExecutor(CLIENTS) as threads, start_child(database, log) as first:
        meeting = Meeting(first.url)
        with httpx2.Client(base_url=first.url, timeout=60, trust_env=False) as http:
            sessions = [Api(http, "/api/v1/demo", KEY).open(user="alice") for _ in range(CLIENTS)]
        talks = [threads.submit(_talk, meeting, session, client) for client, session in enumerate(sessions)]
        assert meeting.enough.wait(600)
        assert first.end(signal.SIGKILL) == -signal.SIGKILL
        with start_child(database, log) as second:
            meeting.url = second.url
            meeting.back.set()
            told = {session: talk.result(600) for session, talk in zip(sessions, talks, strict=True)}
            with httpx2.Client(base_url=second.url, trust_env=False, timeout=60) as http:
                yield Aftermath(told, Api(http, "/api/v1/demo", KEY))


def test_the_server_died_in_the_middle(aftermath: Aftermath):
    """Every client was interrupted: each of them had to send a turn again."""
    assert [any(one.again for one in sent) for sent in aftermath.told.values()] == [True] * CLIENTS


def test_every_turn_is_there_once(aftermath: Aftermath):
    """2,000 turns in all, in each session exactly those its client sent, in their order, under the ids it was told."""
    for session, sent in aftermath.told.items():
        pages = [aftermath.api.get(f"/sessions/{session}/turns", limit=250, offset=offset) for offset in (0, 250, 500)]
        listed = [one for page in pages for one in page["data"]]
        assert [page["total"] for page in pages] == [TURNS] * 3
        assert [one["content"] for one in listed] == [one.content for one in sent]
        assert [one["seq"] for one in listed] == list(range(1, TURNS + 1))
        told = [httpx2.Response(200, text=one.answer).json()["turn_id"] for one in sent]
        assert [one["id"] for one in listed] == told


def test_every_fact_is_there_once(aftermath: Aftermath):
    """What the answers said was learned is what is known: the same 2,000 facts, none twice, none lost."""
    answers = [httpx2.Response(200, text=one.answer).json() for sent in aftermath.told.values() for one in sent]
    told = {fact["id"]: (fact["value"], fact["source_turn"]) for one in answers for fact in one["attributes"]}
    state = aftermath.api.get("/state")
    known = {fact["id"]: (fact["value"], fact["source_turn"]) for fact in state["identity"]["attributes"]}
    assert known == told
    assert len({value for value, _ in known.values()}) == CLIENTS * TURNS
    assert state["revision"] == CLIENTS * TURNS
    assert len({one["revision"] for one in answers}) == CLIENTS * TURNS


def test_the_difference_since_the_first_turn_tells_of_all_the_others(aftermath: Aftermath):
    """Asked from the first turn, every other turn's fact is under `added`, also those from before the end."""
    answers = [httpx2.Response(200, text=one.answer).json() for sent in aftermath.told.values() for one in sent]
    first, *others = sorted(answers, key=lambda one: one["revision"])
    diff = aftermath.api.get("/state/diff", since=first["turn_id"])
    assert {one["id"] for one in diff["added"] if one["type"] == "attribute"} == {
        fact["id"] for one in others for fact in one["attributes"]
    }
    assert diff["superseded"] == []


def test_replays_repeat_the_first_answer(aftermath: Aftermath):
    """Under the same key every tenth turn, and each that had to be sent again, is answered as the first time."""
    for session, sent in aftermath.told.items():
        for one in [one for number, one in enumerate(sent) if number % 10 == 0 or one.again]:
            assert _say(aftermath.api.http, session, one.key, one.content) == one.answer
    assert [aftermath.api.get(f"/sessions/{session}/turns")["total"] for session in aftermath.told] == [TURNS] * CLIENTS
