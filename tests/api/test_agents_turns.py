"""Turns of an agent's session: they are stored at once, and learned in the background."""

import json
from typing import Any

import pytest
from agents import Agent
from harness import Api, Running, check_problem, values

HELLO = [{"role": "user", "content": "I live in Lyon."}, {"role": "assistant", "content": "Nice!"}]
CALL = {"id": "call_1", "type": "function", "function": {"name": "order-lookup", "arguments": '{"limit":1}'}}
BROKEN = {"role": "assistant", "tool_calls": [{"id": "c", "function": {"name": "find", "arguments": "{"}}]}
TOOLS = [
    {"role": "user", "content": "Where did my last order ship from?"},
    {"role": "assistant", "tool_calls": [CALL]},
    {"role": "tool", "tool_call_id": "call_1", "content": '{"order_id":"42","origin":"Tokyo","carrier":"DHL"}'},
    {"role": "assistant", "content": "Your last order shipped from Tokyo via DHL."},
]


@pytest.fixture
def agent(api: Api) -> Agent:
    """An agent of a fresh context, understood in plain English, with a session."""
    made = Agent(api)
    made.start()
    return made


def _said(agent: Agent, session: str = "s-1") -> list[str]:
    return [one["content"] for one in agent.api.get(f"/sessions/{session}/turns")["data"]]


def _turn(agent: Agent, *messages: Any, **more: Any) -> Any:
    return agent.call("/sessions/s-1/turn", messages=list(messages), **more)


@pytest.mark.promise(95, 97, 98, 99)
def test_a_turn_is_stored_at_once_and_learned_in_the_background(agent: Agent):
    """The answer says "queued"; the status ends in "done", and then what was said is known."""
    taken = _turn(agent, *HELLO)
    assert taken["success"] is True
    assert taken["extraction_id"].startswith("ext_")
    assert taken["extraction_status"] == "queued"
    assert taken["usage"] == {"model": "builtin/rules", "resolved_from": "platform"}
    assert _said(agent) == ["I live in Lyon.", "Nice!"]
    assert agent.wait(taken["extraction_id"]) == {
        "extraction_id": taken["extraction_id"],
        "state": "done",
        "error": None,
        "attempts": 1,
        "turns": 2,
        "learned": 2,
    }
    assert values({"attributes": agent.api.get("/state")["identity"]["attributes"]}, "location") == ["Lyon"]


@pytest.mark.promise(96, 98)
def test_the_answer_tells_what_the_turn_did_to_the_mood(agent: Agent):
    """In four dimensions and with a reason, as the mood's history tells it; what the agent says moves nothing."""
    glad = _turn(agent, {"role": "user", "content": "I am so happy today, this is wonderful!"})["mood"]
    assert 0 < glad["valence"] <= 1
    assert "happy" in glad["reason"]
    [change] = agent.get("/mood/history", user_id="alice")["data"]
    assert glad == {**change["delta"], "reason": change["reason"]}
    assert set(change["delta"]) == {"valence", "arousal", "tension", "affiliation"}
    still = {"valence": 0.0, "arousal": 0.0, "tension": 0.0, "affiliation": 0.0, "reason": ""}
    assert _turn(agent, {"role": "assistant", "content": "I am so happy today!"})["mood"] == still
    assert _turn(agent, {"role": "user", "content": "The train leaves at nine."})["mood"] == still
    sad = _turn(agent, {"role": "user", "content": "I am sad and worried."})["mood"]
    assert sad["valence"] < 0
    assert agent.get("/mood/history", user_id="alice")["total"] == 2


@pytest.mark.promise(93, 100, 101)
def test_the_next_context_comes_with_the_answer(agent: Agent):
    """It has the shape of the context, and holds the very messages that were sent, before they are learned."""
    taken = _turn(agent, *HELLO, fetchNextContext={"query": "Where does she live?"})
    shown = agent.get("/context", user_id="alice", session_id="s-1", query="Where does she live?")
    assert {name: type(value) for name, value in taken["next_context"].items()} == {
        name: type(value) for name, value in shown.items()
    }
    assert [one["content"] for one in taken["next_context"]["recent_turns"]] == ["I live in Lyon.", "Nice!"]
    assert taken["next_context"]["session_id"] == "s-1"
    assert _turn(agent, {"role": "user", "content": "Bye."})["next_context"] is None


