"""What is promised of chats when a memory is forgotten, exported or taken in."""

from typing import Any

import pytest
from harness import Api, Running
from lines import HEAD, SESSION, SETTING, TURN, take_in, take_out
from listening import listening
from test_chats import begin


@pytest.fixture
def other(server: Running, context: str) -> Api:
    """A second, empty context."""
    return server.api(f"{context[:58]}-other")


def test_chats_travel_with_their_names(api: Api, other: Api):
    """A chat that was exported is the same chat where it is taken in, as is the one that is open."""
    named = begin(api, character_id="iris", user_id="alice", name="On boats", metadata={"pinned": True})
    talked = begin(api, user_id="bob")
    api.say(talked["id"], "Plan a trip to Lisbon", at="2026-03-01T09:00:00Z")
    api.send("PUT", "/chats/active", json={"chat_id": named["id"]})
    told = take_out(api)
    take_in(other, told)
    assert other.get("/chats") == api.get("/chats")
    assert other.get("/chats/active", user_id="alice") == named
    take_in(other, told)
    assert other.get("/chats") == api.get("/chats")


def test_a_later_export_brings_the_new_name(api: Api, other: Api):
    """Of two versions of a chat the one that changed last is kept, whichever comes first."""
    chat = begin(api, user_id="alice", name="one", metadata={"a": 1})["id"]
    before = take_out(api)
    take_in(other, before)
    renamed = api.send("PATCH", f"/chats/{chat}", json={"name": "two", "metadata": {}}).json()
    after = take_out(api)
    take_in(other, after)
    assert other.get(f"/chats/{chat}") == renamed
    take_in(other, before)
    assert other.get(f"/chats/{chat}") == renamed


def test_an_export_from_before_chats_is_named_by_its_messages(other: Api):
    """A session without a name and a last change takes both from the turns that come with it."""
    later: dict[str, Any] = {"id": "turn:2", "seq": 2, "said_at": "2026-03-05T09:00:00Z"}
    take_in(other, [HEAD, SESSION, {**TURN, "role": "assistant"}, {**TURN, **later}])
    (chat,) = other.get("/chats")["data"]
    assert (chat["name"], chat["created_at"], chat["updated_at"]) == ("I like tea", 1772442000, 1772701200)


def test_forgotten_words_leave_the_names_of_chats(api: Api):
    """Words that are forgotten are blacked out in names, those that people gave and those that messages gave."""
    given = begin(api, user_id="alice", name="Zanzibarine plans")["id"]
    taken = begin(api, user_id="alice", metadata={"note": "zanzibarine"})["id"]
    api.say(taken, "Tell me about Zanzibarine weather")
    untouched = begin(api, user_id="alice", name="Lisbon")
    done = api.send("POST", "/forget", json={"query": "Zanzibarine"})
    assert done.status_code == 200
    names = {one["id"]: one["name"] for one in api.get("/chats")["data"]}
    assert names == {given: f"{'█' * 11} plans", taken: f"Tell me about {'█' * 11} weather", untouched["id"]: "Lisbon"}
    assert "zanzibarine" not in str(api.get("/chats")).lower()


def test_a_later_export_tells_what_it_changed(api: Api, other: Api):
    """Who watches a chat hears what an import changed of it, and nothing where it brought nothing new."""
    chat = begin(api, user_id="alice", name="one")["id"]
    api.say(chat, "Good morning!", role="assistant")
    first = take_out(api)
    with listening(other, types="CHAT_CHANGED") as ears:
        take_in(other, first)
        api.say(chat, "Good evening!", role="assistant")
        take_in(other, take_out(api))
        api.send("PATCH", f"/chats/{chat}", json={"name": "two", "metadata": {"a": 1}})
        take_in(other, take_out(api))
        [message, _] = api.get(f"/chats/{chat}/messages")["data"]
        api.send("PATCH", f"/chats/{chat}/messages/{message['id']}", json={"content": "Hello!"})
        last = take_out(api)
        take_in(other, last)
        take_in(other, last)
        take_in(other, first)
        begin(other, user_id="bob")
        heard = [one.data for one in ears.take(5)]
    assert [one["changed"] for one in heard] == [
        ["created"],
        ["messages"],
        ["name", "metadata"],
        ["messages"],
        ["created"],
    ]
    assert {one["chatId"] for one in heard[:4]} == {chat}


