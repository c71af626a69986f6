"""Ids, queries, methods and repeated requests that go wrong: clear problems, and nothing done twice."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from harness import Api, Running, check_problem
from scripted import ScriptedExtractor

NO_ID = [
    "nope",
    "session:01J00000000000000000000000",
    "%00",
    "%ff%fe",
    "%ED%A0%80",
    "x" * 10_000,
    "%F0%9F%92%A9",
    "'; DROP TABLE turn;--",
    "%20",
    "..%2f..%2fetc%2fpasswd",
    "a%2Fb",
    "%2e%2e",
]
NO_NUMBER = ["-1", "x", "", "1.5", "1e3", "+1", " 1", "0x1", "\u0661", "9" * 30, "NaN", "null"]
NO_INSTANT = [
    "",
    "x",
    "0",
    "0000",
    "0000-01-01",
    "99999-01-01",
    "2026-13",
    "2026-02-30",
    "2026-03-02T24:01:00Z",
    "2026-03-02T09:15:00+99:00",
    "2026-03-02T09:15:00Zjunk",
    "9999-12-31T23:59:59-12:00",
    "0001-01-01T00:00:00+14:00",
    "NaN",
    "-1",
    "1e9",
    "1700000000",
    "\u0000",
    "x" * 5_000,
]


@pytest.fixture(autouse=True)
def serves_on(scripted_server: Running) -> Iterator[None]:
    """Whatever a test sends, the server is ready afterwards and never answered 500."""
    yield
    assert scripted_server.http.get("/readyz").status_code == 200
    assert 'status="500"' not in scripted_server.http.get("/metrics").text


@pytest.mark.parametrize("name", NO_ID)
def test_what_does_not_exist_is_not_found(scripted: Api, name: str):
    """An id that names nothing is 404 on every route that takes one, however it is spelt."""
    said = {"role": "user", "content": "x"}
    for method, path, body in (
        ("GET", f"/sessions/{name}", {}),
        ("DELETE", f"/sessions/{name}", {}),
        ("GET", f"/sessions/{name}/turns", {}),
        ("POST", f"/sessions/{name}/turns", {"json": said}),
        ("GET", f"/entities/{name}", {}),
        ("GET", f"/entities/{name}/history", {}),
        ("GET", f"/state/diff?since={name}", {}),
    ):
        told = check_problem(scripted.send(method, path, **body), 404)
        assert len(told["detail"]) <= 1_000
        assert len(told["instance"]) <= 500


def test_one_kind_of_id_is_not_another(scripted: Api):
    """The id of a turn is no session, the id of a session no entity."""
    session = scripted.open()
    turn = scripted.say(session, "Ana.age = 40")
    entity = turn["entities"][0]["id"]
    for path in (f"/sessions/{turn['turn_id']}", f"/entities/{session}", f"/sessions/{entity}/turns"):
        check_problem(scripted.send("GET", path), 404)
    for since in (session, entity):
        check_problem(scripted.send("GET", "/state/diff", params={"since": since}), 404)


@pytest.mark.parametrize("path", ["/sessions", "/entities", "turns"])
@pytest.mark.parametrize("name", ["limit", "offset"])
@pytest.mark.parametrize("value", NO_NUMBER)
def test_pages_are_whole_numbers(scripted: Api, path: str, name: str, value: str):
    """A limit or offset that is none is 400 and named."""
    path = f"/sessions/{scripted.open()}/turns" if path == "turns" else path
    check_problem(scripted.send("GET", path, params={name: value}), 400, name)


def test_pages_have_bounds(scripted: Api):
    """A limit of 0 is refused, one above the most is cut to it, and an offset behind the end is an empty page."""
    session = scripted.open()
    for number in range(3):
        scripted.say(session, f"number {number}")
    for path in ("/sessions", "/entities", f"/sessions/{session}/turns"):
        check_problem(scripted.send("GET", path, params={"limit": "0"}), 400, "limit")
    assert len(scripted.get(f"/sessions/{session}/turns", limit=999_999_999)["data"]) == 3
    assert scripted.get(f"/sessions/{session}/turns", offset=999_999_999) == {"data": [], "total": 3}


@pytest.mark.parametrize("path", ["/state", "/entities", "entity"])
@pytest.mark.parametrize("name", ["valid_at", "known_at"])
@pytest.mark.parametrize("value", NO_INSTANT)
def test_instants_are_instants(scripted: Api, path: str, name: str, value: str):
    """Nonsense, year 0, year 99999 and zones that do not exist are 400 and named."""
    if path == "entity":
        told = scripted.say(scripted.open(), "Ana.age = 40")
        path = f"/entities/{told['entities'][0]['id']}"
    told = check_problem(scripted.send("GET", path, params={name: value}), 400, name)
    assert len(told["detail"]) < 200


@pytest.mark.parametrize(
    "value", ["0001", "0001-01-01T00:00:00Z", "9999-12-31", "9999-12-31T23:59:59.999999Z", "2026-03-02T09:15:00-12:34"]
)
def test_the_ends_of_time_can_be_asked_about(scripted: Api, value: str):
    """The first and last instant of the calendar have an answer on either clock."""
    scripted.say(scripted.open(user="alice"), "me.location = Berlin")
    for name in ("valid_at", "known_at"):
        assert scripted.get("/state", **{name: value})["identity"]["attributes"] is not None


@pytest.mark.parametrize(
    ("method", "path", "name"),
    [
        ("GET", "/sessions?limt=1", "limt"),
        ("GET", "/sessions?scope=x", "scope"),
        ("GET", "/sessions?scope[]=x", "scope"),
        ("GET", "/sessions?Scope[user]=x", "Scope[user]"),
        ("GET", "/sessions?user=alice", "user"),
        ("GET", "/state?scope[user=x", "scope[user"),
        ("GET", "/state?scope[user][x]=y", "scope[user][x]"),
        ("GET", "/state?validat=2026", "validat"),
        ("GET", "/state?since=x", "since"),
        ("GET", "/state?limit=1", "limit"),
        ("GET", "/state?%00=1", "\x00"),
        ("GET", "/profile?fromat=prompt", "fromat"),
        ("GET", "/profile?known_at=2026", "known_at"),
        ("GET", "/entities?kind=person", "kind"),
        ("GET", "/state/diff?since=x&until=y", "until"),
        ("GET", "/config?x=1", "x"),
        ("PUT", "/config?x=1", "x"),
        ("POST", "/sessions?scope[user]=alice", "scope[user]"),
        ("GET", "SESSION?scope[user]=bob", "scope[user]"),
        ("DELETE", "SESSION?force=1", "force"),
        ("GET", "SESSION/turns?scope[user]=bob", "scope[user]"),
        ("POST", "SESSION/turns?role=user", "role"),
        ("GET", "ENTITY?scope[user]=bob", "scope[user]"),
        ("GET", "ENTITY/history?valid_at=2026", "valid_at"),
    ],
)
def test_unknown_parameters_are_named(scripted: Api, method: str, path: str, name: str):
    """A parameter that nobody reads is 400 by its name: a misspelt filter must not broaden an answer in silence."""
    session = scripted.open(user="alice")
    entity = scripted.say(session, "me.age = 40")["entities"][0]["id"]
    path = path.replace("SESSION", f"/sessions/{session}").replace("ENTITY", f"/entities/{entity}")
    body = {"POST": {"role": "user", "content": "x"} if "turns" in path else {}, "PUT": {}}.get(method)
    told = check_problem(scripted.send(method, path, **({} if body is None else {"json": body})), 400)
    assert told["errors"][0]["field"].startswith(name)
    assert scripted.get(f"/sessions/{session}")["status"] == "open"


@pytest.mark.parametrize(
    "query",
    [
        "/sessions?limit=1&limit=2",
        "/state?valid_at=2026&valid_at=2027",
        "/state?scope[user]=alice&scope[user]=bob",
        "/state?scope[user]=alice&scope%5Buser%5D=alice",
        "/state/diff?since=a&since=b",
        "/profile?format=json&format=prompt",
        "/entities?type=a&type=b",
    ],
)
def test_a_parameter_given_twice_is_refused(scripted: Api, query: str):
    """Which of two values was meant nobody can tell, so neither is taken."""
    assert "given twice" in check_problem(scripted.send("GET", query), 400)["detail"]


@pytest.mark.parametrize("value", ["xml", "", "JSON", "prompt "])
def test_a_profile_has_two_formats(scripted: Api, value: str):
    """Any other format is 400 and named."""
    check_problem(scripted.send("GET", "/profile", params={"format": value}), 400, "format")


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "HEAD"])
def test_methods_that_a_route_does_not_have_are_refused(scripted: Api, method: str):
    """405 with the methods that there are."""
    answer = scripted.send(method, "/sessions")
    assert (answer.status_code, answer.headers["content-type"]) == (405, "application/problem+json")
    assert "allow" in answer.headers
    if method != "HEAD":
        check_problem(answer, 405)


@pytest.mark.parametrize("method", ["BREW", "GETT"])
def test_methods_that_nobody_has_are_refused(scripted: Api, method: str):
    """A method that HTTP does not know never reaches a route."""
    assert scripted.send(method, "/sessions").status_code in (400, 405)


@pytest.mark.parametrize(
    "path", ["/nowhere", "/sessions/x/y/z", "/STATE", "//state", "/state/../config/x", "/sessions/x/chats"]
)
def test_addresses_that_do_not_exist_are_not_found(scripted: Api, path: str):
    """404 as a problem, like every other error."""
    check_problem(scripted.send("GET", path), 404)


def test_a_closed_session_refuses_in_words(scripted: Api):
    """409, and the sentence says that the session is closed."""
    session = scripted.open()
    scripted.send("DELETE", f"/sessions/{session}")
    told = check_problem(
        scripted.send("POST", f"/sessions/{session}/turns", json={"role": "user", "content": "me.age = 40"}), 409
    )
    assert "closed" in told["detail"]
    assert scripted.get("/state")["revision"] == 0


@pytest.mark.parametrize("said", ["fail", "break"])
def test_an_extractor_that_fails_is_an_error_and_the_turn_is_safe(scripted: Api, said: str):
    """502 names the stored turn and repeats nothing of it; a retry under the same key takes up where it stopped."""
    session = scripted.open()
    words = f"{said}; me.location = Berlin"
    headers = {"Idempotency-Key": "once"}
    answers = [
        scripted.send("POST", f"/sessions/{session}/turns", json={"role": "user", "content": words}, headers=headers)
        for _ in range(2)
    ]
    told = [check_problem(answer, 502) for answer in answers]
    (turn,) = scripted.get(f"/sessions/{session}/turns")["data"]
    assert {one["turn_id"] for one in told} == {turn["id"]}
    assert not any("Berlin" in answer.text for answer in answers)
    assert turn["content"] == words


@pytest.mark.parametrize("value", ["", "x" * 256, "a b", "tab\there", "\u00fc".encode(), "caf\u00e9".encode("latin-1")])
def test_an_idempotency_key_is_visible_ascii(scripted: Api, value: str | bytes):
    """Empty, over-long and unprintable keys are 400 and named."""
    check_problem(
        scripted.send("POST", "/sessions", json={}, headers={"Idempotency-Key": value}), 400, "idempotency-key"
    )


def test_the_same_key_and_body_replay_the_same_answer(scripted: Api):
    """Sent again, a session is opened once and a turn learned once, and every answer is the first, byte for byte."""
    sent = [
        scripted.send("POST", "/sessions", json={"scope": {"user": "a"}}, headers={"Idempotency-Key": "s"})
        for _ in "123"
    ]
    assert len({one.text for one in sent}) == 1
    assert [one.status_code for one in sent] == [201] * 3
    session = sent[0].json()["id"]
    turn = {"role": "user", "content": "me.location = Berlin; Ana.likes = tea; !high Be brief.; ?negated not Rome"}
    path = f"/sessions/{session}/turns"
    first = scripted.send("POST", path, json=turn, headers={"Idempotency-Key": "t"})
    scripted.say(session, "me.location = Munich; Ana.likes = tea; !end Be brief.")
    again = [scripted.send("POST", path, json=turn, headers={"Idempotency-Key": "t"}) for _ in "12"]
    assert [one.text for one in again] == [first.text] * 2
    assert scripted.get("/sessions")["total"] == 1
    assert scripted.get(path)["total"] == 2


def test_a_replay_shows_the_names_of_its_time(scripted: Api):
    """What a thing is called later does not change what was answered before."""
    session, headers = scripted.open(user="alice"), {"Idempotency-Key": "t"}
    turn = {"role": "user", "content": "me.location = Berlin"}
    first = scripted.send("POST", f"/sessions/{session}/turns", json=turn, headers=headers)
    renamed = scripted.say(session, "me.name = Alice Cooper")
    assert [one["label"] for one in renamed["entities"]] == ["Alice Cooper"]
    assert scripted.send("POST", f"/sessions/{session}/turns", json=turn, headers=headers).text == first.text


def test_an_answer_replays_as_soon_as_it_was_read(scripted: Api):
    """A key is not in flight any more once its answer arrived: replays right behind it all succeed."""
    session = scripted.open()
    turn = {"role": "user", "content": "me.location = Berlin"}
    statuses = [
        scripted.send(
            "POST", f"/sessions/{session}/turns", json=turn, headers={"Idempotency-Key": f"{number // 2}"}
        ).status_code
        for number in range(100)
    ]
    assert statuses == [201] * 100
    assert scripted.get(f"/sessions/{session}/turns")["total"] == 50


@pytest.mark.parametrize(
    "other",
    [
        {"content": "me.location = Munich"},
        {"metadata": {"a": 1}},
        {"role": "system"},
        {"at": "2026-01-15T09:00:00Z"},
    ],
)
def test_the_same_key_with_another_body_is_a_conflict(scripted: Api, other: dict):
    """409, nothing is recorded, and neither body is repeated."""
    session = scripted.open()
    turn = {"role": "user", "content": "me.location = Berlin"}
    headers = {"Idempotency-Key": "t"}
    assert scripted.send("POST", f"/sessions/{session}/turns", json=turn, headers=headers).status_code == 201
    answer = scripted.send("POST", f"/sessions/{session}/turns", json=turn | other, headers=headers)
    check_problem(answer, 409)
    assert "Munich" not in answer.text
    assert "Berlin" not in answer.text
    assert scripted.get(f"/sessions/{session}/turns")["total"] == 1


def test_the_same_key_for_another_address_is_a_conflict(scripted: Api):
    """A key that opened a session, or was used in one, is not good for a turn elsewhere."""
    first, second = scripted.open(), scripted.open()
    turn, headers = {"role": "user", "content": "me.location = Berlin"}, {"Idempotency-Key": "t"}
    assert scripted.send("POST", f"/sessions/{first}/turns", json=turn, headers=headers).status_code == 201
    check_problem(scripted.send("POST", f"/sessions/{second}/turns", json=turn, headers=headers), 409)
    check_problem(scripted.send("POST", "/sessions", json={}, headers=headers), 409)
    assert scripted.get(f"/sessions/{second}/turns")["total"] == 0


def test_the_same_key_in_another_context_is_another_request(scripted: Api, scripted_server: Running, context: str):
    """Contexts share no keys: both requests are done."""
    other = scripted_server.api(f"{context}-2")
    made = [one.send("POST", "/sessions", json={}, headers={"Idempotency-Key": "s"}) for one in (scripted, other)]
    assert [one.status_code for one in made] == [201, 201]
    assert made[0].json()["id"] != made[1].json()["id"]


def test_a_key_in_flight_is_a_conflict_and_then_a_replay(scripted: Api, extractor: ScriptedExtractor):
    """While the first request is being answered the second is 409; afterwards the same request gets the same answer."""
    session = scripted.open()
    path, headers = f"/sessions/{session}/turns", {"Idempotency-Key": "t"}
    turn = {"role": "user", "content": "wait; me.location = Berlin"}
    extractor.started.clear()
    extractor.release.clear()
    with ThreadPoolExecutor(1) as threads:
        first = threads.submit(scripted.send, "POST", path, json=turn, headers=headers)
        try:
            assert extractor.started.wait(60)
            told = check_problem(scripted.send("POST", path, json=turn, headers=headers), 409)
            assert told["type"].endswith("in-flight")
        finally:
            extractor.release.set()
        assert first.result(60).status_code == 201
    assert scripted.send("POST", path, json=turn, headers=headers).text == first.result().text
    assert scripted.get(path)["total"] == 1
