"""What is promised of chat histories that people had elsewhere."""

import json
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import pytest
from harness import Api, Running
from histories import chatgpt, claude, lines, packed, tavern, tavern_message
from sqlalchemy import Connection, Table, func, select

from spectron.storage.schema import signal

IMPORT = "/chats/import"


def take_in(api: Api, content: Any, **query: str) -> Any:
    """Import a file, and expect a report; what is not bytes is sent as JSON."""
    body = content if isinstance(content, bytes) else json.dumps(content).encode()
    response = api.send("POST", IMPORT, content=body, params={"user_id": "alice", **query})
    assert response.status_code == 200, response.text
    return response.json()


def chats(api: Api, **query: str) -> Any:
    """The chats that are listed."""
    return api.get("/chats", **query)["data"]


def turns(api: Api, chat: Any) -> Any:
    """The turns of a chat."""
    return api.get(f"/sessions/{chat['id']}/turns", limit=100)["data"]


def test_a_chatgpt_export_becomes_chats(api: Api):
    """Each conversation is a chat under its title, as old as at the source, its messages when they were said."""
    report = take_in(api, [chatgpt("one", ["I live in Oslo.", "Nice."]), chatgpt("two", ["Hello."])])
    assert report == {
        "format": "openai",
        "chats": {"imported": 2, "known": 0},
        "messages": {"imported": 3, "known": 0},
        "skipped": {},
    }
    found = {one["name"]: one for one in chats(api, user_id="alice")}
    assert set(found) == {"About one", "About two"}
    assert found["About one"]["created_at"] == 1_700_000_000
    first, second = turns(api, found["About one"])
    assert (first["role"], first["content"], second["role"]) == ("user", "I live in Oslo.", "assistant")
    assert (first["created_at"], second["created_at"]) == ("2023-11-14T22:13:20Z", "2023-11-14T22:14:20.500000Z")


def test_a_claude_export_becomes_chats(api: Api):
    """Also when it is still zipped."""
    report = take_in(
        api, packed({"conversations.json": [claude("one", ["I live in Oslo.", "Nice."])], "users.json": []})
    )
    assert (report["format"], report["messages"]["imported"]) == ("anthropic", 2)
    assert [one["name"] for one in chats(api)] == ["About one"]


def test_a_tavern_chat_becomes_a_chat_with_its_character(api: Api):
    """Its character is the one that the file names, unless the caller names another."""
    assert take_in(api, tavern(["Welcome.", "I live in Oslo."]))["format"] == "sillytavern"
    take_in(api, tavern(["Welcome.", "I live in Oslo."]), character_id="nova")
    assert sorted(one["character_id"] for one in chats(api)) == ["Iris", "nova"]


def test_the_same_file_again_adds_nothing_and_a_later_one_what_is_new(api: Api):
    """Conversations and messages are known by their ids at the source."""
    take_in(api, [chatgpt("one", ["I live in Oslo.", "Nice."])])
    again = take_in(api, [chatgpt("one", ["I live in Oslo.", "Nice."])])
    assert (again["chats"], again["messages"]) == ({"imported": 0, "known": 1}, {"imported": 0, "known": 2})
    later = take_in(api, [chatgpt("one", ["I live in Oslo.", "Nice.", "And you?"]), chatgpt("two", ["Hi."])])
    assert (later["chats"], later["messages"]) == ({"imported": 2, "known": 0}, {"imported": 2, "known": 2})
    [one] = [chat for chat in chats(api) if chat["name"] == "About one"]
    assert [turn["content"] for turn in turns(api, one)] == ["I live in Oslo.", "Nice.", "And you?"]


