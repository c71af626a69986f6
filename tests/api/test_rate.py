"""What is promised of the limit on requests: each key has its own, it refills, and it is told in every answer."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx2
import pytest
from harness import check_problem
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from spectron.compose import build_memory
from spectron.server import rate
from spectron.server.app import create_app
from spectron.server.rate import Bucket, RateLimit, take
from spectron.service.access import Grant
from spectron.settings import Settings, load_settings


@dataclass(slots=True)
class Watch:
    """Seconds that pass when a test says so."""

    now: float = 0.0

    def __call__(self) -> float:
        """The present second."""
        return self.now


@dataclass(slots=True)
class Limited:
    """An application with a limit, two keys to it, and the watch that it goes by."""

    http: httpx2.AsyncClient
    keys: list[str] = field(default_factory=list)
    watch: Watch = field(default_factory=Watch)

    async def ask(self, key: str | None, header: str = "API-KEY", path: str = "/api/v1/demo/state") -> httpx2.Response:
        """One request with a key."""
        return await self.http.get(path, headers={} if key is None else {header: key})


@asynccontextmanager
async def serve(folder: Path, per_minute: int) -> AsyncIterator[Limited]:
    """An application with a limit of so many requests."""
    memory, watch = build_memory(load_settings(database=folder / "memory.db")), Watch()
    await memory.open()
    transport = httpx2.ASGITransport(create_app(memory, per_minute, watch))
    async with httpx2.AsyncClient(transport=transport, base_url="http://127.0.0.1") as http:
        keys = [(await memory.gate.create_key(Grant(None, development=True)))[1] for _ in range(2)]
        yield Limited(http, keys, watch)
    await memory.close()


@pytest.mark.anyio
async def test_a_key_is_refused_over_its_limit_and_heard_again_later(tmp_path: Path):
    """The third request of a minute is 429 and says when to come back; then it passes."""
    async with serve(tmp_path, 2) as app:
        key = app.keys[0]
        assert [(await app.ask(key)).status_code for _ in range(2)] == [200, 200]
        refused = await app.ask(key)
        check_problem(refused, 429)
        assert refused.headers["retry-after"] == "30"
        assert key not in refused.text
        app.watch.now += 29.9
        assert (await app.ask(key)).status_code == 429
        app.watch.now += 0.2
        assert (await app.ask(key)).status_code == 200
        assert (await app.ask(key)).status_code == 429


@pytest.mark.anyio
async def test_every_answer_tells_the_allowance(tmp_path: Path):
    """Limit, remaining requests and the seconds until all of them are back stand in good and bad answers."""
    async with serve(tmp_path, 3) as app:
        seen = [await app.ask(app.keys[0], path="/api/v1/demo/entities/none") for _ in range(4)]
        told = [
            (one.status_code, *(one.headers[f"ratelimit-{name}"] for name in ("limit", "remaining", "reset")))
            for one in seen
        ]
        assert told == [(404, "3", "2", "20"), (404, "3", "1", "40"), (404, "3", "0", "60"), (429, "3", "0", "20")]


@pytest.mark.anyio
async def test_keys_do_not_share_a_limit_and_headers_do(tmp_path: Path):
    """Another key passes; the same key in the other header does not."""
    async with serve(tmp_path, 1) as app:
        one, other = app.keys
        assert (await app.ask(one)).status_code == 200
        assert (await app.ask(f"Bearer {one}", "Authorization")).status_code == 429
        assert (await app.ask(f"bearer {other}", "Authorization")).status_code == 200
        assert (await app.ask(other)).status_code == 429


@pytest.mark.anyio
async def test_what_needs_no_key_is_not_counted(tmp_path: Path):
    """Health answers always, and a request without a key is 401 however many there are."""
    async with serve(tmp_path, 1) as app:
        assert [(await app.ask(app.keys[0], path="/healthz")).status_code for _ in range(3)] == [200, 200, 200]
        assert [(await app.ask(None)).status_code for _ in range(3)] == [401, 401, 401]
        assert (await app.ask(app.keys[0])).status_code == 200


@pytest.mark.anyio
async def test_there_is_no_limit_unless_one_is_set(tmp_path: Path):
    """With 0, the default, answers tell of none."""
    async with serve(tmp_path, 0) as app:
        answers = [await app.ask(app.keys[0]) for _ in range(5)]
        assert {one.status_code for one in answers} == {200}
        assert not [name for one in answers for name in one.headers if name.startswith("ratelimit")]


def test_the_limit_is_a_setting(monkeypatch: pytest.MonkeyPatch):
    """It is read like every setting, is off by default, and cannot be negative."""
    assert Settings().requests_per_minute == 0
    monkeypatch.setenv("SPECTRON_REQUESTS_PER_MINUTE", "90")
    assert load_settings().requests_per_minute == 90
    with pytest.raises(ValidationError):
        Settings(requests_per_minute=-1)


@given(st.integers(1, 10), st.lists(st.floats(0, 20), max_size=60))
def test_no_minute_sees_more_than_twice_the_limit_and_waiting_always_helps(per_minute: int, waits: list[float]):
    """A full bucket and a minute of refilling is the most that can pass; after the seconds told a request passes."""
    bucket, now, passed = Bucket(per_minute, 0), 0.0, []
    for wait in waits:
        now += wait
        bucket, verdict = take(bucket, per_minute, now)
        if verdict.passes:
            passed.append(now)
        else:
            assert take(bucket, per_minute, now + verdict.reset)[1].passes
        assert 0 <= bucket.tokens <= per_minute
    assert all(sum(start <= at < start + 60 for at in passed) <= 2 * per_minute for start in passed)


def test_a_watch_that_runs_backwards_gives_nothing():
    """Time that goes back neither refills a bucket nor empties it."""
    bucket, verdict = take(Bucket(1.5, 100), 60, 40)
    assert (verdict.passes, bucket.tokens) == (True, 0.5)


@pytest.mark.anyio
async def test_keys_that_are_made_up_do_not_fill_the_memory(monkeypatch: pytest.MonkeyPatch):
    """Buckets are kept for so many keys, and one that is in use outlives those that were tried once."""
    monkeypatch.setattr(rate, "MOST_BUCKETS", 50)
    watch, statuses = Watch(), []

    async def answer(_scope: object, _receive: object, send: object) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})  # type: ignore[operator]
        await send({"type": "http.response.body", "body": b""})  # type: ignore[operator]

    limited = RateLimit(answer, 10, watch)
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(limited), base_url="http://127.0.0.1") as http:
        for number in range(500):
            watch.now += 1
            await http.get("/api/v1/demo/state", headers={"API-KEY": f"made-up-{number}"})
            for _ in range(2):
                statuses.append((await http.get("/api/v1/demo/state", headers={"API-KEY": "real"})).status_code)
    assert len(limited._buckets) <= 50
    assert statuses.count(200) <= 10 + 500 / 6 + 1
