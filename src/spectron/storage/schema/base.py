"""What every table has in common."""

from sqlalchemy import Column, Integer, MetaData, String, Text

from spectron.storage.columns import Instant

metadata = MetaData()


def id_column() -> Column[str]:
    """A made id."""
    return Column("id", String(64), primary_key=True)


def context_column() -> Column[str]:
    """The context, first in every key."""
    return Column("context_id", String(128), primary_key=True)


def scope_column() -> Column[str]:
    """The scope that a record lives in."""
    return Column("scope_id", String(32), nullable=False)


def record_columns() -> tuple[Column[str], ...]:
    """What names a record of a context, and where it lives."""
    return context_column(), id_column(), scope_column()


def known_time() -> tuple[Column[object], ...]:
    """When it was believed."""
    return (
        Column("recorded_at", Instant, nullable=False),
        Column("revision", Integer, nullable=False),
        Column("superseded_at", Instant),
        Column("superseded_revision", Integer),
    )


def provenance() -> tuple[Column[object], ...]:
    """Which words said it."""
    return (
        Column("source_turn", String(64), nullable=False),
        Column("source_role", String(16), nullable=False),
        Column("source_name", String(256)),
        Column("quote", Text, nullable=False),
        Column("quote_start", Integer, nullable=False),
        Column("quote_end", Integer, nullable=False),
    )