def refused(api: Api, content: Any, **query: str) -> Any:
    """Import a file, and expect a problem."""
    body = content if isinstance(content, bytes) else json.dumps(content).encode()
    response = api.send("POST", IMPORT, content=body, params=query)
    assert response.headers["content-type"] == "application/problem+json", response.text
    return response.json()


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"", "an empty file"),
        (b"<!DOCTYPE html><html></html>", "a page of HTML"),
        (b"\x89PNG\r\n", "neither JSON nor a zip file"),
        (b'{"hello": 1, "world": 2}', "JSON with the keys hello, world"),
        (b'[{"hello": 1}, 7]', "JSON with the keys hello"),
        (b"{}", "JSON that holds no conversations"),
        (b"[1, 2]", "JSON that holds no conversations"),
        (b"[{", "JSON that cannot be read: it breaks off, or is malformed"),
        (b"PK\x03\x04 and no more", "a zip file that cannot be read"),
        (packed({"photos/cat.png": b"x"}), "a zip file without conversations.json; it holds 'photos/cat.png'"),
        (packed({"__MACOSX/conversations.json": b"x"}), "a zip file without conversations.json"),
        (packed({"conversations.json": b"<html>"}), "a page of HTML"),
        ('[{"mapping": 1}]'.encode("utf-16"), "neither JSON nor a zip file"),
    ],
)
def test_a_file_of_none_of_the_formats_is_refused(api: Api, content: bytes, found: str):
    """It is told what was expected and what was found, and nothing is stored."""
    problem = refused(api, content, user_id="alice")
    assert problem["status"] == 422
    assert problem["detail"].startswith(
        "expected the zip file or conversations.json of a ChatGPT or Claude data export"
    )
    assert f"found {found}" in problem["detail"]
    assert [one["field"] for one in problem["errors"]] == ["file"]
    assert chats(api) == []


@pytest.mark.parametrize(
    ("query", "status", "field"),
    [
        ({}, 400, "user_id"),
        ({"user_id": "alice", "format": "whatsapp"}, 400, "format"),
        ({"user_id": "alice", "learn": "1"}, 400, "learn"),
        ({"user_id": "alice", "file_name": "x" * 201}, 400, "file_name"),
        ({"user_id": " "}, 400, "user_id"),
        ({"user_id": "alice", "lern": "true"}, 400, "lern"),
        ({"user_id": "alice", "format": "anthropic"}, 422, "file"),
    ],
)
def test_a_question_that_cannot_be_answered_names_its_field(api: Api, query: dict[str, str], status: int, field: str):
    """Before anything of the file is stored."""
    problem = refused(api, [chatgpt("one", ["Hi."])], **query)
    assert (problem["status"], problem["errors"][0]["field"]) == (status, field)
    assert chats(api) == []


@pytest.mark.parametrize("permissions", [(), ("chats",), ("chat_mutation",)])
def test_an_import_needs_both_permissions(server: Running, context: str, permissions: tuple[str, ...]):
    """Neither of them is enough."""
    server.add_key_in(context, {})
    api = server.api(context, server.add_key(context, {"user": "alice"}, permissions=permissions))
    assert refused(api, [chatgpt("one", ["Hi."])])["status"] == 403


def test_a_key_that_is_confined_to_a_user_imports_for_that_user_alone(server: Running, context: str):
    """It need not name the user; another's is 403, and nobody else sees what it took in."""
    server.add_key_in(context, {})
    allowed = {"chats", "chat_mutation"}
    alice, bob = (
        server.api(context, server.add_key(context, {"user": name}, permissions=allowed)) for name in ("alice", "bob")
    )
    export = [chatgpt("one", ["I live in Oslo.", "Nice."])]
    assert refused(alice, export, user_id="bob")["status"] == 403
    for api in (alice, bob):
        assert api.send("POST", IMPORT, content=json.dumps(export)).json()["messages"] == {"imported": 2, "known": 0}
    assert [len(chats(api)) for api in (alice, bob)] == [1, 1]
    assert chats(alice)[0]["id"] != chats(bob)[0]["id"]
    assert bob.send("GET", f"/chats/{chats(alice)[0]['id']}").status_code in (403, 404)


def test_a_key_that_is_confined_to_a_character_takes_all_chats_for_it(server: Running, context: str):
    """Whomever the file names; another character that the caller names is 403."""
    server.add_key_in(context, {})
    clamp = {"user": "alice", "agent": "nova"}
    api = server.api(context, server.add_key(context, clamp, permissions={"chats", "chat_mutation"}))
    assert take_in(api, tavern(["Welcome."]))["messages"]["imported"] == 1
    assert [one["character_id"] for one in chats(api)] == ["nova"]
    assert refused(api, tavern(["Welcome."]), character_id="iris")["status"] == 403


def settle(server: Running) -> None:
    """Wait until the queue has learned all that waits."""
    deadline = time.monotonic() + 60
    while (backlog := server.do(server.memory.queue.backlog())).queued or backlog.running:
        assert time.monotonic() < deadline, backlog
        time.sleep(0.05)


