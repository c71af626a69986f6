"""What is promised of chats: the entity that a front end lists, opens, renames and deletes."""

from typing import Any

import pytest
from harness import Api

FIELDS = {"id", "character_id", "name", "metadata", "created_at", "updated_at"}


def begin(api: Api, **wish: Any) -> Any:
    """Begin a chat, and expect that it was made."""
    response = api.send("POST", "/chats", json=wish)
    assert response.status_code == 201, response.text
    return response.json()


@pytest.mark.promise(143)
def test_a_chat_has_six_fields(api: Api):
    """A chat is told by its six fields, when it is begun as when it is read."""
    made = begin(api, character_id="iris", user_id="alice", name="On boats", metadata={"pinned": True})
    assert set(made) == FIELDS
    assert (made["character_id"], made["name"], made["metadata"]) == ("iris", "On boats", {"pinned": True})
    assert api.send("GET", f"/chats/{made['id']}").json() == made


@pytest.mark.promise(130)
def test_chats_are_listed_newest_first(api: Api):
    """A list holds its page under `data`, and how many match under `total`; sessions are chats too."""
    made = [begin(api, user_id="alice", name=name)["id"] for name in ("one", "two")]
    session = api.send("POST", "/sessions", json={"scope": {"user": "bob"}}).json()["record_id"]
    listed = api.send("GET", "/chats").json()
    assert [one["id"] for one in listed["data"]] == [session, *reversed(made)]
    assert listed["total"] == 3
    assert api.send("GET", "/chats?user_id=alice").json()["total"] == 2


@pytest.mark.promise(139, 140)
def test_only_what_is_given_changes(api: Api):
    """A patch changes the fields it holds and answers the chat as it is then; metadata is replaced, not merged."""
    made = begin(api, user_id="alice", name="one", metadata={"a": 1, "b": 2})
    path = f"/chats/{made['id']}"
    renamed = api.send("PATCH", path, json={"name": "two"}).json()
    assert (renamed["name"], renamed["metadata"]) == ("two", {"a": 1, "b": 2})
    replaced = api.send("PATCH", path, json={"metadata": {"c": 3}}).json()
    assert (replaced["name"], replaced["metadata"]) == ("two", {"c": 3})
    assert api.send("GET", path).json() == replaced
    assert api.send("PATCH", path, json={}).json() == replaced


@pytest.mark.promise(135, 136)
def test_the_active_chat_is_kept(api: Api):
    """The chat that was opened last is read as the active one until it is closed; each user has their own."""
    assert api.get("/chats/active", user_id="alice") is None
    hers, his = (begin(api, character_id="iris", user_id=user) for user in ("alice", "bob"))
    for chat in (hers, his):
        assert api.send("PUT", "/chats/active", json={"chat_id": chat["id"]}).json() == chat
    assert [api.get("/chats/active", user_id=user) for user in ("alice", "bob")] == [hers, his]
    assert api.send("PUT", "/chats/active?user_id=alice", json={"chat_id": None}).json() is None
    assert [api.get("/chats/active", user_id=user) for user in ("alice", "bob")] == [None, his]


def test_a_chat_takes_its_name_from_the_first_message(api: Api):
    """A session that nobody named is called what its user said first; a name that was given stays."""
    opened = api.send("POST", "/sessions", json={"scope": {"user": "alice"}}).json()["record_id"]
    api.say(opened, "Good morning, how can I help?", role="assistant")
    assert api.get(f"/chats/{opened}")["name"] == ""
    api.say(opened, "  \n\tPlan a trip\x07 to Lisbon\nfor two")
    api.say(opened, "And to Porto")
    assert api.get(f"/chats/{opened}")["name"] == "Plan a trip to Lisbon"
    named = begin(api, user_id="alice", name="Travels")["id"]
    api.say(named, "Plan a trip")
    assert api.get(f"/chats/{named}")["name"] == "Travels"


def test_a_query_may_be_in_camel_case(api: Api):
    """Its parameters go by the names that the fields of a body may have, whatever the call."""
    mine = begin(api, user_id="alice", character_id="iris")
    begin(api, user_id="bob", character_id="iris")
    begin(api, user_id="alice")
    assert api.get("/chats", userId="alice", characterId="iris")["data"] == [mine]
    api.send("PUT", "/chats/active?userId=alice", json={"chat_id": mine["id"]})
    assert api.get("/chats/active", userId="alice") == mine
    api.say(mine["id"], "I live in Oslo.")
    assert api.get("/entities", knownAt="2020-01-01T00:00:00Z")["data"] == []
