"""What a request says beside its body: whose it is, which scope and instants it asks about, whether it came before."""

import hashlib
import re
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import contextmanager
from typing import Annotated, Any

from fastapi import Depends, Header, Path, Request
from fastapi.security import APIKeyHeader, HTTPBearer
from fastapi.security.http import HTTPAuthorizationCredentials
from starlette.datastructures import QueryParams

from spectron.domain.access import Access
from spectron.domain.errors import BadValue, InFlight
from spectron.domain.naming import LONGEST_ID, object_to_id
from spectron.domain.scope import LONGEST_NAME, LONGEST_VALUE, MOST_DIMENSIONS, Scope
from spectron.domain.temporal import parse_instant
from spectron.domain.view import Viewpoint
from spectron.server.bodies import in_snake_case
from spectron.server.limits import BODILESS
from spectron.service.ingest import Once
from spectron.service.memory import Memory, Page
from spectron.wire.base import ID_PATTERN, NOT_BLANK

_SCOPE_PARAMETER = re.compile(r"scope\[([^\[\]]*)\]")
bearer_scheme = HTTPBearer(auto_error=False, description="A key made by `spectron keys create`.")
key_header = APIKeyHeader(name="API-KEY", auto_error=False, description="The same key, in a header of its own.")

MOST_KEY = 255
KEY_PATTERN = r"^[\x21-\x7e]+$"
CONTEXT_PATTERN = "^[A-Za-z0-9_.-]{1,64}$"
# no offset from UTC may lead out of the calendar
_IN_THE_CALENDAR = r"^(?!0000|0001-01-01T.*\+|9999-12-31T.*[0-9]-)[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ]"
SCOPE_DOC: Mapping[str, Any] = {
    "name": "scope",
    "in": "query",
    "required": False,
    "style": "deepObject",
    "explode": True,
    "description": "Dimensions to stay inside: `scope[user]=alice&scope[org]=acme`. Leaving one out broadens.",
    "schema": {
        "type": "object",
        "maxProperties": MOST_DIMENSIONS,
        "propertyNames": {"pattern": r"^[^\[\]]*$", "allOf": [{"maxLength": LONGEST_NAME, "pattern": NOT_BLANK}]},
        "additionalProperties": {"type": "string", "pattern": NOT_BLANK, "maxLength": LONGEST_VALUE},
    },
}


def id_doc(name: str, meaning: str) -> Mapping[str, Any]:
    """How the documentation tells of an id in the query that a caller chose."""
    schema = {"type": "string", "pattern": ID_PATTERN, "maxLength": LONGEST_ID}
    return {"name": name, "in": "query", "required": False, "description": meaning, "schema": schema}


def instant_doc(name: str, meaning: str, pattern: str = _IN_THE_CALENDAR) -> Mapping[str, Any]:
    """How the documentation tells of an instant in the query."""
    example = "2026-03-02T09:15:00Z"
    schema = {"type": "string", "format": "date-time", "pattern": pattern, "example": example}
    return {"name": name, "in": "query", "required": False, "description": meaning, "schema": schema}


VALID_AT = instant_doc("valid_at", "When it was true in the world; a date stands for its first instant.")
KNOWN_AT = instant_doc("known_at", "When this memory believed it.")


def memory_of(request: Request) -> Memory:
    """The memory behind the application."""
    memory: Memory = request.app.state.memory
    return memory


async def admit(
    request: Request,
    context_id: Annotated[str, Path(json_schema_extra={"pattern": CONTEXT_PATTERN})],
    bearer: Annotated[HTTPAuthorizationCredentials | None, Depends(bearer_scheme)] = None,
    header: Annotated[str | None, Depends(key_header)] = None,
) -> Access:
    """Check the key; every route below a context depends on it."""
    secret = bearer.credentials if bearer else header
    return await memory_of(request).gate.admit(secret, context_id)


def read_scope(request: Request, *others: str) -> Scope:
    """The scope of a query, refusing parameters that nobody reads: a misspelt one must not broaden an answer."""
    dimensions = {name: _SCOPE_PARAMETER.fullmatch(name) for name in request.query_params}
    check_query(request, *others, *(name for name, found in dimensions.items() if found), known="scope[dimension]")
    return Scope.of({found[1]: request.query_params[name] for name, found in dimensions.items() if found})


