"""A JSON Schema in the forms that providers take it in; all pure, none changes what it is given."""

import json
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

Schema: TypeAlias = Mapping[str, Any]

_NESTED = ("items", "additionalProperties", "not")
_NESTED_LISTS = ("anyOf", "oneOf", "allOf", "prefixItems")
_NESTED_MAPS = ("properties", "$defs", "definitions")
_SCALARS = frozenset({"string", "number", "integer", "boolean"})


def close_objects(schema: Schema) -> dict[str, Any]:
    """The same, with every object of known properties closed to others, and every choice of words typed as text."""
    told = _within(schema, close_objects)
    if "properties" in told:
        told["additionalProperties"] = False
    return _typed(told)


def demand_all(schema: Schema) -> dict[str, Any]:
    """The form that OpenAI calls strict: closed, every property required; one that was optional may be null."""
    told = _within(schema, demand_all)
    if "properties" in told:
        required = set(told.get("required", ()))
        properties = told["properties"]
        told["properties"] = {name: one if name in required else _or_null(one) for name, one in properties.items()}
        told["required"] = list(properties)
        told["additionalProperties"] = False
    return _typed(told)


def tell_schema(system: str, schema: Schema) -> str:
    """A system text that asks for an answer of this shape in words."""
    shape = json.dumps(schema, separators=(",", ":"), ensure_ascii=False)
    asked = f"Answer with one JSON object that fits this JSON Schema, and with nothing else:\n{shape}"
    return f"{system}\n\n{asked}" if system else asked


def _within(schema: Schema, change: Callable[[Schema], dict[str, Any]]) -> dict[str, Any]:
    """A copy whose inner schemas are changed."""
    told = dict(schema)
    for name in _NESTED:
        if isinstance(told.get(name), Mapping):
            told[name] = change(told[name])
    for name in _NESTED_LISTS:
        if isinstance(told.get(name), list):
            told[name] = [change(one) for one in told[name]]
    for name in _NESTED_MAPS:
        if isinstance(told.get(name), Mapping):
            told[name] = {key: change(one) for key, one in told[name].items()}
    return told


def _typed(told: dict[str, Any]) -> dict[str, Any]:
    """A choice of words needs its type said, too."""
    choices = told.get("enum")
    if choices and "type" not in told and all(isinstance(one, str) for one in choices):
        return {"type": "string", **told}
    return told


def _or_null(told: Schema) -> dict[str, Any]:
    kind = told.get("type")
    if kind == "null" or (isinstance(kind, list) and "null" in kind):
        return dict(told)
    if kind in _SCALARS and "const" not in told:
        choices = {"enum": [*told["enum"], None]} if "enum" in told else {}
        return {**told, "type": [kind, "null"], **choices}
    return {"anyOf": [dict(told), {"type": "null"}]}
