"""What stands between a caller and a model: a time limit, patience with passing failures, and a budget."""

import asyncio
import logging
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass, field
from typing import TypeAlias, TypeVar

from spectron.domain.errors import BudgetSpent, ProviderBusy
from spectron.domain.tokens import QUARTERS, cost
from spectron.providers.ports import Completion, LanguageModel, Request

_log = logging.getLogger(__name__)

T = TypeVar("T")
Ticks: TypeAlias = Callable[[], float]
Sleep: TypeAlias = Callable[[float], Awaitable[None]]
Jitter: TypeAlias = Callable[[], float]
_Begun: TypeAlias = tuple[AsyncGenerator[str | Completion, None], str | Completion | None]


@dataclass(frozen=True, slots=True)
class Limits:
    """How long to wait, how often to try, and what may be used in each period of so many seconds (None: no limit).

    What is asked while the last of a budget is being spent may still go over it.
    """

    timeout: float = 60.0
    attempts: int = 3
    first_pause: float = 0.5
    longest_pause: float = 8.0
    period: float = 86_400.0
    tokens: int | None = None
    cost_usd: float | None = None


@dataclass(frozen=True, slots=True)
class Means:
    """What a guard needs of the world: seconds that never run backwards, sleep, and chance between 0 and 1."""

    ticks: Ticks
    sleep: Sleep
    chance: Jitter


@dataclass(slots=True)
class _Spent:
    """What was used since a period began."""

    since: float
    tokens: int = 0
    cost_usd: float = 0.0


@dataclass(slots=True)
class Guard:
    """Waits for one model, asks it again, and adds up what it used."""

    name: str
    limits: Limits
    means: Means
    _spent: _Spent = field(init=False)

    def __post_init__(self) -> None:
        """Begin the first period."""
        self._spent = _Spent(self.means.ticks())

    async def ask(self, act: Callable[[], Awaitable[T]]) -> T:
        """Ask, and ask again after a growing pause while the failure is of the passing kind.

        Raises BudgetSpent without asking once a period's limit is reached, ProviderBusy after the last attempt, and at
        once whatever else the model raises.
        """
        for attempt in range(1, self.limits.attempts + 1):
            self.check_budget()
            try:
                async with self.wait("did not answer within"):
                    return await act()
            except ProviderBusy as busy:
                if attempt == self.limits.attempts:
                    raise
                _log.warning("%s: attempt %d failed and is repeated: %s", self.name, attempt, busy.detail)
                await self.means.sleep(self._pause(attempt, busy.retry_after))
        raise ProviderBusy(f"{self.name} was not asked: the limits allow no attempt")

    @asynccontextmanager
    async def wait(self, failing: str) -> AsyncIterator[None]:
        """The time limit around one wait; raises ProviderBusy in the words of `failing` once it is over."""
        try:
            async with asyncio.timeout(self.limits.timeout):
                yield
        except TimeoutError as error:
            raise ProviderBusy(f"{self.name} {failing} {self.limits.timeout:g} seconds") from error

    def check_budget(self) -> None:
        """Begin a new period where one is over; raises BudgetSpent once a limit is reached."""
        now = self.means.ticks()
        if now - self._spent.since >= self.limits.period:
            self._spent = _Spent(now)
        tokens, cost = self.limits.tokens, self.limits.cost_usd
        if tokens is not None and self._spent.tokens >= tokens:
            raise BudgetSpent(f"{self.name} has used its {tokens} tokens; the next period brings new ones")
        if cost is not None and self._spent.cost_usd >= cost:
            raise BudgetSpent(f"{self.name} has cost its {cost:g} USD; the next period brings more")

    def count(self, tokens: int, cost_usd: float | None) -> None:
        """Add what an answer took."""
        self._spent.tokens += tokens
        self._spent.cost_usd += cost_usd or 0.0

    def _pause(self, attempt: int, wanted: float | None) -> float:
        """Twice as long each time, less up to a half by chance; never shorter than asked for, never over the limit."""
        longest = self.limits.longest_pause
        growing = min(self.limits.first_pause * 2.0 ** (attempt - 1), longest)
        return min(max(growing * (1 - self.means.chance() / 2), wanted or 0.0), longest)


@dataclass(slots=True)
class Guarded:
    """A language model within limits, under its own name."""

    model: LanguageModel
    limits: Limits
    means: Means
    _guard: Guard = field(init=False)

    def __post_init__(self) -> None:
        """Put the guard there."""
        self._guard = Guard(self.model.name, self.limits, self.means)

    @property
    def name(self) -> str:
        """The name of the model inside."""
        return self.model.name

    async def complete(self, request: Request) -> Completion:
        """Ask as `Guard.ask` does, and count what the answer took."""
        return self._count(await self._guard.ask(lambda: self.model.complete(request)))

    async def stream(self, request: Request) -> AsyncGenerator[str | Completion, None]:
        """Ask for the answer in pieces; the time limit holds for each wait, and what has begun is not asked again.

        An answer that breaks off, or that nobody wants to the end, counts by an estimate of what was said of it.
        """
        pieces, piece = await self._guard.ask(lambda: _begin(self.model.stream(request)))
        said, whole = 0, False
        async with aclosing(pieces):
            try:
                while piece is not None:
                    if isinstance(piece, Completion):
                        whole = True
                        yield self._count(piece)
                    else:
                        said += cost(piece)
                        yield piece
                    async with self._guard.wait("fell silent for"):
                        piece = await anext(pieces, None)
            finally:
                if not whole:
                    self._guard.count(-(-said // QUARTERS), None)

    def _count(self, done: Completion) -> Completion:
        self._guard.count(done.prompt_tokens + done.completion_tokens, done.cost_usd)
        return done


async def _begin(pieces: AsyncGenerator[str | Completion, None]) -> _Begun:
    """The pieces, and the first of them; None where there is none."""
    try:
        return pieces, await anext(pieces, None)
    except BaseException:
        await pieces.aclose()
        raise
