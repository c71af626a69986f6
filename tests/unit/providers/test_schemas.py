"""The forms of a schema: closed for those who want it closed, everything required for those who are strict."""

import copy
import json
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from jsonschema_rs import validator_for

from spectron.extraction.model.prompt import SCHEMA
from spectron.providers.schemas import close_objects, demand_all, tell_schema

EXAMPLE: Mapping[str, Any] = {
    "type": "object",
    "properties": {
        "name": {"type": "string"},
        "age": {"type": "integer"},
        "kind": {"enum": ["a", "b"]},
        "tags": {"type": "array", "items": {"type": "object", "properties": {"x": {"$ref": "#/$defs/x"}}}},
        "maybe": {"type": ["string", "null"]},
    },
    "required": ["name"],
    "$defs": {"x": {"type": "object", "properties": {"y": {"const": 1, "type": "integer"}}}},
}


def objects(schema: Any) -> Iterator[Mapping[str, Any]]:
    """Every object with properties within a schema."""
    if isinstance(schema, Mapping):
        if "properties" in schema:
            yield schema
        for one in schema.values():
            yield from objects(one)
    for one in schema if isinstance(schema, list) else ():
        yield from objects(one)


@pytest.mark.parametrize("schema", [EXAMPLE, SCHEMA])
@pytest.mark.parametrize("change", [close_objects, demand_all])
def test_every_object_is_closed_and_nothing_else_is_touched(schema: Mapping[str, Any], change: Any):
    """The schema that was given stays as it was; in the copy no object takes an unknown property."""
    before = copy.deepcopy(schema)
    changed = list(objects(change(schema)))
    assert schema == before
    assert len(changed) == len(list(objects(schema)))
    assert all(one["additionalProperties"] is False for one in changed)
    assert all(
        "type" in one or "anyOf" in one or "$ref" in one for part in changed for one in part["properties"].values()
    )


@pytest.mark.parametrize("schema", [EXAMPLE, SCHEMA])
def test_strict_means_that_everything_is_required(schema: Mapping[str, Any]):
    """Each object requires all of its properties."""
    assert all(one["required"] == list(one["properties"]) for one in objects(demand_all(schema)))


def test_what_was_optional_may_be_null_and_what_was_not_may_not():
    """Nulls are let in where a property could be left out, and only there."""
    valid = validator_for(demand_all(EXAMPLE)).is_valid
    nothing = {"name": "n", "age": None, "kind": None, "tags": None, "maybe": None}
    assert valid(nothing)
    assert valid(nothing | {"age": 3, "kind": "a", "tags": [{"x": None}, {"x": {"y": 1}}]})
    assert not valid(nothing | {"name": None})
    assert not valid(nothing | {"kind": "c"})
    assert not valid(nothing | {"more": 1})
    assert not valid({"name": "n"})


def test_closing_keeps_what_may_be_left_out():
    """A closed object still takes the same answers, but for unknown properties."""
    valid = validator_for(close_objects(EXAMPLE)).is_valid
    assert valid({"name": "n"})
    assert not valid({"name": "n", "age": None})
    assert not valid({"name": "n", "more": 1})


def test_a_schema_can_be_told_in_words():
    """The schema stands behind the system text as JSON."""
    told = tell_schema("Be brief.", EXAMPLE)
    assert told.startswith("Be brief.\n\n")
    assert json.loads(told[told.index("{") :]) == EXAMPLE
    assert tell_schema("", EXAMPLE).startswith("Answer")
