"""What is promised of search and of the context of a prompt, over HTTP."""

from typing import Any

import pytest
from harness import BERLIN, MUNICH, Api, Running, check_problem


def search(api: Api, query: str, **more: Any) -> Any:
    """Search, and expect an answer."""
    response = api.send("POST", "/search", json={"query": query, **more})
    assert response.status_code == 200, response.text
    return response.json()


def contents(found: Any) -> list[str]:
    """The turns of an answer, as they were said."""
    return [hit["turn"]["content"] for hit in found["hits"] if hit["kind"] == "turn"]


def test_a_turn_is_found_by_its_words(api: Api):
    """The turn that holds the words comes first, with its place, its time, and why it was found."""
    session = api.open(user="alice")
    told = api.say(session, "My violin needs new strings.", at=BERLIN)
    api.say(session, "The weather was fine all week.", at=MUNICH)
    (hit, *_) = search(api, "Which instrument needs strings?", scope={"user": "alice"}, kinds=["turn"])["hits"]
    assert hit["turn"]["content"] == "My violin needs new strings."
    assert (hit["turn"]["id"], hit["turn"]["session_id"], hit["turn"]["seq"]) == (told["turn_id"], session, 1)
    assert (hit["turn"]["role"], hit["turn"]["at"]) == ("user", BERLIN)
    assert hit["source_turn"] == told["turn_id"]
    assert hit["score"] == pytest.approx(sum(why["points"] for why in hit["why"]), abs=0.01)
    assert all(why["signal"] for why in hit["why"])


def test_a_fact_is_found_as_a_state_shows_it(api: Api):
    """A fact in an answer is the same object as in `/state`."""
    session = api.open(user="alice")
    api.say(session, "I live in Berlin.", at=BERLIN)
    found = search(api, "Where do I live? Berlin?", scope={"user": "alice"}, kinds=["fact"])
    facts = [hit["fact"] for hit in found["hits"]]
    (place,) = api.get("/state", scope={"user": "alice"})["identity"]["attributes"]
    assert place in facts
    assert {hit["kind"] for hit in found["hits"]} == {"fact"}


def test_no_more_hits_than_were_asked_for(api: Api):
    """`k` bounds the hits; the best stay."""
    session = api.open(user="alice")
    for number in range(12):
        api.say(session, f"Note {number} about the greenhouse.")
    assert len(search(api, "greenhouse", scope={"user": "alice"}, k=5, kinds=["turn"])["hits"]) == 5
    assert len(search(api, "greenhouse", scope={"user": "alice"}, kinds=["turn"])["hits"]) == 10


def test_what_one_user_said_is_not_found_for_another(api: Api):
    """A search in one user's scope finds nothing of another's, whatever it asks for."""
    api.say(api.open(user="bob"), "My password is hunter2 and I live in Rome.")
    api.say(api.open(user="alice"), "I like tea.")
    found = search(api, "password hunter2 Rome live", scope={"user": "alice"}, k=500)
    assert "hunter2" not in str(found)
    assert "Rome" not in str(found)


def test_a_key_finds_nothing_outside_its_clamp(running_key: tuple[Api, Api]):
    """A key confined to a user is refused another's scope, and finds nothing of it without naming one."""
    whole, confined = running_key
    whole.say(whole.open(user="bob"), "My password is hunter2.")
    whole.say(whole.open(), "Everybody's password is swordfish.")
    check_problem(confined.send("POST", "/search", json={"query": "password", "scope": {"user": "bob"}}), 403)
    assert search(confined, "password hunter2 swordfish")["hits"] == []


def test_without_a_scope_all_that_the_key_reaches_is_searched(running_key: tuple[Api, Api]):
    """As in a state: a key of the whole context finds every user's words, a confined one its own user's."""
    whole, confined = running_key
    whole.say(whole.open(user="bob"), "My boat is called Halcyon.")
    whole.say(whole.open(user="alice", team="red"), "My boat is called Petrel.")
    assert {"Halcyon", "Petrel"} <= set(str(search(whole, "boat", kinds=["turn"])).replace(".", " ").split())
    assert "Petrel" in str(search(confined, "boat"))
    assert "Halcyon" not in str(search(confined, "boat"))


@pytest.fixture
def running_key(server: Running, context: str) -> tuple[Api, Api]:
    """A caller of a whole context, and one confined to alice."""
    return server.api(context), server.api(context, server.add_key_in(context, {"user": "alice"}))


def test_the_context_of_a_prompt_quotes_what_it_found(api: Api):
    """The text holds what the query is about, counts its tokens, and stays inside its budget."""
    session = api.open(user="alice")
    api.say(session, "I live in Berlin.", at=BERLIN)
    brief = api.get(f"/sessions/{session}/context", query="Where do I live?", token_budget=500)
    assert "Berlin" in brief["context"]
    assert 0 < brief["tokens"] <= 500
    assert brief["query_ms"] > 0
    posted = api.send("POST", f"/sessions/{session}/context", json={"query": "Where do I live?", "tokenBudget": 500})
    assert posted.json()["context"] == brief["context"]


def test_a_context_does_not_quote_the_question(api: Api):
    """What was asked before in the same words is not quoted: a prompt has the question already."""
    session = api.open(user="alice")
    api.say(session, "My violin needs new strings.")
    api.say(session, "Which instrument needs strings?")
    brief = api.get(f"/sessions/{session}/context", query="Which instrument needs strings?")
    assert [turn["content"] for turn in brief["turns"]] == ["My violin needs new strings."]


