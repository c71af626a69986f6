"""What is promised of replies that are read while they are made: `Accept: text/event-stream`."""

import asyncio
import threading
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from typing import Any

import httpx2
import pytest
from harness import Api, Running, check_problem, run_server
from replying import read_events
from scripted import ScriptedExtractor

from spectron.domain.errors import ProviderFailed
from spectron.providers.ports import Completion, Request
from spectron.server import streams

STREAM = {"Accept": "text/event-stream"}


@dataclass(slots=True)
class Teller:
    """Repeats what it is told, `wait` for `rest`; at `pause` it stops after the first piece until `go_on`.

    `stopped` tells that it was stopped for good there.
    """

    name: str = "teller/x"
    told: int = 0
    paused: threading.Event = field(default_factory=threading.Event)
    go_on: threading.Event = field(default_factory=threading.Event)
    stopped: threading.Event = field(default_factory=threading.Event)

    async def complete(self, request: Request) -> Completion:
        """The whole answer at once."""
        self.told += 1
        return Completion(request.about, 10, 10)

    async def stream(self, request: Request) -> AsyncIterator[str | Completion]:
        """The words of the question, or so many kilobytes of them."""
        self.told += 1
        words = request.about.replace("rest", "wait")
        done = Completion(words * (64_000 if "flood" in request.about else 1), 10, 10)
        size = max(8, len(done.text) // 50)
        for place in range(0, len(done.text), size):
            yield done.text[place : place + size]
            if place == 0 and "pause" in request.about:
                await self._wait()
            if place == 0 and "stumble" in request.about:
                raise ProviderFailed("the model stumbled")
        yield done

    async def _wait(self) -> None:
        self.paused.set()
        try:
            await asyncio.to_thread(self.go_on.wait, 60)
        except asyncio.CancelledError:
            self.stopped.set()
            raise


@dataclass(frozen=True, slots=True)
class Telling:
    """A context that a teller answers, and a session in it."""

    api: Api
    teller: Teller
    extractor: ScriptedExtractor
    session: str

    def ask(self, content: str, **headers: str) -> httpx2.Response:
        """Say something, whatever comes back."""
        return self.api.send(
            "POST", f"/sessions/{self.session}/chat", json={"content": content}, headers={**STREAM, **headers}
        )

    def open(self, http: httpx2.Client, content: str, **headers: str) -> httpx2.Response:
        """Say something, and read nothing of the answer yet."""
        url, key = f"{self.api.root}/sessions/{self.session}/chat", {"API-KEY": self.api.key}
        asked = http.build_request("POST", url, json={"content": content}, headers={**STREAM, **key, **headers})
        return http.send(asked, stream=True)

    @property
    def roles(self) -> list[str]:
        """Who spoke in this session."""
        return [one["role"] for one in self.api.get(f"/sessions/{self.session}/turns")["data"]]


@pytest.fixture(scope="module")
def serving(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Running, dict[str, Teller], ScriptedExtractor]]:
    """A server whose contexts may name tellers, and whose turns are read by the notation of `scripted`."""
    tellers: dict[str, Teller] = {}
    extractor = ScriptedExtractor()
    makers: Any = {"teller": lambda name: tellers.setdefault(name, Teller(f"teller/{name}"))}
    with run_server(tmp_path_factory.mktemp("tellers") / "memory.db", extractor, makers) as running:
        yield running, tellers, extractor


@pytest.fixture
def telling(serving: Any, context: str) -> Telling:
    """A session that a teller of its own answers."""
    running, tellers, extractor = serving
    api = running.api(context)
    assert api.send("PUT", "/config", json={"models": {"response": f"teller/{context}"}}).status_code == 200
    return Telling(api, tellers[context], extractor, api.open(user="alice"))


@pytest.fixture
def caller(serving: Any) -> Iterator[httpx2.Client]:
    """Connections of one's own, which can be cut."""
    with httpx2.Client(base_url=serving[0].url, timeout=60, trust_env=False) as http:
        yield http


def wait_for(telling: Telling, *roles: str) -> None:
    """Until these have spoken; the test's own time limit ends what never comes."""
    while telling.roles != list(roles):
        threading.Event().wait(0.02)


def test_pieces_come_first_and_the_whole_answer_last(telling: Telling):
    """`token` events make up the reply, `done` is the object that a plain call answers with."""
    answer = telling.ask("me.location = Berlin; and more words")
    assert answer.status_code == 201
    assert answer.headers["content-type"].startswith("text/event-stream")
    *tokens, (name, done) = read_events(answer.text)
    assert {kind for kind, _ in tokens} == {"token"}
    assert len(tokens) > 3
    assert (name, "".join(one["text"] for _, one in tokens)) == ("done", done["reply"])
    assert done["memory_updates"]["attributes"][0]["value"] == "Berlin"
    plain = telling.api.send("POST", f"/sessions/{telling.session}/chat", json={"content": "more"}).json()
    assert set(plain) == set(done)
    assert telling.roles == ["user", "assistant"] * 2


