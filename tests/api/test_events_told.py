"""What is told of what happens: each event in the commit that it tells of, with ids and counts that are true."""

from typing import Any

import pytest
from agents import Agent
from harness import Api, Running
from lines import SOUND, take_in
from listening import Ears, listening

FIRST = "I live in Berlin and I work at Acme. My sister Ana is a nurse. Always answer in French."
STORY = (
    "I moved to Munich in March.",
    "I no longer work at Acme.",
    "I might buy a boat.",
    "I like tea.",
    "Actually my sister Ana is a doctor.",
    "No, I don't like tea.",
)


def changes(ears: Ears, number: int) -> list[Any]:
    """The data of the next events, all of which tell that memory changed."""
    heard = ears.take(number)
    assert {one.name for one in heard} == {"memory.changed"}
    return [one.data for one in heard]


def test_a_turn_tells_how_much_it_changed(api: Api):
    """The counts of `memory.changed` are those of the diff since the turn before."""
    session = api.open(user="alice")
    with listening(api, types="memory.changed") as ears:
        before = api.say(session, FIRST)
        changes(ears, 1)
        for content in STORY:
            turn = api.say(session, content)
            diff = api.get("/state/diff", since=before["turn_id"])
            counts = {name: len(diff[name]) for name in ("added", "updated", "superseded")}
            before = turn
            if not any(counts.values()):
                continue
            [told] = changes(ears, 1)
            assert {name: told[name] for name in counts} == counts, content
            assert (told["turn_id"], told["revision"]) == (turn["turn_id"], turn["revision"])


def test_a_turn_that_says_nothing_new_changes_nothing(api: Api):
    """What is told again, and what teaches nothing, is recorded and changes no memory."""
    session = api.open(user="alice")
    with listening(api, types="memory.changed,turn.recorded") as ears:
        for content in ("I live in Oslo.", "I live in Oslo.", "Good morning!", "I live in Rome now."):
            api.say(session, content)
        names = [one.name for one in ears.take(6)]
    assert names == ["turn.recorded", "memory.changed", *["turn.recorded"] * 3, "memory.changed"]


def test_taking_back_and_giving_back_are_told(api: Api):
    """A retraction and a restoration change memory without a turn."""
    learned = api.say(api.open(user="alice"), "I live in Oslo.")
    fact = learned["attributes"][0]["id"] if learned["attributes"] else learned["relations"][0]["id"]
    with listening(api, types="memory.changed") as ears:
        for verb in "retract", "restore":
            answer = api.send("POST", f"/facts/{fact}/{verb}", json={})
            assert answer.status_code == 200, answer.text
        taken, given = changes(ears, 2)
    assert (taken["turn_id"], taken["session_id"], taken["superseded"]) == (None, None, 1)
    assert given["added"] + given["updated"] == 1
    assert given["revision"] == taken["revision"] + 1


@pytest.mark.parametrize(
    "wish", [{"scope": {"user": "alice"}}, {"query": "Oslo"}, {"scope": {}, "everything": True}], ids=str
)
def test_forgetting_is_told(api: Api, wish: Any):
    """Who listens where something is forgotten is told how much of what was believed is gone."""
    api.say(api.open(user="alice"), "I live in Oslo.")
    scope = {"scope[user]": "alice"} if wish.get("scope") == {"user": "alice"} else {}
    with listening(api, types="memory.changed", **scope) as ears:
        answer = api.send("POST", "/forget", json=wish)
        assert answer.status_code == 200, answer.text
        [told] = changes(ears, 1)
    assert told["erased"] > 0
    assert (told["turn_id"], told["session_id"]) == (None, None)


def test_an_empty_scope_is_not_forgotten_twice(api: Api):
    """That something was forgotten is nothing to forget: the second time there is nothing, and nothing is told."""
    api.say(api.open(user="alice"), "I live in Oslo.")
    for wish in {"scope": {"user": "alice"}}, {"scope": {}, "everything": True}:
        api.send("POST", "/forget", json=wish)
        again = api.send("POST", "/forget", json=wish).json()
        assert again["tombstone"] is None


def test_an_import_is_told_once(api: Api):
    """Whoever listens in a scope is told how much an import added to it; what is there already is not told."""
    with listening(api, types="memory.changed,turn.recorded", user_id="alice") as ears:
        take_in(api, SOUND)
        [told] = changes(ears, 1)
        take_in(api, SOUND)
        api.say(api.open(user="alice"), "Good morning!", role="assistant")
        assert ears.take(1)[0].name == "turn.recorded"
    believed = [one for one in SOUND if one.get("record") in ("entity", "fact", "instruction", "uncertainty")]
    assert (told["added"], told["superseded"], told["turn_id"]) == (len(believed), 0, None)


