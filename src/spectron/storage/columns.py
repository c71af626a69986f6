"""Column types that mean the same on every engine."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import JSON, BigInteger, Dialect
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import TypeDecorator

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class Instant(TypeDecorator[datetime]):
    """A UTC instant as microseconds since 1970: sorts and compares alike everywhere, before 1970 too."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        """An aware datetime to microseconds."""
        del dialect
        return None if value is None else (value - _EPOCH) // _MICROSECOND

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        """Microseconds to an aware datetime."""
        del dialect
        return None if value is None else _EPOCH + value * _MICROSECOND


def read_document(text: str) -> Any:
    """A JSON value from its text; most columns of them are empty in most rows."""
    return [] if text == "[]" else {} if text == "{}" else json.loads(text)


class Document(TypeDecorator[Any]):
    """A JSON value; binary where the engine has that."""

    impl = JSON
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        """JSONB on PostgreSQL, JSON text elsewhere."""
        return dialect.type_descriptor(JSONB() if dialect.name == "postgresql" else JSON())
