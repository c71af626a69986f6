"""Whole conversations: `process` and `end` store what is new, learn it, and say what it taught."""

from typing import Any

import pytest
from agents import Agent
from harness import Api, check_problem, values
from replying import read_events

HIKE = [
    {"role": "user", "content": "I live in Lyon and I go for a run every Monday."},
    {"role": "assistant", "content": "How nice!"},
    {"role": "user", "content": "I am so happy today, thank you."},
]
LOST = {"role": "tool", "tool_call_id": "c", "content": "x"}


@pytest.fixture
def agent(api: Api) -> Agent:
    """An agent of a fresh context, understood in plain English."""
    return Agent(api)


def _total(agent: Agent, session: str) -> int:
    return int(agent.api.get(f"/sessions/{session}/turns")["total"])


@pytest.mark.promise(102, 103, 104, 105)
def test_process_learns_a_transcript_at_once(agent: Agent):
    """The answer counts what was learned, and what was learned is there."""
    answer = agent.call("/process", userId="alice", messages=HIKE)
    assert set(answer) == {"success", "facts_extracted", "side_effects", "session_id", "usage"}
    assert answer["facts_extracted"] >= 1
    assert answer["side_effects"]["mood_updated"] is True
    assert answer["side_effects"]["habits_observed"] >= 1
    assert answer["usage"]["model"] == "builtin/rules"
    seen = agent.api.get(f"/sessions/{answer['session_id']}")
    assert (seen["scope"], seen["status"]) == ({"agent": "guide", "user": "alice"}, "open")
    assert values({"attributes": agent.api.get("/state")["identity"]["attributes"]}, "location") == ["Lyon"]
    assert any("Lyon" in one["atomic_text"] for one in agent.get("/memory", user_id="alice")["data"])
    assert [one["name"] for one in agent.get("/habits", user_id="alice")["data"]] == ["run"]
    assert agent.get("/mood", user_id="alice")["valence"] > 0


def test_what_is_only_hinted_at_is_no_side_effect(agent: Agent):
    """A word that may belong to a habit, or to a goal that nobody set, is not counted as one."""
    said = [{"role": "user", "content": "I'm so sad, my dog died yesterday. I bought a book about it."}]
    effects = agent.call("/process", user_id="alice", messages=said)["side_effects"]
    assert (effects["habits_observed"], effects["goals_detected"], effects["mood_updated"]) == (0, 0, True)


@pytest.mark.promise(108)
def test_process_takes_no_message_twice(agent: Agent):
    """A transcript that grows adds what it grew by, whether it came by `turn` or by `process`."""
    agent.start(session="s")
    agent.call("/sessions/s/turn", messages=HIKE[:1])
    first = agent.call("/process", user_id="alice", session_id="s", messages=HIKE[:2])
    assert first["facts_extracted"] >= 1
    again = agent.call("/process", user_id="alice", session_id="s", messages=HIKE[:2])
    assert (again["facts_extracted"], again["side_effects"]["mood_updated"]) == (0, False)
    assert agent.call("/process", user_id="alice", session_id="s", messages=HIKE)["side_effects"]["mood_updated"]
    assert _total(agent, "s") == 3
    agent.call("/process", user_id="alice", session_id="s", messages=[*HIKE, HIKE[1]])
    assert _total(agent, "s") == 4


def test_process_opens_the_session_it_names(agent: Agent):
    """An id that nobody started is opened; without one each call has a session of its own."""
    assert agent.call("/process", user_id="alice", session_id="mine", messages=HIKE)["session_id"] == "mine"
    ids = {agent.call("/process", user_id="alice", messages=HIKE)["session_id"] for _ in range(2)}
    assert len(ids) == 2
    assert agent.api.get("/sessions")["total"] == 3


def test_under_an_idempotency_key_process_answers_the_same(agent: Agent):
    """The same answer, and one session."""
    body = {"user_id": "alice", "messages": HIKE}
    told = [agent.send("POST", "/process", json=body, headers={"Idempotency-Key": "k"}) for _ in range(2)]
    assert [one.status_code for one in told] == [200, 200]
    assert told[0].json() == told[1].json()
    assert agent.api.get("/sessions")["total"] == 1


def test_process_tells_how_far_it_is(agent: Agent):
    """A stream of `progress`, from nothing to all, and at last the answer."""
    body = {"user_id": "alice", "messages": [{"role": "user", "content": f"I like tea {at}."} for at in range(30)]}
    answer = agent.send("POST", "/process", json=body, headers={"Accept": "text/event-stream"})
    assert answer.headers["content-type"].startswith("text/event-stream")
    *steps, (last, told) = read_events(answer.text)
    assert {name for name, _ in steps} == {"progress"}
    done = [step["done"] for _, step in steps]
    assert done == sorted(done)
    assert (done[-1], {step["total"] for _, step in steps}) == (30, {30})
    assert (last, told["success"]) == ("done", True)


