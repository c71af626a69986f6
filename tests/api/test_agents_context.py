"""What an agent is given before it speaks: one flat object in seven layers, at any time."""

from datetime import UTC, datetime, timedelta

import pytest
from agents import Agent
from harness import Api, Running, check_problem

IDENTITY = {"personality_prompt", "bio", "speech_patterns", "true_interests", "true_dislikes"}
PERSON = {"big5", "dimensions", "preferences", "behaviors", "recent_personality_shifts", "significant_moments"}
LIFE = {"active_goals", "habits", "current_mood", "emotional_state"}
MEMORY = {"loaded_facts", "long_term_summaries", "proactive_memories", "constellation_patterns"}
BOND = {"relationship_narrative", "chemistry_score", "love_from_agent", "love_from_user"}
REST = {"knowledge", "recent_turns", "backend_context"}
KEYS = IDENTITY | PERSON | LIFE | MEMORY | BOND | REST
TRAITS = {"openness", "conscientiousness", "extraversion", "agreeableness", "neuroticism"}


@pytest.fixture
def agent(api: Api) -> Agent:
    """An agent of a fresh context, understood in plain English."""
    return Agent(api)


def texts(context: dict) -> list[str]:
    """The sentences of the facts that are loaded."""
    return [one["atomic_text"] for one in context["loaded_facts"]]


@pytest.mark.promise(81)
def test_a_context_is_flat_and_whole_for_a_user_that_nobody_knows(agent: Agent):
    """Every field is there with a neutral value before anything was said, and only knowledge wraps its results."""
    context = agent.get("/context", user_id="nobody", query="What should we talk about?")
    assert set(context) >= KEYS
    assert context["knowledge"] == {"results": []}
    assert [name for name in KEYS if isinstance(context[name], dict) and "results" in context[name]] == ["knowledge"]
    for name in ("preferences", "behaviors", "habits", "loaded_facts", "recent_turns", "active_goals"):
        assert context[name] == []
    assert (context["love_from_agent"], context["love_from_user"], context["backend_context"]) == (0, 0, {})
    assert context["current_mood"]["label"] == context["emotional_state"]["label"] == "neutral"
    assert context["emotional_state"]["trend"] == "steady"
    assert set(context["big5"]) == TRAITS
    assert (context["agent_id"], context["user_id"], context["session_id"]) == ("guide", "nobody", None)


@pytest.mark.promise(81)
def test_seven_layers_tell_of_a_user_that_is_known(agent: Agent):
    """Personality, mood, memories, goals, habits, relationship and what is ahead are all there in one call."""
    agent.hear(
        "I'm a perfectionist, and I am so happy today!",
        "I work at Acme.",
        "I want to learn Spanish.",
        "I run every Monday.",
        "Thank you so much, I trust you.",
        "I have a hike tomorrow.",
    )
    context = agent.get("/context", user_id="alice", query="work")
    assert context["big5"]["conscientiousness"]["score"] > 0.5
    assert context["current_mood"]["valence"] > 0
    assert "Acme" in texts(context)[0]
    assert [one["text"] for one in context["active_goals"]] == ["learn Spanish"]
    assert [one["name"] for one in context["habits"]] == ["run"]
    assert context["love_from_user"] > 0
    assert [one["subject"] for one in context["proactive_memories"]] == ["hike", "check in"]


@pytest.mark.promise(82, 94)
def test_identity_and_state_are_given_along(agent: Agent):
    """Who the agent is, and what the application stored: a user's own value before that of the agent with everybody."""
    mira = {
        "personality_prompt": "You are Mira.",
        "bio": "A guide.",
        "speech_patterns": ["hums"],
        "true_interests": ["maps"],
        "true_dislikes": ["crowds"],
    }
    agent.put("/profile", mira)
    agent.put("/state/theme", {"value": "light"})
    agent.put("/state/level", {"value": 3})
    agent.put("/state/theme", {"value": "dark"}, user_id="alice")
    context = agent.get("/context", user_id="alice")
    assert {name: context[name] for name in mira} == mira
    assert context["backend_context"] == {"theme": "dark", "level": 3}
    assert agent.get("/context", user_id="bob")["backend_context"] == {"theme": "light", "level": 3}


@pytest.mark.promise(87)
def test_the_query_steers_which_facts_are_loaded(agent: Agent):
    """What bears on the query comes first with its score; the rest is there for its weight and has none."""
    agent.hear("I work at Acme.", "I love hiking in the Alps.", "My sister Ana lives in Oslo.", "I play the cello.")
    about_sister = agent.get("/context", user_id="alice", query="Tell me about my sister")
    assert "Ana" in texts(about_sister)[0]
    about_music = agent.get("/context", user_id="alice", query="playing the cello")
    assert "cello" in texts(about_music)[0]
    first = about_music["loaded_facts"][0]
    assert (first["atomic_text"], first["fact_type"]) == ("Alice plays the cello", "fact")
    assert 0 < first["importance"] <= 1
    assert 0 < first["score"] <= 1
    assert {"fact_id", "atomic_text", "fact_type", "importance", "topics", "session_id", "created_at"} <= set(first)
    assert first["session_id"] == "s-1"
    plain = agent.get("/context", user_id="alice")
    assert plain["loaded_facts"]
    assert {one["score"] for one in plain["loaded_facts"]} == {None}


