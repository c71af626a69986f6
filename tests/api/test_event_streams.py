"""What is promised to those who listen: each event once, in order, as it happens, and nothing of others."""

import pytest
from harness import Api, Running, check_problem
from listening import listening


def begin(api: Api, **wish: str) -> str:
    """Begin a chat; returns its id."""
    response = api.send("POST", "/chats", json=wish)
    assert response.status_code == 201, response.text
    return str(response.json()["id"])


def test_a_turn_is_heard_of_as_it_is_recorded(api: Api):
    """A listener is told which turn was recorded, in which session, whose and where in it."""
    session = api.open(user="alice")
    record = api.get(f"/sessions/{session}")["record_id"]
    with listening(api, types="turn.recorded") as ears:
        turn = api.say(session, "I live in Oslo.")
        (heard,) = ears.take(1)
    assert heard.name == "turn.recorded"
    assert heard.data == {"turn_id": turn["turn_id"], "session_id": record, "role": "user", "seq": 1}


def test_a_stream_begins_with_the_number_it_starts_behind(api: Api):
    """`ready` comes first; its id is the number of the last event before."""
    with listening(api) as ears:
        assert (ears.ready.id, ears.ready.data) == ("0", {"since": 0, "last": 0})
        made = begin(api, user_id="alice")
        (heard,) = ears.take(1)
    assert (heard.seq, heard.name, heard.data["chatId"]) == (1, "CHAT_CHANGED", made)
    with listening(api) as again:
        assert again.ready.id == "1"


def test_a_stream_goes_on_from_the_last_id(api: Api):
    """What happened while nobody listened is told to who names the last id, in the header or in the query."""
    made = [begin(api, user_id="alice", name=str(number)) for number in range(5)]
    with listening(api, last=2) as ears:
        heard = ears.take(3)
        made.append(begin(api, user_id="alice"))
        heard += ears.take(1)
    assert [one.seq for one in heard] == [3, 4, 5, 6]
    assert [one.data["chatId"] for one in heard] == made[2:]
    with listening(api, last_event_id="5") as ears:
        assert [one.data["chatId"] for one in ears.take(1)] == made[5:]


def test_the_header_counts_before_the_query(api: Api):
    """A browser that connects again repeats its address and sends the id it heard last in the header."""
    for name in "one", "two", "three":
        begin(api, user_id="alice", name=name)
    with listening(api, last=2, last_event_id="0") as ears:
        assert [one.seq for one in ears.take(1)] == [3]


@pytest.mark.parametrize("number", ["-1", "1.5", "x", "٣", "9" * 40])
def test_a_last_id_that_is_no_number_is_refused(api: Api, number: str):
    """A value that cannot be the id of an event is a 400 that names where it stood."""
    check_problem(api.send("GET", "/events", params={"last_event_id": number}), 400, "last_event_id")
    sent = {"Last-Event-ID": number.encode()}
    check_problem(api.send("GET", "/events", headers=sent), 400, "Last-Event-ID")


@pytest.mark.parametrize("names", ["CHAT_RENAMED", "turn.recorded,", ""])
def test_an_unknown_type_is_refused(api: Api, names: str):
    """A type that there is not is a 400 that names the parameter."""
    check_problem(api.send("GET", "/events", params={"types": names}), 400, "types")


def test_two_users_at_once_are_refused(api: Api):
    """`user_id` and `scope[user]` cannot name two people."""
    query = {"user_id": "alice", "scope[user]": "bob"}
    check_problem(api.send("GET", "/events", params=query), 400, "user_id")


@pytest.mark.parametrize("user", ["", " ", "\x01", "a\nb", "x" * 257])
def test_a_user_that_cannot_be_is_refused(api: Api, user: str):
    """An id that no user can have is a 400 that names the parameter."""
    check_problem(api.send("GET", "/events", params={"user_id": user}), 400, "user_id")


@pytest.mark.parametrize("query", [{"user_id": "alice"}, {"scope[user]": "alice"}])
def test_a_listener_hears_of_one_user_alone(api: Api, query: dict[str, str]):
    """`user_id` and `scope` narrow what is heard, of what is stored as of what is new."""
    begin(api, user_id="bob")
    stored = begin(api, user_id="alice")
    with listening(api, last=0, **query) as ears:
        heard = ears.take(1)
        begin(api, user_id="bob")
        new = begin(api, user_id="alice")
        heard += ears.take(1)
    assert [one.data["chatId"] for one in heard] == [stored, new]


def test_a_key_hears_nothing_beyond_its_clamp(server: Running, context: str, api: Api):
    """A key that is confined to a user hears of that user, and may not ask for another."""
    key = server.add_key_in(context, {"user": "alice"})
    alice = server.api(context, key)
    session, other = api.open(user="alice"), api.open(user="bob")
    with listening(alice) as ears:
        api.say(other, "I live in Rome.")
        turn = api.say(session, "I live in Oslo.")
        (heard,) = ears.take(1)
    assert heard.data["turn_id"] == turn["turn_id"]
    check_problem(alice.send("GET", "/events", params={"user_id": "bob"}), 403, "scope.user")


def test_chats_are_heard_of_by_permission_alone(server: Running, context: str, api: Api):
    """Without the permission `chats` what happens to chats is left out, and asking for it is refused."""
    api.get("/sessions")
    plain = server.api(context, server.add_key(context))
    allowed = server.api(context, server.add_key(context, permissions=["chats"]))
    session = api.open(user="alice")
    with listening(plain) as deaf, listening(allowed) as ears:
        begin(api, user_id="alice")
        api.say(session, "Good morning.", role="assistant")
        assert deaf.take(1)[0].name == "turn.recorded"
        assert [one.name for one in ears.take(2)] == ["CHAT_CHANGED", "turn.recorded"]
    check_problem(plain.send("GET", "/events", params={"types": "turn.recorded,CHAT_CHANGED"}), 403)
