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