def homes(api: Api, user: str = "alice", **query: str) -> list[str]:
    """Where a user lives."""
    found = api.get("/state", {"user": user}, **query)["identity"]["attributes"]
    return [one["value"] for one in found if one["key"] == "location"]


def test_what_was_said_is_learned_with_the_dates_of_the_source(server: Running, api: Api):
    """By the queue; an older conversation that comes after a newer one does not undo what that told."""
    newer, older = chatgpt("new", ["I live in Munich."]), chatgpt("old", ["I live in Berlin."])
    older["mapping"]["old-0"]["message"]["create_time"] -= 100 * 86_400
    take_in(api, [newer, older])
    settle(server)
    assert homes(api) == ["Munich"]
    assert homes(api, valid_at="2023-09-01T00:00:00Z") == ["Berlin"]
    assert homes(api, "bob") == []


def test_what_is_not_to_be_learned_is_found_and_teaches_nothing_until_it_is(server: Running, api: Api):
    """Neither facts nor moods, also not at the next opening; the same file again learns it."""
    words = ["I live in Oslo and I am so happy about it!"]
    assert take_in(api, [chatgpt("one", words)], learn="false")["messages"]["imported"] == 1
    settle(server)
    assert server.do(server.memory.ingest.finish()) == 0
    assert homes(api) == []
    assert server.do(server.memory.store.read(lambda conn: count(conn, api, signal))) == 0
    found = api.send("POST", "/search", json={"query": "Who is happy?", "scope": {"user": "alice"}}).json()
    assert [one["turn"]["content"] for one in found["hits"]] == words
    again = take_in(api, [chatgpt("one", words)])
    assert again["messages"] == {"imported": 0, "known": 1}
    settle(server)
    assert homes(api) == ["Oslo"]
    assert server.do(server.memory.store.read(lambda conn: count(conn, api, signal))) > 0


def count(conn: Connection, api: Api, table: Table) -> int:
    """The rows of a table in a context."""
    mine = table.c.context_id == api.root.rsplit("/", 1)[1]
    number: int = conn.execute(select(func.count()).select_from(table).where(mine)).scalar_one()
    return number


def test_what_is_left_out_is_told(api: Api):
    """By reason, conversations as well as messages, and the rest is taken."""
    silent, hidden = chatgpt("silent", []), chatgpt("two", ["I live in Oslo.", "Nice."])
    hidden["mapping"]["two-1"]["message"]["metadata"] = {"is_visually_hidden_from_conversation": True}
    report = take_in(api, [silent, hidden, {"mapping": {}}, {"hello": 1}, None])
    assert report["messages"] == {"imported": 1, "known": 0}
    assert report["skipped"] == {
        "conversation without messages": 1,
        "hidden": 1,
        "malformed conversation": 1,
        "not a conversation of this format": 2,
    }


def test_a_file_that_breaks_off_gives_what_is_whole(api: Api):
    """And says that it breaks off."""
    whole = json.dumps([chatgpt("one", ["Hi."]), chatgpt("two", ["Ho."])]).encode()
    report = take_in(api, whole[:-40])
    assert (report["chats"]["imported"], report["skipped"]) == (1, {"the file breaks off": 1})


def test_a_zip_file_may_hold_several_lists_and_several_chats(api: Api):
    """Numbered lists of an export, in any folder; chats in JSON Lines, each by its own name."""
    lists = {f"export/conversations-00{place}.json": [chatgpt(f"c{place}", ["Hi."])] for place in range(3)}
    assert take_in(api, packed({**lists, "chat.html": b"<html>"}))["chats"]["imported"] == 3
    head = {"chat_metadata": {}, "user_name": "unused", "character_name": "unused"}
    talks = {f"Iris/{name}.jsonl": lines([head, tavern_message(0, "Welcome.")]) for name in ("one", "two")}
    assert take_in(api, packed(talks))["chats"]["imported"] == 2
    assert {one["name"] for one in chats(api, character_id="Iris")} == {"one", "two"}


@pytest.mark.parametrize(
    "content",
    [
        {"conversations": [chatgpt("one", ["Hi."])]},
        chatgpt("one", ["Hi."]),
        claude("one", ["Hi."]),
        b"\xef\xbb\xbf" + json.dumps([chatgpt("one", ["Hi."])]).encode(),
        b"\n  " + json.dumps([claude("one", ["Hi."])], indent=2).encode(),
        b"\xef\xbb\xbf" + tavern(["Hi."]) + b"\r\n\r\n",
    ],
)
def test_a_list_may_be_in_an_object_or_a_conversation_alone(api: Api, content: Any):
    """And a file may begin with a mark of its encoding."""
    assert take_in(api, content)["messages"]["imported"] == 1


