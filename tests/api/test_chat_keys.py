"""What is promised of keys and chats: which permissions they take, and whose chats a key reaches."""

import re
from typing import Any

import pytest
from harness import Api, Running, check_problem
from test_chats import begin

from spectron.domain.ids import KeyId

METHODS = ("get", "put", "post", "patch", "delete")
BELOW = "/api/v1/{context_id}"


def routes(api: Api) -> list[tuple[str, str]]:
    """Every route of the server below a context that is about chats, as method and path."""
    paths = api.http.get("/openapi.json").json()["paths"]
    ours = [path for path in paths if re.match(r"/(chats|settings)\b", path.removeprefix(BELOW))]
    return [(method.upper(), path.removeprefix(BELOW)) for path in ours for method in METHODS if method in paths[path]]


def needed(path: str) -> str:
    """The permission that a route takes: messages have one of their own."""
    return "chat_mutation" if "/messages" in path else "chats"


def with_key(server: Running, api: Api, context: str, scope: dict[str, str], *permissions: str) -> Api:
    """The same context, seen with a key of this scope that has these permissions and no others."""
    api.get("/sessions")  # the context is made with its first use
    return Api(api.http, api.root, server.add_key(context, scope, permissions=permissions))


@pytest.mark.promise(128, 129)
def test_every_route_of_chats_needs_its_permission(server: Running, api: Api, context: str):
    """A key without the permission is refused by each route, whatever it sends, and told which one it needs."""
    chat = begin(api, user_id="alice")["id"]
    callers = {
        others: with_key(server, api, context, {}, *others)
        for others in ((), ("agent_wide",), ("chats", "agent_wide"), ("chat_mutation", "agent_wide"))
    }
    asked = 0
    for method, path in routes(api):
        for permissions, caller in callers.items():
            if needed(path) in permissions:
                continue
            place = re.sub(r"\{[^}]+\}", "none", path.replace("{chat_id}", chat))
            for body in ({}, {"json": {}}, {"json": [1]}, {"content": b"{"}):
                refused = check_problem(caller.send(method, place, **body), 403)
                assert f"the permission {needed(path)}" in refused["detail"], (method, path)
                asked += 1
    assert asked >= 7 * 3 * 4
    assert api.get(f"/chats/{chat}")["name"] == ""


@pytest.mark.promise(128)
def test_a_permission_opens_the_chats(server: Running, api: Api, context: str):
    """A key with `chats` uses all of their verbs; a permission is felt by the next request, and so is its loss."""
    caller = with_key(server, api, context, {"user": "alice"})
    (key,) = [one for one in server.do(server.memory.gate.list_keys()) if one.context_id == context]

    def change(more: set[str], fewer: set[str]) -> None:
        server.do(server.memory.gate.change_permissions(KeyId(key.id), frozenset(more), frozenset(fewer)))

    assert caller.send("GET", "/chats").status_code == 403
    change({"chats"}, set())
    chat = begin(caller)["id"]
    for method, path, body in (
        ("GET", "/chats", None),
        ("PATCH", f"/chats/{chat}", {"name": "mine"}),
        ("PUT", "/chats/active", {"chat_id": chat}),
        ("GET", "/chats/active", None),
    ):
        assert caller.send(method, path, json=body).status_code == 200
    change({"chat_mutation"}, {"chats"})
    assert caller.send("GET", "/chats").status_code == 403
    change({"chats"}, {"chat_mutation"})
    assert caller.send("DELETE", f"/chats/{chat}").json() == {"deleted": True}


@pytest.mark.promise(161)
def test_a_user_scoped_key_needs_no_user_id(server: Running, api: Api, context: str):
    """Its chats are its user's, without a word on whose; another user is refused wherever one is named."""
    alice = with_key(server, api, context, {"user": "alice"}, "chats")
    theirs = begin(api, user_id="bob", name="secret")["id"]
    mine = begin(alice, character_id="iris")
    assert alice.get("/chats") == {"data": [mine], "total": 1}
    assert alice.send("PUT", "/chats/active", json={"chat_id": mine["id"]}).json() == mine
    assert alice.get("/chats/active") == alice.get("/chats/active", user_id="alice") == mine
    assert api.get("/chats/active", user_id="alice") == mine
    refused: list[tuple[str, str, Any]] = [
        ("GET", "/chats?user_id=bob", None),
        ("POST", "/chats", {"user_id": "bob"}),
        ("GET", "/chats/active?user_id=bob", None),
        ("PUT", "/chats/active?user_id=bob", {"chat_id": None}),
        ("PUT", "/chats/active", {"chat_id": None, "user_id": "bob"}),
        ("PUT", "/chats/active", {"chat_id": theirs}),
        ("PUT", "/chats/active", {"chat_id": mine["id"], "user_id": "bob"}),
        ("GET", f"/chats/{theirs}", None),
        ("PATCH", f"/chats/{theirs}", {"name": "mine"}),
        ("PATCH", f"/chats/{theirs}", {}),
        ("DELETE", f"/chats/{theirs}", None),
    ]
    for method, path, body in refused:
        told = check_problem(alice.send(method, path, json=body), 403)
        assert "secret" not in str(told)
    assert api.get(f"/chats/{theirs}")["name"] == "secret"


