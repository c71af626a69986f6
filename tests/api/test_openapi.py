"""The OpenAPI document tells the truth: requests made from it are answered as it says."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
import schemathesis
from harness import Running
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import events, from_schema

from spectron.domain.scope import LONGEST_NAME, LONGEST_VALUE, MOST_DIMENSIONS
from spectron.wire.base import NOT_BLANK

EXAMPLES = 15
# what no schema can tell, as the status, the field and the message of a refusal: the bounds of values of any shape
# (depth, number of items, no null byte, 64 bits); which messages fit each other (a tool's and the call it answers);
# which macros a template may hold; that names differ; what is a word; which models and time zones are known here
BOUNDS = (
    "(contains (a null byte|an integer beyond 64 bits|a number that JSON|half of a)|is nested more|holds more than)"
)
UNTELLABLE = (
    (422, r"(metadata|value|tool_calls|tool_definitions|messages\.\d+\.metadata)\b.*", BOUNDS),
    (422, r"messages\.\d+\.(content|tool_calls|tool_call_id)\b.*", ""),
    (422, r"template|memory_header_template|chunk_template", "(the|unknown) macro "),
    (422, "entity_types", "two entity types have the same name"),
    (422, "query", "holds no word"),
    (400, r"models\..*|provider|model|timezone", ""),
    (400, r"templates\..*", ""),
)
# what is found in a chat has the names that front ends know it by
CAMEL_CASE = {"queryPreview", "settingsSource", "chunksAvailable", "chunksPending"}
# texts that need words in them: a blank one is refused
WORDS = (
    ("ChatMessageUpdate", "content"),
    ("GivenMemorySettings", "chunk_template"),
    ("NewDocument", "content"),
    ("NewDocument", "label"),
    ("NewExplanation", "content"),
    ("NewMessage", "content"),
    ("NewSearch", "query"),
    ("RenderRequest", "query"),
)
# a stream of lines has no schema to make requests from, and one of events has no end to wait for; test_transfer.py and
# test_events.py send what is wrong with them
STREAMS = "/(import|events)$"


@dataclass(frozen=True, slots=True)
class Findings:
    """What the checks object to, and how many requests were made."""

    objections: list[str]
    requests: int


@pytest.fixture(scope="session")
def findings(scripted_server: Running) -> Findings:
    """Play every phase of the tool against the running server, always the same requests."""
    config = SchemathesisConfig.from_dict(
        {
            "auth": {"openapi": {"APIKeyHeader": {"api_key": scripted_server.development_key}}},
            "parameters": {"path.context_id": "described"},
            "generation": {"max-examples": EXAMPLES, "deterministic": True, "database": "none"},
        }
    )
    schema = schemathesis.openapi.from_url(f"{scripted_server.url}/openapi.json", config=config)
    schema = schema.exclude(path_regex=STREAMS)
    objections: list[str] = []
    requests = 0
    for event in from_schema(schema).execute():
        if isinstance(event, events.FatalError | events.NonFatalError):
            objections.append(str(event))
        if isinstance(event, events.ScenarioFinished):
            requests += len(event.recorder.interactions)
            objections += _objections(event)
    return Findings(objections, requests)


def _objections(event: events.ScenarioFinished) -> list[str]:
    failed = [(case, check) for case, checks in event.recorder.checks.items() for check in checks if check.failure_info]
    return [
        f"{event.phase.name} {event.recorder.label} {check.name}: {check.failure_info.failure.message}\n"
        f"{check.failure_info.code_sample}\n{event.recorder.interactions[case].response.text}"
        for case, check in failed
        if not (check.name == "positive_data_acceptance" and _breaks_bounds(event, case))
        and not (check.name == "use_after_free" and _reads_what_stays(event, case))
        and not (
            check.name == "negative_data_rejection"
            and _is_text_in_the_address(event, case, check.failure_info.failure.message)
        )
    ]


def _breaks_bounds(event: events.ScenarioFinished, case: str) -> bool:
    """Whether a refusal is about nothing but what no schema can tell."""
    told = event.recorder.interactions[case].response.json()
    return told["status"] in (400, 422) and all(
        any(
            told["status"] == status and re.fullmatch(field, one["field"]) and re.match(message, one["message"])
            for status, field, message in UNTELLABLE
        )
        for one in told["errors"]
    )


def _is_text_in_the_address(event: events.ScenarioFinished, case: str, objection: str) -> bool:
    """Whether a scope that was no text in the tool's hands, but true or 5, is one in the address, and fits."""
    address = urlsplit(event.recorder.interactions[case].request.uri)
    given = [one for one in parse_qsl(address.query, keep_blank_values=True) if one[0].startswith("scope[")]
    return (
        "parameter `scope` in query" in objection
        and 0 < len(given) <= MOST_DIMENSIONS
        and all(
            len(name) <= LONGEST_NAME + len("scope[]") and len(value) <= LONGEST_VALUE and re.search(NOT_BLANK, value)
            for name, value in given
        )
    )


