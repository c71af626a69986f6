"""What is promised of chats where several clients write at once, and which changes are told."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from harness import Api, Running
from test_chat_deletion import told
from test_chats import begin


@pytest.mark.promise(139)
def test_patches_of_two_fields_both_hold(api: Api):
    """However two clients interleave, neither takes the other's field back, and what was written last stays."""
    chat = begin(api, user_id="alice")["id"]
    path = f"/chats/{chat}"

    def write(field: str) -> list[Any]:
        values = [f"{number}" if field == "name" else {"n": number} for number in range(25)]
        return [api.send("PATCH", path, json={field: value}).json()[field] == value for value in values]

    with ThreadPoolExecutor(2) as two:
        answers = list(two.map(write, ("name", "metadata")))
    assert all(map(all, answers))
    last = api.get(path)
    assert (last["name"], last["metadata"]) == ("24", {"n": 24})


@pytest.mark.promise(139)
def test_of_patches_of_one_field_one_wins(server: Running, api: Api, context: str):
    """Every patch that changed something is told in the order of the commits; what is read then is one of them."""
    chat = begin(api, user_id="alice")["id"]
    names = [f"name {number}" for number in range(8)]
    with ThreadPoolExecutor(len(names)) as crowd:
        answers = list(crowd.map(lambda name: api.send("PATCH", f"/chats/{chat}", json={"name": name}).json(), names))
    assert [one["name"] for one in answers] == names
    assert api.get(f"/chats/{chat}")["name"] in names
    assert told(server, context)[1:] == [("CHAT_CHANGED", {"chatId": chat, "changed": ["name"]})] * len(names)


def test_what_changes_nothing_is_not_told(server: Running, api: Api, context: str):
    """A change tells its fields; an empty patch, one that repeats what stands, and one that is refused tell nothing."""
    chat = begin(api, user_id="alice", name="one", metadata={"n": 1})["id"]
    for body in ({}, {"name": "one"}, {"metadata": {"n": 1}}, {"name": ""}, {"name": "one", "metadata": {"n": 1}}):
        api.send("PATCH", f"/chats/{chat}", json=body)
    api.send("DELETE", "/chats/session:none")
    assert told(server, context) == [("CHAT_CHANGED", {"chatId": chat, "changed": ["created"]})]
    api.send("PATCH", f"/chats/{chat}", json={"name": "two", "metadata": {"n": 1.0}})
    assert told(server, context)[1:] == [("CHAT_CHANGED", {"chatId": chat, "changed": ["name", "metadata"]})]


@pytest.mark.promise(136)
def test_every_switch_is_told(server: Running, api: Api, context: str):
    """Opening, opening again and closing are told each, with whose it is; a switch that is refused is not."""
    chat = begin(api, user_id="alice", character_id="iris")["id"]
    wishes: list[Any] = [{"chat_id": chat}, {"chat_id": chat}, {"chat_id": None, "user_id": "alice"}]
    for wish in (*wishes, {"chat_id": "session:none"}, {"chat_id": chat, "user_id": "bob"}):
        api.send("PUT", "/chats/active", json=wish)
    switched = [detail for kind, detail in told(server, context) if kind == "CHAT_SWITCHED"]
    assert switched == [{"chatId": one["chat_id"], "userId": "alice"} for one in wishes]


def test_a_chat_is_named_once_whoever_speaks_first(server: Running, api: Api, context: str):
    """Of many first messages at once one names the chat, the one that is first in it, and that is told once."""
    chat = begin(api, user_id="alice")["id"]
    with ThreadPoolExecutor(6) as crowd:
        list(crowd.map(lambda number: api.say(chat, f"Plan trip number {number}"), range(6)))
    turns = api.get(f"/sessions/{chat}/turns")["data"]
    assert api.get(f"/chats/{chat}")["name"] == turns[0]["content"]
    named = [detail for kind, detail in told(server, context) if detail.get("changed") == ["name"]]
    assert named == [{"chatId": chat, "changed": ["name"]}]
