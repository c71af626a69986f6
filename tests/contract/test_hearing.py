"""Listening keeps its laws on every kind of store: each event once and in order, and none from another scope."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, TypeAlias, TypeVar

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection

from spectron.domain.events import Event, EventKind
from spectron.domain.scope import EVERYWHERE, Scope
from spectron.service.access import Gate, Grant
from spectron.service.events import Broadcast, Listening, want
from spectron.storage.ports import Store, Unit
from spectron.storage.queries.events import emit
from spectron.storage.queries.scopes import keep_scope

CHATS = frozenset({"chats"})
scopes = st.dictionaries(st.sampled_from(["org", "user", "agent"]), st.sampled_from(["a", "b"])).map(Scope.of)
kinds = st.sampled_from(EventKind)
happenings = st.lists(st.tuples(scopes, kinds), max_size=12)
listeners = st.lists(
    st.tuples(scopes, st.sampled_from([CHATS, frozenset()]), st.integers(0, 12)), min_size=1, max_size=5
)

T = TypeVar("T")
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


@dataclass(slots=True)
class Slow:
    """A store whose answers, once it is told to `hold` them, come when a test lets them, as of when it was asked."""

    store: Store
    hold: bool = False
    asked: asyncio.Queue[asyncio.Event] = field(default_factory=asyncio.Queue)

    async def read(self, unit: Unit[T]) -> T:
        """Read at once, and answer when that is let."""
        found = await self.store.read(unit)
        if self.hold:
            answer = asyncio.Event()
            await self.asked.put(answer)
            await answer.wait()
        return found

    async def write(self, unit: Unit[T], *, durable: bool = True) -> T:
        """As the store does."""
        return await self.store.write(unit, durable=durable)

    async def open(self) -> None:
        """As the store does."""
        await self.store.open()

    async def scrub(self) -> None:
        """As the store does."""
        await self.store.scrub()

    async def close(self) -> None:
        """As the store does."""
        await self.store.close()


def test_whoever_begins_while_the_last_one_leaves_hears_all(tell: Callable[[], Any], runner: asyncio.Runner):
    """Nothing is passed over where the log is being read on for somebody who was further, and goes meanwhile."""
    told, one = tell(), (EVERYWHERE, EventKind.TURN_RECORDED)

    async def play() -> None:
        slow = Slow(told.store)
        gate = Gate(told.store, _now)
        broadcast = Broadcast(slow, gate)
        broadcast.start()
        await gate.create_context(told.ctx)
        _, secret = await gate.create_key(Grant(told.ctx, EVERYWHERE, CHATS))
        wanted = want(await gate.admit(secret, told.ctx), EVERYWHERE)
        early, late = await broadcast.listen(wanted), await broadcast.listen(wanted)
        assert await early.next(0) == []
        slow.hold = True
        first = await slow.asked.get()  # the log is being read for the early one
        beginning = asyncio.create_task(late.next(0))
        begun = await slow.asked.get()
        await happen(told.store, told, [one])
        first.set()
        second = await slow.asked.get()
        await happen(told.store, told, [one])
        second.set()
        assert [each.seq for each in await early.next(60) or ()] == [1]
        third = await slow.asked.get()
        slow.hold = False
        early.close()
        begun.set()
        assert await beginning == []
        third.set()
        assert await hear(late, 2) == [(1, one[1]), (2, one[1])]
        broadcast.stop()

    runner.run(play())


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
