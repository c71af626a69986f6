"""What a server writes about its work names no one and repeats nothing."""

import signal
from pathlib import Path

import httpx2
import pytest
from child import KEY, start_child
from harness import Api

SECRETS = ("Zanzibar", "zelda-the-user", "secret-of-zelda", "spectron_a-wrong-key", KEY)


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> str:
    """All that a server at INFO says between its start and its end, on both streams."""
    room: Path = tmp_path_factory.mktemp("logs")
    with start_child(room / "memory.db", room / "log") as child:
        with httpx2.Client(base_url=child.url, timeout=60, trust_env=False) as http:
            _use(Api(http, "/api/v1/demo", KEY), http)
        assert child.end(signal.SIGTERM) == 0
    return (room / "log").read_text()


def _use(api: Api, http: httpx2.Client) -> None:
    """Everything that could end up in a log: turns, queries, refusals, nonsense."""
    session = api.open(user="zelda-the-user")
    api.say(session, "I live in Zanzibar.", metadata={"a": "secret-of-zelda"})
    api.send("POST", f"/sessions/{session}/chat", json={"content": "Zanzibar?"})
    api.get("/state", {"user": "zelda-the-user"})
    path = f"/sessions/{session}/turns"
    for body in (b'{"role":"user","content":"Zanzibar', b'{"role":"nobody","content":"Zanzibar"}', b'{"Zanzibar":1}'):
        api.send("POST", path, content=body, headers={"Content-Type": "application/json"})
    api.send("POST", path, json={"role": "user", "content": "Zanzibar " * 200_000})
    api.send("POST", path, json={"role": "user", "content": "Zanzibar"}, headers={"Idempotency-Key": "secret-of-zelda"})
    http.get("/api/v1/demo/state", headers={"API-KEY": "spectron_a-wrong-key"})
    http.get("/api/v1/demo/state", params={"scope[user]": "zelda-the-user", "key": KEY})
    http.get("/Zanzibar")


@pytest.mark.parametrize("secret", SECRETS)
def test_logs_hold_neither_content_nor_keys(written: str, secret: str):
    """Neither words, nor scopes, nor metadata, nor keys good or wrong are written at INFO."""
    assert secret not in written


def test_the_server_says_where_it_is(written: str):
    """What is written is not nothing: the address of the server is in it."""
    assert "http://127.0.0.1:" in written


def test_an_unforeseen_failure_is_logged_without_its_words(scripted: Api, caplog: pytest.LogCaptureFixture):
    """An extractor that breaks often repeats in its error what it was reading; the log says where, not what."""
    turn = {"role": "user", "content": "break; I live in Zanzibar"}
    assert scripted.send("POST", f"/sessions/{scripted.open()}/turns", json=turn).status_code == 502
    assert "the extractor broke" in caplog.text
    assert "Zanzibar" not in caplog.text


def test_measures_name_routes_and_not_what_callers_sent(tmp_path: Path):
    """`/metrics` counts by the template of a route; contexts, ids and scopes of a caller are not in it."""
    with (
        start_child(tmp_path / "memory.db", tmp_path / "log") as child,
        httpx2.Client(base_url=child.url, timeout=60, trust_env=False) as http,
    ):
        _use(Api(http, "/api/v1/zelda-the-user", KEY), http)
        text = http.get("/metrics").text
    assert 'route="/api/v1/{context_id}/sessions/{session_id}/turns"' in text
    for secret in (*SECRETS, "session:", "turn:"):
        assert secret not in text
