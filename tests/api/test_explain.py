"""Words explained over HTTP: what would be learned, by which rule, and why the rest was passed over."""

import json
from collections.abc import Iterator
from typing import Any

import httpx2
import pytest
from harness import Api, Running, check_problem

SECRET = "xyzzy-the-caller-said-this"
JSON = {"Content-Type": "application/json"}


@pytest.fixture(autouse=True)
def serves_on(server: Running) -> Iterator[None]:
    """Whatever a test sends, the server is ready afterwards and never answered 500."""
    yield
    assert server.http.get("/readyz").status_code == 200
    assert 'status="500"' not in server.http.get("/metrics").text


def ask(api: Api, content: str, **more: Any) -> Any:
    """The explanation of some words."""
    answer = api.send("POST", "/explain", json={"content": content, **more})
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_a_fact_is_told_with_its_rule_its_words_and_its_time(api: Api):
    """A statement answers with the fact it would make, dated from when it was said."""
    content = "I moved to Lyon in March."
    told = ask(api, content, at="2026-05-02T09:00:00Z", scope={"user": "alice"})
    assert told["language"] == "en"
    [one] = told["decisions"]
    assert (one["rule"], one["outcome"], one["instruction"], one["doubt"]) == ("frame: move to", "kept", None, None)
    fact = one["fact"]
    assert (fact["about"], fact["key"], fact["value"]) == ("alice", "location", "Lyon")
    assert fact["valid_from"] == "2026-03-01T00:00:00Z"
    assert content[one["quote"]["start"] : one["quote"]["end"]] == one["quote"]["text"] != ""


def test_the_parse_is_told_with_places(api: Api):
    """Tokens, phrases and clauses lie where they say in the content."""
    content = "Hello! I moved to Lyon, so I sold my car."
    for sentence in ask(api, content)["sentences"]:
        for part in (sentence, *sentence["tokens"], *sentence["phrases"], *sentence["clauses"]):
            assert content[part["start"] : part["end"]] == part["text"]
        assert all(one["tag"] for one in sentence["tokens"])


def test_every_outcome_is_told(api: Api):
    """A rule for the agent, a guess and a question come back as what they are."""
    told = ask(api, "Please keep answers short. I might get a dog. Do you like Rome?")["decisions"]
    assert [one["outcome"] for one in told] == ["instruction", "doubt", "dropped"]
    assert told[0]["instruction"] == {"text": "Keep answers short.", "priority": "medium", "ends": False}
    assert (told[1]["doubt"]["kind"], told[1]["doubt"]["text"]) == ("speculative", "I might get a dog")
    assert (told[2]["rule"], told[2]["fact"]) == ("question", None)


def test_nothing_of_it_is_stored(api: Api):
    """After an explanation there is no session, nothing known, and not a word of it in an export."""
    ask(api, f"I live in Berlin and I work at {SECRET}.", scope={"user": "alice"})
    assert api.get("/sessions")["total"] == 0
    assert api.get("/entities")["total"] == 0
    assert SECRET not in api.send("GET", "/export").text


def test_it_reads_beside_what_the_scope_knows(api: Api):
    """A pronoun stands for an entity of the named scope, and for none of another one."""
    api.say(api.open(user="alice"), "My sister Ana lives in Porto.")
    here = ask(api, "She works at Acme.", scope={"user": "alice"})["decisions"]
    assert [one["fact"]["about"] for one in here if one["outcome"] == "kept"] == ["Ana"]
    assert all(
        one["outcome"] == "dropped" for one in ask(api, "She works at Acme.", scope={"user": "bob"})["decisions"]
    )


def test_a_confined_key_explains_inside_its_clamp(api: Api, server: Running, context: str):
    """The clamp fills in the scope, and another value of a clamped dimension is 403."""
    api.say(api.open(user="alice"), "My sister Ana lives in Porto.")
    api.say(api.open(user="bob"), "My sister Eva lives in Rome.")
    confined = server.api(context, server.add_key(context, {"user": "bob"}))
    assert [one["fact"]["about"] for one in ask(confined, "She works at Acme.")["decisions"]] == ["Eva"]
    refused = confined.send("POST", "/explain", json={"content": "She works at Acme.", "scope": {"user": "alice"}})
    assert "Ana" not in json.dumps(check_problem(refused, 403))


@pytest.mark.parametrize("role", ["user", "assistant", "system", "tool"])
def test_every_role_is_explained(api: Api, role: str):
    """Only users and systems give rules; each role has an answer."""
    told = ask(api, "Always answer in French.", role=role)["decisions"]
    assert ("instruction" in [one["outcome"] for one in told]) == (role in ("user", "system"))


