"""The laws of order with the built-in extractor in front: plain English, told in any order and at once."""

import asyncio
import random
from collections import Counter
from datetime import datetime
from pathlib import Path

import pytest
from telling import day

from spectron.compose import build_memory
from spectron.domain.access import Access
from spectron.domain.conversation import Role
from spectron.domain.ids import ContextId
from spectron.domain.scope import EVERYWHERE, Scope
from spectron.domain.text import fold
from spectron.domain.view import Viewpoint
from spectron.service.ingest import Said
from spectron.service.memory import Memory
from spectron.settings import load_settings

pytestmark = pytest.mark.anyio
SAID = (
    "I live in Oslo.",
    "I moved to Bergen on 4 March 2026.",
    "I work at Brightwater as an engineer.",
    "I love hiking.",
    "I don't like olives.",
    "My birthday is on 4 May.",
    "My sister Ingrid lives in Turku.",
    "I moved to Trondheim.",
    "I'm vegetarian.",
    "I like pottery.",
    "I'm allergic to peanuts.",
    "I left Brightwater.",
    "My brother Marek is a nurse.",
    "I hate hiking now.",
    "I joined Larkfield.",
    "Ingrid moved to Vaasa.",
    "I speak Polish.",
    "I'm pescatarian now.",
    "My favourite colour is green.",
    "I don't live in Trondheim any more.",
    "I own a kayak.",
    "Marek works at Harbour Clinic.",
    "My favourite colour is blue.",
    "I live in Oslo again.",
    "My dog is called Biscuit.",
    "I play the cello.",
    "I love rain.",
    "Marek lives in Gdansk.",
    "I'm 34.",
    "Marek moved to Lublin.",
)
ALICE = Scope.of({"user": "alice"})


async def _told(memory: Memory, context: str, order: list[int], at_once: bool) -> Counter[tuple[object, ...]]:
    """What is believed after the sentences came in this order, each said on a day of its own."""
    access = Access(ContextId(await memory.gate.create_context(context)))
    session = await memory.create_session(access, ALICE, {})
    said = [Said(session.id, Role.USER, SAID[number], day(number)) for number in order]
    if at_once:
        await asyncio.gather(*(memory.turn(access, one) for one in said))
    else:
        for one in said:
            await memory.turn(access, one)
    state = await memory.state(access, EVERYWHERE, Viewpoint(valid_at=day(100)))
    found, labels = state.snapshot.facts, state.snapshot.labels
    return Counter(
        (labels[one.entity], one.key, fold(one.value), *_times(one.valid.start, one.valid.end)) for one in found
    )


def _times(start: datetime | None, end: datetime | None) -> tuple[str, str]:
    return str(start), str(end)


async def test_plain_english_is_believed_alike_in_any_order(tmp_path: Path):
    """Thirty sentences in random orders, one after the other or all at once, lead to one timeline."""
    memory = build_memory(load_settings(database=tmp_path / "memory.db"))
    await memory.open()
    order, chance = list(range(len(SAID))), random.Random(7)
    expected = await _told(memory, "in-order", order, at_once=False)
    assert len(expected) > len(SAID)
    for number in range(4):
        chance.shuffle(order)
        assert await _told(memory, f"order-{number}", order, at_once=number % 2 == 1) == expected
    await memory.close()
