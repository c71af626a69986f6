"""What is promised where a caller of chats errs: a sentence that names the field, and nothing half-done."""

from collections.abc import Mapping
from typing import Any

import pytest
from harness import Api, check_problem
from test_chats import begin

DEEP: dict[str, Any] = {}
for _ in range(30):
    DEEP = {"in": DEEP}


def nested(levels: int) -> bytes:
    """A body whose metadata has so many levels."""
    return b'{"metadata":' + b'{"in":' * levels + b"1" + b"}" * levels + b"}"


@pytest.mark.promise(139)
@pytest.mark.parametrize(
    ("body", "status", "field"),
    [
        ({"name": "x" * 10_000}, 422, "name"),
        ({"name": ""}, 422, "name"),
        ({"name": " \t\u2003"}, 422, "name"),
        ({"name": "one\x07two"}, 422, "name"),
        ({"name": "one\ntwo"}, 422, "name"),
        ({"name": "one\x00two"}, 422, "name"),
        ({"name": 7}, 422, "name"),
        ({"name": None}, 422, "name"),
        ({"metadata": None}, 422, "metadata"),
        ({"metadata": [1]}, 422, "metadata"),
        ({"metadata": "text"}, 422, "metadata"),
        ({"metadata": DEEP}, 422, "metadata"),
        ({"metadata": {"n": 2**70}}, 422, "metadata"),
        ({"metadata": {"blob": "x" * 70_000}}, 413, "metadata"),
        ({"metadata": {"blob": "é" * 40_000}}, 413, "metadata"),
        ({"name": "good", "metadata": [1]}, 422, "metadata"),
        ({"metadata": {"good": True}, "name": ""}, 422, "name"),
        ({"name": "good", "title": "bad"}, 422, "title"),
        ({"id": "session:other"}, 422, "id"),
        ({"created_at": 0}, 422, "created_at"),
        ([], 422, None),
        ("name", 422, None),
        (None, 422, None),
    ],
)
def test_a_patch_that_is_wrong_changes_nothing(api: Api, body: Any, status: int, field: str | None):
    """Whatever is wrong with one field, no field changes; the answer names the one that is wrong."""
    chat = begin(api, user_id="alice", name="mine", metadata={"kept": True})
    check_problem(api.send("PATCH", f"/chats/{chat['id']}", json=body), status, field)
    assert api.get(f"/chats/{chat['id']}") == chat


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (b"", 422),
        (b"{", 422),
        (b'{"name": "half \\ud83d"}', 422),
        (b"\xff\xfe", 422),
        (b'{"name": "a", "name": "b"}', 422),
        (b'{"metadata": {"n": NaN}}', 422),
        (b'{"metadata": {"n": ' + b"9" * 5_000 + b"}}", 422),
        (nested(1_000), 422),
        (nested(100_000), 422),
        (b'{"metadata": {"blob": "' + b"x" * 1_048_576 + b'"}}', 413),
    ],
)
def test_bytes_that_are_no_patch_change_nothing(api: Api, content: bytes, status: int):
    """A body that cannot be read, or is too deep or too large, is refused before anything is done."""
    chat = begin(api, user_id="alice", name="mine")
    headers = {"Content-Type": "application/json"}
    check_problem(api.send("PATCH", f"/chats/{chat['id']}", content=content, headers=headers), status)
    assert api.get(f"/chats/{chat['id']}") == chat


def test_a_name_and_metadata_may_be_as_large_as_is_said(api: Api):
    """256 characters of any script, and 64 KiB of JSON, are taken and come back as they were."""
    name, metadata = "名" * 256, {"blob": "x" * (65_536 - len('{"blob":""}'))}
    chat = begin(api, name=name, metadata=metadata)
    assert (chat["name"], chat["metadata"]) == (name, metadata)
    assert api.send("PATCH", f"/chats/{chat['id']}", json={"metadata": metadata}).json() == chat
    check_problem(api.send("POST", "/chats", json={"name": name + "名"}), 422, "name")
    check_problem(api.send("POST", "/chats", json={"metadata": {"blob": metadata["blob"] + "x"}}), 413, "metadata")
    assert api.get("/chats")["total"] == 1