@pytest.mark.promise(161)
def test_an_operator_scoped_key_says_whose(server: Running, api: Api, context: str):
    """It names a user, or the chat tells; where neither is there the request is refused and names `user_id`."""
    operator = with_key(server, api, context, {"org": "acme"}, "chats")
    hers, his = (begin(operator, user_id=user, character_id="iris") for user in ("alice", "bob"))
    outside = begin(api, user_id="alice")["id"]
    assert operator.get("/chats")["total"] == 2
    assert operator.get("/chats", user_id="bob")["data"] == [his]
    assert operator.send("PUT", "/chats/active", json={"chat_id": hers["id"]}).json() == hers
    assert operator.send("PUT", "/chats/active", json={"chat_id": his["id"], "user_id": "bob"}).json() == his
    assert [operator.get("/chats/active", user_id=user) for user in ("alice", "bob", "carol")] == [hers, his, None]
    check_problem(operator.send("GET", "/chats/active"), 400, "user_id")
    check_problem(operator.send("PUT", "/chats/active", json={"chat_id": None}), 400, "user_id")
    check_problem(operator.send("PUT", "/chats/active", json={"chat_id": hers["id"], "user_id": "bob"}), 400, "user_id")
    check_problem(operator.send("PUT", "/chats/active", json={"chat_id": outside}), 403)
    nobodys = begin(operator, character_id="iris")
    check_problem(operator.send("PUT", "/chats/active", json={"chat_id": nobodys["id"]}), 400, "user_id")
    assert operator.send("PUT", "/chats/active?user_id=carol", json={"chat_id": nobodys["id"]}).json() == nobodys
    assert operator.get("/chats/active", user_id="carol") == nobodys
    assert operator.send("PUT", "/chats/active", json={"chat_id": None, "user_id": "alice"}).json() is None
    assert [operator.get("/chats/active", user_id=user) for user in ("alice", "bob")] == [None, his]


@pytest.mark.promise(161)
def test_a_development_key_sees_who_switched_last(api: Api):
    """Who is unrestricted need not say whose: it is about the user who opened or closed a chat last."""
    assert api.get("/chats/active") is None
    assert api.send("PUT", "/chats/active", json={"chat_id": None}).json() is None
    hers, his = (begin(api, user_id=user) for user in ("alice", "bob"))
    for chat in (hers, his, hers):
        api.send("PUT", "/chats/active", json={"chat_id": chat["id"]})
        assert api.get("/chats/active") == chat
    api.send("PUT", "/chats/active", json={"chat_id": None})
    assert api.get("/chats/active") is None
    assert [api.get("/chats/active", user_id=user) for user in ("alice", "bob")] == [None, his]


def test_a_key_of_one_character_sees_an_active_chat_with_it_alone(server: Running, api: Api, context: str):
    """A user has one chat open, whoever it is with; a key confined to another character neither sees nor closes it."""
    with_iris, with_max = (begin(api, user_id="alice", character_id=one) for one in ("iris", "max"))
    iris = with_key(server, api, context, {"agent": "iris", "user": "alice"}, "chats")
    api.send("PUT", "/chats/active", json={"chat_id": with_max["id"]})
    assert iris.get("/chats/active") is None
    assert iris.send("PUT", "/chats/active", json={"chat_id": None}).json() is None
    assert api.get("/chats/active", user_id="alice") == with_max
    assert iris.send("PUT", "/chats/active", json={"chat_id": with_iris["id"]}).json() == with_iris
    assert api.get("/chats/active", user_id="alice") == iris.get("/chats/active") == with_iris
