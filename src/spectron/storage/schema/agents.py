"""Agents: what is observed of those they talk to, the work that waits, and what they are to bring up.

`signal` rows stand under the id of the turn that showed them; `place` numbers those of one turn and kind. A `job` holds
the turns of one call that are still to be learned; those of a session are taken up in the order of `seq`, the place of
the first of these turns; one in the `background` lets all others go first. A `notice` is scheduled under a `key` that
is the same for the same occasion.
"""

from sqlalchemy import Boolean, Column, Index, Integer, String, Table, Text, text

from spectron.storage.columns import Document, Instant
from spectron.storage.schema.base import context_column, id_column, metadata, record_columns, scope_column

signal = Table(
    "signal",
    metadata,
    context_column(),
    id_column(),
    Column("kind", String(16), primary_key=True),
    Column("place", Integer, primary_key=True),
    scope_column(),
    Column("session_id", String(64), nullable=False),
    Column("role", String(16), nullable=False),
    Column("said_at", Instant, nullable=False),
    Column("detail", Document, nullable=False),
    Column("quote", Text, nullable=False),
    Column("quote_start", Integer, nullable=False),
    Column("quote_end", Integer, nullable=False),
    Index("signal_by_scope", "context_id", "scope_id", "kind", "said_at"),
)

job = Table(
    "job",
    metadata,
    *record_columns(),
    Column("session_id", String(64), nullable=False),
    Column("seq", Integer, nullable=False),
    Column("state", String(16), nullable=False),
    Column("model", String(320)),
    Column("turns", Integer, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("run_at", Instant, nullable=False),
    Column("lease_until", Instant),
    Column("worker", String(64)),
    Column("error", Text),
    Column("created_at", Instant, nullable=False),
    Column("finished_at", Instant),
    Column("background", Boolean, nullable=False, server_default=text("0")),
    Index("job_by_state", "state", "run_at"),
    Index("job_by_session", "context_id", "session_id", "seq"),
    Index("job_by_scope", "context_id", "scope_id", "state"),
)

notice = Table(
    "notice",
    metadata,
    *record_columns(),
    Column("key", String(256), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("subject", Text, nullable=False),
    Column("message", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("turn_id", String(64)),
    Column("due_at", Instant, nullable=False),
    Column("status", String(16), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("settled_at", Instant),
    Index("notice_by_key", "context_id", "scope_id", "key"),
    Index("notice_by_due", "context_id", "scope_id", "status", "due_at"),
)

agent = Table(
    "agent",
    metadata,
    context_column(),
    Column("id", String(256), primary_key=True),
    scope_column(),
    Column("identity", Document, nullable=False),
    Column("updated_at", Instant, nullable=False),
    Index("agent_by_scope", "context_id", "scope_id"),
)

custom_state = Table(
    "custom_state",
    metadata,
    context_column(),
    Column("scope_id", String(32), primary_key=True),
    Column("key", String(256), primary_key=True),
    Column("value", Document),
    Column("updated_at", Instant, nullable=False),
)
