"""Whole conversations: `process` and `end` store what is new, learn it, and say what it taught."""

import pytest
from agents import Agent
from harness import Api, values

HIKE = [
    {"role": "user", "content": "I live in Lyon and I go for a run every Monday."},
    {"role": "assistant", "content": "How nice!"},
    {"role": "user", "content": "I am so happy today, thank you."},
]


@pytest.fixture
def agent(api: Api) -> Agent:
    """An agent of a fresh context, understood in plain English."""
    return Agent(api)


def test_process_learns_a_transcript_at_once(agent: Agent):
    """The answer counts what was learned, and what was learned is there."""
    answer = agent.call("/process", userId="alice", messages=HIKE)
    assert set(answer) == {"success", "facts_extracted", "side_effects", "session_id", "usage"}
    assert answer["facts_extracted"] >= 1
    assert answer["side_effects"]["mood_updated"] is True
    assert answer["side_effects"]["habits_observed"] >= 1
    assert answer["usage"]["model"] == "builtin/rules"
    assert answer["usage"]["resolved_from"] == "platform"
    seen = agent.api.get(f"/sessions/{answer['session_id']}")
    assert (seen["scope"], seen["status"]) == ({"agent": "guide", "user": "alice"}, "open")
    assert values({"attributes": agent.api.get("/state")["identity"]["attributes"]}, "location") == ["Lyon"]
    assert len(agent.get("/memory", user_id="alice")["data"]) >= 1
