"""Many callers at once: nothing is lost, nothing is doubled, nothing crosses from one scope to another."""

import itertools
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import httpx2
from harness import Api, Running, values

CLIENTS, TURNS = 8, 25


def _together(server: Running, apis: Sequence[Api], talk) -> list:
    """Let each caller talk on a connection and a thread of their own; returns what each call returned."""
    with ThreadPoolExecutor(len(apis)) as threads:
        return list(threads.map(lambda pair: _alone(server, pair[1], pair[0], talk), enumerate(apis)))


def _alone(server: Running, api: Api, number: int, talk):
    with httpx2.Client(base_url=server.url, trust_env=False, timeout=60) as http:
        return talk(Api(http, api.root, api.key), number)


def test_many_sessions_of_one_scope_lose_nothing(scripted: Api, scripted_server: Running):
    """Eight callers teach one scope at once: every fact is there once, and every turn has a revision of its own."""
    shared = scripted.say(scripted.open(user="alice"), "me.location = Berlin; Ana.job_title = nurse")

    def talk(api: Api, number: int) -> list[dict]:
        session = api.open(user="alice")
        return [api.say(session, f"me.likes = thing {number}-{turn}; Ana.age = 40") for turn in range(TURNS)]

    told = [one for answers in _together(scripted_server, [scripted] * CLIENTS, talk) for one in answers]
    assert sorted(one["revision"] for one in told) == list(range(2, CLIENTS * TURNS + 2))
    state = scripted.get("/state", {"user": "alice"})
    taught = {fact["id"] for one in told for fact in one["attributes"]}
    known = {fact["id"] for fact in state["identity"]["attributes"]}
    assert known == taught | {fact["id"] for fact in shared["attributes"]}
    assert len(values(state["identity"], "likes")) == CLIENTS * TURNS
    assert values(state["identity"], "age") == ["40"]
    assert sorted(one["label"] for one in state["identity"]["entities"]) == ["Ana", "alice"]


def test_changes_of_one_value_form_one_chain(scripted: Api, scripted_server: Running):
    """Eight callers change one value over and over: one stands in the end, and every change is in its chain."""
    first = scripted.say(scripted.open(user="alice"), "me.location = Start")

    def talk(api: Api, number: int) -> list[dict]:
        session = api.open(user="alice")
        return [api.say(session, f"me.location = City {number}-{turn}") for turn in range(TURNS)]

    told = [one for answers in _together(scripted_server, [scripted] * CLIENTS, talk) for one in answers]
    state = scripted.get("/state", {"user": "alice"})
    (last,) = values(state["identity"], "location")
    history = scripted.get(f"/entities/{first['entities'][0]['id']}/history", key="location")
    assert {one["value"] for one in history["versions"]} == {"Start"} | {
        f"City {number}-{turn}" for number in range(CLIENTS) for turn in range(TURNS)
    }
    believed = sorted(
        (one["valid_from"], one["valid_until"] or "9999", one["value"])
        for one in history["versions"]
        if one["superseded_at"] is None
    )
    assert believed[-1][2] == last
    assert all(before[1] <= after[0] for before, after in itertools.pairwise(believed))
    assert sum(len(one["corrections"]) for one in told) == len(state["corrections"])


def test_many_scopes_at_once_stay_apart(scripted_server: Running, context: str):
    """Eight users talk at once, each with a key of their own: each sees their own words and not one of another's."""
    keys = [scripted_server.add_key_in(context, {"user": f"user{number}"}) for number in range(CLIENTS)]
    apis = [scripted_server.api(context, key) for key in keys]

    def talk(api: Api, number: int) -> list[str]:
        session, seen = api.open(), []
        for turn in range(TURNS):
            mine = f"canary{number}x{turn}"
            told = api.say(session, f"me.location = {mine}; Ana.likes = {mine}; !low Say {mine}.; ?negated {mine}")
            views = ("/state", "/profile", "/entities", "/sessions", f"/state/diff?since={told['turn_id']}")
            seen.append(api.send("GET", views[turn % len(views)]).text)
        return [*seen, *(api.send("GET", path).text for path in ("/state", f"/sessions/{session}/turns"))]

    for number, seen in enumerate(_together(scripted_server, apis, talk)):
        text = "".join(seen)
        assert f"canary{number}x{TURNS - 1}" in text
        assert [other for other in range(CLIENTS) if other != number and f"canary{other}x" in text] == []
    for number, api in enumerate(apis):
        state = api.get("/state")
        assert values(state["identity"], "location") == [f"canary{number}x{TURNS - 1}"]
        assert len(state["corrections"]) == TURNS - 1
        assert len(values(state["identity"], "likes")) == TURNS


def test_one_idempotency_key_at_once_is_done_once(scripted: Api, scripted_server: Running):
    """Eight callers send one request under one key at once: one turn, one answer, and 409 until it is there."""
    session = scripted.open(user="alice")
    turn, path = {"role": "user", "content": "me.location = Berlin"}, f"/sessions/{session}/turns"

    def talk(api: Api, _number: int) -> list[tuple[int, str]]:
        sent = [api.send("POST", path, json=turn, headers={"Idempotency-Key": f"{one}"}) for one in range(TURNS)]
        return [(one.status_code, one.text) for one in sent]

    answers = _together(scripted_server, [scripted] * CLIENTS, talk)
    for same in zip(*answers, strict=True):
        assert {status for status, _ in same} <= {201, 409}
        assert len({text for status, text in same if status == 201}) == 1
    assert scripted.get(path)["total"] == TURNS


def test_a_session_closed_under_way_ends_cleanly(scripted: Api, scripted_server: Running):
    """While seven callers talk the eighth closes the session: every turn is recorded and answered, or refused."""
    session = scripted.open(user="alice")
    path = f"/sessions/{session}/turns"

    def talk(api: Api, number: int) -> list[int]:
        if number == 0:
            return [api.send("DELETE", f"/sessions/{session}").status_code]
        said = [{"role": "user", "content": f"me.likes = thing {number}-{turn}"} for turn in range(TURNS)]
        return [api.send("POST", path, json=one).status_code for one in said]

    closed, *talks = _together(scripted_server, [scripted] * CLIENTS, talk)
    assert closed == [204]
    statuses = [status for talk in talks for status in talk]
    assert set(statuses) <= {201, 409}
    taken = statuses.count(201)
    assert scripted.get(path)["total"] == taken
    assert len(values(scripted.get("/state")["identity"], "likes")) == taken