def test_a_budget_of_nothing_gives_no_facts_and_no_turns(api: Api):
    """With a budget of 0 the context quotes nothing, and that is no error."""
    session = api.open(user="alice")
    api.say(session, "I live in Berlin.")
    brief = api.get(f"/sessions/{session}/context", query="Where do I live?", token_budget=0)
    assert (brief["facts"], brief["turns"]) == ([], [])
    assert "Berlin" not in brief["context"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"query": ""}, "query"),
        ({"query": " \n\t"}, "query"),
        ({"query": "a\0b"}, "query"),
        ({}, "query"),
        ({"query": None}, "query"),
        ({"query": ["x"]}, "query"),
        ({"query": "x", "k": 0}, "k"),
        ({"query": "x", "k": -1}, "k"),
        ({"query": "x", "k": 10**9}, "k"),
        ({"query": "x", "k": 10**30}, "k"),
        ({"query": "x", "k": "5"}, "k"),
        ({"query": "x", "k": True}, "k"),
        ({"query": "x", "k": 1.5}, "k"),
        ({"query": "x", "kinds": []}, "kinds"),
        ({"query": "x", "kinds": ["entity"]}, "kinds.0"),
        ({"query": "x", "scope": {"user": ""}}, "scope.user"),
        ({"query": "x", "validAt": "yesterday"}, "validAt"),
        ({"query": "x", "known_at": 1700000000}, "known_at"),
        ({"query": "x", "limit": 5}, "limit"),
    ],
)
def test_a_search_that_makes_no_sense_is_refused(api: Api, body: Any, field: str):
    """What cannot be searched for is a problem that names the field."""
    response = api.send("POST", "/search", json=body)
    check_problem(response, 400 if field.startswith("scope") else 422, field)


def test_a_query_of_a_million_letters_is_too_large(api: Api):
    """A query over the limit is 413 and names the field, in a search and in a context."""
    session = api.open()
    body = {"query": "word " * 200_000}
    check_problem(api.send("POST", "/search", json=body), 413, "query")
    check_problem(api.send("POST", f"/sessions/{session}/context", json=body), 413, "query")


@pytest.mark.parametrize("budget", [-1, 200_001, 10**9, 10**30, 1.5, "x", ""])
def test_a_budget_that_makes_no_sense_is_refused(api: Api, budget: Any):
    """A budget below nothing, beyond the limit or no number is a problem that names the field, in both forms."""
    session = api.open()
    query = {"query": "x", "token_budget": budget}
    check_problem(api.send("GET", f"/sessions/{session}/context", params=query), 400, "token_budget")
    check_problem(api.send("POST", f"/sessions/{session}/context", json=query), 422, "token_budget")


@pytest.mark.parametrize("query", ["", "  ", None])
def test_a_context_about_nothing_is_refused(api: Api, query: str | None):
    """An empty, blank or missing query of the address is 400 and names the field."""
    session = api.open()
    params = {} if query is None else {"query": query}
    check_problem(api.send("GET", f"/sessions/{session}/context", params=params), 400, "query")


def test_the_context_of_no_session_is_not_found(api: Api):
    """A session that does not exist is 404, and one outside the clamp 403."""
    check_problem(api.send("GET", "/sessions/session:none/context", params={"query": "x"}), 404)


def test_a_search_in_an_empty_memory_finds_nothing(api: Api):
    """Where nothing was said the answer is empty and says why."""
    found = search(api, "anything at all")
    assert (found["hits"], found["unseen"]) == ([], 0)
    assert found["reason"]


def test_searches_are_counted_and_timed(server: Running, api: Api):
    """Searches and contexts stand in the metrics by tier with their seconds, and what embedders failed at."""

    def counted() -> float:
        lines = server.http.get("/metrics").text.splitlines()
        return sum(float(line.rsplit(" ", 1)[1]) for line in lines if line.startswith("spectron_searches_total{"))

    session, before = api.open(user="alice"), counted()
    search(api, "violin")
    api.get(f"/sessions/{session}/context", query="violin")
    assert counted() == before + 2
    told = server.http.get("/metrics").text
    assert "spectron_search_seconds_sum" in told
    assert "spectron_searches_unseen_total" in told
    assert "# TYPE spectron_embedding_failures_total counter" in told


def test_readiness_names_the_embedder(server: Running):
    """Whoever asks whether the server is ready hears which embedder reads turns where no context names one."""
    assert server.http.get("/readyz").json()["embedder"].count("/") == 1


def test_an_embedder_that_nobody_has_is_refused(api: Api):
    """The settings of a context cannot name an embedder that is not there."""
    response = api.send("PUT", "/config", json={"models": {"embedding": "nobody/none"}})
    check_problem(response, 400, "models.embedding")


def test_erased_words_are_found_no_more(api: Api):
    """What was forgotten is in no answer, whether a word of a turn went or all of a scope."""
    session = api.open(user="alice")
    api.say(session, "The glacier of Zermatt is where I work.")
    api.say(session, "Cinnamon is nice.")
    scope = {"user": "alice"}
    assert len(search(api, "glacier Zermatt", scope=scope, kinds=["turn"])["hits"]) == 2
    assert api.send("POST", "/forget", json={"scope": scope, "query": "Zermatt"}).status_code == 200
    found = search(api, "glacier Zermatt", scope=scope)
    assert "Zermatt" not in str([hit["turn"] or hit["fact"] for hit in found["hits"]])
    assert any("glacier" in (hit["turn"] or {}).get("content", "") for hit in found["hits"])
    assert api.send("POST", "/forget", json={"scope": scope}).status_code == 200
    assert search(api, "glacier cinnamon", scope=scope)["hits"] == []