@pytest.mark.promise(110)
def test_blocks_say_the_same_as_fields(agent: Agent):
    """The same exchange in the blocks of Anthropic gives the same turns as in the fields of OpenAI."""
    use = {"type": "tool_use", "id": "call_1", "name": "order-lookup", "input": {"limit": 1}}
    result = {
        "type": "tool_result",
        "tool_use_id": "call_1",
        "content": [{"type": "text", "text": TOOLS[2]["content"]}],
    }
    told = []
    for session, middle in (
        ("openai", TOOLS[1:3]),
        ("anthropic", [{"role": "assistant", "content": [use]}, {"role": "user", "content": [result]}]),
    ):
        agent.start(session=session)
        agent.call(f"/sessions/{session}/turn", messages=[TOOLS[0], *middle, TOOLS[3]])
        turns = agent.api.get(f"/sessions/{session}/turns")["data"]
        told.append([(one["role"], one["name"], one["content"], one["tool_call_id"]) for one in turns])
        [called] = [one["function"] for each in turns for one in each["tool_calls"]]
        assert (called["name"], json.loads(called["arguments"])) == ("order-lookup", {"limit": 1})
        assert turns[1]["content"] == ""
    assert told[0] == told[1]
    assert [role for role, *_ in told[0]] == ["user", "assistant", "tool", "assistant"]


def test_a_blank_name_is_none(agent: Agent):
    """What other programs send as the name of nobody names nobody here: no entity is called so."""
    for name in ("", " \t"):
        _turn(agent, {"role": "user", "name": name, "content": "I live in Oslo."})
    turns = agent.api.get("/sessions/s-1/turns")["data"]
    assert [one["name"] for one in turns] == [None, None]


@pytest.mark.promise(111)
def test_what_only_a_tool_said_is_learned_with_the_tool_as_its_source(agent: Agent):
    """Order 42, Tokyo and DHL come out of the tool's message, under the name of its tool."""
    agent.wait(_turn(agent, *TOOLS)["extraction_id"])
    told = agent.api.get("/sessions/s-1/turns")["data"]
    assert [one["name"] for one in told] == [None, None, "order-lookup", None]
    assert told[1]["tool_calls"] == [CALL]
    state = agent.api.get("/state")
    facts = [*state["identity"]["attributes"], *state["knowledge"]["facts"], *state["knowledge"]["relations"]]
    mine = [one for one in facts if one["source_turn"] == told[2]["id"]]
    assert {"Tokyo", "DHL"} <= {str(one.get("value") or one.get("to_label")) for one in mine}
    assert {one["source"] for one in mine} == {"tool:order-lookup"}


def test_a_tool_may_answer_a_call_of_an_earlier_turn(agent: Agent):
    """The call is looked up in the session; in another session it is nowhere."""
    _turn(agent, *TOOLS[:2])
    _turn(agent, TOOLS[2])
    assert agent.api.get("/sessions/s-1/turns")["data"][2]["name"] == "order-lookup"
    agent.start(session="s-2")
    refused = agent.send("POST", "/sessions/s-2/turn", json={"messages": [TOOLS[2]]})
    check_problem(refused, 422, "messages.0.tool_call_id")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "messages"),
        ({"messages": []}, "messages"),
        ({"messages": [HELLO[0]] * 201}, "messages"),
        ({"messages": [HELLO[0], {"role": "robot", "content": "x"}]}, "messages.1.role"),
        ({"messages": [HELLO[0], {"role": "user", "content": ""}]}, "messages.1.content"),
        ({"messages": [HELLO[0], {"role": "user", "content": "x" * 200_001}]}, "messages.1.content"),
        ({"messages": [HELLO[0], {"role": "user", "content": "a\x00b"}]}, "messages.1.content"),
        ({"messages": [HELLO[0], TOOLS[1], {**TOOLS[2], "tool_call_id": "call_2"}]}, "messages.2.tool_call_id"),
        ({"messages": [HELLO[0], BROKEN]}, "messages.1.tool_calls.0.function.arguments"),
        ({"messages": [HELLO[0], {**HELLO[1], "at": "0001-01-01T00:00:00Z"}]}, "messages.1.at"),
        ({"messages": [HELLO[0], {**HELLO[1], "at": "9999-12-31T23:59:59Z"}]}, "messages.1.at"),
        ({"messages": [HELLO[0], {**HELLO[1], "at": "yesterday"}]}, "messages.1.at"),
        ({"messages": HELLO, "colour": "red"}, "colour"),
        ({"messages": HELLO, "user_id": ""}, "user_id"),
    ],
)
def test_nothing_is_stored_where_anything_is_wrong(agent: Agent, body: dict[str, Any], field: str):
    """422 names the part that cannot be read; neither a message nor a job is left."""
    check_problem(agent.send("POST", "/sessions/s-1/turn", json=body), 422, field)
    assert agent.api.get("/sessions/s-1/turns")["total"] == 0


