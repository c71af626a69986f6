"""An agent's sessions: their caller names them, and each is one row with the session that other routes see."""

import pytest
from agents import Agent
from harness import Api, Running, check_problem

BAD_IDS = ["", "  ", "x" * 257, "a\nb", "a\x00b", "a\x7fb", 7, None]


@pytest.fixture
def agent(scripted: Api) -> Agent:
    """An agent of a fresh context."""
    return Agent(scripted)


@pytest.mark.promise(79)
def test_the_caller_names_the_session(agent: Agent):
    """The session is answered under the id that was sent, and other routes find it by this id, in its scope."""
    answer = agent.call("/sessions/start", userId="alice", sessionId="session-abc", userDisplayName="Alice")
    assert answer == {"success": True, "session_id": "session-abc"}
    seen = agent.api.get("/sessions/session-abc")
    assert seen["id"] == "session-abc"
    assert seen["scope"] == {"agent": "guide", "user": "alice"}
    assert agent.api.get(f"/sessions/{seen['record_id']}") == seen


def test_a_session_without_a_name_gets_one(agent: Agent):
    """Each call without an id opens a session of its own."""
    first, second = (agent.call("/sessions/start", user_id="alice")["session_id"] for _ in range(2))
    assert first != second
    assert agent.api.get("/sessions")["total"] == 2


@pytest.mark.promise(80)
def test_what_a_session_was_started_with_is_kept(agent: Agent):
    """Tools, names and zone may be told or left out; what was told stays with the session, and goes when told anew."""
    tools = [{"type": "function", "function": {"name": "order-lookup", "parameters": {"type": "object"}}}]
    agent.start(toolDefinitions=tools, user_display_name="Alice", timezone="Europe/Berlin")
    kept = agent.api.get("/sessions/s-1")["settings"]
    assert kept == {"tool_definitions": tools, "user_display_name": "Alice", "timezone": "Europe/Berlin"}
    agent.start(tool_definitions=[])
    assert agent.api.get("/sessions/s-1")["settings"] == {**kept, "tool_definitions": []}
    agent.start(session="bare")
    assert agent.api.get("/sessions/bare")["settings"] == {}


def test_starting_again_goes_on(agent: Agent):
    """The same agent, user and id is the same session; another user's or agent's of that id is another."""
    agent.start()
    agent.start(tool_definitions=[{"type": "function", "function": {"name": "find"}}])
    assert agent.api.get("/sessions")["total"] == 1
    agent.start(user="bob")
    Agent(agent.api, "other").start()
    assert agent.api.get("/sessions")["total"] == 3


def test_an_id_of_several_is_ambiguous_to_those_who_name_no_user(agent: Agent):
    """Where two users have a session of one id, it is found by its record_id alone."""
    agent.start(user="alice")
    agent.start(user="bob")
    check_problem(agent.api.send("GET", "/sessions/s-1"), 409, "session_id")
    check_problem(agent.api.send("GET", "/chats/s-1"), 409, "chat_id")
    check_problem(agent.api.send("POST", "/sessions/s-1/turns", json={"role": "user", "content": "wait"}), 409)
    for one in agent.api.get("/sessions")["data"]:
        assert agent.api.get(f"/sessions/{one['record_id']}") == one


def test_a_session_that_has_ended_is_not_started_again(agent: Agent):
    """Its id is taken: 409."""
    agent.start()
    assert agent.api.send("DELETE", "/sessions/s-1").status_code == 204
    body = {"user_id": "alice", "session_id": "s-1"}
    check_problem(agent.send("POST", "/sessions/start", json=body), 409)


@pytest.mark.parametrize("field", ["user_id", "session_id"])
@pytest.mark.parametrize("value", BAD_IDS)
def test_ids_that_cannot_be_kept_are_refused(agent: Agent, field: str, value: object):
    """Empty, long and unprintable ids are 422 and name their field; only a session's may be left out."""
    body = {"user_id": "alice", "session_id": "s-1", field: value}
    answer = agent.send("POST", "/sessions/start", json=body)
    if field == "session_id" and value is None:
        assert answer.status_code == 200
        return
    check_problem(answer, 422, field)
    assert agent.api.get("/sessions")["total"] == 0


@pytest.mark.parametrize("name", ["x" * 257, "%20", "a%0Ab", "a%00b"])
def test_an_agent_has_an_id_that_can_be_kept(scripted: Api, name: str):
    """So it is with the agent's own, in the address."""
    check_problem(Agent(scripted, name).send("POST", "/sessions/start", json={"user_id": "alice"}), 422, "agent_id")


def test_a_key_opens_its_own_context_without_naming_it(scripted_server: Running, context: str):
    """A key's own context and clamp hold; another context is refused, and so is a user outside the clamp."""
    api = scripted_server.api(context, scripted_server.add_key_in(context, {"org": "acme", "user": "alice"}))
    agent = Agent(api, headers={"Spectron-Context": None})
    agent.start(user="alice")
    assert api.get("/sessions/s-1")["scope"] == {"agent": "guide", "org": "acme", "user": "alice"}
    check_problem(agent.send("POST", "/sessions/start", json={"user_id": "bob"}), 403)
    elsewhere = Agent(api, headers={"Spectron-Context": "elsewhere"})
    check_problem(elsewhere.send("POST", "/sessions/start", json={"user_id": "alice"}), 403)


def test_a_key_that_opens_everything_names_its_context(scripted_server: Running, context: str):
    """`Spectron-Context` says which, `default` serves where it is left out, and what cannot be one is 400."""
    agent = Agent(scripted_server.api(context))
    agent.start(session=f"{context}-1")
    assert agent.api.get("/sessions")["total"] == 1
    plain = Agent(agent.api, headers={"Spectron-Context": None})
    plain.start(session=f"{context}-2")
    assert scripted_server.api("default").get(f"/sessions/{context}-2")["id"] == f"{context}-2"
    for name in ("", "a/b", "agents"):
        bad = Agent(agent.api, headers={"Spectron-Context": name})
        check_problem(bad.send("POST", "/sessions/start", json={"user_id": "alice"}), 400, "context_id")


def test_without_a_good_key_no_session_starts(agent: Agent):
    """No key and a wrong one are 401."""
    for key in ("", "spectron_wrong"):
        answer = agent.send("POST", "/sessions/start", json={"user_id": "alice"}, headers={"API-KEY": key})
        check_problem(answer, 401)


def test_no_context_is_called_agents(scripted_server: Running):
    """The name is taken by the agents' own addresses."""
    check_problem(scripted_server.api("agents").send("GET", "/sessions"), 400, "context_id")


def test_an_id_that_no_address_can_hold_is_refused(agent: Agent):
    """A session's id stands in addresses as one part of the path, so it has no slash in it."""
    wishes = {"user_id": "alice", "session_id": "a/b"}
    check_problem(agent.send("POST", "/sessions/start", json=wishes), 422, "session_id")
    transcript = {**wishes, "messages": [{"role": "user", "content": "I like tea."}]}
    check_problem(agent.send("POST", "/process", json=transcript), 422, "session_id")
    assert agent.get("/memory", user_id="alice")["total"] == 0
