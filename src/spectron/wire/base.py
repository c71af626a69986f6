"""What every shape has in common."""

from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    AliasChoices,
    AliasGenerator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
)
from pydantic.alias_generators import to_camel
from pydantic_core import PydanticCustomError

from spectron.domain.naming import LONGEST_ID, object_to_id
from spectron.domain.scope import LONGEST_NAME, LONGEST_VALUE, MOST_DIMENSIONS
from spectron.domain.temporal import OUT_OF_REACH, in_reach

# what counts as blank, spelt out because engines of regular expressions disagree on \s
_BLANK = r"\u0009-\u000d\u001c-\u0020\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
NOT_BLANK = rf"^[^\u0000]*[^\u0000{_BLANK}][^\u0000]*$"
NO_NULL = r"^[^\u0000]*$"
# the ids that callers choose, as `domain.naming` has them
_CONTROL = r"\u0000-\u001f\u007f-\u009f"
ID_PATTERN = rf"^[^{_CONTROL}]*[^{_CONTROL}{_BLANK}][^{_CONTROL}]*$"
ID_IN_PATHS = rf"^[^{_CONTROL}/]*[^{_CONTROL}{_BLANK}/][^{_CONTROL}/]*$"
# the years that instants may have, as `domain.temporal` has them
_YEARS = "000[4-9]|00[1-9][0-9]|0[1-9][0-9]{2}|[1-8][0-9]{3}|9[0-8][0-9]{2}|99[0-8][0-9]|999[0-6]"
YEAR_PATTERN = f"^({_YEARS})-[0-9]{{2}}-[0-9]{{2}}[Tt ]"
MOST_DEPTH = 20
MOST_METADATA_ITEMS = 2_000


class Answer(BaseModel):
    """A shape that the server sends. Unknown fields are kept, so that an older SDK can read a newer server."""

    model_config = ConfigDict(frozen=True, extra="allow", populate_by_name=True)


def _spellings(name: str) -> str | AliasChoices:
    return name if to_camel(name) == name else AliasChoices(name, to_camel(name))


class Request(BaseModel):
    """A shape that a caller sends, in snake_case or camelCase. An unknown field is an error that names it."""

    model_config = ConfigDict(extra="forbid", alias_generator=AliasGenerator(validation_alias=_spellings))


def _refuse(message: str) -> PydanticCustomError:
    return PydanticCustomError("value_error", "{message}", {"message": message})


def storable(text: str) -> str:
    """Text that every store can keep: no null byte, no half of a surrogate pair."""
    if "\0" in text:
        raise _refuse("contains a null byte (U+0000)")
    try:
        text.encode()
    except UnicodeEncodeError:
        raise _refuse("contains half of a surrogate pair, which is not text") from None
    return text


def _usable_id(text: str) -> str:
    """An id that a caller chose, if it can be kept and written into an address."""
    if wrong := object_to_id(text):
        raise _refuse(wrong)
    return text


def _usable_in_paths(text: str) -> str:
    """An id that an address can hold as one part of its path."""
    if "/" in text:
        raise _refuse("must not contain a slash, as addresses hold it")
    return _usable_id(text)


def _check_json(value: Any, depth: int = 0) -> int:
    """Count the items of a JSON value; refuse what is too deep, too large or not storable."""
    if depth > MOST_DEPTH:
        raise _refuse(f"is nested more than {MOST_DEPTH} levels deep")
    if isinstance(value, str):
        storable(value)
        return 1
    if isinstance(value, float) and (value != value or value in (float("inf"), float("-inf"))):
        raise _refuse("contains a number that JSON does not have (NaN or Infinity)")
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) >= 2**63:
        raise _refuse("contains an integer beyond 64 bits")
    if isinstance(value, dict):
        for name in value:
            storable(name)
        count = 1 + sum(_check_json(item, depth + 1) for item in value.values())
    elif isinstance(value, list | tuple):
        count = 1 + sum(_check_json(item, depth + 1) for item in value)
    else:
        return 1
    if count > MOST_METADATA_ITEMS:
        raise _refuse(f"holds more than {MOST_METADATA_ITEMS} items")
    return count


def check_object(value: dict[str, Any]) -> dict[str, Any]:
    """A JSON object of bounded depth and size, of storable text and real numbers."""
    _check_json(value)
    return value


def check_value(value: Any) -> Any:
    """Any JSON value of bounded depth and size, of storable text and real numbers."""
    _check_json(value)
    return value


def none_is_empty(value: Any) -> Any:
    """Read null where an object may be left out as the empty object."""
    return {} if value is None else value


def number_only(value: Any) -> Any:
    """Refuse texts and truth values that would be read as numbers."""
    if isinstance(value, str | bool):
        raise _refuse("expected a whole number")
    return value


def _text_only(value: Any) -> Any:
    """Refuse numbers, and digits in quotes, that would be read as seconds since 1970."""
    if isinstance(value, str) and value.strip().lstrip("+-").replace(".", "").isdigit():
        raise _refuse("expected an RFC 3339 time such as 2026-03-02T09:15:00Z")
    if isinstance(value, int | float):
        raise _refuse("expected an RFC 3339 time in quotes, such as 2026-03-02T09:15:00Z")
    return value


def reckonable(value: datetime) -> datetime:
    """The same instant in UTC, if years stay free at either end of the calendar for what is reckoned from it."""
    try:
        instant = value.astimezone(UTC)
    except OverflowError:
        raise _refuse(OUT_OF_REACH) from None
    if not in_reach(instant):
        raise _refuse(OUT_OF_REACH)
    return instant


WholeNumber = Annotated[int, BeforeValidator(number_only)]
Count = Annotated[int, Field(ge=0, le=2**53), BeforeValidator(number_only)]
_Storable = Annotated[str, AfterValidator(storable)]
StorableText = Annotated[_Storable, Field(json_schema_extra={"pattern": NO_NULL})]
# the pattern stands before the check, or it would be missing in the schema
NotBlank = Annotated[str, Field(pattern=NOT_BLANK), AfterValidator(storable)]
CallerId = Annotated[
    str, AfterValidator(_usable_id), Field(json_schema_extra={"pattern": ID_PATTERN, "maxLength": LONGEST_ID})
]
SessionName = Annotated[
    str,
    AfterValidator(_usable_in_paths),
    Field(json_schema_extra={"pattern": ID_IN_PATHS, "maxLength": LONGEST_ID}),
]
ShortText = Annotated[StorableText, Field(max_length=256)]
SpeakerName = Annotated[NotBlank, Field(min_length=1, max_length=256)]
GivenObject = Annotated[dict[str, Any], AfterValidator(check_object)]
JsonObject = Annotated[GivenObject, BeforeValidator(none_is_empty)]
Dimensions = Annotated[
    dict[_Storable, _Storable],
    BeforeValidator(none_is_empty),
    Field(
        json_schema_extra={
            "maxProperties": MOST_DIMENSIONS,
            "propertyNames": {"maxLength": LONGEST_NAME, "pattern": NOT_BLANK},
            "additionalProperties": {"type": "string", "maxLength": LONGEST_VALUE, "pattern": NOT_BLANK},
        }
    ),
]
SpokenAt = Annotated[
    AwareDatetime,
    BeforeValidator(_text_only),
    AfterValidator(reckonable),
    Field(json_schema_extra={"pattern": YEAR_PATTERN}),
]
