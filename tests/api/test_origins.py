"""What is promised to pages of other origins: browsers let those that are named ask, and no others."""

import threading
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import httpx2
import pytest
from harness import Api, Running, check_problem, run_server
from listening import listening
from scripted import ScriptedExtractor

from spectron.domain.temporal import utc_now

PAGE, STRANGER = "https://app.example.com", "https://elsewhere.example"
SENT = ["Authorization", "API-KEY", "Idempotency-Key", "Last-Event-ID", "Content-Type", "Spectron-Context"]


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A server that pages of two origins may ask."""
    origins = [PAGE, "http://localhost:5173"]
    folder = tmp_path_factory.mktemp("origins")
    with run_server(folder / "memory.db", ScriptedExtractor(), cors_origins=origins) as running:
        yield running


@pytest.fixture
def near(opened: Running, context: str) -> Api:
    """A caller of a fresh context of that server."""
    return opened.api(context)


def preflight(server: Running, path: str, method: str, *headers: str, origin: str = PAGE) -> httpx2.Response:
    """What a browser asks before a page may send a request; no key is in it."""
    asked = {"Origin": origin, "Access-Control-Request-Method": method}
    if headers:
        asked["Access-Control-Request-Headers"] = ",".join(sorted(one.lower() for one in headers))
    return server.http.request("OPTIONS", path, headers=asked)


def words(value: str) -> set[str]:
    """What a header lists, in small letters."""
    return {one.strip().lower() for one in value.split(",")}


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/api/v1/demo/chats"),
        ("POST", "/api/v1/demo/chats"),
        ("PUT", "/api/v1/demo/chats/active"),
        ("PATCH", "/api/v1/demo/chats/x"),
        ("DELETE", "/api/v1/demo/chats/x/messages/y"),
        ("GET", "/api/v1/demo/events"),
        ("POST", "/api/v1/agents/mira/sessions/start"),
    ],
)
def test_a_page_of_a_named_origin_may_ask(opened: Running, method: str, path: str):
    """The preflight of every method with every header of the interface is answered with leave, without a key."""
    answer = preflight(opened, path, method, *SENT)
    assert answer.status_code == 200
    assert answer.headers["access-control-allow-origin"] == PAGE
    assert method.lower() in words(answer.headers["access-control-allow-methods"])
    assert words(answer.headers["access-control-allow-headers"]) >= {one.lower() for one in SENT}
    assert "access-control-allow-credentials" not in answer.headers
    assert "origin" in words(answer.headers["vary"])


@pytest.mark.parametrize("origin", [STRANGER, PAGE + ".evil.example", "http://app.example.com", "null"])
def test_a_page_of_another_origin_is_kept_away(opened: Running, near: Api, origin: str):
    """Neither the preflight nor the answer to a request without one gives a page leave that nobody named."""
    refused = preflight(opened, "/api/v1/demo/chats", "GET", "API-KEY", origin=origin)
    assert refused.status_code == 400
    assert "access-control-allow-origin" not in refused.headers
    answer = near.send("GET", "/chats", headers={"Origin": origin})
    assert "access-control-allow-origin" not in answer.headers


def test_headers_of_ours_and_no_others_may_be_sent(opened: Running):
    """A header that the interface does not know is refused."""
    refused = preflight(opened, "/api/v1/demo/chats", "GET", "X-Something")
    assert (refused.status_code, refused.text) == (400, "Disallowed CORS headers")


def test_a_page_reads_answers_and_their_allowance(near: Api):
    """The answer is for the page that asked, and it may read when to ask again."""
    answer = near.send("POST", "/chats", json={"user_id": "alice"}, headers={"Origin": PAGE})
    assert answer.status_code == 201
    assert answer.headers["access-control-allow-origin"] == PAGE
    shown = words(answer.headers["access-control-expose-headers"])
    assert shown == {"ratelimit-limit", "ratelimit-remaining", "ratelimit-reset", "retry-after"}


def errors(near: Api) -> Iterator[tuple[int, httpx2.Response]]:
    """One answer of each kind of error, as a page gets it."""
    page = {"Origin": PAGE}
    yield 401, near.http.get(f"{near.root}/chats", headers=page)
    yield 404, near.send("GET", "/chats/none", headers=page)
    yield 404, near.http.get("/nowhere", headers=page)
    yield 405, near.send("PUT", "/chats", headers=page)
    yield 413, near.send("POST", "/chats", content=b" " * 1_100_000, headers=page)
    yield 422, near.send("POST", "/chats", json={"name": 5}, headers=page)
    turn = {"role": "user", "content": "fail"}
    yield 502, near.send("POST", f"/sessions/{near.open()}/turns", json=turn, headers=page)


def test_a_page_reads_what_went_wrong(near: Api):
    """Errors can be read as answers can."""
    for status, answer in errors(near):
        check_problem(answer, status)
        assert answer.headers["access-control-allow-origin"] == PAGE, status


def test_a_page_reads_that_something_broke(tmp_path: Path):
    """An error that nobody foresaw, a clock that breaks here, is answered outside all layers but this one."""
    broken = threading.Event()

    def clock() -> datetime:
        if broken.is_set():
            raise RuntimeError("the clock broke")
        return utc_now()

    with run_server(tmp_path / "memory.db", clock=clock, cors_origins=[PAGE]) as running:
        api = running.api("demo")
        broken.set()
        answer = api.send("GET", "/chats", headers={"Origin": PAGE})
        broken.clear()
    check_problem(answer, 500)
    assert answer.headers["access-control-allow-origin"] == PAGE


def test_a_page_listens(near: Api):
    """A stream of events is for the page as well."""
    with listening(near, origin=PAGE) as ears:
        assert ears.response.headers["access-control-allow-origin"] == PAGE
        assert near.send("POST", "/chats", json={"user_id": "alice"}).status_code == 201
        assert ears.take(1)[0].name == "CHAT_CHANGED"


def test_without_the_setting_no_page_may_ask(server: Running, api: Api):
    """By default no origin gets leave, and a preflight is an address that has no such method."""
    check_problem(preflight(server, "/api/v1/demo/chats", "GET", "API-KEY"), 405)
    assert "access-control-allow-origin" not in api.send("GET", "/chats", headers={"Origin": PAGE}).headers


def test_a_page_may_ask_a_memory_on_the_machine_of_its_reader(opened: Running):
    """A browser that asks whether a page of the web may go to a private address is told yes."""
    asked = {
        "Origin": PAGE,
        "Access-Control-Request-Method": "GET",
        "Access-Control-Request-Private-Network": "true",
    }
    answer = opened.http.request("OPTIONS", "/api/v1/demo/chats", headers=asked)
    assert answer.headers["access-control-allow-private-network"] == "true"
