"""What is promised of a conversation that the memory drives itself: a message in, the reply and its news out."""

from typing import Any

import pytest
from harness import Api, check_problem, facts, values

LISTS = ("entities", "attributes", "relations", "instructions", "uncertainties", "corrections", "resolved")


def chat(api: Api, session: str, content: str, **headers: str) -> Any:
    """Say something and return the answer."""
    response = api.send("POST", f"/sessions/{session}/chat", json={"content": content}, headers=headers)
    assert response.status_code == 201, response.text
    return response.json()


@pytest.mark.promise(1, 2)
def test_a_message_is_answered_with_a_reply_and_what_it_taught(api: Api):
    """The answer has a reply in plain text, seven lists of news, two turn ids, a tier and a bill."""
    told = chat(api, api.open(user="alice"), "I live in Berlin.")
    assert set(told) == {"reply", "memory_updates", "turn_id", "reply_turn_id", "tier", "usage"}
    assert told["reply"].strip() == told["reply"] != ""
    assert values(told["memory_updates"], "location") == ["Berlin"]
    assert set(told["memory_updates"]) == {*LISTS, "revision"}


@pytest.mark.promise(2)
def test_where_nothing_was_learned_every_list_is_there_and_empty(api: Api):
    """A question about what is known teaches nothing, and neither does the reply that tells it."""
    session = api.open(user="alice")
    chat(api, session, "I'm Alice, CTO at Acme, based in Berlin.")
    asked = chat(api, session, "What do you know about me?")
    assert [asked["memory_updates"][name] for name in LISTS] == [[]] * len(LISTS)


@pytest.mark.promise(3)
def test_what_is_said_is_learned_as_a_manual_turn_is(api: Api):
    """The same words give the same news by either way, and stand as a user turn."""
    words = "I'm Alice, CTO at Acme, based in Berlin. Always answer in French. I might move to Lyon."
    manual, session = api.say(api.open(user="ann"), words), api.open(user="ben")
    told = chat(api, session, words)
    own = [one for name in LISTS for one in told["memory_updates"][name] if one.get("source_turn") == told["turn_id"]]
    assert [_bare(one) for one in own] == [_bare(one) for name in LISTS for one in manual[name]]
    first = api.get(f"/sessions/{session}/turns")["data"][0]
    assert (first["id"], first["role"], first["content"]) == (told["turn_id"], "user", words)


def _bare(record: Any) -> Any:
    """A record without ids and instants."""
    kept = (
        "key",
        "value",
        "type",
        "label",
        "text",
        "kind",
        "priority",
        "quote",
        "confidence",
        "from_label",
        "to_label",
    )
    return {name: record[name] for name in kept if name in record}


@pytest.mark.promise(6, 7)
def test_the_reply_is_a_turn_of_the_assistant(api: Api):
    """It follows what it answers, under the id that was told, and says in its metadata what it answers."""
    session = api.open(user="alice")
    told = chat(api, session, "I live in Berlin.")
    asked, reply = api.get(f"/sessions/{session}/turns")["data"]
    assert (asked["id"], reply["id"]) == (told["turn_id"], told["reply_turn_id"])
    assert (reply["role"], reply["content"], reply["metadata"]["answers"]) == ("assistant", told["reply"], asked["id"])


@pytest.mark.promise(9)
def test_what_is_known_about_me_is_answered_from_memory(api: Api):
    """Name, role, organisation and city, told in an earlier session, are in the reply."""
    chat(api, api.open(user="alice"), "I'm Alice, CTO at Acme, based in Berlin.")
    reply = chat(api, api.open(user="alice"), "What do you know about me?")["reply"]
    assert all(word in reply for word in ("Alice", "CTO", "Acme", "Berlin"))


def test_a_correction_is_told_with_both_values(api: Api):
    """A move gives the correction in the same answer."""
    session = api.open(user="alice")
    chat(api, session, "I live in Berlin.")
    (one,) = chat(api, session, "I moved to Munich.")["memory_updates"]["corrections"]
    assert (one["previous"]["value"], one["current"]["value"]) == ("Berlin", "Munich")


def test_a_message_may_be_called_message(api: Api):
    """`message` says the same as `content`; both at once is an error that names the second."""
    session = api.open(user="alice")
    answer = api.send("POST", f"/sessions/{session}/chat", json={"message": "I live in Berlin."})
    assert facts(answer.json()["memory_updates"], "location")[0][1] == "Berlin"
    both = {"content": "I live in Berlin.", "message": "I live in Bonn."}
    check_problem(api.send("POST", f"/sessions/{session}/chat", json=both), 422, "message")


@pytest.mark.parametrize("content", ["", "  \n ", None, 7, "a\0b"])
def test_a_message_without_words_is_refused(api: Api, content: Any):
    """Nothing is recorded, and the field is named."""
    session = api.open(user="alice")
    check_problem(api.send("POST", f"/sessions/{session}/chat", json={"content": content}), 422, "content")
    assert api.get(f"/sessions/{session}/turns")["total"] == 0


def test_a_message_that_is_too_long_is_refused(api: Api):
    """413 names the field."""
    body = {"content": "word " * 40_001}
    check_problem(api.send("POST", f"/sessions/{api.open(user='alice')}/chat", json=body), 413, "content")


def test_a_closed_session_and_an_unknown_one_do_not_reply(api: Api):
    """409 and 404."""
    session = api.open(user="alice")
    api.send("DELETE", f"/sessions/{session}")
    check_problem(api.send("POST", f"/sessions/{session}/chat", json={"content": "Hi there."}), 409)
    check_problem(api.send("POST", "/sessions/nobody/chat", json={"content": "Hi there."}), 404)


def test_the_same_key_gives_the_same_answer_and_records_nothing_twice(api: Api):
    """A retry after success is answered as the first time; with other words the key is refused."""
    session, headers = api.open(user="alice"), {"Idempotency-Key": "once"}
    first, again = (chat(api, session, "I live in Berlin.", **headers) for _ in "12")
    assert again == first
    assert api.get(f"/sessions/{session}/turns")["total"] == 2
    other = {"json": {"content": "I live in Bonn."}, "headers": headers}
    check_problem(api.send("POST", f"/sessions/{session}/chat", **other), 409)


def test_what_the_built_in_responder_said_is_not_found_again(api: Api):
    """Its replies only repeat what is in memory, so neither a search nor a prompt is given them; the turns are."""
    session = api.open(user="alice")
    api.say(session, "My sister Ana plays the cello.")
    asked = chat(api, session, "Which instrument does Ana play?")
    body = {"query": "Ana cello", "kinds": ["turn"], "scope": {"user": "alice"}}
    hits = api.send("POST", "/search", json=body).json()["hits"]
    assert "cello" in asked["reply"]
    assert {hit["turn"]["role"] for hit in hits} == {"user"}
    context = api.get(f"/sessions/{session}/context", query="Who plays the cello?")["context"]
    assert "User: My sister Ana plays the cello." in context
    assert "Assistant:" not in context
