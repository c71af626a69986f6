"""What is promised of the knowledge base: documents in, and out again what answers a query."""

from typing import Any

import pytest
from harness import Api, Running, check_problem

REFUNDS = "Refunds are paid within 14 days to the card that was charged. Gift cards are never refunded."
TRAVEL = "Travel is booked by the office. Trains come before planes, and first class needs a signature."


def add(api: Api, label: str, content: str, **more: Any) -> Any:
    """Give a document, and expect that it was taken."""
    response = api.send("POST", "/knowledge", json={"label": label, "content": content, **more})
    assert response.status_code == 201, response.text
    return response.json()


def consult(api: Api, query: str, **more: Any) -> Any:
    """Look something up."""
    response = api.send("POST", "/knowledge/search", json={"query": query, **more})
    assert response.status_code == 200, response.text
    return response.json()


def labels(api: Api, query: str, **more: Any) -> list[str]:
    """The labels of what is found, best first."""
    return [one["label"] for one in consult(api, query, **more)["results"]]


def test_a_document_is_found_as_soon_as_it_is_taken(api: Api):
    """Its best part comes back with its place in the content and the reasons that add up to its score."""
    made = add(api, "Refund policy", REFUNDS, metadata={"url": "https://example.org/refunds"})
    add(api, "Travel policy", TRAVEL)
    assert made["id"].startswith("document:")
    assert (made["label"], made["chunks"], made["scope"]) == ("Refund policy", 1, {})
    found = consult(api, "When will I get my refund?")
    best = found["results"][0]
    assert (best["document_id"], best["label"], best["content"]) == (made["id"], "Refund policy", REFUNDS)
    assert (best["start"], best["end"]) == (0, len(REFUNDS))
    assert sum(one["points"] for one in best["why"]) == pytest.approx(best["score"], abs=1e-3)
    assert {one["signal"] for one in best["why"]} == {"words", "meaning"}
    assert (found["unseen"], found["query_ms"] > 0) == (0, True)


def test_a_part_of_a_long_document_is_found(api: Api):
    """Only the part that answers comes first, and it is characters `start` to `end` of the content."""
    filler = [f"Paragraph {number} tells of ordinary matters in so many ordinary words. " * 12 for number in range(40)]
    content = "\n\n".join([*filler[:25], "The zebra door opens with the code 4711.", *filler[25:]])
    made = add(api, "Handbook", content)
    assert made["chunks"] > 20
    best = consult(api, "what opens the zebra door")["results"][0]
    assert "4711" in best["content"]
    assert content[best["start"] : best["end"]] == best["content"]


def test_the_same_document_again_changes_nothing(api: Api):
    """Label, scope and content decide; other metadata alone replaces the metadata."""
    first = add(api, "Refund policy", REFUNDS)
    assert add(api, "Refund policy", REFUNDS) == first
    again = add(api, "Refund policy", REFUNDS, metadata={"version": 2})
    assert again == {**first, "metadata": {"version": 2}}
    assert api.get("/knowledge")["total"] == 1


def test_new_content_under_a_label_replaces_the_old(api: Api):
    """The id stays, what was said before is found no more, and another scope's document of that label is another."""
    first = add(api, "Policy", REFUNDS)
    other = add(api, "Policy", REFUNDS, scope={"user": "alice"})
    second = add(api, "Policy", TRAVEL)
    assert (second["id"], second["created_at"]) == (first["id"], first["created_at"])
    assert other["id"] != first["id"]
    assert api.get(f"/knowledge/{first['id']}")["content"] == TRAVEL
    assert [one["content"] for one in consult(api, "gift cards", scope={})["results"] if one["why"]] == [TRAVEL] * (
        len(consult(api, "gift cards", scope={})["results"])
    )


def test_documents_are_listed_and_deleted(api: Api):
    """The newest first, a page at a time, without content; one that is deleted is neither listed nor found."""
    made = [add(api, f"Document {number}", f"{REFUNDS} Number {number}.") for number in range(3)]
    page = api.get("/knowledge", limit=2)
    assert (page["total"], [one["label"] for one in page["data"]]) == (3, ["Document 2", "Document 1"])
    assert "content" not in page["data"][0]
    assert [one["label"] for one in api.get("/knowledge", limit=2, offset=2)["data"]] == ["Document 0"]
    assert api.send("DELETE", f"/knowledge/{made[1]['id']}").status_code == 204
    assert api.get("/knowledge")["total"] == 2
    assert "Document 1" not in labels(api, "refunds number 1")
    check_problem(api.send("GET", f"/knowledge/{made[1]['id']}"), 404)
    check_problem(api.send("DELETE", f"/knowledge/{made[1]['id']}"), 404)


