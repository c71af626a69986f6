"""Who an agent is, what an application stores beside it, and the models it can choose from."""

import pytest
from agents import Agent
from harness import Api, Running, check_problem, run_server

MIRA = {
    "personality_prompt": "You are Mira, a calm guide.",
    "bio": "Born in a lighthouse.",
    "speech_patterns": ["short sentences"],
    "interests": ["tides", "maps"],
    "true_dislikes": ["hurry"],
    "big5": {"openness": 0.8, "neuroticism": 0.1},
}


@pytest.fixture
def agent(scripted: Api) -> Agent:
    """An agent of a fresh context."""
    return Agent(scripted)


@pytest.mark.promise(82)
def test_an_identity_is_what_was_put(agent: Agent):
    """It is blank at first, then as it was put; a second one replaces the first whole."""
    blank = agent.get("/profile")
    assert blank["updated_at"] is None
    assert (blank["personality_prompt"], blank["true_interests"], blank["big5"]) == ("", [], {})
    kept = agent.put("/profile", MIRA)
    assert kept["true_interests"] == ["tides", "maps"]
    assert {name: kept[name] for name in MIRA if name != "interests"} == {
        name: value for name, value in MIRA.items() if name != "interests"
    }
    assert agent.get("/profile") == kept
    again = agent.put("/profile", {"bio": "", "speechPatterns": "hums", "true_dislikes": None})
    assert (again["bio"], again["speech_patterns"], again["big5"]) == ("", ["hums"], {})
    assert Agent(agent.api, "other").get("/profile")["speech_patterns"] == []


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"big5": {"openness": 1.2}}, "big5.openness"),
        ({"big5": {"openness": "high"}}, "big5.openness"),
        ({"big5": {"humour": 0.5}}, "big5.humour.[key]"),
        ({"bio": 7}, "bio"),
        ({"interests": [7]}, "interests.0"),
        ({"name": "Mira"}, "name"),
    ],
)
def test_an_identity_that_cannot_be_is_refused(agent: Agent, body: dict, field: str):
    """422 with the field."""
    check_problem(agent.send("PUT", "/profile", json=body), 422, field)


def test_only_a_key_to_the_whole_agent_says_who_it_is(agent: Agent, scripted_server: Running, context: str):
    """A key of one user reads it and may not change it; one that is confined to the agent may."""
    agent.put("/profile", MIRA)
    of_user = Agent(Api(agent.api.http, agent.api.root, scripted_server.add_key(context, {"user": "alice"})))
    assert of_user.get("/profile")["bio"] == MIRA["bio"]
    check_problem(of_user.send("PUT", "/profile", json={"bio": "Mine."}), 403)
    of_agent = Agent(Api(agent.api.http, agent.api.root, scripted_server.add_key(context, {"agent": "guide"})))
    assert of_agent.put("/profile", {"bio": "Mine."})["bio"] == "Mine."


@pytest.mark.promise(94)
def test_state_is_kept_for_the_agent_or_for_one_user(agent: Agent):
    """Any JSON value is kept under a key; the agent's own and each user's are apart, and can be deleted."""
    value = {"level": 3, "inventory": ["lamp", None], "rate": 0.5}
    assert agent.put("/state/game", {"value": value})["user_id"] is None
    mine = agent.put("/state/game", {"value": "hers"}, user_id="alice")
    assert (mine["user_id"], mine["value"]) == ("alice", "hers")
    assert agent.get("/state/game")["value"] == value
    assert agent.get("/state/game", user_id="alice") == mine
    check_problem(agent.send("GET", "/state/game", params={"user_id": "bob"}), 404)
    assert agent.send("DELETE", "/state/game").status_code == 204
    check_problem(agent.send("GET", "/state/game"), 404)
    check_problem(agent.send("DELETE", "/state/game"), 404)
    assert agent.get("/state/game", user_id="alice")["value"] == "hers"


@pytest.mark.parametrize("value", [None, 0, False, "", [], {"a": {"b": [1, 2.5]}}])
def test_every_json_value_comes_back_as_it_was(agent: Agent, value: object):
    """Null, false and empty ones too."""
    agent.put("/state/key with spaces", {"value": value})
    told = agent.get("/state/key with spaces")["value"]
    assert (type(told), told) == (type(value), value)


def test_state_has_bounds(agent: Agent):
    """A value that is nested too deep is 422, a key that cannot be is 400, one key too many is 413 and not kept."""
    deep: object = 1
    for _ in range(40):
        deep = [deep]
    check_problem(agent.send("PUT", "/state/deep", json={"value": deep}), 422, "value")
    check_problem(agent.send("PUT", f"/state/{'k' * 257}", json={"value": 1}), 400, "key")
    for number in range(256):
        agent.put(f"/state/{number}", {"value": number}, user_id="alice")
    check_problem(agent.send("PUT", "/state/more", json={"value": 1}, params={"user_id": "alice"}), 413, "key")
    check_problem(agent.send("GET", "/state/more", params={"user_id": "alice"}), 404)
    assert agent.put("/state/0", {"value": "again"}, user_id="alice")["value"] == "again"


def test_a_key_of_one_user_has_that_users_state_alone(agent: Agent, scripted_server: Running, context: str):
    """Without a user_id it is the user's own; the agent's and another's are out of reach."""
    agent.put("/state/theme", {"value": "everybody's"})
    key = scripted_server.add_key(context, {"user": "alice"})
    confined = Agent(Api(agent.api.http, agent.api.root, key))
    assert confined.put("/state/theme", {"value": "dark"})["user_id"] == "alice"
    assert agent.get("/state/theme", user_id="alice")["value"] == "dark"
    assert agent.get("/state/theme")["value"] == "everybody's"
    check_problem(confined.send("GET", "/state/theme", params={"user_id": "bob"}), 403)


@pytest.mark.promise(127)
def test_models_are_those_that_are_configured(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
):
    """The built-in rules always, a provider whose key is set, one that needs none and is described, and scripts."""
    folder = tmp_path_factory.mktemp("models")
    monkeypatch.setenv("GEMINI_API_KEY", "not-a-real-key")
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    lab = {"lab": {"kind": "openai", "base_url": "http://127.0.0.1:1/v1", "api_key_env": ""}}
    with run_server(folder / "m.db", providers=lab, scripts=folder, models={"extraction": "lab/small"}) as running:
        told = Agent(running.api("offers")).get("/models")
        assert (told["default_provider"], told["default_model"]) == ("lab", "small")
        assert {one["provider"]: one["default_model"] for one in told["providers"]} == {
            "builtin": "rules",
            "gemini": None,
            "lab": "small",
            "scripted": None,
        }
        assert {"provider": "gemini", "provider_name": "Google Gemini", "default_model": None} in told["providers"]


@pytest.mark.promise(127)
def test_without_any_setting_the_rules_are_the_model(agent: Agent):
    """Nothing else is offered, whatever else there may be to connect."""
    told = agent.get("/models")
    assert told == {
        "default_provider": "builtin",
        "default_model": "rules",
        "providers": [{"provider": "builtin", "provider_name": "Built-in rules", "default_model": "rules"}],
    }