@pytest.mark.parametrize("content", ["", " ", "\t\n  ", None, 1, 1.5, True, [], {}, ["x"], "a\0b", "\ud800"])
def test_content_has_to_be_words(api: Api, content: object):
    """What is blank, no text or no storable text is 422 by the name of its field."""
    body = json.dumps({"content": content}).encode()
    check_problem(api.send("POST", "/explain", content=body, headers=JSON), 422, "content")


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("role", "nobody"),
        ("role", None),
        ("name", ""),
        ("name", " "),
        ("name", "x" * 257),
        ("at", "yesterday"),
        ("at", 1_700_000_000),
        ("at", "0001-01-01T00:00:00Z"),
        ("scope", "alice"),
        ("scope", {"user": 1}),
        ("scope", {"user": ""}),
        ("scope", {f"d{number}": "x" for number in range(9)}),
        ("session", "session:1"),
    ],
)
def test_wrong_fields_are_named(api: Api, field: str, wrong: object):
    """A value that does not fit is refused by the name of its field and never repeats the words."""
    answer = api.send("POST", "/explain", json={"content": SECRET, field: wrong})
    told = check_problem(answer, 400 if answer.status_code == 400 else 422)
    assert told["errors"][0]["field"].split(".")[0] == field
    assert SECRET not in answer.text


def test_too_much_is_refused(api: Api):
    """Too many characters and too many bytes are 413; what lies just inside is explained."""
    check_problem(api.send("POST", "/explain", json={"content": "x" * 200_001}), 413, "content")
    check_problem(api.send("POST", "/explain", content=b"[" * 1_048_577, headers=JSON), 413)
    assert ask(api, "x" * 200_000)["decisions"] != []


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"\xff", b'{"content":"a","content":"b"}', b'{"content":NaN}'])
def test_what_is_no_json_is_refused(api: Api, body: bytes):
    """A body that cannot be read is 422, as everywhere."""
    check_problem(api.send("POST", "/explain", content=body, headers=JSON), 422)


def test_unknown_parameters_are_refused(api: Api):
    """The scope belongs into the body; in the query it is an error."""
    check_problem(api.send("POST", "/explain", params={"scope[user]": "x"}, json={"content": "Hi"}), 400)


@pytest.mark.parametrize(
    "content",
    [
        "a " * 5_000,
        "I might, " * 1_000,
        "if I go, I think that " * 500,
        "(((((" * 1_000,
        "\u202eI live in Rome",
        "👩‍👩‍👧‍👦 I live in 東京 🗼",
        "'; DROP TABLE turn; -- I live in Rome.",
        "<script>alert('I live in Rome')</script>",
        "no\n" * 2_000,
        "\x07\x1b[31mI live in Rome.",
    ],
)
def test_strange_words_are_explained(api: Api, content: str):
    """Whatever the words, each quote of the answer stands in them."""
    for one in ask(api, content)["decisions"]:
        assert content[one["quote"]["start"] : one["quote"]["end"]] == one["quote"]["text"]
        assert one["rule"]
        assert one["reason"]


@pytest.mark.parametrize("headers", [{}, {"API-KEY": "spectron_wrong"}])
def test_without_a_good_key_nothing_is_explained(api: Api, headers: dict[str, str]):
    """The key is asked for before the body is looked at."""
    for body in (b'{"content":"I live in Rome."}', b"{"):
        answer = api.http.request("POST", f"{api.root}/explain", content=body, headers={**JSON, **headers})
        assert check_problem(answer, 401)["errors"] == []


@pytest.mark.parametrize("said", ["fail", "break"])
def test_an_extractor_that_fails_is_an_error(scripted: Api, said: str):
    """502, with no turn to name and nothing of the words; never an empty explanation."""
    answer: httpx2.Response = scripted.send("POST", "/explain", json={"content": f"{said}; {SECRET}"})
    told = check_problem(answer, 502)
    assert "turn_id" not in told
    assert SECRET not in answer.text


def test_another_extractor_explains_itself(scripted: Api):
    """What any extractor proposes is told with its words; one that does not parse has no sentences."""
    told = ask(scripted, "me.location = Berlin; !high Reply in French.")
    assert [(one["outcome"], one["quote"]["text"]) for one in told["decisions"]] == [
        ("kept", "me.location = Berlin"),
        ("instruction", "!high Reply in French."),
    ]
    assert told["sentences"] == []
