"""What is promised of deleting a chat: it goes with all that was said in it, whatever is being done with it."""

import threading
from concurrent.futures import ThreadPoolExecutor, wait
from typing import Any

import pytest
from harness import Api, Running, check_problem
from listening import listening
from scripted import ScriptedExtractor
from sqlalchemy import Connection, func, select
from test_chats import begin

from spectron.domain.events import EventKind
from spectron.domain.ids import ContextId
from spectron.storage.queries.events import events_after
from spectron.storage.schema import idempotency, job, notice, passage, reading, session, signal, turn, vector

OF_CHANGES = "CHAT_SWITCHED,CHAT_DELETED"
OF_CHATS = (session, turn, passage, vector, signal, notice, reading, job, idempotency)


def kept(server: Running, context: str) -> dict[str, int]:
    """How many rows a context has of what belongs to chats."""

    def count(conn: Connection) -> dict[str, int]:
        numbers = {
            one.name: conn.execute(
                select(func.count()).select_from(one).where(one.c.context_id == context)
            ).scalar_one()
            for one in OF_CHATS
        }
        return {name: number for name, number in numbers.items() if number}

    server.do(server.memory.ingest.indexing.settle())
    return server.do(server.memory.store.read(count))


def told(server: Running, context: str) -> list[tuple[str, Any]]:
    """The events of chats of a context, in their order."""
    events = server.do(server.memory.store.read(lambda conn: events_after(conn, ContextId(context), 0, 1_000)))
    return [(one.kind.value, dict(one.detail)) for one in events if one.kind.of_chats]