@pytest.mark.promise(131, 132)
@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"limit": "0"}, "limit"),
        ({"limit": "-1"}, "limit"),
        ({"limit": "many"}, "limit"),
        ({"limit": "1.5"}, "limit"),
        ({"limit": ""}, "limit"),
        ({"limit": "9" * 40}, "limit"),
        ({"offset": "-1"}, "offset"),
        ({"offset": "last"}, "offset"),
        ({"sort": "name"}, "sort"),
        ({"sort": ""}, "sort"),
        ({"user_id": " "}, "user_id"),
        ({"user_id": "a\x00b"}, "user_id"),
        ({"character_id": "x" * 257}, "character_id"),
        ({"characterID": "iris"}, "characterID"),
        ({"characterName": "Iris"}, "characterName"),
        ({"character_id": "iris", "characterId": "tomas"}, "characterId"),
        ({"userId": " "}, "user_id"),
        ({"scope[user]": "alice"}, "scope[user]"),
    ],
)
def test_a_query_that_is_wrong_is_refused(api: Api, query: Mapping[str, str], field: str):
    """A parameter that says nothing of sense, or that nobody reads, is 400 and named."""
    check_problem(api.send("GET", "/chats", params=query), 400, field)


@pytest.mark.promise(134, 142)
@pytest.mark.parametrize("name", ["session:none", "none", "%00", "%20", "%F0%9F%92%A9", "x" * 5_000])
def test_an_id_that_is_none_is_not_found(api: Api, name: str):
    """What names no chat is 404, told as a chat, and deleting it answers that nothing was there."""
    assert check_problem(api.send("GET", f"/chats/{name}"), 404)["detail"].startswith("no chat ")
    check_problem(api.send("PATCH", f"/chats/{name}", json={"name": "new"}), 404)
    assert api.send("DELETE", f"/chats/{name}").json() == {"deleted": False}
    assert api.get("/chats")["total"] == 0


def test_active_is_no_chat(api: Api):
    """The address of the active chat is read and set; it is not deleted or renamed, even if a session is called so."""
    headers = {"API-KEY": api.key, "Spectron-Context": api.root.rsplit("/", 1)[1]}
    body = {"user_id": "alice", "session_id": "active"}
    assert api.http.post("/api/v1/agents/iris/sessions/start", json=body, headers=headers).is_success
    (chat,) = api.get("/chats")["data"]
    for method in ("PATCH", "DELETE"):
        refused = api.send(method, "/chats/active", json={})
        check_problem(refused, 405)
        assert refused.headers["Allow"] == "GET, PUT"
    assert api.get("/chats/active") is None
    assert api.get("/chats")["data"] == [chat]


@pytest.mark.promise(136)
@pytest.mark.parametrize(
    ("body", "status", "field"),
    [
        ({}, 422, "chat_id"),
        ({"chat_id": 7}, 422, "chat_id"),
        ({"chat_id": ""}, 422, "chat_id"),
        ({"chat_id": "a\x00b"}, 422, "chat_id"),
        ({"chat_id": "x" * 300}, 422, "chat_id"),
        ({"chat_id": "session:none"}, 404, None),
        ({"chat_id": "active"}, 404, None),
        ({"chat_id": None, "user_id": ""}, 422, "user_id"),
        ({"chat_id": None, "user": "alice"}, 422, "user"),
        ("session:none", 422, None),
    ],
)
def test_a_switch_that_is_wrong_changes_nothing(api: Api, body: Any, status: int, field: str | None):
    """Whoever names no chat that is there leaves the active chat as it was."""
    chat = begin(api, user_id="alice")
    api.send("PUT", "/chats/active", json={"chat_id": chat["id"]})
    check_problem(api.send("PUT", "/chats/active", json=body), status, field)
    assert api.get("/chats/active", user_id="alice") == chat


def test_a_switch_names_one_user(api: Api):
    """Where the query and the body name two users, nobody knows whose chat was meant."""
    chat = begin(api, user_id="alice")["id"]
    body = {"chat_id": chat, "user_id": "alice"}
    assert api.send("PUT", "/chats/active?user_id=alice", json=body).status_code == 200
    check_problem(api.send("PUT", "/chats/active?user_id=bob", json=body), 409, "user_id")
    check_problem(api.send("PUT", "/chats/active?user=alice", json=body), 400, "user")
    check_problem(api.send("GET", "/chats/active?chat_id=x"), 400, "chat_id")