def _reads_what_stays(event: events.ScenarioFinished, case: str) -> bool:
    """Whether there is an answer after a DELETE on purpose.

    That of a session ends it and keeps what was said in it; that of a chat's settings leaves those above them.
    """
    path = urlsplit(event.recorder.interactions[case].request.uri).path
    return "/sessions/" in path or path.endswith("/settings/memory")


def test_every_answer_is_as_described(findings: Findings):
    """Requests that fit the document and requests that do not are answered with what it announces."""
    assert findings.objections == [], "\n\n".join(findings.objections)
    assert findings.requests > 300


def test_no_error_is_announced_that_never_comes(scripted_server: Running):
    """Every error of the document is a problem, and the framework's own shape is not in it."""
    document = scripted_server.http.get("/openapi.json").json()
    assert not {"HTTPValidationError", "ValidationError"} & set(document["components"]["schemas"])
    for operations in document["paths"].values():
        for operation in operations.values():
            for status, answer in operation["responses"].items():
                if int(status) >= 400:
                    assert list(answer["content"]) == ["application/problem+json"]


def test_every_route_below_a_context_wants_a_key(scripted_server: Running):
    """The document says so for each of them, and so does the server."""
    document = scripted_server.http.get("/openapi.json").json()
    below = {path: told for path, told in document["paths"].items() if "{context_id}" in path}
    assert len(below) > 8
    for path, operations in below.items():
        for method, operation in operations.items():
            assert {"HTTPBearer": []} in operation["security"]
            assert {"APIKeyHeader": []} in operation["security"]
            url = path.replace("{context_id}", "described").replace("{", "").replace("}", "")
            assert scripted_server.http.request(method.upper(), url).status_code in (401, 422), path


def test_every_text_of_a_body_says_what_it_must_not_hold(scripted_server: Running):
    """No text is stored that holds a null byte, nor a blank one where words are needed; the schemas tell."""
    document = scripted_server.http.get("/openapi.json").json()
    shapes = document["components"]["schemas"]
    operations = [one for path in document["paths"].values() for one in path.values()]
    bodies = [one["requestBody"] for one in operations if "requestBody" in one]
    texts = list(_texts([body["content"].get("application/json", {}) for body in bodies], shapes))
    assert len(texts) > 80
    assert [one for one in texts if not one.keys() & {"pattern", "enum", "const", "format"}] == []
    for shape, field in WORDS:
        [told] = _texts(shapes[shape]["properties"][field], shapes)
        assert re.search(told["pattern"], " \n") is None, (shape, field)


def _texts(part: Any, shapes: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The schemas of text in a part of the document, wherever it leads."""
    if isinstance(part, list):
        for one in part:
            yield from _texts(one, shapes)
    elif isinstance(part, dict):
        if part.get("type") == "string":
            yield part
        if isinstance(part.get("$ref"), str):
            yield from _texts(shapes[part["$ref"].rpartition("/")[2]], shapes)
        yield from _texts(list(part.values()), shapes)


def test_what_to_forget_is_a_query_or_an_entity(scripted_server: Running):
    """Both at once are refused, and the schema allows them in none of its forms."""
    forms = scripted_server.http.get("/openapi.json").json()["components"]["schemas"]["NewForgetting"]["anyOf"]
    assert len(forms) == 4
    assert all({"type": "null"} in (one["properties"]["query"], one["properties"]["entity"]) for one in forms)


def test_fields_are_documented_in_snake_case(scripted_server: Running):
    """No field of any shape is documented in another spelling than the one that answers use."""
    document = scripted_server.http.get("/openapi.json").json()
    names = {name for one in document["components"]["schemas"].values() for name in one.get("properties", {})}
    assert "tool_call_id" in names
    assert {name for name in names if name.lower() != name} == CAMEL_CASE
