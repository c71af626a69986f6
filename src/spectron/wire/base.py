"""What every shape has in common."""

from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic.alias_generators import to_camel
from pydantic_core import PydanticCustomError

MOST_DEPTH = 20
MOST_METADATA_ITEMS = 2_000


class Answer(BaseModel):
    """A shape that the server sends. Unknown fields are kept, so that an older SDK can read a newer server."""

    model_config = ConfigDict(frozen=True, extra="allow", populate_by_name=True)


class Request(BaseModel):
    """A shape that a caller sends, in snake_case or camelCase. An unknown field is an error that names it."""

    model_config = ConfigDict(extra="forbid", alias_generator=to_camel, populate_by_name=True)


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


def none_is_empty(value: Any) -> Any:
    """Read null where an object may be left out as the empty object."""
    return {} if value is None else value


StorableText = Annotated[str, AfterValidator(storable)]
ShortText = Annotated[str, Field(max_length=256), AfterValidator(storable)]
JsonObject = Annotated[dict[str, Any], BeforeValidator(none_is_empty), AfterValidator(check_object)]
Dimensions = Annotated[dict[str, str], BeforeValidator(none_is_empty)]