def test_chats_that_lose_words_are_told(api: Api):
    """Who watches a chat hears that words of its messages, or of its name, were forgotten; a dry run is not told."""
    named = begin(api, user_id="alice", name="Zanzibarine plans", metadata={"of": "zanzibarine"})["id"]
    talked = begin(api, user_id="bob", name="Weather")["id"]
    api.say(talked, "How is the Zanzibarine weather?", role="assistant")
    begin(api, user_id="alice", name="Lisbon")
    with listening(api, types="CHAT_CHANGED") as ears:
        for dry in True, False:
            api.send("POST", "/forget", json={"query": "Zanzibarine", "dry_run": dry})
        begin(api, user_id="carol")
        *lost, _ = [(one.data["chatId"], one.data["changed"]) for one in ears.take(3)]
    assert dict(lost) == {named: ["metadata", "name"], talked: ["messages"]}


def test_the_name_of_a_chat_loses_what_its_first_message_loses(api: Api):
    """A name that a message gave tells no more of what is forgotten than that message; one that was given stays."""
    chat = begin(api, user_id="alice")["id"]
    given = begin(api, user_id="alice", name="Where I live and work")["id"]
    api.say(chat, "I live in Nice, and I work at Acme.")
    assert api.get(f"/chats/{chat}")["name"] == "I live in Nice, and I work at Acme."
    api.send("POST", "/forget", json={"query": "Acme"})
    [message] = api.get(f"/chats/{chat}/messages")["data"]
    assert "work" not in message["content"]
    assert api.get(f"/chats/{chat}")["name"] == message["content"]
    assert api.get(f"/chats/{given}")["name"] == "Where I live and work"


def test_what_a_message_said_before_it_was_edited_is_forgotten_too(api: Api):
    """Old words go from all that rests on them, and the new ones, which do not hold what is forgotten, stay whole."""
    chat = begin(api, user_id="alice")["id"]
    api.say(chat, "I moved from Zanzibar to Oslo in May.")
    [message] = api.get(f"/chats/{chat}/messages")["data"]
    new = "The weather is very nice today, is it not?"
    api.send("PATCH", f"/chats/{chat}/messages/{message['id']}", json={"content": new})
    assert b"Zanzibar" in take_out(api)
    assert api.send("POST", "/forget", json={"query": "Zanzibar"}).status_code == 200
    assert b"Zanzibar" not in take_out(api)
    assert [one["content"] for one in api.get(f"/chats/{chat}/messages")["data"]] == [new]


def test_forgetting_a_word_that_ids_begin_with_leaves_the_chat_open(api: Api):
    """What is forgotten is blacked out in what people wrote, never in the id of the chat that is open."""
    chat = begin(api, user_id="alice", name="A session on boats")
    api.send("PUT", "/chats/active", json={"chat_id": chat["id"]})
    api.send("POST", "/forget", json={"query": "session"})
    assert api.get("/chats/active", user_id="alice") == {**chat, "name": "A ███████ on boats"}


def test_an_import_opens_no_chat_of_another_user(server: Running, context: str, api: Api):
    """A setting that names a chat outside its own scope opens nothing, whoever asks, and no chat is told."""
    theirs = begin(api, user_id="bob", name="Secrets")["id"]
    alice = server.api(context, server.add_key(context, {"user": "alice"}, permissions=["chats"]))
    with listening(api, types="CHAT_SWITCHED") as ears:
        take_in(alice, [HEAD, {**SETTING, "value": {"chat_id": theirs}}])
        assert [one.data for one in ears.take(1)] == [{"chatId": None, "userId": "alice"}]
    assert alice.get("/chats/active") is None
    assert api.get("/chats/active", user_id="alice") is None


def test_a_chat_without_a_user_is_told_as_open_to_those_who_watch_it(api: Api, other: Api):
    """Who listens to a character alone hears that somebody has its chat open, also where an import says so."""
    chat = begin(api, character_id="iris")["id"]
    api.send("PUT", "/chats/active", json={"chat_id": chat, "user_id": "alice"})
    with listening(other, types="CHAT_SWITCHED", **{"scope[agent]": "iris"}) as ears:
        take_in(other, take_out(api))
        assert [one.data for one in ears.take(1)] == [{"chatId": chat, "userId": "alice"}]


def test_a_forgotten_chat_is_not_active(api: Api):
    """Where the chat that is open is forgotten with all of its scope, nothing is open, and another can be opened."""
    chat = begin(api, user_id="alice", character_id="iris")["id"]
    other = begin(api, user_id="alice", character_id="max")
    api.send("PUT", "/chats/active", json={"chat_id": chat})
    assert api.send("POST", "/forget", json={"scope": {"user": "alice", "agent": "iris"}}).status_code == 200
    assert api.get("/chats/active", user_id="alice") is None
    assert api.send("PUT", "/chats/active", json={"chat_id": None, "user_id": "alice"}).json() is None
    assert api.send("PUT", "/chats/active", json={"chat_id": other["id"]}).json() == other
    assert api.get("/chats")["data"] == [other]