@pytest.mark.promise(20)
@pytest.mark.parametrize("accept", ["*/*", "application/json", "application/json, text/event-stream"])
def test_without_asking_for_a_stream_the_answer_is_complete(telling: Telling, accept: str):
    """One JSON object once the reply is whole and recorded."""
    answer = telling.ask("words and more words", Accept=accept)
    assert (answer.headers["content-type"], answer.json()["reply"]) == ("application/json", "words and more words")
    assert telling.roles == ["user", "assistant"]


def test_told_again_under_its_key_a_stream_is_the_same(telling: Telling):
    """The reply comes in one piece, the model is not asked again, and a plain call answers alike."""
    first, again = (telling.ask("some words", **{"Idempotency-Key": "once"}) for _ in "12")
    assert read_events(again.text)[-1] == read_events(first.text)[-1]
    plain = telling.ask("some words", **{"Idempotency-Key": "once", "Accept": "*/*"})
    assert plain.json() == read_events(first.text)[-1][1]
    assert (telling.teller.told, telling.roles) == (1, ["user", "assistant"])


def test_what_fails_before_the_first_piece_is_an_ordinary_error(telling: Telling):
    """404, 409, 422 and 502 have their status and are problems."""
    assert check_problem(telling.ask("fail"), 502)["turn_id"]
    check_problem(telling.ask("  "), 422, "content")
    telling.api.send("DELETE", f"/sessions/{telling.session}")
    check_problem(telling.ask("words"), 409)
    check_problem(Telling(telling.api, telling.teller, telling.extractor, "nobody").ask("words"), 404)


def test_what_fails_half_way_is_told_as_an_event(telling: Telling):
    """`error` holds the problem with the id of what was said; of the half reply nothing is kept."""
    *_, (name, told) = read_events(telling.ask("I stumble over words").text)
    (turn,) = telling.api.get(f"/sessions/{telling.session}/turns")["data"]
    assert (name, told["status"], told["title"]) == ("error", 502, "Reply failed")
    assert told["turn_id"] == turn["id"]


def test_a_long_silence_is_filled(telling: Telling, caller: httpx2.Client, monkeypatch: pytest.MonkeyPatch):
    """While the model thinks, comments keep the connection alive."""
    monkeypatch.setattr(streams, "HEARTBEAT_SECONDS", 0.01)
    answer = telling.open(caller, "pause over words")
    seen: list[str] = []
    for line in answer.iter_lines():
        seen.append(line)
        if line.startswith(":"):
            telling.teller.go_on.set()
    assert ": still thinking" in seen
    assert seen.index(": still thinking") < seen.index("event: done")


def test_who_goes_away_half_way_ends_the_reply(telling: Telling, caller: httpx2.Client):
    """The model is stopped, no half reply is kept, and under the same key the exchange goes on."""
    answer = telling.open(caller, "pause over words", **{"Idempotency-Key": "once"})
    assert next(answer.iter_lines()) == "event: token"
    answer.close()
    assert telling.teller.stopped.wait(60)
    assert telling.roles == ["user"]
    telling.teller.go_on.set()
    *_, (name, done) = read_events(telling.ask("pause over words", **{"Idempotency-Key": "once"}).text)
    assert (name, done["reply"]) == ("done", "pause over words")
    assert telling.roles == ["user", "assistant"]


def test_a_key_is_in_flight_as_long_as_its_stream(telling: Telling, caller: httpx2.Client):
    """A second request under the key of a reply that is being made is 409."""
    answer = telling.open(caller, "pause over words", **{"Idempotency-Key": "once"})
    assert telling.teller.paused.wait(60)
    told = check_problem(telling.ask("pause over words", **{"Idempotency-Key": "once"}), 409)
    assert told["title"] == "In flight"
    telling.teller.go_on.set()
    assert read_events("\n".join(answer.iter_lines()))[-1][0] == "done"


def test_who_goes_away_after_the_last_piece_has_a_reply_recorded(telling: Telling, caller: httpx2.Client):
    """Once the reply is complete it is learned and kept, whoever listens."""
    telling.extractor.started.clear()
    answer = telling.open(caller, "some words; rest")
    assert telling.extractor.started.wait(60)  # the reply says `wait`, and is being learned
    answer.close()
    telling.extractor.release.set()
    while telling.api.get("/state")["revision"] < 2:
        threading.Event().wait(0.02)
    assert telling.roles == ["user", "assistant"]


def test_a_reader_who_takes_nothing_holds_up_nobody(telling: Telling, caller: httpx2.Client):
    """Megabytes that nobody reads are recorded all the same, and then still there to be read."""
    answer = telling.open(caller, "a flood of words")
    wait_for(telling, "user", "assistant")
    *_, (name, done) = read_events("\n".join(answer.iter_lines()))
    assert (name, len(done["reply"])) == ("done", len("a flood of words") * 64_000)


def test_a_stream_is_described(serving: Any):
    """The document says that the answer may be a stream."""
    document = serving[0].http.get("/openapi.json").json()
    told = document["paths"]["/api/v1/{context_id}/sessions/{session_id}/chat"]["post"]["responses"]["201"]["content"]
    assert set(told) == {"application/json", "text/event-stream"}
