"""Bodies that nobody should send: each is answered with a clear problem, and the server goes on serving."""

import json
from collections.abc import Iterator

import httpx2
import pytest
from harness import BERLIN, Api, Running, check_problem

SECRET = "xyzzy-the-caller-said-this"
JSON = {"Content-Type": "application/json"}


@pytest.fixture(autouse=True)
def serves_on(server: Running) -> Iterator[None]:
    """Whatever a test sends, the server is ready afterwards and never answered 500."""
    yield
    assert server.http.get("/readyz").status_code == 200
    assert 'status="500"' not in server.http.get("/metrics").text


@pytest.fixture
def session(api: Api) -> str:
    """An open session."""
    return api.open(user="alice")


def _send(api: Api, session: str, body: bytes, **headers: str) -> httpx2.Response:
    return api.send("POST", f"/sessions/{session}/turns", content=body, headers={**JSON, **headers})


def _nothing_recorded(api: Api, session: str) -> bool:
    return api.get(f"/sessions/{session}/turns")["total"] == 0


@pytest.mark.parametrize("content", ["", " ", "\t\n  ", None])
@pytest.mark.parametrize("role", ["user", "assistant", "system", "tool"])
def test_a_turn_needs_words(api: Api, session: str, content: str | None, role: str):
    """An empty or blank message is refused by the name of its field, whoever says it."""
    refused = api.send("POST", f"/sessions/{session}/turns", json={"role": role, "content": content})
    check_problem(refused, 422, "content")
    assert _nothing_recorded(api, session)


def test_an_assistant_that_only_calls_tools_needs_no_words(api: Api, session: str):
    """The one exception: an assistant message with tool calls."""
    turn = {"role": "assistant", "content": None, "tool_calls": [{"id": "call_1", "function": {"name": "look"}}]}
    assert api.send("POST", f"/sessions/{session}/turns", json=turn).status_code == 201


def test_too_many_characters_are_refused(api: Api, session: str):
    """A megabyte of words is 413 and names the field; what lies just inside the limit is taken."""
    refused = api.send("POST", f"/sessions/{session}/turns", json={"role": "user", "content": SECRET * 40_000})
    assert SECRET not in json.dumps(check_problem(refused, 413))
    over = api.send("POST", f"/sessions/{session}/turns", json={"role": "user", "content": "x" * 200_001})
    check_problem(over, 413, "content")
    assert _nothing_recorded(api, session)
    api.say(session, "x" * 200_000)


@pytest.mark.parametrize("size", [1_048_577, 5_000_000])
def test_too_many_bytes_are_refused(api: Api, session: str, size: int):
    """A body over the limit is 413 before it is read as JSON, every time it is sent."""
    for _ in range(5):
        check_problem(_send(api, session, b"[" * size), 413)
    assert _nothing_recorded(api, session)


def test_a_body_without_a_length_is_counted_as_it_comes(api: Api, session: str):
    """Chunks that add up to more than the limit are 413 too."""
    chunks = (b" " * 65_536 for _ in range(40))
    refused = api.send("POST", f"/sessions/{session}/turns", content=chunks, headers=JSON)
    check_problem(refused, 413)


def test_chunks_within_the_limit_are_a_body(api: Api, session: str):
    """A message may come in chunks."""
    chunks = iter([b'{"role":"user",', b'"content":"I live in ', b'Berlin."}'])
    assert api.send("POST", f"/sessions/{session}/turns", content=chunks, headers=JSON).status_code == 201


@pytest.mark.parametrize("wrong", [None, 1, 1.5, True, [], {}, ["x"], {"x": "y"}])
@pytest.mark.parametrize("field", ["role", "content", "name", "at", "tool_call_id", "tool_calls", "metadata"])
def test_wrong_types_are_named(api: Api, session: str, field: str, wrong: object):
    """A value of the wrong type is 422 and names its field; null stands for leaving an optional field out."""
    turn = {"role": "user", "content": SECRET, field: wrong}
    fits = (wrong is None and field not in ("role", "content")) or (field, wrong) in (
        ("metadata", {}),
        ("metadata", {"x": "y"}),
        ("tool_calls", []),
    )
    answer = api.send("POST", f"/sessions/{session}/turns", json=turn)
    if fits:
        assert answer.status_code == 201, answer.text
        return
    told = check_problem(answer, 422)
    assert {one["field"].split(".")[0] for one in told["errors"]} == {field}
    assert SECRET not in answer.text


