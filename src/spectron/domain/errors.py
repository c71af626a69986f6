"""Everything that can go wrong on purpose.

SpectronError
 |-- BadValue          a value that cannot be used: a nonsense date, an unknown parameter
 |    `-- UnknownProvider        a model of a provider that nobody knows
 |-- Unauthorised      no key, or a wrong, revoked or expired one
 |-- Forbidden         a good key outside its context, scope or permissions
 |-- NotFound          no such session, turn, entity or context
 |-- Conflict          the request fights what is already so
 |    |-- SessionClosed
 |    |-- IdempotencyMismatch    the same Idempotency-Key with another body
 |    |-- InFlight               the same Idempotency-Key is being answered right now
 |    `-- VectorsDiffer          an embedder gives vectors of another length than those that stand under its name
 |-- TooLarge          more than a documented limit
 |-- Unprocessable     does not fit the schema
 |-- ExtractionFailed  the extraction model failed; the turn is stored and can be sent again
 |-- LearningFailed    what an agent sent is stored, and could not all be learned; its job tells why
 |-- ReplyFailed       the response model failed; what was said is stored, and can be sent again
 |-- ProviderFailed    a model could not be asked, or refused to answer
 |    |-- ProviderBusy           it may answer if asked again: overloaded, slow, cut off
 |    |-- InputRefused           it takes other words, and not these: too long, or not to its taste
 |    `-- BudgetSpent            the deployment's own limit on tokens or cost is used up
 `-- NotReady          the store is missing, closed or has an unknown schema
"""

import traceback
from dataclasses import dataclass
from typing import Self

from spectron.domain.usage import NO_USAGE, Usage


@dataclass(frozen=True, slots=True)
class FieldError:
    """One field of a request and what is wrong with it; `field` is a dotted path such as `metadata.tags.0`."""

    field: str
    message: str


class SpectronError(Exception):
    """The root of the tree; `detail` is a sentence that may be shown to the caller."""

    def __init__(self, detail: str, *fields: FieldError) -> None:
        """Keep the sentence and the fields it speaks of."""
        super().__init__(detail)
        self.detail = detail
        self.fields = fields

    @classmethod
    def at(cls, field: str, message: str) -> Self:
        """Of one field, for the kinds that keep nothing beside; the detail is "field: message"."""
        return cls(f"{field}: {message}", FieldError(field, message))


class BadValue(SpectronError):
    """A value that cannot be used."""


class UnknownProvider(BadValue):
    """A model was named of a provider that nobody knows."""


class Unauthorised(SpectronError):
    """No key, or a wrong, revoked or expired one."""


class Forbidden(SpectronError):
    """A good key outside its context, scope or permissions."""


class NotFound(SpectronError):
    """No such thing in this context."""


class Conflict(SpectronError):
    """The request fights what is already so."""


class SessionClosed(Conflict):
    """A turn was sent to a session that has ended."""


class IdempotencyMismatch(Conflict):
    """The same Idempotency-Key came with another body."""


class InFlight(Conflict):
    """The same Idempotency-Key is being answered right now."""


class VectorsDiffer(Conflict):
    """An embedder gives vectors of another length than those that stand under its name; the detail tells what to do."""

    def __init__(self, model: str, given: int, standing: int, context_id: str) -> None:
        """Tell both lengths, as numbers of places, and the command that embeds all of a context anew."""
        super().__init__(
            f"{model} gives vectors of {given} places, those that stand under its name have {standing}, "
            f"and the two cannot be compared until `spectron reembed {context_id}` has run"
        )


class TooLarge(SpectronError):
    """More than a documented limit."""


class Unprocessable(SpectronError):
    """Does not fit the schema."""


class ExtractionFailed(SpectronError):
    """The extraction model failed after the turn was stored; sending the turn again is safe.

    `turn_id` is empty where words were only to be explained, and nothing was to be stored.
    """

    def __init__(self, detail: str, turn_id: str, answer: str | None = None, usage: Usage = NO_USAGE) -> None:
        """Keep the id of the stored turn beside the sentence, an answer that could not be read, and what it took."""
        super().__init__(detail)
        self.turn_id = turn_id
        self.answer = answer
        self.usage = usage


class LearningFailed(SpectronError):
    """What an agent sent is stored and could not all be learned; sending it again tries again."""

    def __init__(self, detail: str, session_id: str, extraction_id: str) -> None:
        """Keep which session, and which job, beside the sentence."""
        super().__init__(detail)
        self.session_id = session_id
        self.extraction_id = extraction_id


class ReplyFailed(SpectronError):
    """The response model failed after what was said was stored and learned; sending it again under its key is safe."""

    def __init__(self, detail: str, turn_id: str) -> None:
        """Keep the id of the stored turn beside the sentence."""
        super().__init__(detail)
        self.turn_id = turn_id


class ProviderFailed(SpectronError):
    """A model could not be asked, or refused to answer; asking again at once would not help.

    `said` are the provider's own words. They may repeat what it was asked: for an operator to see, never for a log or a
    caller.
    """

    def __init__(self, detail: str, said: str = "") -> None:
        """Keep the sentence, and the provider's own words apart from it."""
        super().__init__(detail)
        self.said = said


class ProviderBusy(ProviderFailed):
    """A model that may answer if it is asked again."""

    def __init__(self, detail: str, retry_after: float | None = None, said: str = "") -> None:
        """Keep the sentence, and for how many seconds the provider asks to be left alone."""
        super().__init__(detail, said)
        self.retry_after = retry_after


class InputRefused(ProviderFailed):
    """A request was refused for what it holds or how it is made: another one may be taken, the same never."""


class BudgetSpent(ProviderFailed):
    """The deployment's own limit on what a model may use is reached."""


class NotReady(SpectronError):
    """The store cannot be used: missing, closed or of an unknown schema."""


def told(error: BaseException) -> str:
    """As what and where an unforeseen error came up, without its own words, which may repeat what was said."""
    frames = traceback.extract_tb(error.__traceback__)
    places = "".join(f"\n  {frame.filename}:{frame.lineno} in {frame.name}" for frame in frames)
    return f"{type(error).__name__}{places}"
