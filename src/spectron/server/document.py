"""The OpenAPI document, and what the framework would tell wrongly in it."""

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from spectron.wire.admin import Problem

_NEVER_SENT = ("HTTPValidationError", "ValidationError")


def write_document(app: FastAPI) -> dict[str, Any]:
    """The document of all routes, made once."""
    if not app.openapi_schema:
        made = get_openapi(title=app.title, version=app.version, description=app.description, routes=app.routes)
        for operations in made["paths"].values():
            for operation in operations.values():
                _drop_foreign_errors(operation["responses"])
        shapes = made["components"]["schemas"]
        for name in _NEVER_SENT:
            shapes.pop(name, None)
        problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
        shapes |= problem.pop("$defs") | {"Problem": problem}
        app.openapi_schema = made
    return app.openapi_schema


def _drop_foreign_errors(responses: dict[str, Any]) -> None:
    """Every error is a problem; the framework announces a shape of its own wherever a route has parameters."""
    content = responses.get("422", {}).get("content", {})
    if any(_NEVER_SENT[0] in one.get("schema", {}).get("$ref", "") for one in content.values()):
        del responses["422"]
