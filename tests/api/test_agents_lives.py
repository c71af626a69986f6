"""What occupies an agent's users: habits, goals, interests, emotional themes, moments that stand out."""

from typing import Any

import pytest
from agents import Agent
from harness import Api, Running, check_problem

PATHS = ("/habits", "/goals", "/interests", "/themes", "/personality/significant-moments")


@pytest.fixture
def agent(api: Api) -> Agent:
    """An agent of a fresh context, understood in plain English."""
    return Agent(api)


def listed(agent: Agent, path: str, **query: Any) -> list[dict]:
    """A list, whose total is how long it is."""
    answer = agent.get(path, **query)
    assert answer["total"] == len(answer["data"])
    return answer["data"]


@pytest.mark.promise(85, 117, 123)
def test_a_habit_is_new_and_then_reinforced(agent: Agent):
    """Told as a routine it is new; kept again and again it grows, with the turns that show it and a reason."""
    [told] = agent.hear("I run every Monday.", at="2026-01-05T18:00:00Z")
    [new] = listed(agent, "/habits", user_id="alice", at="2026-01-06")
    assert (new["name"], new["status"], new["stated"], new["user_id"]) == ("run", "new", True, "alice")
    assert (new["cadence"]["period"], new["cadence"]["days"]) == ("weekly", ["Monday"])
    assert new["turns"] == [told]
    assert new["reason"]
    for day in ("12", "19", "26"):
        agent.hear("I went for a run today.", at=f"2026-01-{day}T18:00:00Z")
    [kept] = listed(agent, "/habits", user_id="alice", at="2026-01-27")
    assert kept["status"] == "reinforced"
    assert kept["strength"] > new["strength"]
    assert kept["times"] >= 3
    context = agent.get("/context", user_id="alice")
    assert [one["name"] for one in context["habits"]] == ["run"]


@pytest.mark.promise(85, 117)
def test_a_goal_is_set_and_reached(agent: Agent):
    """It is active with its turn and due date, is in the context, and is achieved once that is told."""
    [told] = agent.hear("I want to run a marathon.", at="2026-01-05T18:00:00Z")
    [goal] = listed(agent, "/goals", user_id="alice")
    assert "marathon" in goal["text"]
    assert (goal["status"], goal["turns"], goal["user_id"]) == ("active", [told], "alice")
    assert [one["goal_id"] for one in agent.get("/context", user_id="alice")["active_goals"]] == [goal["goal_id"]]
    agent.hear("I finally ran the marathon!", at="2026-06-01T18:00:00Z")
    [reached] = listed(agent, "/goals", user_id="alice", status="achieved")
    assert reached["goal_id"] == goal["goal_id"]
    assert listed(agent, "/goals", user_id="alice", status="active") == []
    assert agent.get("/context", user_id="alice")["active_goals"] == []
    assert [one["status"] for one in listed(agent, "/goals", user_id="alice", at="2026-02-01")] == ["active"]


@pytest.mark.promise(117, 124)
def test_interests_have_a_field_and_say_how_much(agent: Agent):
    """Each has a domain and the turns that show it; repeated it is surer, and left alone it engages less and less."""
    told = agent.hear("I love jazz.", at="2026-01-05T18:00:00Z")
    told += agent.hear("I love jazz, I went to a jazz concert.", at="2026-01-09T18:00:00Z")
    [once], [jazz], [later] = (
        [one for one in listed(agent, "/interests", user_id="alice", at=at) if one["topic"] == "jazz"]
        for at in ("2026-01-06", "2026-01-10", "2026-03-10")
    )
    assert (jazz["domain"], jazz["user_id"], jazz["turns"], jazz["mentions"]) == ("music", "alice", told, 2)
    assert 0 < once["confidence"] < jazz["confidence"] == later["confidence"] <= 1
    assert 0 < later["engagement"] < jazz["engagement"] <= 1


@pytest.mark.promise(126)
def test_emotional_themes_are_named(agent: Agent):
    """Each with a weight, how often it was shown, and its turns; in the context they stand beside the mood."""
    named = {
        "bob": ("I feel so overwhelmed, it is all too much.", "feeling overwhelmed"),
        "carol": ("I miss having someone to talk to, I feel lonely.", "seeking connection"),
        "dan": ("I had a creative spark, I'm inspired to paint!", "creative spark"),
    }
    for user, (said, name) in named.items():
        agent.hear(said, user=user)
        assert name in {one["name"] for one in listed(agent, "/themes", user_id=user)}
    [turn] = agent.hear("I am so happy, this is wonderful and I am full of joy!")
    themes = listed(agent, "/themes", user_id="alice")
    assert themes
    assert all(0 < one["weight"] <= 1 and one["turns"] == [turn] for one in themes)
    assert "joy" in {one["name"] for one in themes}
    state = agent.get("/context", user_id="alice")["emotional_state"]
    assert {one["name"] for one in state["themes"]} == {one["name"] for one in themes}


@pytest.mark.promise(84, 115)
def test_significant_moments_are_told(agent: Agent):
    """An event of life stands out, latest first, with its turn and reason, and is in the context."""
    agent.hear("The train leaves at nine.")
    [turn] = agent.hear("I got married yesterday, this is the happiest day of my life!")
    moments = listed(agent, "/personality/significant-moments", user_id="alice")
    assert moments[0]["turn_id"] == turn
    assert moments[0]["title"]
    assert moments[0]["reason"]
    assert 0 < moments[0]["weight"] <= 1
    assert agent.get("/context", user_id="alice")["significant_moments"] == moments


@pytest.mark.promise(84)
def test_shifts_of_personality_are_in_the_context(agent: Agent):
    """Where words show a trait, what shifted is told with its reason, and the context tells the same."""
    agent.hear("I'm a perfectionist.", "I always plan everything in detail.", "I'm very organised and tidy.")
    shifts = listed(agent, "/personality/recent-shifts", user_id="alice")
    assert "conscientiousness" in {one["trait"] for one in shifts}
    assert all(one["reason"] and one["turns"] and one["before"] != one["after"] for one in shifts)
    assert agent.get("/context", user_id="alice")["recent_personality_shifts"] == shifts


@pytest.mark.parametrize("path", PATHS)
def test_these_reads_keep_to_the_key_too(path: str, agent: Agent, server: Running, context: str):
    """Another user's and another agent's words show nowhere; without a user it takes agent_wide."""
    agent.hear("I am so happy, I love jazz, I run every Monday and I want to run a marathon. I got married!")
    assert listed(agent, path, user_id="bob") == []
    assert listed(Agent(agent.api, "other"), path, user_id="alice") == []
    assert {one["user_id"] for one in listed(agent, path)} == {"alice"}
    plain = Agent(Api(agent.api.http, agent.api.root, server.add_key(context)))
    assert "agent_wide" in check_problem(plain.send("GET", path), 403)["detail"]
    confined = Agent(Api(agent.api.http, agent.api.root, server.add_key(context, {"user": "alice"})))
    assert confined.get(path) == agent.get(path, user_id="alice")
    check_problem(confined.send("GET", path, params={"user_id": "bob"}), 403)
