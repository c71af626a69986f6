"""JSON bodies, read strictly: what is ambiguous or not JSON is refused with a sentence instead of a guess."""

import json
from collections import Counter
from collections.abc import Callable, Coroutine, Sequence
from typing import Any

from fastapi import Request, Response
from fastapi.routing import APIRoute

_NO_SHAPE = b"?"


class NotJson(ValueError):
    """A body that could not be read; its sentence never repeats a value."""


class _Refused(Exception):
    """What the parser was told not to let through."""


class StrictRequest(Request):
    """A request whose JSON has to be UTF-8, of bounded depth, without NaN and without a name given twice."""

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
