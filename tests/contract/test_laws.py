"""The laws of memory over a real store: nothing is forgotten, no order matters, and races end as some order would."""

import asyncio
import inspect
from collections import Counter
from collections.abc import Callable, Coroutine
from itertools import combinations
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from telling import EVERY_MANNER, Ledger, Line, histories

from spectron.domain.change import Learned
from spectron.domain.text import fold
from spectron.domain.view import Snapshot
from spectron.reconciliation.cardinality import Cardinality, cardinality
from spectron.server import present


def over_a_store(story: Callable[..., Coroutine[Any, Any, None]]) -> Callable[..., None]:
    """Let a story that awaits be told by hypothesis, on the event loop of the store it is told to."""

    def play(runner: asyncio.Runner, *given: object, **named: object) -> None:
        runner.run(story(*given, **named))

    mine = [inspect.Parameter("runner", inspect.Parameter.POSITIONAL_OR_KEYWORD)]
    play.__signature__ = inspect.Signature([*mine, *inspect.signature(story).parameters.values()])  # type: ignore[attr-defined]
    play.__name__, play.__qualname__, play.__doc__ = story.__name__, story.__qualname__, story.__doc__
    play.__module__ = story.__module__
    return play


few = settings(max_examples=settings().max_examples // 4)


def _shape(snapshot: Snapshot) -> Counter:
    labels = snapshot.labels
    return Counter(
        (labels[one.entity], one.key, fold(one.value), one.valid.start, one.valid.end) for one in snapshot.facts
    )


def _answer(snapshot: Snapshot) -> tuple:
    """All that a reader of an instant is told, but for when it ended later on."""
    labels = snapshot.labels
    return (
        {(one.id, one.value, one.valid) for one in snapshot.facts},
        {(one.id, one.text, one.priority) for one in snapshot.instructions},
        {(one.id, one.text, one.kind) for one in snapshot.uncertainties},
        {(one.id, one.previous.id, one.current.id, one.previous_until) for one in snapshot.corrections},
        labels,
        {(one.id, frozenset(one.aliases)) for one in snapshot.entities},
        snapshot.mentioned,
        [one.id for one in snapshot.turns],
    )


@few
@given(told=histories(EVERY_MANNER))
@over_a_store
async def test_history_never_changes(tell: Callable, told: list[Line]):
    """What was believed at an instant that has passed is told the same after every later turn."""
    memory, seen = tell(), []
    for number, one in enumerate(told, 1):
        await memory.hear(one)
        now = (await memory.snapshot()).clock
        past = {line.at for line in told[:number] if line.at < now}
        seen += [(instant, _answer(await memory.snapshot(known_at=instant))) for instant in past]
    for instant, before in seen:
        assert _answer(await memory.snapshot(known_at=instant)) == before


@few
@given(told=histories(), random=st.randoms(use_true_random=False))
@over_a_store
async def test_the_order_of_arrival_does_not_matter(tell: Callable, told: list[Line], random):
    """Whichever turn arrives first, one set of versions is believed in the end."""
    memory, other = tell(), tell()
    await memory.hear_all(told)
    await other.hear_all(random.sample(told, len(told)))
    assert _shape(await memory.snapshot()) == _shape(await other.snapshot())


@few
@given(told=histories(EVERY_MANNER))
@over_a_store
async def test_the_store_believes_what_the_plans_say(tell: Callable, told: list[Line]):
    """Reading only what a turn can reach leads to the same beliefs as the plans over lists."""
    memory = tell()
    await memory.hear_all(told)
    ledger = Ledger().hear_all(told)
    believed = Counter(
        (ledger.entities[one.entity].label, one.key, fold(one.value), one.valid.start, one.valid.end)
        for one in ledger.facts.values()
        if one.superseded_revision is None
    )
    assert _shape(await memory.snapshot()) == believed


@few
@given(told=histories(), data=st.data())
@over_a_store
async def test_races_end_as_some_order_would(tell: Callable, told: list[Line], data: st.DataObject):
    """Turns sent at once, from several sessions, are each learned once and believed as if they had come in a row."""
    lines = [Line(one.at, one.says, session=f"s{data.draw(st.integers(1, 3))}") for one in told]
    memory, calm = tell(), tell()
    await memory.seat(lines)
    learned = await asyncio.gather(*(memory.hear(one) for one in lines))
    await calm.hear_all(lines)
    raced = await memory.snapshot()
    assert _shape(raced) == _shape(await calm.snapshot())
    assert sorted(one.revision for one in learned) == list(range(1, len(lines) + 1))
    assert raced.revision == len(lines)
    assert len({one.turn.id for one in learned}) == len(lines)
    assert await memory.ingest.finish() == 0
    for session in {one.session for one in lines}:
        seated = memory.sessions[session, lines[0].scope]
        places = sorted(one.turn.seq for one in learned if one.turn.session_id == seated)
        assert places == list(range(1, len(places) + 1))


@few
@given(told=histories(EVERY_MANNER, also=False))
@over_a_store
async def test_raced_corrections_leave_one_value_at_a_time(tell: Callable, told: list[Line]):
    """Even where the order counts, no two believed versions of a one-valued key share an instant after a race."""
    memory = tell()
    await memory.seat(told)
    await asyncio.gather(*(memory.hear(one) for one in told))
    for one, other in combinations((await memory.snapshot()).facts, 2):
        if (one.entity, one.key) == (other.entity, other.key) and _takes_one(one.key, one.object is not None):
            starts = [each.valid.start for each in (one, other) if each.valid.start]
            ends = [each.valid.end for each in (one, other) if each.valid.end]
            assert starts
            assert ends
            assert max(starts) >= min(ends)


def _takes_one(key: str, relation: bool) -> bool:
    return cardinality(key, relation, {}) is Cardinality.ONE


@few
@given(told=histories(EVERY_MANNER))
@over_a_store
async def test_chains_are_whole(tell: Callable, told: list[Line]):
    """Every closed row says when and by which revision, and every chain ends at a version that replaced nothing."""
    memory = tell()
    await memory.hear_all(told)
    versions = {one.id: one for one in await memory.versions()}
    for fact in versions.values():
        assert (fact.superseded_at is None) == (fact.superseded_revision is None)
        assert fact.superseded_at is None or fact.superseded_at >= fact.recorded_at
        walked = {fact.id}
        while fact.replaces:
            fact = versions[fact.replaces]
            assert fact.id not in walked
            walked.add(fact.id)


@few
@given(told=histories(EVERY_MANNER))
@over_a_store
async def test_an_answer_can_be_told_again(tell: Callable, told: list[Line]):
    """What a turn taught reads back from the rows as it was first told, in the same order, however much came later."""
    memory = tell()
    learned = await memory.hear_all(told)
    for one in learned:
        assert _wire(await memory.read_back(one)) == _wire(one)


def _wire(learned: Learned) -> dict:
    return present.turn_result(learned).model_dump(mode="json")