def check_query(request: Request, *names: str, known: str = "") -> None:
    """Refuse parameters of a query that are given twice, or that are none of these."""
    seen: set[str] = set()
    for sent, _ in QueryParams(request.scope["query_string"]).multi_items():
        name = in_snake_case(sent)
        if name in seen or name not in names:
            told = ", ".join(filter(None, [known, *(one for one in names if not _SCOPE_PARAMETER.fullmatch(one))]))
            raise BadValue.at(sent, "given twice" if name in seen else f"unknown parameter; known: {told or 'none'}")
        seen.add(name)


def read_viewpoint(request: Request) -> Viewpoint:
    """The two instants of a query."""
    query = request.query_params
    instants = {name: parse_instant(query[name], name) for name in ("valid_at", "known_at") if name in query}
    return Viewpoint(**instants)


def read_id(request: Request, name: str) -> str | None:
    """An id that a caller chose, out of the query; raises BadValue for what cannot be one."""
    found = request.query_params.get(name)
    if found is not None and (wrong := object_to_id(found)):
        raise BadValue.at(name, wrong)
    return found


def read_user(request: Request) -> str | None:
    """The user that a query names; raises BadValue for an id that cannot be one."""
    return read_id(request, "user_id")


def read_page(request: Request, limit: int, most: int) -> Page:
    """`limit` (clamped to `most`) and `offset` of a query."""
    return Page(min(read_count(request, "limit", limit, 1), most), read_count(request, "offset", 0, 0))


def read_count(request: Request, name: str, default: int, least: int, most: int = 999_999_999) -> int:
    """A whole number of a query; raises BadValue for one that is none, or out of bounds."""
    text = request.query_params.get(name)
    if text is None:
        return default
    if not (text.isascii() and text.isdigit() and len(text) < 10 and least <= int(text) <= most):
        raise BadValue.at(name, f"expected a whole number from {least} to {most}")
    return int(text)


def page_docs(limit: int, most: int) -> list[Mapping[str, Any]]:
    """How the documentation tells of pages."""
    shown = {"type": "integer", "minimum": 1, "maximum": 999_999_999, "default": limit}
    skipped = {"type": "integer", "minimum": 0, "maximum": 999_999_999, "default": 0}
    return [
        {"name": "limit", "in": "query", "required": False, "schema": shown, "description": f"At most {most}."},
        {"name": "offset", "in": "query", "required": False, "schema": skipped},
    ]


class Flights:
    """The Idempotency-Keys, each with its context, that are being answered."""

    def __init__(self) -> None:
        """Begin with none."""
        self._held: Counter[tuple[str, str]] = Counter()

    def is_flying(self, one: tuple[str, str]) -> bool:
        """Whether anything still works on what came with this key."""
        return one in self._held

    @contextmanager
    def hold(self, one: tuple[str, str]) -> Iterator[None]:
        """Count a key as being answered until the block ends; held twice, until both blocks have."""
        self._held[one] += 1
        try:
            yield
        finally:
            self._held[one] -= 1
            if not self._held[one]:
                del self._held[one]


async def read_once(
    request: Request,
    access: Annotated[Access, Depends(admit)],
    idempotency_key: Annotated[str | None, Header(min_length=1, max_length=MOST_KEY, pattern=KEY_PATTERN)] = None,
) -> AsyncIterator[Once | None]:
    """The Idempotency-Key of a request; while one request with it is being answered, others are refused."""
    if idempotency_key is None:
        yield None
        return
    flights: Flights = request.app.state.flights
    key = hashlib.sha256(f"{access.actor} {idempotency_key}".encode()).hexdigest()
    mine = (access.context_id, key)
    if flights.is_flying(mine):
        raise InFlight("a request with this Idempotency-Key is being answered")
    with flights.hold(mine):
        body = b"" if request.method in BODILESS else await request.body()
        told = f"{request.method} {request.url.path}\n".encode() + body
        yield Once(key, hashlib.sha256(told).hexdigest(), memory_of(request).clock())


InContext = Annotated[Access, Depends(admit)]
# the scope is named, or a key would count as in flight until some time after its answer was read
OnceOnly = Annotated[Once | None, Depends(read_once, scope="function")]
