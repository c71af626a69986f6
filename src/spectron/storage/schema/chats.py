"""Chats: what a front end keeps of them, and what it hears of as it happens.

A chat is a `session` row seen by an application: its `title` is the name that people read, `memory` what was set for
its memories alone. A `setting` belongs to a scope, such as one user's. An `event` takes the next number of its context,
in the commit of what it tells of, and holds ids alone.
"""

from sqlalchemy import Column, Index, Integer, String, Table

from spectron.storage.columns import Document, Instant
from spectron.storage.schema.base import context_column, metadata, scope_column

setting = Table(
    "setting",
    metadata,
    context_column(),
    Column("scope_id", String(32), primary_key=True),
    Column("name", String(64), primary_key=True),
    Column("value", Document, nullable=False),
    Column("updated_at", Instant, nullable=False),
)

event = Table(
    "event",
    metadata,
    context_column(),
    Column("seq", Integer, primary_key=True),
    scope_column(),
    Column("kind", String(32), nullable=False),
    Column("detail", Document, nullable=False),
    Index("event_by_scope", "context_id", "scope_id", "seq"),
)
