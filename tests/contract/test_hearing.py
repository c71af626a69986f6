"""Listening keeps its laws on every kind of store: each event once and in order, and none from another scope."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, TypeAlias

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection

from spectron.domain.events import Event, EventKind
from spectron.domain.scope import EVERYWHERE, Scope
from spectron.service.access import Gate, Grant
from spectron.service.events import Broadcast, Listening, want
from spectron.storage.ports import Store
from spectron.storage.queries.events import emit
from spectron.storage.queries.scopes import keep_scope

CHATS = frozenset({"chats"})
scopes = st.dictionaries(st.sampled_from(["org", "user", "agent"]), st.sampled_from(["a", "b"])).map(Scope.of)
kinds = st.sampled_from(EventKind)
happenings = st.lists(st.tuples(scopes, kinds), max_size=12)
listeners = st.lists(
    st.tuples(scopes, st.sampled_from([CHATS, frozenset()]), st.integers(0, 12)), min_size=1, max_size=5
)

Happening: TypeAlias = tuple[Scope, EventKind]


def _now() -> datetime:
    return datetime.now(UTC)


async def happen(store: Store, told: Any, stories: list[Happening]) -> None:
    """Let these things happen, each in a commit of its own."""
    for where, kind in stories:

        def write(conn: Connection, where: Scope = where, kind: EventKind = kind) -> None:
            keep_scope(conn, told.ctx, where)
            emit(conn, told.ctx, where, kind, {})

        await store.write(write, durable=False)


async def hear(listening: Listening, last: int) -> list[tuple[int, EventKind]]:
    """Everything that is heard up to a number, whoever it is told to."""
    heard: list[Event] = []
    while (found := await listening.next(0.05)) or listening.at < last:
        assert found is not None
        heard += found
    listening.close()
    return [(one.seq, one.kind) for one in heard]


@settings(max_examples=25)
@given(stored=happenings, new=happenings, crowd=listeners)
def test_everyone_hears_their_own_once_and_in_order(
    tell: Callable[[], Any],
    runner: asyncio.Runner,
    stored: list[Happening],
    new: list[Happening],
    crowd: list[tuple[Scope, frozenset[str], int]],
) -> None:
    """What is stored and what is new is heard by exactly those whose clamp and permissions reach it."""
    told, everything = tell(), stored + new

    async def play() -> None:
        store = told.store
        gate = Gate(store, _now)
        broadcast = Broadcast(store, gate)
        broadcast.start()
        await gate.create_context(told.ctx)
        await happen(store, told, stored)
        hearing = []
        for clamp, permissions, after in crowd:
            _, secret = await gate.create_key(Grant(told.ctx, clamp, permissions))
            wanted = want(await gate.admit(secret, told.ctx), EVERYWHERE)
            listening = await broadcast.listen(wanted, min(after, len(stored)))
            hearing.append(asyncio.create_task(hear(listening, len(everything))))
        await happen(store, told, new)
        for (clamp, permissions, after), task in zip(crowd, hearing, strict=True):
            assert await task == [
                (seq, kind)
                for seq, (where, kind) in enumerate(everything, 1)
                if seq > min(after, len(stored))
                and where.contains(clamp)
                and (not kind.of_chats or permissions == CHATS)
            ]
        broadcast.stop()

    runner.run(play())
