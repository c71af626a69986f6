"""What some turns taught, counted."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Connection, func, select

from spectron.domain.behaviour import Observed
from spectron.domain.graph import Change
from spectron.domain.ids import ContextId
from spectron.domain.usage import Usage
from spectron.storage.queries.erase import chunks
from spectron.storage.queries.signals import read_signal
from spectron.storage.schema import fact, notice, reading, signal, turn


def count_facts(conn: Connection, ctx: ContextId, turns: Collection[str]) -> int:
    """How many facts these turns taught, older ones whose dates they only trimmed left out."""
    total = 0
    for few in chunks(turns):
        learned = select(turn.c.revision).where(turn.c.context_id == ctx, turn.c.id.in_(few))
        told = fact.c.context_id == ctx, fact.c.revision.in_(learned), fact.c.change != Change.REDATED.value
        total += conn.execute(select(func.count()).select_from(fact).where(*told)).scalar_one()
    return total


def count_notices(conn: Connection, ctx: ContextId, turns: Collection[str]) -> int:
    """How many notices these turns gave rise to."""
    counts = [
        conn.execute(
            select(func.count()).select_from(notice).where(notice.c.context_id == ctx, notice.c.turn_id.in_(few))
        ).scalar_one()
        for few in chunks(turns)
    ]
    return sum(counts)


def signals_by_turns(conn: Connection, ctx: ContextId, turns: Collection[str]) -> list[Observed[Any]]:
    """What these turns showed, in no order."""
    return [
        read_signal(row)
        for few in chunks(turns)
        for row in conn.execute(select(signal).where(signal.c.context_id == ctx, signal.c.id.in_(few)))
    ]


def usage_by_turns(conn: Connection, ctx: ContextId, turns: Collection[str], model: str) -> Usage:
    """What reading these turns took together, told of this model."""
    used = Usage(model)
    for few in chunks(turns):
        for row in conn.execute(select(reading).where(reading.c.context_id == ctx, reading.c.id.in_(few))):
            unknown = used.cost_usd is None or row.cost_usd is None
            used = Usage(
                model=model,
                calls=used.calls + row.calls,
                prompt_tokens=used.prompt_tokens + row.prompt_tokens,
                completion_tokens=used.completion_tokens + row.completion_tokens,
                cost_usd=None if unknown else (used.cost_usd or 0.0) + row.cost_usd,
            )
    return used
