"""What an agent remembers of its users: lists and searches of facts, of one user or of all."""

import pytest
from agents import Agent
from harness import Api, Running, check_problem

ORDER = '{"order_id":"42","origin":"Tokyo","carrier":"DHL"}'


@pytest.fixture
def agent(api: Api) -> Agent:
    """An agent of a fresh context, understood in plain English."""
    return Agent(api)


def texts(answer: dict) -> list[str]:
    """The sentences of a list of facts."""
    return [one["atomic_text"] for one in answer["data"]]


@pytest.mark.promise(114, 121)
def test_memory_lists_facts_as_sentences(agent: Agent):
    """Each fact is one sentence with its type, importance, topics, session, time, source and user."""
    [turn] = agent.hear("I am Alice, I work at Acme and I love hiking.")
    listed = agent.get("/memory", user_id="alice")
    agent.hear("I'm allergic to peanuts.", "I love jazz.", user="bob")
    [allergy, jazz] = agent.get("/memory", user_id="bob")["data"]
    assert (allergy["atomic_text"], allergy["topics"]) == ("Bob is allergic to peanuts", ["health", "food"])
    assert 0 < jazz["importance"] < allergy["importance"] <= 1
    assert {"Alice works at Acme", "Alice likes hiking"} <= set(texts(listed))
    assert listed["total"] == len(listed["data"])
    [likes] = [one for one in listed["data"] if one["atomic_text"] == "Alice likes hiking"]
    assert likes["fact_type"] == "preference"
    assert 0 < likes["importance"] <= 1
    assert likes["topics"]
    assert (likes["session_id"], likes["source_turn"], likes["source"]) == ("s-1", turn, "user")
    assert (likes["user_id"], likes["fact_id"]) == ("alice", likes["fact_ids"][0])
    assert likes["created_at"].endswith("Z")


def test_the_most_important_come_first_and_pages_fit_together(agent: Agent):
    """Importance falls along the list, and pages of one make the whole."""
    agent.hear("I am Alice.", "I work at Acme in Berlin.", "I love hiking, jazz and tea.", "My sister Ana is a nurse.")
    whole = agent.get("/memory", user_id="alice")
    weights = [one["importance"] for one in whole["data"]]
    assert weights == sorted(weights, reverse=True)
    assert len(weights) > 4
    pages = [agent.get("/memory", user_id="alice", limit=1, offset=at) for at in range(whole["total"])]
    assert [one for page in pages for one in page["data"]] == whole["data"]
    assert {page["total"] for page in pages} == {whole["total"]}


def test_a_user_without_a_name_is_called_as_they_were_announced(agent: Agent):
    """The display name of the session stands in the sentences until the user tells their name."""
    agent.start(user="user-123", user_display_name="Alice")
    agent.hear("I love hiking.", user="user-123")
    assert texts(agent.get("/memory", user_id="user-123")) == ["Alice likes hiking"]
    agent.hear("My name is Alicia.", user="user-123")
    assert "Alicia likes hiking" in texts(agent.get("/memory", user_id="user-123"))


@pytest.mark.promise(121)
def test_saying_it_again_makes_no_second_fact(agent: Agent):
    """What is known already is not listed twice."""
    agent.hear("I work at Acme.", "As I said, I work at Acme.")
    assert len([one for one in texts(agent.get("/memory", user_id="alice")) if "Acme" in one]) == 1


@pytest.mark.promise(111, 121)
def test_what_a_tool_told_of_one_thing_is_one_sentence(agent: Agent):
    """A fact that stands in a tool's result alone is captured, with the tool as its source."""
    agent.hear("Where did my last order ship from?")
    agent.hear(ORDER, role="tool", name="order-lookup", tool_call_id="call_1")
    [order] = [one for one in agent.get("/memory", user_id="alice")["data"] if "Tokyo" in one["atomic_text"]]
    assert order["atomic_text"] == "Order 42: origin Tokyo, carrier DHL"
    assert order["source"] == "tool:order-lookup"
    assert len(order["fact_ids"]) == 2
    [found] = agent.get("/memory/search", user_id="alice", query="my last orders")["data"]
    assert found["fact_ids"] == order["fact_ids"]


@pytest.mark.promise(121)
def test_facts_come_from_users_assistants_and_tools(agent: Agent):
    """Each names who said it: several facts of one sentence are several, each of one thing."""
    agent.hear("I work at Acme and I love hiking.")
    agent.hear("Your sister Ana works at Siemens.", role="assistant")
    agent.hear(ORDER, role="tool", name="order-lookup", tool_call_id="call_1")
    sources = {one["atomic_text"]: one["source"] for one in agent.get("/memory", user_id="alice")["data"]}
    assert sources["Alice works at Acme"] == sources["Alice likes hiking"] == "user"
    assert sources["Ana works at Siemens"] == "assistant"
    assert sources["Order 42: origin Tokyo, carrier DHL"] == "tool:order-lookup"


