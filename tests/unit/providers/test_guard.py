"""The guard around a model: how long it waits, how often it asks again, and when it stops spending."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

import pytest

from spectron.domain.errors import BudgetSpent, ProviderBusy, ProviderFailed
from spectron.providers.guard import Guarded, Limits, Means
from spectron.providers.ports import Completion, Request

pytestmark = pytest.mark.anyio
ASKED = Request("system", ())


@dataclass(slots=True)
class Time:
    """Time that passes when somebody sleeps, and only then."""

    now: float = 100.0
    chance: float = 0.0
    pauses: list[float] = field(default_factory=list)

    async def sleep(self, seconds: float) -> None:
        """Let the time pass."""
        self.pauses.append(seconds)
        self.now += seconds

    @property
    def means(self) -> Means:
        """What a guard needs of it."""
        return Means(lambda: self.now, self.sleep, lambda: self.chance)


@dataclass(slots=True)
class Model:
    """Does one thing after the other, and the last for ever."""

    acts: list[Callable[[], Completion]]
    asked: int = 0
    name: str = "test/model"

    async def complete(self, request: Request) -> Completion:
        """Do what comes next."""
        del request
        self.asked += 1
        return self.acts[min(self.asked, len(self.acts)) - 1]()


def answer() -> Completion:
    """An answer that took a hundred tokens and a cent."""
    return Completion("fine", 60, 40, 0.01)


def busy() -> Completion:
    """A failure that passes."""
    raise ProviderBusy("overloaded")


def busy_for_five() -> Completion:
    """A failure that tells how long it lasts."""
    raise ProviderBusy("overloaded", 5.0)


def busy_for_long() -> Completion:
    """A failure that lasts longer than anybody waits."""
    raise ProviderBusy("overloaded", 3_600.0)


def refused() -> Completion:
    """A failure that does not pass."""
    raise ProviderFailed("no such model")


async def test_a_passing_failure_is_tried_again_after_growing_pauses():
    """Two failures, two pauses, the second twice the first; then the answer."""
    time, model = Time(), Model([busy, busy, answer])
    assert (await Guarded(model, Limits(), time.means).complete(ASKED)).text == "fine"
    assert time.pauses == [0.5, 1.0]


async def test_chance_shortens_a_pause_by_at_most_a_half():
    """Callers that failed together do not come back together."""
    time, model = Time(chance=1.0), Model([busy, answer])
    await Guarded(model, Limits(), time.means).complete(ASKED)
    assert time.pauses == [0.25]


@pytest.mark.parametrize(("act", "pause"), [(busy_for_five, 5.0), (busy_for_long, 8.0)])
async def test_a_provider_may_ask_for_a_longer_pause_within_reason(act: Callable[[], Completion], pause: float):
    """What the provider asks for is kept, up to the longest pause."""
    time, model = Time(), Model([act, answer])
    await Guarded(model, Limits(), time.means).complete(ASKED)
    assert time.pauses == [pause]


async def test_patience_ends_with_the_last_attempt():
    """After the attempts that are allowed the failure is told, without a last pause."""
    time, model = Time(), Model([busy])
    with pytest.raises(ProviderBusy):
        await Guarded(model, Limits(attempts=3), time.means).complete(ASKED)
    assert (model.asked, len(time.pauses)) == (3, 2)


async def test_a_lasting_failure_is_not_tried_again():
    """A refusal is told at once."""
    time, model = Time(), Model([refused])
    with pytest.raises(ProviderFailed, match="no such model"):
        await Guarded(model, Limits(), time.means).complete(ASKED)
    assert (model.asked, time.pauses) == (1, [])


async def test_a_model_that_hangs_is_given_up():
    """What does not answer in time counts as busy, and is told in words."""

    class Hanging:
        name = "test/hanging"

        async def complete(self, request: Request) -> Completion:
            """Wait for what never comes."""
            del request
            await asyncio.Event().wait()
            return answer()

    with pytest.raises(ProviderBusy, match="did not answer within 0 seconds"):
        await Guarded(Hanging(), Limits(timeout=0, attempts=2), Time().means).complete(ASKED)


@pytest.mark.parametrize("limits", [Limits(tokens=200, period=60), Limits(cost_usd=0.02, period=60)])
async def test_a_budget_holds_for_a_period(limits: Limits):
    """Once tokens or money are used up nothing is asked any more, until the next period begins."""
    time, model = Time(), Model([answer])
    guarded = Guarded(model, limits, time.means)
    await guarded.complete(ASKED)
    await guarded.complete(ASKED)
    with pytest.raises(BudgetSpent):
        await guarded.complete(ASKED)
    assert model.asked == 2
    time.now += 60
    assert (await guarded.complete(ASKED)).text == "fine"


def test_a_guarded_model_keeps_its_name():
    """Bills show the model, not its guard."""
    assert Guarded(Model([answer]), Limits(), Time().means).name == "test/model"


class Telling:
    """Tells an answer in pieces, each of them made on demand; `closed` counts the tellings that are over."""

    name = "test/telling"

    def __init__(self, *tellings: Sequence[Callable[[], str | Completion]]) -> None:
        """Keep what to tell each time."""
        self.tellings = list(tellings)
        self.closed = 0

    async def stream(self, request: Request) -> AsyncIterator[str | Completion]:
        """Make the pieces of the next telling."""
        del request
        try:
            for make in self.tellings.pop(0):
                yield make()
        finally:
            self.closed += 1


async def test_an_answer_that_has_not_begun_is_asked_for_again():
    """A failure that passes before the first piece costs a pause and nothing else."""
    time, model = Time(), Telling([busy], [lambda: "fi", lambda: "ne", answer])
    pieces = [piece async for piece in Guarded(model, Limits(), time.means).stream(ASKED)]
    assert (pieces, len(time.pauses), model.closed) == (["fi", "ne", answer()], 1, 2)


async def test_an_answer_that_breaks_off_is_not_asked_for_again():
    """After the first piece the failure is told: what came before is no answer."""
    time, model = Time(), Telling([lambda: "fi", busy], [answer])
    with pytest.raises(ProviderBusy):
        [piece async for piece in Guarded(model, Limits(), time.means).stream(ASKED)]
    assert (len(model.tellings), time.pauses) == (1, [])


async def test_who_stops_reading_ends_the_answer():
    """Closing the guarded stream closes the model's own at once."""
    model = Telling([lambda: "fi", lambda: "ne", answer])
    pieces = Guarded(model, Limits(), Time().means).stream(ASKED)
    assert await anext(pieces) == "fi"
    await pieces.aclose()
    assert model.closed == 1


@pytest.mark.parametrize("end", [answer, busy])
async def test_a_stream_counts_towards_the_budget_whether_it_ends_well_or_not(end: Callable[[], Completion]):
    """A whole answer counts as it says, one that broke off by an estimate of what came."""
    model = Telling([lambda: "four letters a token, so seven", end])
    guarded = Guarded(model, Limits(tokens=7, attempts=1), Time().means)
    with suppress(ProviderBusy):
        [piece async for piece in guarded.stream(ASKED)]
    with pytest.raises(BudgetSpent):
        await anext(guarded.stream(ASKED))