def test_a_prompt_sees_documents_of_scopes_that_are_part_of_its_own(api: Api):
    """Those of everybody and of the user, never another user's; without a scope all of them."""
    for label, scope in (
        ("all", {}),
        ("alice", {"user": "alice"}),
        ("bob", {"user": "bob"}),
        ("acme", {"org": "acme"}),
    ):
        add(api, label, f"{REFUNDS} For {label}.", scope=scope)
    assert set(labels(api, "refunds", scope={"user": "alice"})) == {"all", "alice"}
    assert set(labels(api, "refunds", scope={"user": "alice", "org": "acme"})) == {"all", "alice", "acme"}
    assert set(labels(api, "refunds", scope={})) == {"all"}
    assert set(labels(api, "refunds")) == {"all", "alice", "bob", "acme"}
    assert [one["label"] for one in api.get("/knowledge", scope={"user": "bob"})["data"]] == ["bob"]


def test_a_key_stays_inside_its_scope(running_key: tuple[Api, Api]):
    """What it gives lands there, and what lies outside it can neither be read, found nor deleted."""
    mine, bob = running_key
    hidden = add(mine, "everybody", REFUNDS)
    made = add(bob, "bob's", REFUNDS)
    assert made["scope"] == {"user": "bob"}
    assert labels(bob, "refunds") == labels(bob, "refunds", scope={"user": "bob"}) == ["bob's"]
    assert [one["label"] for one in bob.get("/knowledge")["data"]] == ["bob's"]
    check_problem(bob.send("GET", f"/knowledge/{hidden['id']}"), 403)
    check_problem(bob.send("DELETE", f"/knowledge/{hidden['id']}"), 403)
    check_problem(bob.send("POST", "/knowledge", json={"label": "x", "content": "y", "scope": {"user": "eve"}}), 403)


@pytest.fixture
def running_key(server: Running, context: str) -> tuple[Api, Api]:
    """A caller of a fresh context, and one whose key is confined to a user of it."""
    secret = server.add_key_in(context, {"user": "bob"})
    return server.api(context), server.api(context, secret)


@pytest.mark.parametrize(
    ("body", "status", "field"),
    [
        ({"content": "x"}, 422, "label"),
        ({"label": "x"}, 422, "content"),
        ({"label": " ", "content": "x"}, 422, "label"),
        ({"label": "x" * 257, "content": "x"}, 422, "label"),
        ({"label": "x", "content": " \n"}, 422, "content"),
        ({"label": "x", "content": 7}, 422, "content"),
        ({"label": "x", "content": "y", "metadata": []}, 422, "metadata"),
        ({"label": "x", "content": "y", "scope": {"user": ""}}, 400, "scope.user"),
        ({"label": "x", "content": "y" * 1_048_577}, 413, "content"),
        ({"label": "x", "content": "é" * 524_289}, 413, "content"),
        ({"label": "x", "content": "y", "lable": "z"}, 422, "lable"),
    ],
)
def test_what_is_no_document_is_refused(api: Api, body: Any, status: int, field: str):
    """The answer names the field, and nothing is kept."""
    check_problem(api.send("POST", "/knowledge", json=body), status, field)
    assert api.get("/knowledge")["total"] == 0


@pytest.mark.parametrize(
    ("body", "field"), [({"query": " "}, "query"), ({"query": "x", "k": 0}, "k"), ({"query": "x", "k": 101}, "k")]
)
def test_a_query_that_cannot_be_is_refused(api: Api, body: Any, field: str):
    """The answer names the field."""
    check_problem(api.send("POST", "/knowledge/search", json=body), 422, field)


def test_the_largest_document_is_taken(api: Api):
    """A mebibyte of text comes in, though its escapes take more in JSON, and its last words are found at once."""
    content = "".join(f"Line {number} — \"quoted\" 'text'.\n" for number in range(40_000)).encode()[: 1_048_576 - 30]
    made = add(api, "Large", content.decode(errors="ignore") + "\nThe kookaburra laughs.")
    assert made["chunks"] > 800
    best = consult(api, "kookaburra", k=1)["results"][0]
    assert best["content"].endswith("The kookaburra laughs.")


def test_a_request_may_be_repeated_under_its_key(api: Api):
    """The same key and document give the same answer; with another document it is 409."""
    told = {"label": "Policy", "content": REFUNDS}
    first = api.send("POST", "/knowledge", json=told, headers={"Idempotency-Key": "k1"})
    assert api.send("POST", "/knowledge", json=told, headers={"Idempotency-Key": "k1"}).json() == first.json()
    other = {"label": "Policy", "content": TRAVEL}
    check_problem(api.send("POST", "/knowledge", json=other, headers={"Idempotency-Key": "k1"}), 409)


def test_nothing_is_found_where_there_is_nothing(api: Api):
    """An empty knowledge base answers with no results."""
    assert consult(api, "anything")["results"] == []