@pytest.mark.promise(141, 142)
def test_a_chat_goes_with_its_messages(server: Running, api: Api, context: str):
    """Deleting answers true, and no row of the chat is left; another chat is whole; deleting again answers false."""
    chat, other = (begin(api, user_id="alice", character_id="iris")["id"] for _ in range(2))
    for one in (chat, other):
        api.say(one, "I moved to Munich and I am so happy!")
    both = kept(server, context)
    assert both["turn"] == both["vector"] == both["passage"] == both["session"] == 2
    assert api.send("DELETE", f"/chats/{chat}").json() == {"deleted": True}
    assert kept(server, context) == {name: number // 2 for name, number in both.items()}
    assert [one["id"] for one in api.get("/chats")["data"]] == [other]
    check_problem(api.send("GET", f"/chats/{chat}"), 404)
    check_problem(api.send("GET", f"/sessions/{chat}/turns"), 404)
    check_problem(api.send("POST", f"/sessions/{chat}/turns", json={"role": "user", "content": "Hello?"}), 404)
    assert api.send("DELETE", f"/chats/{chat}").json() == {"deleted": False}


def test_a_deletion_that_is_sent_again_says_what_it_did(api: Api):
    """Under one Idempotency-Key the second answer is that of the first."""
    chat = begin(api, user_id="alice")["id"]
    key = {"Idempotency-Key": "gone"}
    answers = [api.send("DELETE", f"/chats/{chat}", headers=key).json() for _ in range(2)]
    assert answers == [{"deleted": True}, {"deleted": True}]


def test_the_body_of_a_deletion_is_not_read(api: Api):
    """It says nothing: the same key is the same deletion."""
    chat, key = begin(api, user_id="alice")["id"], {"Idempotency-Key": "once"}
    for body in (b"", b"one", b"two" * 1_000):
        answer = api.send("DELETE", f"/chats/{chat}", content=body, headers=key)
        assert answer.json() == {"deleted": True}


def test_a_deletion_of_a_message_that_is_sent_again_says_what_it_did(api: Api):
    """Under one Idempotency-Key it is gone both times; under none it was not there the second time."""
    chat = begin(api, user_id="alice")["id"]
    spoken = {"role": "user", "content": "I live in Oslo."}
    message = f"/chats/{chat}/messages/{api.send('POST', f'/chats/{chat}/messages', json=spoken).json()['id']}"
    key = {"Idempotency-Key": "message-gone"}
    answers = [api.send("DELETE", message, headers=headers).json()["deleted"] for headers in (key, key, {})]
    assert answers == [True, True, False]


def test_what_was_deleted_is_not_made_again(api: Api):
    """What made a chat or a message that is gone is answered 404 when it comes again, and brings nothing back."""
    chat = begin(api, user_id="alice")["id"]
    spoken = f"/chats/{chat}/messages", {"role": "user", "content": "I live in Oslo."}, {"Idempotency-Key": "said"}
    begun = "/chats", {"user_id": "alice"}, {"Idempotency-Key": "begun"}
    replied = f"/sessions/{chat}/turns", {"role": "user", "content": "I love tea."}, {"Idempotency-Key": "told"}
    first, second, third = (send(api, *one) for one in (spoken, begun, replied))
    for gone in (f"{spoken[0]}/{first['id']}", f"/chats/{second['id']}", f"{spoken[0]}/{third['turn_id']}"):
        assert api.send("DELETE", gone).json() == {"deleted": True}
    for path, body, headers in (spoken, begun, replied):
        check_problem(api.send("POST", path, json=body, headers=headers), 404)
    assert api.get(f"/chats/{chat}/messages")["data"] == []
    assert [one["id"] for one in api.get("/chats")["data"]] == [chat]


def send(api: Api, path: str, body: dict[str, str], headers: dict[str, str]) -> Any:
    """Make something."""
    made = api.send("POST", path, json=body, headers=headers)
    assert made.status_code == 201, made.text
    return made.json()


def test_a_key_is_not_told_what_was_deleted_beyond_its_reach(server: Running, api: Api, context: str):
    """That a message was there once is told to those alone who could have read it."""
    chat = begin(api, user_id="alice")["id"]
    gone = api.say(chat, "I live in Oslo.")["turn_id"]
    api.send("DELETE", f"/chats/{chat}/messages/{gone}")
    answers = {
        user: server.api(context, server.add_key(context, {"user": user})).send("GET", f"/state/diff?since={gone}")
        for user in ("alice", "bob")
    }
    assert check_problem(answers["alice"], 404)["detail"] == f"turn {gone} was deleted"
    assert check_problem(answers["bob"], 404)["detail"] == f"no turn {gone} in this context"


@pytest.mark.promise(135, 142)
def test_deleting_the_active_chat_closes_it(server: Running, api: Api, context: str):
    """The home screen is where its user is then, and those who watch hear of both in the commit that did it."""
    chat = begin(api, user_id="alice", character_id="iris")["id"]
    api.send("PUT", "/chats/active", json={"chat_id": chat})
    api.send("DELETE", f"/chats/{chat}")
    assert api.get("/chats/active", user_id="alice") is None
    assert told(server, context)[-3:] == [
        (EventKind.CHAT_SWITCHED, {"chatId": chat, "userId": "alice"}),
        (EventKind.CHAT_SWITCHED, {"chatId": None, "userId": "alice"}),
        (EventKind.CHAT_DELETED, {"chatId": chat}),
    ]


@pytest.mark.parametrize(
    ("within", "user"),
    [
        ({"user": "alice", "agent": "iris"}, "alice"),
        ({"agent": "iris"}, "alice"),
        ({"user": "alice"}, None),
        ({}, None),
    ],
    ids=str,
)
def test_forgetting_a_scope_tells_of_its_chats(
    server: Running, api: Api, context: str, within: dict[str, str], user: str | None
):
    """Each chat that goes is told once, and so is that the open one was closed: to who listens around it, no other."""
    one, other = (begin(api, user_id="alice", character_id="iris")["id"] for _ in range(2))
    api.send("PUT", "/chats/active", json={"chat_id": one})
    before = told(server, context)
    wish = {"scope": within, "everything": not within}
    assert api.send("POST", "/forget", json={**wish, "dry_run": True}).status_code == 200
    assert told(server, context) == before
    alices = server.api(context, server.add_key(context, {"user": "alice"}, permissions=["chats"]))
    bobs = server.api(context, server.add_key(context, {"user": "bob"}, permissions=["chats"]))
    with listening(alices, types=OF_CHANGES) as early, listening(bobs, types=OF_CHANGES) as ears:
        assert api.send("POST", "/forget", json=wish).status_code == 200
        heard = [(heard.name, heard.data) for heard in early.take(3)]
        mine = begin(bobs)["id"]
        bobs.send("DELETE", f"/chats/{mine}")
        assert [heard.data for heard in ears.take(1)] == [{"chatId": mine}]
    assert sorted(heard[1:], key=lambda each: each[1]["chatId"]) == [
        ("CHAT_DELETED", {"chatId": gone}) for gone in sorted((one, other))
    ]
    assert heard[0] == ("CHAT_SWITCHED", {"chatId": None, "userId": user})
    with listening(alices, last=0, types=OF_CHANGES) as late:
        assert [(heard.name, heard.data) for heard in late.take(3)] == heard
    assert api.get("/chats/active", user_id="alice") is None
    assert "alice" not in str(told(server, context)) or user


def test_a_chat_that_is_being_read_stays_deleted(
    scripted_server: Running, scripted: Api, extractor: ScriptedExtractor, context: str
):
    """A message that is read while its chat is deleted teaches nothing, and its sender hears that it is gone."""
    chat = begin(scripted, user_id="alice")["id"]
    extractor.started.clear()
    extractor.release.clear()
    answers: list[Any] = []
    body = {"role": "user", "content": "me.location = Berlin; wait"}
    sender = threading.Thread(
        target=lambda: answers.append(scripted.send("POST", f"/sessions/{chat}/turns", json=body))
    )
    sender.start()
    assert extractor.started.wait(60)
    assert scripted.send("DELETE", f"/chats/{chat}").json() == {"deleted": True}
    extractor.release.set()
    sender.join(60)
    check_problem(answers[0], 404)
    assert kept(scripted_server, context) == {}
    assert scripted.get("/entities")["data"] == []


def test_a_chat_whose_messages_wait_in_the_queue_stays_deleted(server: Running, api: Api, context: str):
    """Messages of an agent that nobody has read yet go with their chat, and with them the job that holds them."""
    headers = {"API-KEY": api.key, "Spectron-Context": context}
    agent = "/api/v1/agents/iris"
    messages = [{"role": "user", "content": f"My sister number {number} lives in Bergen."} for number in range(5)]
    started = api.http.post(f"{agent}/sessions/start", json={"user_id": "alice"}, headers=headers).json()
    name = started["session_id"]
    sent = api.http.post(f"{agent}/sessions/{name}/turn", json={"messages": messages}, headers=headers)
    assert sent.status_code < 300, sent.text
    (chat,) = api.get("/chats", character_id="iris")["data"]
    assert chat["name"] == messages[0]["content"]
    assert api.send("DELETE", f"/chats/{name}").json() == {"deleted": True}
    gone = api.http.post(f"{agent}/sessions/{name}/turn", json={"messages": messages}, headers=headers)
    check_problem(gone, 404)
    assert kept(server, context) == {}


def test_a_crowd_that_talks_while_chats_are_deleted(server: Running, api: Api, context: str):
    """Whoever speaks, replies, embeds, renames or lists while chats go is answered without a failure; nothing stays."""
    chats = [begin(api, user_id="alice")["id"] for _ in range(6)]
    said = {"role": "user", "content": "My sister Zoe moved to Bergen, I miss her so much."}

    def live(chat: str) -> set[int]:
        """Use a chat until it is gone."""
        calls = (
            ("POST", f"/sessions/{chat}/turns", said),
            ("PUT", "/chats/active", {"chat_id": chat}),
            ("POST", f"/sessions/{chat}/chat", {"content": "Where does my sister live?"}),
            ("PATCH", f"/chats/{chat}", {"name": "Zoe", "metadata": {"a": [1]}}),
            ("GET", "/chats?user_id=alice&sort=updated", None),
            ("GET", "/chats/active?user_id=alice", None),
        )
        statuses: set[int] = set()
        for _ in range(50):
            for method, path, body in calls:
                statuses.add(api.send(method, path, json=body).status_code)
            if 404 in statuses:
                return statuses
        raise AssertionError("never deleted")

    with ThreadPoolExecutor(len(chats)) as crowd:
        lives = [crowd.submit(live, chat) for chat in chats]
        wait(lives, 0.5)
        assert [api.send("DELETE", f"/chats/{chat}").json() for chat in chats] == [{"deleted": True}] * len(chats)
        statuses = set().union(*(one.result(600) for one in lives))
    assert statuses <= {200, 201, 404, 409}
    assert kept(server, context) == {}
    assert api.get("/chats/active", user_id="alice") is None
    assert api.get("/chats") == {"data": [], "total": 0}