@pytest.mark.parametrize("wrong", [1, "user", ["user"], {"user": 1}, {"user": None}, {"user": {"id": "x"}}, True])
def test_a_scope_is_a_map_of_texts(api: Api, wrong: object):
    """A scope of any other shape is 422 and names the dimension."""
    told = check_problem(api.send("POST", "/sessions", json={"scope": wrong}), 422)
    assert told["errors"][0]["field"].startswith("scope")


@pytest.mark.parametrize(
    ("scope", "field"),
    [
        ({f"d{number}": "x" for number in range(9)}, "scope"),
        ({"": "x"}, "scope"),
        ({" ": "x"}, "scope"),
        ({"d" * 65: "x"}, "scope"),
        ({"user": ""}, "scope.user"),
        ({"user": "  "}, "scope.user"),
        ({"user": "x" * 257}, "scope.user"),
    ],
)
def test_a_scope_has_bounds(api: Api, scope: dict[str, str], field: str):
    """Nine dimensions, empty names and values, and over-long ones are 400, in a body and in a query alike."""
    check_problem(api.send("POST", "/sessions", json={"scope": scope}), 400, field)
    query = {f"scope[{name}]": value for name, value in scope.items()}
    check_problem(api.send("GET", "/state", params=query), 400, field)


def test_eight_dimensions_of_256_characters_are_a_scope(api: Api):
    """The bounds themselves are inside, whatever the characters are."""
    scope = {f"d{number}": "ü" * 256 for number in range(8)}
    assert api.get(f"/sessions/{api.open(**scope)}")["scope"] == scope
    assert api.get("/sessions", scope)["total"] == 1


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("x" * 257, "has at most 256 characters"),
        ("a\0b", "contains a null byte (U+0000)"),
        (" ", "must not be empty or blank"),
    ],
)
def test_what_is_wrong_with_a_text_is_told_in_plain_words(api: Api, session: str, name: str, told: str):
    """The sentence speaks of characters, where a schema would speak of items and patterns."""
    refused = api.send("POST", f"/sessions/{session}/turns", json={"role": "user", "content": "Hi.", "name": name})
    assert check_problem(refused, 422, "name")["errors"] == [{"field": "name", "message": told}]