def test_what_happened_in_a_forgotten_scope_is_gone(api: Api):
    """The log keeps of a scope that was forgotten no more than that something was."""
    api.say(api.open(user="alice"), "I live in Oslo.")
    api.say(api.open(user="bob"), "Good morning!", role="assistant")
    api.send("POST", "/forget", json={"scope": {"user": "alice"}})
    api.say(api.open(user="bob"), "Good evening!", role="assistant")
    with listening(api, last=0, types="turn.recorded,memory.changed") as ears:
        first, gone, last = ears.take(3)
    assert (first.name, gone.name, last.name) == ("turn.recorded", "memory.changed", "turn.recorded")
    assert gone.data["erased"] > 0
    with listening(api, last=0, types="turn.recorded,memory.changed", user_id="alice") as ears:
        assert ears.take(1) == [gone]


def test_the_end_of_an_extraction_is_told(api: Api):
    """Who queued a turn hears when it has been learned, and in which session."""
    agent = Agent(api)
    agent.start()
    record = api.get("/sessions", scope={"agent": "guide"})["data"][0]["record_id"]
    with listening(api, types="extraction.done") as ears:
        taken = agent.call("/sessions/s-1/turn", messages=[{"role": "user", "content": "I live in Oslo."}])
        (heard,) = ears.take(1)
    done = {"extraction_id": taken["extraction_id"], "session_id": record, "state": "done", "error": None}
    assert heard.data == done
    assert agent.wait(taken["extraction_id"])["state"] == "done"


def test_an_extraction_that_failed_is_told(scripted: Api):
    """A job that cannot be done ends with its error, which repeats nothing of what was said."""
    agent = Agent(scripted)
    agent.start()
    with listening(scripted, types="extraction.done") as ears:
        agent.call("/sessions/s-1/turn", messages=[{"role": "user", "content": "fail; me.location = Oslo"}])
        (heard,) = ears.take(1)
    assert heard.data["state"] == "failed"
    assert "out of order" in heard.data["error"]
    assert "Oslo" not in heard.data["error"]


def test_every_way_to_begin_a_chat_is_told_once(server: Running, context: str, api: Api):
    """A session is a chat whoever opens it: the application, an agent, a transcript, an import."""
    agent, key, other = Agent(api), {"Idempotency-Key": "once"}, server.api(f"{context[:58]}-other")
    with listening(api, types="CHAT_CHANGED") as ears:
        for _ in range(2):
            assert api.send("POST", "/sessions", json={"scope": {"user": "alice"}}, headers=key).status_code == 201
            agent.start()
        said = [{"role": "assistant", "content": "Good morning!"}]
        agent.call("/process", user_id="bob", session_id="s-2", messages=said)
        api.send("POST", "/chats", json={"user_id": "alice"})
        heard = ears.take(4)
    assert {tuple(one.data["changed"]) for one in heard} == {("created",)}
    begun = [one.data["chatId"] for one in heard]
    assert sorted(begun) == sorted(one["id"] for one in api.get("/chats")["data"])
    api.send("PUT", "/chats/active", json={"chat_id": begun[0]})
    lines = api.send("GET", "/export").content
    with listening(other, types="CHAT_SWITCHED") as switch, listening(other, types="CHAT_CHANGED") as ears:
        for _ in range(2):
            assert other.send("POST", "/import", content=lines).status_code == 200
        other.send("DELETE", f"/chats/{begun[0]}")
        last = other.send("POST", "/chats", json={}).json()["id"]
        moved, opened = ears.take(5), switch.take(2)
    assert [one.data for one in opened] == [{"chatId": one, "userId": "alice"} for one in (begun[0], None)]
    assert {tuple(one.data["changed"]) for one in moved} == {("created",)}
    assert sorted(one.data["chatId"] for one in moved[:4]) == sorted(begun)
    assert moved[4].data["chatId"] == last


def test_settings_of_a_chat_are_told_where_they_change(api: Api):
    """Who sets what is set already, or drops what is not there, changes nothing, and nobody is told."""
    with listening(api, types="CHAT_CHANGED") as ears:
        chat = api.send("POST", "/chats", json={}).json()["id"]
        path = f"/chats/{chat}/settings/memory"
        for given in ({}, {"top_k": 2}, {"topK": 2}, {"top_k": 2, "pause_minutes": None}, {"top_k": 3}):
            assert api.send("PUT", path, json=given).status_code == 200
        for _ in range(2):
            assert api.send("DELETE", path).status_code == 200
        api.send("PATCH", f"/chats/{chat}", json={"name": "last"})
        heard = ears.take(5)
    assert [one.data["changed"] for one in heard] == [["created"], *[["memory"]] * 3, ["name"]]
