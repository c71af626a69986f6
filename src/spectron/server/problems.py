"""Every error as problem+json (RFC 9457): one table from error to status."""

import logging
from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.routing import Match

from spectron.domain import errors
from spectron.domain.errors import FieldError, SpectronError, told
from spectron.wire.admin import Problem, ProblemField
from spectron.wire.base import NOT_BLANK

_log = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"
TABLE: Mapping[type[SpectronError], tuple[int, str]] = {
    errors.BadValue: (400, "Bad value"),
    errors.Unauthorised: (401, "No valid key"),
    errors.Forbidden: (403, "Not allowed"),
    errors.NotFound: (404, "Not found"),
    errors.SessionClosed: (409, "Session closed"),
    errors.IdempotencyMismatch: (409, "Idempotency key used before"),
    errors.InFlight: (409, "In flight"),
    errors.VectorsDiffer: (409, "Vectors differ"),
    errors.Conflict: (409, "Conflict"),
    errors.TooLarge: (413, "Too large"),
    errors.Unprocessable: (422, "Does not fit the schema"),
    errors.ExtractionFailed: (502, "Extraction failed"),
    errors.LearningFailed: (502, "Extraction failed"),
    errors.ReplyFailed: (502, "Reply failed"),
    errors.ProviderFailed: (502, "Model failed"),
    errors.NotReady: (503, "Not ready"),
}
NOTHING: Mapping[str, str | None] = {}
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
_TITLES = {404: "Not found", 405: "Method not allowed", 400: "Bad request", 413: "Too large"}
_HEADERS: Mapping[int, Mapping[str, str]] = {
    401: {"WWW-Authenticate": "Bearer"},
    503: {"Retry-After": "1"},
}


def install(app: FastAPI) -> None:
    """Answer every error of the tree, of the framework and of nobody in the same shape."""
    app.add_exception_handler(SpectronError, _on_known)
    app.add_exception_handler(RequestValidationError, _on_invalid)
    app.add_exception_handler(HTTPException, _on_http)
    app.add_exception_handler(Exception, _on_unknown)


def problem(
    status: int,
    title: str,
    detail: str,
    instance: str,
    fields: Sequence[FieldError] = (),
    stored: Mapping[str, str | None] = NOTHING,
) -> JSONResponse:
    """One error answer; never repeats what the caller sent. `stored` are the ids of what is stored all the same."""
    body = Problem(
        type=f"urn:spectron:problem:{title.lower().replace(' ', '-')}",
        title=title,
        status=status,
        detail=detail,
        instance=instance,
        errors=[ProblemField(field=_readable(one.field), message=_readable(one.message)) for one in fields],
        **stored,
    )
    headers = dict(_HEADERS.get(status, {}))
    content = body.model_dump(exclude_none=True)
    return JSONResponse(content, status, headers, media_type=MEDIA_TYPE)


def answer(error: SpectronError, instance: str) -> JSONResponse:
    """An error of the tree; the nearest class of the table decides."""
    status, title = next(TABLE[kind] for kind in type(error).__mro__ if kind in TABLE)
    return problem(status, title, _readable(error.detail), instance, error.fields, _stored(error))


def _stored(error: SpectronError) -> Mapping[str, str | None]:
    if isinstance(error, errors.ExtractionFailed | errors.ReplyFailed):
        return {"turn_id": error.turn_id or None}
    if isinstance(error, errors.LearningFailed):
        return {"session_id": error.session_id, "extraction_id": error.extraction_id}
    return NOTHING


def _readable(text: str) -> str:
    """Text that can be sent: half surrogates, which a caller may have put into a field's name, are replaced."""
    return text.encode("utf-8", "replace").decode()[:1_000]


def _on_known(request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, SpectronError):
        raise error
    return answer(error, _instance(request))


def _on_invalid(request: Request, error: Exception) -> JSONResponse:
    """422 for a body that does not fit, 400 for a path, query or header that does not."""
    if not isinstance(error, RequestValidationError):
        raise error
    found = error.errors()
    fields = [FieldError(_path(one), _message(one)) for one in found[:20]]
    if unread := getattr(request.state, "not_json", None):
        fields = [FieldError("body", unread)]
    in_body = any(one["loc"] and one["loc"][0] == "body" for one in found)
    status, title = (422, "Does not fit the schema") if in_body else (400, "Bad value")
    detail = "; ".join(f"{one.field}: {one.message}" for one in fields[:3])
    return problem(status, title, _readable(detail), _instance(request), fields)


def _path(one: Mapping[str, Any]) -> str:
    place: Sequence[Any] = one["loc"]
    named = one.get("ctx", {}).get("field")
    return named or ".".join(str(part) for part in place[1:]) or str(place[0] if place else "request")


def _message(one: Mapping[str, Any]) -> str:
    if one["type"] == "extra_forbidden":
        return "unknown field"
    if one["type"] == "model_attributes_type":
        return "expected a JSON object, sent with Content-Type: application/json"
    if one["type"] == "string_pattern_mismatch" and one["ctx"]["pattern"] == NOT_BLANK:
        return "contains a null byte (U+0000)" if "\0" in one["input"] else "must not be empty or blank"
    if one["type"] == "too_long" and isinstance(one["input"], str):
        return f"has at most {one['ctx']['max_length']} characters"
    return str(one["msg"]).removeprefix("Value error, ")


def _on_http(request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, HTTPException):
        raise error
    title = _TITLES.get(error.status_code, "Refused")
    response = problem(error.status_code, title, str(error.detail), _instance(request))
    for name, value in (error.headers or {}).items():
        response.headers[name] = value
    if error.status_code == 405:
        response.headers["Allow"] = ", ".join(_allowed(request))
    return response


def _allowed(request: Request) -> Sequence[str]:
    """The methods of every route at this address; the framework names those of the first alone."""
    tried = ({**request.scope, "method": method} for method in METHODS)
    routes = request.app.routes
    return [one["method"] for one in tried if any(route.matches(one)[0] is Match.FULL for route in routes)]


def _on_unknown(request: Request, error: Exception) -> JSONResponse:
    return explain_failure(request, error)


def explain_failure(request: Request, error: Exception) -> JSONResponse:
    """An answer for whatever stopped a request: an error of the tree as it is, of another only that there was one."""
    if isinstance(error, SpectronError):
        return answer(error, _instance(request))
    _log.error("%s %s failed with %s", request.method, request.url.path, told(error))
    return problem(500, "Internal error", "the server failed; its log tells why", _instance(request))


def _instance(request: Request) -> str:
    path: str = request.scope["path"]
    return path.encode("utf-8", "replace").decode()[:500]