@pytest.mark.promise(87)
def test_with_many_facts_the_query_decides_which_are_there(agent: Agent):
    """Of more facts than are loaded, one that the query speaks of is among them, and without it is not."""
    agent.hear("I love mushrooms.", *(f"My friend Nora{number} lives in Lyon." for number in range(30)))
    asked = texts(agent.get("/context", user_id="alice", query="mushrooms for dinner"))
    assert "mushrooms" in asked[0]
    plain = texts(agent.get("/context", user_id="alice"))
    assert not any("mushrooms" in one for one in plain)
    assert len(asked) == len(plain) == 20


@pytest.mark.promise(93)
def test_messages_are_there_before_they_are_learned(agent: Agent):
    """The last messages of the session, in their order, at once and in every role."""
    agent.start(user="alice", session="s-1")
    call = {"id": "call_1", "type": "function", "function": {"name": "look", "arguments": "{}"}}
    agent.call(
        "/sessions/s-1/turn",
        user_id="alice",
        messages=[
            {"role": "user", "content": "Where is my parcel?"},
            {"role": "assistant", "tool_calls": [call]},
            {"role": "tool", "tool_call_id": "call_1", "content": '{"parcel": "in Tokyo"}'},
            {"role": "assistant", "content": "In Tokyo."},
        ],
    )
    recent = agent.get("/context", user_id="alice", session_id="s-1")["recent_turns"]
    assert [one["role"] for one in recent] == ["user", "assistant", "tool", "assistant"]
    assert [recent[0]["content"], recent[3]["content"]] == ["Where is my parcel?", "In Tokyo."]
    assert recent[1]["tool_calls"][0]["id"] == recent[2]["tool_call_id"] == "call_1"
    agent.start(user="bob", session="s-1")
    assert agent.get("/context", user_id="bob", session_id="s-1")["recent_turns"] == []


@pytest.mark.promise(86)
def test_the_mood_is_there_and_which_way_it_goes(agent: Agent):
    """As the mood's own route tells it, with a trend against the day before."""
    agent.hear("I am so happy today, this is wonderful!")
    context, mood = agent.get("/context", user_id="alice"), agent.get("/mood", user_id="alice")
    assert context["current_mood"]["turns"] == mood["turns"]
    assert context["current_mood"]["reason"] == mood["reason"]
    assert context["current_mood"]["label"] == context["emotional_state"]["label"] == mood["label"] != "neutral"
    assert context["current_mood"]["valence"] == pytest.approx(mood["valence"], abs=0.01)
    assert context["current_mood"]["valence"] > 0
    assert context["emotional_state"]["trend"] == "rising"


@pytest.mark.promise(83)
def test_preferences_and_behaviour_are_in_words(agent: Agent):
    """What the user likes as sentences, how they write, and a personality whose ten dimensions follow their words."""
    *_, turn = agent.hear("i love hiking", "i hate mushrooms", "i like tea", "i prefer trains", "i'm a perfectionist")
    context = agent.get("/context", user_id="alice")
    told = " ".join(one["atomic_text"] for one in context["preferences"])
    assert all(word in told for word in ("hiking", "mushrooms", "tea"))
    assert {one["fact_type"] for one in context["preferences"]} == {"preference"}
    assert "writes in lower case" in context["behaviors"]
    assert set(context["big5"]) == TRAITS
    assert len(context["dimensions"]) == 10
    shown = {**context["big5"], **context["dimensions"]}
    assert {name for name, one in shown.items() if one["turns"] == [turn]} == {"conscientiousness", "orderliness"}
    assert {name for name, one in shown.items() if one["score"] > 0.5} == {"conscientiousness", "orderliness"}
    told = agent.get("/personality", user_id="alice")
    assert (context["big5"], context["dimensions"]) == (told["big5"], told["dimensions"])


@pytest.mark.promise(91)
def test_the_relationship_is_there(agent: Agent):
    """With the numbers of its own route, and the name that the user was announced under in its narrative."""
    agent.start(user="u-7", user_display_name="Alicia")
    agent.hear("Thank you so much, I trust you and you help me a lot.", user="u-7")
    agent.hear("I love talking to you, I missed you.", user="u-7", role="assistant")
    context = agent.get("/context", user_id="u-7")
    [told] = agent.get("/relationships", user_id="u-7")["data"]
    for name in ("chemistry_score", "love_from_agent", "love_from_user"):
        assert context[name] == pytest.approx(told[name], abs=0.001)
        assert context[name] > 0
    assert context["love_from_agent"] != context["love_from_user"]
    assert context["relationship_narrative"] == told["relationship_narrative"]
    assert "Alicia" in context["relationship_narrative"]


