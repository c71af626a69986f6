"""JSON bodies and queries: what is ambiguous or not JSON is refused with a sentence instead of a guess."""

import json
import re
from collections import Counter
from collections.abc import Callable, Coroutine, Sequence
from typing import Any

from fastapi import Request, Response
from fastapi.routing import APIRoute
from starlette.datastructures import QueryParams

_NO_SHAPE = b"?"
_CAMEL_CASE = re.compile(r"[a-z]+(?:[A-Z][a-z]*)+")


class NotJson(ValueError):
    """A body that could not be read; its sentence never repeats a value."""


class _Refused(Exception):
    """What the parser was told not to let through."""


class StrictRequest(Request):
    """A request whose JSON has to be UTF-8, of bounded depth, without NaN and without a name given twice.

    Parameters of its query may be in camelCase, as the fields of a body may.
    """

    @property
    def query_params(self) -> QueryParams:
        """The query, its names in snake_case."""
        if not hasattr(self, "_query_params"):
            sent = QueryParams(self.scope["query_string"]).multi_items()
            self._query_params = QueryParams([(in_snake_case(name), value) for name, value in sent])
        return self._query_params

    async def json(self) -> Any:
        """The body as a value.

        What cannot be read gives a value that fits no shape, and `state.not_json` says why: so that a missing key is
        told before a missing bracket.
        """
        if not hasattr(self, "_json"):
            try:
                self._json = read_json(await self.body())
            except NotJson as error:
                self._json, self.state.not_json = _NO_SHAPE, str(error)
        return self._json


class StrictRoute(APIRoute):
    """A route that reads its body as a `StrictRequest`."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Wrap the framework's own handler."""
        handle = super().get_route_handler()

        async def read(request: Request) -> Response:
            return await handle(StrictRequest(request.scope, request.receive))

        return read


def in_snake_case(name: str) -> str:
    """A name in camelCase as it is documented; every other name as it is."""
    return re.sub(r"(?=[A-Z])", "_", name).lower() if _CAMEL_CASE.fullmatch(name) else name


def read_json(body: bytes) -> Any:
    """Parse one JSON text; raises NotJson."""
    try:
        return json.loads(body.decode("utf-8-sig"), object_pairs_hook=_distinct, parse_constant=_refuse_constant)
    except _Refused as error:
        raise NotJson(f"not JSON: {error}") from None
    except UnicodeDecodeError as error:
        raise NotJson(f"not JSON: the body is not UTF-8 at byte {error.start}") from None
    except RecursionError:
        raise NotJson("not JSON: the body is nested too deep") from None
    except json.JSONDecodeError as error:
        raise NotJson(f"not JSON: {error.msg} (character {error.pos})") from None
    except ValueError:  # the interpreter's own guard against numbers that take minutes to convert
        raise NotJson("not JSON: a number has too many digits") from None


def _distinct(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    """An object, unless it names a field twice: which of the two was meant nobody can tell."""
    made = dict(pairs)
    if len(made) < len(pairs):
        raise _Refused(f"{_second(pairs)[:64]!r} is given twice")
    return made


def _second(pairs: Sequence[tuple[str, Any]]) -> str:
    """The first name that comes again."""
    return next(name for name, times in Counter(name for name, _ in pairs).items() if times > 1)


def _refuse_constant(name: str) -> Any:
    raise _Refused(f"{name} is not a number in JSON")