@pytest.mark.parametrize("character", ["\\u0000", "\\ud800", "\\udfff\\ud800"])
@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("turns", '{"role":"user","content":"a%sb"}', "content"),
        ("turns", '{"role":"tool","content":"x","name":"%s"}', "name"),
        ("turns", '{"role":"tool","content":"x","tool_call_id":"%s"}', "tool_call_id"),
        ("turns", '{"role":"user","content":"x","metadata":{"a":["%s"]}}', "metadata"),
        ("turns", '{"role":"user","content":"x","metadata":{"%s":1}}', "metadata"),
        ("turns", '{"role":"assistant","content":"x","tool_calls":[{"a":"%s"}]}', "tool_calls.0"),
        ("sessions", '{"scope":{"user":"%s"}}', "scope"),
        ("sessions", '{"scope":{"%s":"x"}}', "scope"),
        ("sessions", '{"metadata":{"a":"%s"}}', "metadata"),
        ("config", '{"entity_types":[{"name":"a","description":"%s"}]}', "entity_types.0"),
        ("config", '{"entity_types":[{"name":"a","examples":["%s"]}]}', "entity_types.0"),
        ("config", '{"cardinality":{"%s":"one"}}', "cardinality"),
    ],
)
def test_what_is_no_text_is_refused(api: Api, session: str, path: str, body: str, field: str, character: str):
    """A null byte or half of a surrogate pair is 422 wherever text is taken, and names the place."""
    method, path = ("PUT", "/config") if path == "config" else ("POST", f"/{path}")
    path = f"/sessions/{session}/turns" if path == "/turns" else path
    told = check_problem(api.send(method, path, content=body.replace("%s", character), headers=JSON), 422)
    assert told["errors"][0]["field"].startswith(field)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "required"),
        (b'{"role":"user","content":"xyzzy-the-caller-said-this', "not JSON"),
        (b'{"role":"user","content":"xyzzy-the-caller-said-this"}}', "not JSON"),
        (b"{'role':'user'}", "not JSON"),
        (b'{"role":"user","content":"\xff\xfe"}', "UTF-8"),
        ('{"role":"user","content":"hi"}'.encode("utf-16"), "UTF-8"),
        (b'{"role":"user","content":"a","content":"b"}', "'content' is given twice"),
        (b'{"role":"user","content":"a","metadata":{"b":{"c":1,"c":2}}}', "'c' is given twice"),
        (b'{"\\ud800":1,"\\ud800":2}', "is given twice"),
        (b'{"role":"user","content":"a","metadata":{"b":NaN}}', "NaN"),
        (b'{"role":"user","content":"a","metadata":{"b":-Infinity}}', "Infinity"),
        (b'{"role":"user","content":"a","metadata":{"b":' + b"9" * 5_000 + b"}}", "too many digits"),
        (b'{"role":"user","content":"a","metadata":' + b"[" * 100_000 + b"]" * 100_000 + b"}", "nested too deep"),
        (b"[" * 100_000, "nested too deep"),
        (b'{"a":' * 100_000, "nested too deep"),
        (b"null", "JSON object"),
        (b'"text"', "JSON object"),
        (b"[]", "JSON object"),
        (b"17", "JSON object"),
    ],
)
def test_what_is_no_json_object_is_refused(api: Api, session: str, body: bytes, words: str):
    """A body that is not one JSON object is 422, and the sentence says what is wrong with it."""
    answer = _send(api, session, body)
    told = check_problem(answer, 422, "body")
    assert words in told["detail"]
    assert SECRET not in answer.text
    assert _nothing_recorded(api, session)
    if body:
        check_problem(api.send("POST", "/sessions", content=body, headers=JSON), 422, "body")
        check_problem(api.send("PUT", "/config", content=body, headers=JSON), 422, "body")
    assert api.get("/sessions")["total"] == 1


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("1e400", "NaN or Infinity"),
        ("9" * 400, "64 bits"),
        ("-" + "9" * 19, "64 bits"),
        ('{"a":' * 50 + "1" + "}" * 50, "20 levels"),
        ("[" + "1," * 2_000 + "1]", "2000 items"),
    ],
)
def test_metadata_has_bounds(api: Api, session: str, value: str, words: str):
    """Numbers that JSON or a database does not have, and depth and width without end, are 422 under `metadata`."""
    told = check_problem(
        _send(api, session, f'{{"role":"user","content":"x","metadata":{{"a":{value}}}}}'.encode()), 422
    )
    assert (told["errors"][0]["field"], words in told["detail"]) == ("metadata", True)


@pytest.mark.parametrize("value", [2**63 - 1, -(2**63) + 1, 1e308, 5e-324, "\u2028", "💩", {"a": [[[[None]]]]}, True])
def test_metadata_comes_back_as_it_was_sent(api: Api, value: object):
    """What lies inside the bounds is kept without a change."""
    made = api.send("POST", "/sessions", json={"metadata": {"a": value}}).json()
    assert api.get(f"/sessions/{made['id']}")["metadata"] == {"a": value}


@pytest.mark.parametrize(
    "content_type",
    [
        "",
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "image/png",
        "json",
        ";;",
    ],
)
def test_another_content_type_is_refused(api: Api, session: str, content_type: str):
    """JSON under another name is 422, and the sentence says which name it should have."""
    body = b'{"role":"user","content":"xyzzy-the-caller-said-this"}'
    answer = api.send("POST", f"/sessions/{session}/turns", content=body, headers={"Content-Type": content_type})
    assert "application/json" in check_problem(answer, 422, "body")["detail"]
    assert SECRET not in answer.text


@pytest.mark.parametrize(
    ("method", "path", "body", "field"),
    [
        ("POST", "/sessions", {"scopes": {"user": "alice"}}, "scopes"),
        ("POST", "/sessions", {"user": "alice"}, "user"),
        ("POST", "turns", {"role": "user", "content": SECRET, "context": "x"}, "context"),
        ("POST", "turns", {"role": "user", "content": SECRET, "Role": "user"}, "Role"),
        ("PUT", "/config", {"model": {}}, "model"),
        ("PUT", "/config", {"models": {"chat": "a/b"}}, "models.chat"),
        ("PUT", "/config", {"entity_types": [{"name": "a", "colour": "red"}]}, "entity_types.0.colour"),
    ],
)
def test_unknown_fields_are_named(api: Api, session: str, method: str, path: str, body: dict, field: str):
    """A field that nobody reads is refused by its name: a misspelt one must not be dropped in silence."""
    path = f"/sessions/{session}/turns" if path == "turns" else path
    answer = api.send(method, path, json=body)
    told = check_problem(answer, 422, field)
    assert {"field": field, "message": "unknown field"} in told["errors"]
    assert SECRET not in answer.text