def test_an_empty_list_is_no_mistake(api: Api):
    """Somebody who never talked has an export too."""
    report = take_in(api, [])
    assert (report["format"], report["chats"]) == (None, {"imported": 0, "known": 0})


def test_text_of_any_script_and_dates_that_cannot_be(api: Api):
    """Words stay as they are; a message without a usable date was said right behind the one before it."""
    words = ["Ich wohne in Tromsø 🎉", "日本語でいいですか", "ولد في القاهرة", "4"]
    told = chatgpt("one", words, title="Größe 📏")
    for place, at in ((1, 9e12), (2, "soon"), (3, 32_503_680_000)):
        told["mapping"][f"one-{place}"]["message"]["create_time"] = at
    take_in(api, [told])
    [chat] = chats(api)
    assert chat["name"] == "Größe 📏"
    said = turns(api, chat)
    assert [turn["content"] for turn in said] == words
    times = [datetime.fromisoformat(turn["created_at"]) for turn in said]
    assert times == sorted(times)
    assert times[-1] - times[0] < timedelta(seconds=1)


def test_two_imports_of_one_file_at_once_take_each_message_once(server: Running, api: Api):
    """Whichever comes first records it, the other finds it known."""
    export = [chatgpt(f"c{place}", ["Hi.", "Ho.", "Hum."]) for place in range(25)]
    with ThreadPoolExecutor(3) as pool:
        reports = list(pool.map(lambda _: take_in(api, export), range(3)))
    assert sum(one["messages"]["imported"] for one in reports) == 75
    assert sum(one["messages"]["known"] for one in reports) == 150
    assert sorted(len(turns(api, chat)) for chat in api.get("/chats", limit="200")["data"]) == [3] * 25
    settle(server)


def test_how_far_an_import_is_comes_in_events(api: Api):
    """Steps forward, at last the report; a file that cannot be read is a problem as ever."""
    export = [chatgpt(f"c{place}", ["Hi.", "Ho."]) for place in range(30)]
    accept, query = {"Accept": "text/event-stream"}, {"user_id": "alice"}
    answer = api.send("POST", IMPORT, content=json.dumps(export), params=query, headers=accept)
    assert answer.headers["content-type"].startswith("text/event-stream")
    events = [part.split("\n") for part in answer.text.strip().split("\n\n")]
    names, data = [one[0] for one in events], [json.loads(one[1].removeprefix("data: ")) for one in events]
    assert {*names[:-1]} == {"event: progress"}
    assert names[-1] == "event: done"
    assert [step["done"] for step in data[:-1]] == sorted(step["done"] for step in data[:-1])
    assert data[-1]["messages"] == {"imported": 60, "known": 0}
    broken = api.send("POST", IMPORT, content=b"<html>", params=query, headers=accept)
    assert (broken.status_code, broken.headers["content-type"]) == (422, "application/problem+json")


def test_an_ended_chat_takes_no_more(api: Api):
    """A message that is new at the source is counted as left out."""
    take_in(api, [chatgpt("one", ["Hi."])])
    api.send("DELETE", f"/sessions/{chats(api)[0]['id']}")
    report = take_in(api, [chatgpt("one", ["Hi.", "Ho."])])
    assert (report["messages"], report["skipped"]) == (
        {"imported": 0, "known": 1},
        {"message of a chat that has ended": 1},
    )


def test_live_conversations_go_before_imported_ones(server: Running, api: Api):
    """What is said now is not behind all that was ever said; and in an imported chat it takes that chat with it."""
    take_in(api, [chatgpt(f"c{place}", [f"I have {place} cats.", "Nice."] * 10) for place in range(20)])
    agent = server.http.post(
        "/api/v1/agents/nova/process",
        headers={"API-KEY": api.key, "Spectron-Context": api.root.rsplit("/", 1)[1]},
        json={"user_id": "alice", "messages": [{"role": "user", "content": "I live in Oslo."}]},
    )
    assert agent.json()["facts_extracted"] >= 1
    waiting = server.do(server.memory.queue.backlog())
    assert waiting.queued > 0
    settle(server)