@pytest.mark.promise(92)
def test_the_knowledge_base_answers_the_query(agent: Agent):
    """The document that the query is about comes first in knowledge.results, and none where nothing is asked."""
    policies = {"Refund policy": "Refunds are paid within 14 days of the return.", "Opening hours": "We open at nine."}
    for label, content in policies.items():
        body = {"label": label, "content": content}
        assert agent.api.send("POST", "/knowledge", json=body).status_code == 201
    for query, label in (("When are refunds paid?", "Refund policy"), ("What are your hours?", "Opening hours")):
        found = agent.get("/context", user_id="alice", query=query)["knowledge"]["results"]
        assert (found[0]["label"], found[0]["content"]) == (label, policies[label])
    assert agent.get("/context", user_id="alice")["knowledge"]["results"] == []


@pytest.mark.promise(89)
def test_what_is_to_be_brought_up_is_there_before_it_is_due(agent: Agent):
    """A hike tomorrow is among the proactive memories, scheduled."""
    agent.hear("I have a hike tomorrow.")
    [hike] = agent.get("/context", user_id="alice")["proactive_memories"]
    assert "hike" in hike["message"]
    assert hike["status"] == "scheduled"


@pytest.mark.promise(88)
def test_summaries_tell_of_earlier_sessions(agent: Agent):
    """One for each of several sessions, under the id that the caller gave it, and one of the week that had both."""
    noon = datetime.now(UTC).replace(hour=12)
    monday = noon - timedelta(days=noon.weekday() + 7)
    first, second = ((monday + timedelta(days=days)).isoformat() for days in (0, 2))
    agent.hear("I love jazz.", "I went to a concert.", session="s-1", at=first)
    agent.hear("My sister Ana moved to Oslo.", session="s-2", at=second)
    summaries = agent.get("/context", user_id="alice")["long_term_summaries"]
    told = {one["session_id"]: one for one in summaries if one["span"] == "session"}
    assert set(told) == {"s-1", "s-2"}
    assert told["s-1"]["messages"] == 2
    assert "jazz" in told["s-1"]["text"]
    assert "Oslo" in told["s-2"]["text"]
    [week] = [one for one in summaries if one["span"] == "week"]
    assert week["messages"] == 3
    assert all(word in week["text"] for word in ("jazz", "Oslo"))
    assert {one["span"] for one in summaries} == {"session", "day", "week"}
    assert all(one["text"] for one in summaries)


@pytest.mark.promise(90)
def test_what_comes_together_again_and_again_is_told(agent: Agent):
    """A run and joy on the same days, and neither on the others, is a pattern with its turns."""
    began = datetime.now(UTC) - timedelta(days=30)
    for day in range(24):
        said = "I went for a run and I am so happy!" if day % 2 else "I feel sad today."
        agent.hear(said, at=(began + timedelta(days=day)).isoformat())
    patterns = agent.get("/context", user_id="alice")["constellation_patterns"]
    [found] = [one for one in patterns if one["between"] == ["run", "mood is good"]]
    assert found["lift"] > 1
    assert found["support"] == 12
    assert found["text"]
    assert found["turns"]


def test_instructions_in_force_are_there(agent: Agent):
    """The rules that the user gave, as they stand."""
    agent.hear("Please always answer in French.")
    [rule] = agent.get("/context", user_id="alice")["instructions"]
    assert "French" in rule["text"]


def test_the_user_may_be_told_by_the_session_or_the_key(agent: Agent, server: Running, context: str):
    """Where nothing tells whom it is about it is 400; a session that was never started is 404."""
    agent.start(user="alice", session="only-hers")
    assert agent.get("/context", session_id="only-hers")["user_id"] == "alice"
    check_problem(agent.send("GET", "/context"), 400, "user_id")
    check_problem(agent.send("GET", "/context", params={"user_id": "alice", "session_id": "never"}), 404)
    confined = Agent(Api(agent.api.http, agent.api.root, server.add_key(context, {"user": "alice"})))
    assert confined.get("/context")["user_id"] == "alice"
    check_problem(confined.send("GET", "/context", params={"user_id": "bob"}), 403)


def test_language_and_zone_are_those_of_the_call_or_the_session(agent: Agent):
    """What is asked for goes before what the session was started with; an unknown zone is 400."""
    agent.start(user="alice", session="s-1", timezone="Asia/Tokyo", language="ja")
    told = agent.get("/context", user_id="alice", session_id="s-1")
    assert (told["language"], told["local_time"][-6:]) == ("ja", "+09:00")
    asked = agent.get("/context", user_id="alice", session_id="s-1", language="fr", timezone="UTC")
    assert (asked["language"], asked["local_time"][-6:]) == ("fr", "+00:00")
    check_problem(agent.send("GET", "/context", params={"user_id": "alice", "timezone": "Mars/North"}), 400, "timezone")
