"""Keys that open nothing, or less than is asked for: what lies outside never shows, not even in an error."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta

import pytest
from harness import Api, Running, check_problem

from spectron.domain.ids import ContextId, KeyId
from spectron.domain.scope import Scope
from spectron.service.access import Grant

FOREIGN = "canary-of-somebody-else"
EVERY_READ = ("/state", "/profile", "/entities", "/sessions", "/config", "/export")


@pytest.fixture(autouse=True)
def serves_on(scripted_server: Running) -> Iterator[None]:
    """Whatever a test sends, the server is ready afterwards and never answered 500."""
    yield
    assert scripted_server.http.get("/readyz").status_code == 200
    assert 'status="500"' not in scripted_server.http.get("/metrics").text


@pytest.fixture
def filled(scripted: Api) -> Api:
    """A context with one turn in it."""
    scripted.say(scripted.open(user="alice"), f"me.location = {FOREIGN}")
    return scripted


def _refused(api: Api, path: str, status: int, headers: Mapping[str, str]) -> None:
    """Expect a refusal that holds nothing of what it protects, nor the key."""
    for method in ("GET", "POST") if path == "/sessions" else ("GET",):
        body = {"json": {}} if method == "POST" else {}
        answer = api.http.request(method, api.root + path, headers=dict(headers), **body)
        check_problem(answer, status)
        assert FOREIGN not in answer.text
        assert not any(value in answer.text for value in headers.values() if len(value) > 8)


@pytest.mark.parametrize("path", EVERY_READ)
@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"API-KEY": ""},
        {"API-KEY": "spectron_wrong"},
        {"API-KEY": "x" * 10_000},
        {"API-KEY": "' OR 1=1 --"},
        {"Authorization": "Bearer spectron_wrong"},
        {"Authorization": "Bearer"},
        {"Authorization": "Basic YWxpY2U6c2VjcmV0"},
        {"Authorization": "spectron_wrong"},
        {"Cookie": "API-KEY=spectron_wrong"},
    ],
)
def test_without_a_good_key_nothing_opens(filled: Api, path: str, headers: dict[str, str]):
    """No key and a wrong one are 401, tell how to send one, and never repeat what was sent."""
    _refused(filled, path, 401, headers)
    assert filled.http.get(filled.root + path, headers=headers).headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize("path", ["/state", "/nowhere-at-all"])
def test_a_key_in_the_address_is_no_key(filled: Api, path: str):
    """A key in the query opens nothing: addresses end up in logs."""
    answer = filled.http.get(filled.root + path, params={"api_key": filled.key})
    assert answer.status_code in (401, 404)
    assert FOREIGN not in answer.text


@pytest.mark.parametrize("body", [b"", b"{", b"[" * 100_000, b"\xff", b'{"scope":1}', b'{"a":1,"a":2}', b"x" * 2_000])
def test_the_key_is_asked_for_before_the_body(filled: Api, body: bytes):
    """Whatever is wrong with a body, a caller without a key is told of the key alone."""
    headers = {"Content-Type": "application/json", "API-KEY": "spectron_wrong"}
    for method, path in (("POST", "/sessions"), ("POST", "/sessions/x/turns"), ("PUT", "/config")):
        told = check_problem(filled.http.request(method, filled.root + path, content=body, headers=headers), 401)
        assert told["errors"] == []


def test_a_revoked_key_is_no_key(filled: Api, scripted_server: Running, context: str):
    """From the next request on, a revoked key is 401."""
    grant = Grant(ContextId(context))
    key, secret = scripted_server.do(scripted_server.memory.gate.create_key(grant))
    assert scripted_server.api(context, secret).get("/state")
    scripted_server.do(scripted_server.memory.gate.revoke_key(KeyId(key.id)))
    for path in EVERY_READ:
        _refused(filled, path, 401, {"API-KEY": secret})


def test_an_expired_key_is_no_key(filled: Api, scripted_server: Running, context: str):
    """A key whose time is over is 401; one whose time is not over opens."""
    now = datetime.now(UTC)
    assert scripted_server.api(context, scripted_server.add_key(context, until=now + timedelta(hours=1))).get("/state")
    expired = scripted_server.add_key(context, until=now - timedelta(seconds=1))
    for path in EVERY_READ:
        _refused(filled, path, 401, {"Authorization": f"Bearer {expired}"})


def test_a_key_of_another_context_opens_nothing_here(filled: Api, scripted_server: Running, context: str):
    """403 for a context that exists and for one that does not: the key cannot tell them apart."""
    other = scripted_server.api(f"{context}-2")
    other.open()
    key = scripted_server.add_key(f"{context}-2")
    for path in EVERY_READ:
        _refused(filled, path, 403, {"API-KEY": key})
        _refused(scripted_server.api(f"{context}-3"), path, 403, {"API-KEY": key})
    session = filled.get("/sessions")["data"][0]["id"]
    across = scripted_server.api(f"{context}-2", key)
    for path in (f"/sessions/{session}", f"/sessions/{session}/turns"):
        check_problem(across.send("GET", path), 404)
    check_problem(across.send("POST", f"/sessions/{session}/turns", json={"role": "user", "content": "x"}), 404)
    assert filled.get(f"/sessions/{session}/turns")["total"] == 1


@pytest.mark.parametrize("name", ["x" * 65, "%20", "a b", "%C3%BC", "a%00b", "a;b", "%ED%A0%80", "$", "a%0Ab"])
def test_a_context_has_a_plain_name(scripted: Api, name: str):
    """Names outside the alphabet are 400 whatever the key, so that no context of theirs is ever made."""
    for key in (scripted.key, "wrong"):
        answer = scripted.http.get(f"/api/v1/{name}/state", headers={"API-KEY": key})
        check_problem(answer, 400, "context_id")


@pytest.fixture
def clamped(scripted: Api, scripted_server: Running, context: str) -> Api:
    """A caller confined to `org=acme, user=alice`, in a context full of what lies outside."""
    for scope in ({"org": "acme", "user": "bob"}, {"org": "globex", "user": "alice"}, {"org": "acme"}, {}):
        session = scripted.open(**scope)
        scripted.say(
            session, f"me.location = {FOREIGN} a; Ana.likes = {FOREIGN}; !high Obey {FOREIGN}.; ?negated {FOREIGN}"
        )
        scripted.say(session, f"me.location = {FOREIGN} b; me.works_at -> {FOREIGN}:organisation; what is {FOREIGN}?")
    scripted.say(scripted.open(org="acme", user="alice"), "me.location = Berlin")
    return scripted_server.api(context, scripted_server.add_key(context, {"org": "acme", "user": "alice"}))


def test_a_confined_key_sees_its_own_and_nothing_else(clamped: Api):
    """Every view shows what lies inside the clamp, and not a byte of what lies outside."""
    for path in ("/state", "/entities", "/sessions", "/export"):
        answer = clamped.send("GET", path)
        assert answer.status_code == 200
        assert FOREIGN not in answer.text
    assert [one["value"] for one in clamped.get("/state")["identity"]["attributes"]] == ["Berlin"]
    assert clamped.get("/sessions")["total"] == 1
    assert clamped.get("/state")["scope"] == {"org": "acme", "user": "alice"}


def test_a_profile_stays_inside_the_clamp(clamped: Api):
    """Not even what is told to everybody in an organisation shows to a key that is confined to one user of it."""
    assert FOREIGN not in clamped.send("GET", "/profile").text
    assert FOREIGN not in clamped.send("GET", "/profile", params={"format": "prompt"}).text


@pytest.mark.parametrize("path", ["/state", "/profile", "/entities", "/sessions", "/export"])
@pytest.mark.parametrize(
    "scope",
    [{"user": "bob"}, {"org": "globex"}, {"org": "globex", "user": "alice"}, {"user": "Alice"}, {"org": "acme "}],
)
def test_a_confined_key_cannot_ask_for_another_scope(clamped: Api, path: str, scope: dict[str, str]):
    """Naming another value of a clamped dimension is 403, names the dimension, and shows nothing."""
    answer = clamped.send("GET", path, params={f"scope[{name}]": value for name, value in scope.items()})
    told = check_problem(answer, 403)
    assert told["errors"][0]["field"].removeprefix("scope.") in scope
    assert FOREIGN not in answer.text


@pytest.mark.parametrize("scope", [{"user": "bob"}, {"org": "globex", "user": "alice"}])
def test_a_confined_key_cannot_open_a_session_elsewhere(clamped: Api, scope: dict[str, str]):
    """Writing under another value is 403; what is left out of a scope is filled in from the clamp."""
    check_problem(clamped.send("POST", "/sessions", json={"scope": scope}), 403)
    made = clamped.send("POST", "/sessions", json={"scope": {"team": "blue"}}).json()
    assert made["scope"] == {"org": "acme", "team": "blue", "user": "alice"}


def test_a_confined_key_cannot_touch_what_lies_outside(clamped: Api, scripted: Api):
    """Sessions, turns and entities outside the clamp are 403 by their id, to read and to change."""
    for session in scripted.get("/sessions")["data"]:
        if session["scope"] == {"org": "acme", "user": "alice"}:
            continue
        path = f"/sessions/{session['id']}"
        turn = scripted.get(f"{path}/turns")["data"][0]["id"]
        said = {"role": "user", "content": "me.location = Rome"}
        for answer in (
            clamped.send("GET", path),
            clamped.send("GET", f"{path}/turns"),
            clamped.send("POST", f"{path}/turns", json=said),
            clamped.send("DELETE", path),
            clamped.send("GET", "/state/diff", params={"since": turn}),
        ):
            check_problem(answer, 403)
            assert FOREIGN not in answer.text
        assert scripted.get(path)["status"] == "open"
        assert scripted.get(f"{path}/turns")["total"] == 2
    inside = {one["id"] for one in clamped.get("/entities")["data"]}
    outside = [one["id"] for one in scripted.get("/entities")["data"] if one["id"] not in inside]
    assert len(outside) == 12
    for entity in outside:
        for path in (f"/entities/{entity}", f"/entities/{entity}/history"):
            answer = clamped.send("GET", path)
            check_problem(answer, 403)
            assert FOREIGN not in answer.text


def test_a_confined_key_cannot_change_the_settings(clamped: Api):
    """The settings belong to the whole context."""
    check_problem(clamped.send("PUT", "/config", json={}), 403)


def test_a_difference_stays_inside_the_clamp(clamped: Api, scripted: Api):
    """News from outside never shows in the difference since a turn inside."""
    session = next(one["id"] for one in clamped.get("/sessions")["data"])
    turn = clamped.get(f"/sessions/{session}/turns")["data"][0]["id"]
    scripted.say(scripted.open(org="acme", user="bob"), f"me.location = {FOREIGN} c; Eve.likes = {FOREIGN}")
    clamped.say(session, "me.location = Munich")
    answer = clamped.send("GET", "/state/diff", params={"since": turn})
    assert FOREIGN not in answer.text
    assert [one["value"] for one in answer.json()["updated"]] == ["Munich"]


def test_an_idempotency_key_tells_nobody_what_another_key_made(clamped: Api, scripted: Api):
    """The same Idempotency-Key under another key is another request: it replays nothing."""
    headers = {"Idempotency-Key": "shared"}
    other = scripted.send("POST", "/sessions", json={"metadata": {"a": FOREIGN}}, headers=headers)
    mine = clamped.send("POST", "/sessions", json={"metadata": {"a": FOREIGN}}, headers=headers)
    assert (other.status_code, mine.status_code) == (201, 201)
    assert mine.json()["id"] != other.json()["id"]


def test_a_scope_is_never_two_scopes(scripted: Api, scripted_server: Running, context: str):
    """Values that look like a query are values: no spelling of one scope reaches another."""
    for value in ("alice&org=acme", "alice%26org%3Dacme", "alice' OR '1'='1", "*", "%", "alice\u0000"[:5] + "\u200b"):
        scripted.say(scripted.open(user=value), f"me.location = {value[:3]}{FOREIGN}")
    scripted.say(scripted.open(user="alice", org="acme"), "me.location = Berlin")
    mine = scripted_server.api(context, scripted_server.add_key(context, {"user": "alice"}))
    assert [one["value"] for one in mine.get("/state")["identity"]["attributes"]] == ["Berlin"]
    assert scripted_server.do(scripted_server.memory.gate.list_keys())[-1].scope == Scope.of({"user": "alice"})