def test_a_long_transcript_is_taken_in_one_call(agent: Agent):
    """More messages than one commit takes, in a body over the usual limit, are learned in their order, once each."""
    pad = {"pad": "x" * 2_500}
    messages = [{"role": "user", "content": f"Day {at} was long.", "metadata": pad} for at in range(1, 521)]
    answer = agent.call("/process", user_id="alice", session_id="long", messages=messages)
    assert answer["success"] is True
    page = agent.api.get("/sessions/long/turns", limit=500, offset=0)
    assert page["total"] == 520
    assert [one["content"] for one in page["data"]] == [one["content"] for one in messages[:500]]
    assert agent.api.get("/state")["revision"] == 520


@pytest.mark.parametrize(
    ("body", "status", "field"),
    [
        ({"messages": HIKE}, 422, "user_id"),
        ({"user_id": "alice", "messages": []}, 422, "messages"),
        (
            {"user_id": "alice", "messages": [*HIKE, {"role": "tool", "tool_call_id": "c", "content": "x"}]},
            422,
            "messages.3.tool_call_id",
        ),
        ({"user_id": "alice", "messages": HIKE, "model": "nobody/model"}, 400, "model"),
        ({"user_id": "alice", "messages": HIKE, "provider": "nobody", "model": "model"}, 400, "provider"),
        ({"user_id": "alice", "messages": HIKE, "provider": "scripted"}, 400, "model"),
    ],
)
def test_nothing_of_a_bad_transcript_is_stored(agent: Agent, body: dict[str, Any], status: int, field: str):
    """Neither a session nor a message is left."""
    check_problem(agent.send("POST", "/process", json=body), status, field)
    assert agent.api.get("/sessions")["total"] == 0


def test_a_body_over_the_limit_of_transcripts_is_refused(agent: Agent):
    """413 over 16 MiB, and nothing is stored."""
    body = {"user_id": "alice", "messages": [{"role": "user", "content": "x" * 190_000}] * 90}
    check_problem(agent.send("POST", "/process", json=body), 413)
    assert agent.api.get("/sessions")["total"] == 0


@pytest.mark.promise(106)
def test_end_closes_a_session(agent: Agent):
    """Without messages it only ends, keeps what was told of it, and may be said twice."""
    agent.start(session="s")
    for _ in range(2):
        answer = agent.call("/sessions/end", userId="alice", sessionId="s", totalMessages=12, durationSeconds=600)
        assert (answer["success"], answer["async"], answer["session_id"]) == (True, False, "s")
        assert answer["extraction_id"] is answer["facts_extracted"] is None
    ended = agent.api.get("/sessions/s")
    assert ended["status"] == "closed"
    assert (ended["settings"]["total_messages"], ended["settings"]["duration_seconds"]) == (12, 600)
    assert _total(agent, "s") == 0
    check_problem(agent.send("POST", "/sessions/end", json={"user_id": "alice", "session_id": "none"}), 404)


@pytest.mark.promise(107)
def test_end_teaches_what_process_does(agent: Agent):
    """The same transcript gives the same counts and the same memory, whichever way it is sent."""
    processed = agent.call("/process", user_id="alice", messages=HIKE)
    agent.start(user="bob", session="s")
    ended = agent.call("/sessions/end", user_id="bob", session_id="s", messages=HIKE)
    assert ended["facts_extracted"] == processed["facts_extracted"] >= 1
    assert ended["side_effects"] == processed["side_effects"]
    told = [agent.get("/memory", user_id=user)["data"] for user in ("alice", "bob")]
    of_alice, of_bob = ([one["atomic_text"].partition(" ")[2] for one in each] for each in told)
    assert of_alice == of_bob != []


@pytest.mark.promise(107, 108)
def test_end_learns_what_is_new_and_nothing_twice(agent: Agent):
    """A transcript at the end is learned like one that is processed, without what turns brought before."""
    agent.start(session="s")
    agent.wait(agent.call("/sessions/s/turn", messages=HIKE[:2])["extraction_id"])
    answer = agent.call("/sessions/end", user_id="alice", session_id="s", messages=HIKE)
    assert answer["async"] is False
    assert answer["side_effects"]["mood_updated"] is True
    assert agent.wait(answer["extraction_id"])["turns"] == 1
    assert (_total(agent, "s"), agent.api.get("/sessions/s")["status"]) == (3, "closed")
    again = agent.call("/sessions/end", user_id="alice", session_id="s", messages=HIKE)
    assert (again["facts_extracted"], _total(agent, "s")) == (0, 3)
    more = {"user_id": "alice", "session_id": "s", "messages": [*HIKE, {"role": "user", "content": "And one more."}]}
    check_problem(agent.send("POST", "/sessions/end", json=more), 409)


@pytest.mark.promise(109)
def test_end_need_not_be_waited_for(agent: Agent):
    """With `wait` false the session has ended, and what was said in it is learned afterwards."""
    agent.start(session="s")
    answer = agent.call("/sessions/end", user_id="alice", session_id="s", messages=HIKE, wait=False)
    assert (answer["success"], answer["async"]) == (True, True)
    assert agent.api.get("/sessions/s")["status"] == "closed"
    assert agent.wait(answer["extraction_id"])["learned"] == 3
    assert values({"attributes": agent.api.get("/state")["identity"]["attributes"]}, "location") == ["Lyon"]
