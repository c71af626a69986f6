"""The laws of memory hold for turns that a model read: the same beliefs in any order, and after any race."""

import asyncio
import json
from collections import Counter
from collections.abc import Callable
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from telling import Line, Says, day, histories, line
from test_laws import few, over_a_store

from spectron.domain.candidate import SPEAKER, Extraction, Window
from spectron.domain.conversation import Turn
from spectron.domain.explanation import Explanation
from spectron.domain.ids import new_id
from spectron.domain.text import fold
from spectron.domain.view import Snapshot
from spectron.extraction.model import ModelExtractor
from spectron.extraction.model.known import MOST_FACTS
from spectron.providers.scripted import Rule, ScriptedModel


class Answering:
    """An extractor whose model answers, to the words of each prepared turn, what that turn is to say."""

    def __init__(self) -> None:
        """Start with an empty script."""
        self.answers: dict[str, str] = {}
        self.model = ScriptedModel("laws", [Rule(lambda request: self.answers[request.about])])

    def prepare(self, one: Line) -> str:
        """Write the words of a turn and the answer to them, with dates in words and people by number."""
        quotes = [_words(place, each) for place, each in enumerate(one.says)]
        words = f"my sister and {'; '.join(quotes)}; {new_id('line')}"
        claims = [_claim(each, quote) for each, quote in zip(one.says, quotes, strict=True)]
        sister = {"n": 90, "name": "sister", "type": "person", "role": "sister", "of": 1, "quote": "my sister"}
        about_her = any(each.about != "me" for each in one.says)
        answer = {"turn": 1, "mentions": [sister] if about_her else [], "claims": claims}
        self.answers[words] = json.dumps({"turns": [answer]})
        return words

    async def extract(self, turn: Turn, window: Window) -> Extraction:
        """Ask the model."""
        return await ModelExtractor(self.model).extract(turn, window)

    async def explain(self, turn: Turn, window: Window) -> Explanation:
        """Ask the model."""
        return await ModelExtractor(self.model).explain(turn, window)


def _words(place: int, one: Says) -> str:
    since = f" since {one.since:%Y-%m-%d}" if one.since else ""
    return f"thing{place}{since}{f' until {one.until:%Y-%m-%d}' if one.until else ''}"


def _claim(one: Says, quote: str) -> dict[str, Any]:
    return {
        "about": 1 if one.about == "me" else 90,
        "key": one.key,
        "value": one.value,
        "quote": quote,
        "when": quote.partition(" ")[2],
        "manner": one.manner.value,
        "also": one.also,
    }


def _shape(snapshot: Snapshot) -> Counter:
    principals = {one.id: one.principal or one.label for one in snapshot.entities}
    return Counter(
        (principals[one.entity], one.key, fold(one.value), one.valid.start, one.valid.end) for one in snapshot.facts
    )


def asking(tell: Callable) -> Any:
    """A memory that asks a model of its own, which sees the facts near a turn."""
    memory = tell()
    memory.extractor, memory.looks_up = Answering(), True
    return memory


@few
@given(told=histories(), random=st.randoms(use_true_random=False))
@over_a_store
async def test_the_order_of_arrival_does_not_matter_to_what_a_model_reads(tell: Callable, told: list[Line], random):
    """Whichever turn a model reads first, one set of versions is believed in the end."""
    memory, other = asking(tell), asking(tell)
    await memory.hear_all(told)
    await other.hear_all(random.sample(told, len(told)))
    assert _shape(await memory.snapshot()) == _shape(await other.snapshot())


@few
@given(told=histories())
@over_a_store
async def test_races_between_model_calls_end_as_some_order_would(tell: Callable, told: list[Line]):
    """Turns that a model reads at the same time are each asked about once, learned once, and believed as in a row."""
    memory, calm = asking(tell), asking(tell)
    await memory.seat(told)
    learned = await asyncio.gather(*(memory.hear(one) for one in told))
    await calm.hear_all(told)
    assert _shape(await memory.snapshot()) == _shape(await calm.snapshot())
    assert sorted(one.revision for one in learned) == list(range(1, len(told) + 1))
    assert len(memory.extractor.model.asked) == len(told)
    assert {one.usage.calls for one in learned} == {1}


@few
@given(told=histories())
@over_a_store
async def test_a_model_is_shown_what_is_known_by_number(tell: Callable, told: list[Line]):
    """A turn is read beside the facts that are believed of its speaker, and no id is ever shown."""
    memory = asking(tell)
    await memory.hear_all(told)
    known = await memory.snapshot()
    await memory.hear(line(day(20), Says("nickname", "Al")))
    shown = [request.messages[0].text for request in memory.extractor.model.asked]
    me = {one.id for one in known.entities if one.principal == SPEAKER}
    mine = [f"{one.key} {one.value}" for one in known.facts if one.entity in me]
    assert len(mine) > MOST_FACTS or all(one in shown[-1] for one in mine)
    assert not any("entity:" in text or "fact:" in text for text in shown)
