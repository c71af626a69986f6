"""What the lines of an export have in common."""

from datetime import UTC, datetime
from typing import Annotated, TypeAlias

from pydantic import AfterValidator, AwareDatetime, ConfigDict, Field
from pydantic_core import PydanticCustomError

from spectron.wire.base import Dimensions, Request, StorableText, reckonable

MOST = 1_000_000_000


def _in_utc(value: datetime) -> datetime:
    try:
        return value.astimezone(UTC)
    except OverflowError:
        raise PydanticCustomError("value_error", "lies outside the calendar") from None


Instant: TypeAlias = Annotated[AwareDatetime, AfterValidator(_in_utc)]
SaidAt: TypeAlias = Annotated[AwareDatetime, AfterValidator(reckonable)]
Id: TypeAlias = Annotated[str, Field(pattern=r"^[\x21-\x7e]{1,64}$")]
Named: TypeAlias = Annotated[StorableText, Field(min_length=1, max_length=64)]
Share: TypeAlias = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
Place: TypeAlias = Annotated[int, Field(ge=0, le=MOST)]


class ScopedLine(Request):
    """A record of a scope."""

    model_config = ConfigDict(use_enum_values=True)

    scope: Dimensions
