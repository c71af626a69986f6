"""Turns of an agent's session: they are stored at once, and learned in the background."""

import pytest
from agents import Agent
from harness import Api, values

TOOLS = [
    {"role": "user", "content": "Where did my last order ship from?"},
    {
        "role": "assistant",
        "tool_calls": [
            {"id": "call_1", "type": "function", "function": {"name": "order-lookup", "arguments": '{"limit":1}'}}
        ],
    },
    {"role": "tool", "tool_call_id": "call_1", "content": '{"order_id":"42","origin":"Tokyo","carrier":"DHL"}'},
    {"role": "assistant", "content": "Your last order shipped from Tokyo via DHL."},
]


@pytest.fixture
def agent(api: Api) -> Agent:
    """An agent of a fresh context, understood in plain English, with a session."""
    made = Agent(api)
    made.start()
    return made


def test_a_turn_is_stored_at_once_and_learned_in_the_background(agent: Agent):
    """The answer says "queued"; the status ends in "done", and then what was said is known."""
    messages = [{"role": "user", "content": "I live in Lyon."}, {"role": "assistant", "content": "Nice!"}]
    taken = agent.call("/sessions/s-1/turn", messages=messages)
    assert taken["success"] is True
    assert taken["extraction_id"].startswith("ext_")
    assert taken["extraction_status"] == "queued"
    assert [one["content"] for one in agent.api.get("/sessions/s-1/turns")["data"]] == ["I live in Lyon.", "Nice!"]
    assert agent.wait(taken["extraction_id"]) == {
        "extraction_id": taken["extraction_id"],
        "state": "done",
        "error": None,
        "attempts": 1,
        "turns": 2,
        "learned": 2,
    }
    assert values({"attributes": agent.api.get("/state")["identity"]["attributes"]}, "location") == ["Lyon"]


def test_what_only_a_tool_said_is_learned_with_the_tool_as_its_source(agent: Agent):
    """Order 42, Tokyo and DHL come out of the tool's message, under the name of its tool."""
    agent.wait(agent.call("/sessions/s-1/turn", messages=TOOLS)["extraction_id"])
    told = agent.api.get("/sessions/s-1/turns")["data"]
    assert [one["name"] for one in told] == [None, None, "order-lookup", None]
    state = agent.api.get("/state")
    facts = [*state["identity"]["attributes"], *state["knowledge"]["facts"], *state["knowledge"]["relations"]]
    found = {str(one.get("value") or one.get("to_label")) for one in facts if one["source_turn"] == told[2]["id"]}
    assert {"Tokyo", "DHL"} <= found