@pytest.mark.parametrize("at", ["1969-07-20T20:17:00Z", "2199-01-01T00:00:00+01:00"])
def test_messages_may_be_of_any_time(agent: Agent, at: str):
    """Past and future instants are taken, under each of their names."""
    for name in ("at", "timestamp", "created_at"):
        _turn(agent, {"role": "user", "content": f"hello from {name}", name: at})
    told = {one["created_at"] for one in agent.api.get("/sessions/s-1/turns")["data"]}
    assert told == {"1969-07-20T20:17:00Z" if at[0] == "1" else "2198-12-31T23:00:00Z"}


def test_a_batch_that_was_sent_again_is_not_stored_twice(agent: Agent):
    """The answer names the job that holds it and moves no mood; a single message is new each time."""
    joy = [{"role": "user", "content": "I am so happy!"}, {"role": "assistant", "content": "Me too."}]
    first = _turn(agent, *joy)
    agent.wait(first["extraction_id"])
    again = _turn(agent, *joy)
    assert (again["extraction_id"], again["extraction_status"]) == (first["extraction_id"], "done")
    assert again["mood"]["valence"] == 0
    longer = _turn(agent, *joy, {"role": "user", "content": "Bye."})
    assert longer["extraction_id"] != first["extraction_id"]
    assert _said(agent) == ["I am so happy!", "Me too.", "Bye."]
    for _ in range(2):
        _turn(agent, {"role": "user", "content": "Bye."})
    assert _said(agent)[2:] == ["Bye.", "Bye.", "Bye."]


def test_under_an_idempotency_key_a_single_message_is_stored_once(agent: Agent):
    """The same key and request give the same answer; another request under it is 409."""
    body = {"messages": [{"role": "user", "content": "I am so happy!"}]}
    told = [agent.send("POST", "/sessions/s-1/turn", json=body, headers={"Idempotency-Key": "k"}) for _ in range(3)]
    assert {one.text for one in told} == {told[0].text}
    assert told[0].json()["mood"]["valence"] > 0
    assert _said(agent) == ["I am so happy!"]
    other = {"messages": HELLO}
    check_problem(agent.send("POST", "/sessions/s-1/turn", json=other, headers={"Idempotency-Key": "k"}), 409)


def test_a_session_has_to_be_started_and_not_ended(agent: Agent):
    """An unknown session is 404 and says what to do, an ended one is 409, and one of several users asks which."""
    told = check_problem(agent.send("POST", "/sessions/none/turn", json={"messages": HELLO}), 404)
    assert "sessions/start" in told["detail"]
    check_problem(agent.send("POST", "/sessions/s-1/turn", json={"messages": HELLO, "user_id": "bob"}), 404)
    agent.start(user="bob")
    check_problem(agent.send("POST", "/sessions/s-1/turn", json={"messages": HELLO}), 409, "user_id")
    _turn(agent, *HELLO, user_id="bob")
    agent.call("/sessions/end", user_id="bob", session_id="s-1")
    check_problem(agent.send("POST", "/sessions/s-1/turn", json={"messages": HELLO, "user_id": "bob"}), 409)


def test_a_job_is_told_to_its_agent_alone(agent: Agent, server: Running, context: str):
    """Another agent, another context and a key of another user find no such extraction."""
    taken = _turn(agent, *HELLO)
    path = f"/turns/{taken['extraction_id']}/status"
    bob = server.api(context, server.add_key(context, {"user": "bob"}))
    elsewhere = server.api(f"{context}-2")
    for other in (Agent(agent.api, "other"), Agent(bob), Agent(elsewhere)):
        check_problem(other.send("GET", path), 404)
    check_problem(agent.send("GET", "/turns/ext_none/status"), 404)


def test_readiness_and_metrics_tell_of_the_queue(agent: Agent):
    """`/readyz` counts what waits and stays ready, and `/metrics` has the same as gauges."""
    agent.wait(_turn(agent, *HELLO)["extraction_id"])
    ready = agent.api.http.get("/readyz").json()
    assert ready["status"] == "ok"
    assert set(ready["queue"]) == {"queued", "running", "failed", "oldest_seconds"}
    told = agent.api.http.get("/metrics").text
    assert 'spectron_jobs{state="queued"}' in told
    assert "spectron_job_oldest_seconds" in told
