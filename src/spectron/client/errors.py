"""Everything a call can raise.

SpectronError
 |-- ClientClosedError          a verb was used after close()
 |-- ConnectionFailedError      no answer came: refused, dropped, cut off
 |    `-- StreamBrokenError     a stream of events that had begun came to an end
 |-- RequestTimeoutError        no answer came in time
 |-- UnexpectedAnswerError      a success that is not what a Spectron server sends
 `-- StatusError                the server answered with an error
      |-- BadRequestError       400   a value that cannot be used
      |-- AuthenticationError   401   no key, or a wrong, revoked or expired one
      |-- PermissionDeniedError 403   a good key outside its context, scope or permissions
      |-- NotFoundError         404
      |-- ConflictError         409   the session is closed, or the Idempotency-Key is in use
      |-- TooLargeError         413   more than a documented limit
      |-- ValidationError       422   does not fit the schema
      |-- RateLimitError        429   too many requests; `retry_after` says how long to wait
      |-- ProviderError         502   the model failed; the turn is stored under `turn_id`
      |-- NotReadyError         503   the store or the server cannot serve at the moment
      `-- ServerError           any other 5xx
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus

from pydantic import ValidationError as ShapeError

from spectron.wire.admin import Problem, ProblemField

_MOST_SHOWN = 200
_PASSING = frozenset({429, 502, 503, 504})
_IN_FLIGHT = "in-flight"  # ends the type of a 409 while an earlier try of the same request is being answered
_MARKUP = re.compile(r"(?is)<(script|style)\b.*?</\1>|<[^>]*>|\s+")


class SpectronError(Exception):
    """The root of the tree. `status` is None where no server answered; `fields` name what was wrong in a request.

    `passing` says that the same request may well succeed a moment later; those are tried again before they are raised.
    """

    status: int | None = None
    title = "Spectron could not be asked"
    passing = False
    retry_after: float | None = None
    fields: tuple[ProblemField, ...] = ()

    @property
    def detail(self) -> str:
        """The sentence that tells what happened."""
        return str(self.args[0]) if self.args else self.title


class ClientClosedError(SpectronError):
    """A verb was used after `close()`."""

    title = "Client closed"


class ConnectionFailedError(SpectronError):
    """No answer came: the connection was refused, dropped or cut off."""

    title = "Connection failed"
    passing = True


class StreamBrokenError(ConnectionFailedError):
    """A stream of events that had begun came to an end."""


class RequestTimeoutError(SpectronError):
    """No answer came in time."""

    title = "Timed out"
    passing = True


class UnexpectedAnswerError(SpectronError):
    """The call succeeded with a body that no Spectron server sends; look for a proxy in between."""

    title = "Unexpected answer"


class StatusError(SpectronError):
    """The server answered with an error."""

    def __init__(self, problem: Problem, retry_after: float | None = None) -> None:
        """Keep what the server told, and for how many seconds it asked to be left alone."""
        super().__init__(problem, retry_after)
        self.problem = problem
        self.status = problem.status
        self.title = problem.title
        self.fields = tuple(problem.errors)
        self.passing = problem.status in _PASSING or problem.type.endswith(_IN_FLIGHT)
        self.retry_after = retry_after

    @property
    def detail(self) -> str:
        """The sentence that the server sent."""
        return self.problem.detail

    @property
    def turn_id(self) -> str | None:
        """The turn that is stored although its request failed."""
        return self.problem.turn_id

    def __str__(self) -> str:
        """Title, status and detail, then every field that the detail leaves out."""
        unsaid = [one for one in self.fields if one.field not in self.detail]
        return "\n".join(
            [f"{self.title} ({self.status}): {self.detail}", *(f"  {one.field}: {one.message}" for one in unsaid)]
        )


class BadRequestError(StatusError):
    """400: a value that cannot be used."""


class AuthenticationError(StatusError):
    """401: no key, or a wrong, revoked or expired one."""


class PermissionDeniedError(StatusError):
    """403: a good key outside its context, scope or permissions."""


class NotFoundError(StatusError):
    """404: no such session, turn, entity or context."""


class ConflictError(StatusError):
    """409: the session is closed, or the Idempotency-Key is in use."""


class TooLargeError(StatusError):
    """413: more than a documented limit."""


class ValidationError(StatusError):
    """422: the request does not fit the schema; `fields` name the places."""


class RateLimitError(StatusError):
    """429: too many requests; `retry_after` is in seconds."""


class ServerError(StatusError):
    """5xx: the server failed; its log tells why."""


class ProviderError(StatusError):
    """502: the model behind the server failed; the turn is stored under `turn_id`, and can be sent again."""


class NotReadyError(StatusError):
    """503: the server or its store cannot serve at the moment."""


_BY_STATUS: Mapping[int, type[StatusError]] = {
    400: BadRequestError,
    401: AuthenticationError,
    403: PermissionDeniedError,
    404: NotFoundError,
    409: ConflictError,
    413: TooLargeError,
    422: ValidationError,
    429: RateLimitError,
    502: ProviderError,
    503: NotReadyError,
}


def read_error(status: int, body: bytes, headers: Mapping[str, str]) -> StatusError:
    """The error that an answer tells, whether the server wrote it or a proxy on the way."""
    kind = _BY_STATUS.get(status) or (ServerError if status >= HTTPStatus.INTERNAL_SERVER_ERROR else StatusError)
    return kind(_read_problem(status, body), _read_retry_after(headers.get("retry-after", "")))


def _read_problem(status: int, body: bytes) -> Problem:
    try:
        return Problem.model_validate_json(body).model_copy(update={"status": status})
    except ShapeError:
        title = HTTPStatus(status).phrase if status in set(HTTPStatus) else "Error"
        text = _MARKUP.sub(" ", body.decode("utf-8", "replace"))
        shown = " ".join(text.split())[:_MOST_SHOWN] or "an empty answer"
        return Problem(type="about:blank", title=title, status=status, detail=shown, instance="")


def _read_retry_after(text: str) -> float | None:
    """Seconds from either form of the header, a number or a date; None where there is none to read."""
    if text.isascii() and text.isdigit():
        return float(text)
    try:
        until = parsedate_to_datetime(text)
    except ValueError:
        return None
    return max(0.0, (until.replace(tzinfo=until.tzinfo or UTC) - datetime.now(UTC)).total_seconds())