@pytest.mark.promise(114)
def test_a_search_finds_what_its_words_are_about(agent: Agent):
    """The fact that the query speaks of comes first, and each says how much it bears on it."""
    agent.hear("I work at Acme.", "I love hiking in the Alps.", "My sister Ana lives in Oslo.", "I play the cello.")
    found = agent.get("/memory/search", user_id="alice", query="hiking")["data"]
    assert "hiking" in found[0]["atomic_text"]
    scores = [one["score"] for one in found]
    assert scores == sorted(scores, reverse=True)
    assert all(0 < score <= 1 for score in scores)
    assert (
        "Oslo"
        in agent.get("/memory/search", user_id="alice", query="Where does my sister live?")["data"][0]["atomic_text"]
    )
    assert len(agent.get("/memory/search", user_id="alice", query="Acme hiking Oslo", limit=1)["data"]) == 1


def test_memory_as_of_an_earlier_moment(agent: Agent):
    """`at` shows what was known then, and nothing that was learned later."""
    agent.hear("I live in Berlin.", at="2026-03-01T09:00:00Z")
    agent.hear("I moved to Munich.", at="2026-05-01T09:00:00Z")
    assert texts(agent.get("/memory", user_id="alice", at="2026-02-01")) == []
    april = texts(agent.get("/memory", user_id="alice", at="2026-04-01"))
    assert [one for one in april if "Berlin" in one]
    assert not [one for one in april if "Munich" in one]
    now = texts(agent.get("/memory", user_id="alice"))
    assert [one for one in now if "Munich" in one]
    assert not [one for one in now if "Berlin" in one]
    found = agent.get("/memory/search", user_id="alice", query="Where do I live?", at="2026-04-01")
    assert "Berlin" in found["data"][0]["atomic_text"]


def test_an_agent_that_nobody_knows_has_nothing(agent: Agent):
    """No agent and no user has to be registered: unknown ones have empty lists."""
    assert agent.get("/memory", user_id="nobody") == {"data": [], "total": 0}
    assert agent.get("/memory/search", user_id="nobody", query="anything") == {"data": []}
    assert agent.get("/memory") == {"data": [], "total": 0}
    assert agent.get("/memory/search", query="anything") == {"data": []}


def test_without_a_user_it_is_every_users(agent: Agent):
    """Each fact says whose it is; another agent's users are not among them."""
    agent.hear("I love hiking.", user="alice")
    agent.hear("I love sailing.", user="bob")
    Agent(agent.api, "other").hear("I love chess.", user="carol")
    listed = agent.get("/memory")
    assert {(one["user_id"], one["atomic_text"]) for one in listed["data"]} == {
        ("alice", "Alice likes hiking"),
        ("bob", "Bob likes sailing"),
    }
    [found] = agent.get("/memory/search", query="sailing")["data"]
    assert found["user_id"] == "bob"


def test_reading_every_user_takes_a_permission(agent: Agent, server: Running, context: str):
    """A key without agent_wide has to name a user, and the answer names the permission; a key of one user need not."""
    agent.hear("I love hiking.")
    plain = Agent(Api(agent.api.http, agent.api.root, server.add_key(context)))
    for path in ("/memory", "/memory/search?query=hiking"):
        told = check_problem(plain.send("GET", path), 403)
        assert "agent_wide" in told["detail"]
    assert plain.get("/memory", user_id="alice")["total"] == 1
    confined = Agent(Api(agent.api.http, agent.api.root, server.add_key(context, {"user": "alice"})))
    assert texts(confined.get("/memory")) == ["Alice likes hiking"]
    check_problem(confined.send("GET", "/memory", params={"user_id": "bob"}), 403)
    allowed = Agent(Api(agent.api.http, agent.api.root, server.add_key(context, permissions={"agent_wide"})))
    assert allowed.get("/memory")["total"] == 1


@pytest.mark.parametrize("path", ["/memory", "/memory/search?query=x"])
@pytest.mark.parametrize(
    ("name", "value"), [("user_id", " "), ("user_id", "a\nb"), ("at", "soon"), ("limit", "0"), ("what", "1")]
)
def test_a_value_that_cannot_be_used_is_named(agent: Agent, path: str, name: str, value: str):
    """400 with the parameter."""
    question = "&" if "?" in path else "?"
    check_problem(agent.send("GET", f"{path}{question}{name}={value.replace(chr(10), '%0A')}"), 400, name)