def test_both_spellings_of_a_field_are_taken_but_not_together(api: Api, session: str):
    """`toolCallId` is `tool_call_id`; an answer is in snake_case whichever was sent; both at once are refused."""
    for name in ("toolCallId", "tool_call_id"):
        api.say(session, "x", "tool", **{name: "call_1"})
    assert [one["tool_call_id"] for one in api.get(f"/sessions/{session}/turns")["data"]] == ["call_1", "call_1"]
    turn = {"role": "tool", "content": "x", "toolCallId": "a", "tool_call_id": "b"}
    check_problem(api.send("POST", f"/sessions/{session}/turns", json=turn), 422, "toolCallId")
    config = api.send("PUT", "/config", json={"entityTypes": [{"name": "ship"}]}).json()
    assert (config["entity_types"][0]["name"], "entityTypes" in config) == ("ship", False)
    assert api.get("/config") == config


@pytest.mark.parametrize(
    "at",
    [
        "",
        "yesterday",
        "2026-03-02",
        "2026-03-02T09:15:00",
        "2026-02-30T00:00:00Z",
        "2026-03-02T25:00:00Z",
        "2026-03-02T09:15:00+99:00",
        "0000-01-01T00:00:00Z",
        "0001-01-01T00:00:00Z",
        "0001-01-01T00:00:00+14:00",
        "0003-12-31T23:59:59Z",
        "9997-01-01T00:00:00Z",
        "9999-12-31T23:59:59Z",
        "9999-12-31T23:59:59-12:00",
        "99999-01-01T00:00:00Z",
        "2026-03-02T09:15:00Z; DROP TABLE turn",
        "1700000000",
        "1e9",
        1_700_000_000,
        10**30,
        -1,
    ],
)
def test_a_turn_is_said_at_a_real_instant(api: Api, session: str, at: object):
    """Anything but an instant with a zone inside the calendar is 422, names `at`, and leaves the scope readable."""
    answer = api.send(
        "POST", f"/sessions/{session}/turns", json={"role": "user", "content": "I moved to Rome.", "at": at}
    )
    check_problem(answer, 422, "at")
    assert _nothing_recorded(api, session)
    assert api.get("/state")["identity"]["attributes"] == []


@pytest.mark.parametrize("at", ["0004-01-01T00:00:00Z", "9996-12-31T23:59:59Z", "1969-12-31T23:59:59.999999Z"])
@pytest.mark.parametrize(
    "said",
    [
        "I moved to Rome.",
        "I moved to Rome last year.",
        "I will move to Rome in 20 years.",
        "I live here until May.",
        "I have an exam on Friday and I run every Monday. I'm so happy!",
        "My exam is on 31 December 9999.",
        "My birthday is on 31 December. The exam was cancelled.",
    ],
)
def test_the_ends_of_the_calendar_are_instants(api: Api, session: str, at: str, said: str):
    """A turn said there is kept and understood or not, but its scope can be read ever after."""
    assert api.say(session, said, at=at)["turn_id"]
    assert api.get(f"/sessions/{session}/turns")["data"][0]["created_at"] == at
    assert api.get("/state")["revision"] == 1
    assert api.get("/profile", {"user": "alice"})
    assert api.say(session, "I live in Berlin.", at=BERLIN)["turn_id"]
    assert api.get("/state", valid_at=BERLIN)["revision"] == 2


@pytest.mark.parametrize(
    ("at", "shown"),
    [
        ("2026-01-15T10:00:00+01:00", BERLIN),
        ("2026-01-14T19:00:00-14:00", BERLIN),
        ("2026-01-15T09:00:00.000Z", BERLIN),
    ],
)
def test_any_zone_is_shown_in_utc(api: Api, session: str, at: str, shown: str):
    """The same instant in another zone is the same instant."""
    told = api.say(session, "I live in Berlin.", at=at)
    assert told["attributes"][0]["valid_from"] == shown
    assert api.get(f"/sessions/{session}/turns")["data"][0]["created_at"] == shown
