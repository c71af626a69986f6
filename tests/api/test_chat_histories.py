"""What is promised of chat histories that people had elsewhere."""

import json
from typing import Any

from harness import Api
from histories import chatgpt, claude, packed, tavern

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
