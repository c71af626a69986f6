"""How the two sides of a conversation stand to each other, from what the words of each show for the other.

Each side's rapport, trust and connection run from −1 to 1 and begin at 0. A sign of strength s moves its facet by
`GROWTH` × s × what is left of the way to that end, so that no facet leaves its bounds and the tenth thanks does less
than the first. What is bad weighs `HARM` times as much: whether couples stayed together went with the balance of their
kind and unkind signs (Gottman & Levenson 1992, Journal of Personality and Social Psychology 63), for which Gottman
(1994, What predicts divorce?) gives five to one; `HARM` lies between one and that. The n-th sign of one session under
the same reason counts 1 / n: courtesy wears off. With nothing said, a facet falls back towards 0 by half in its time of
`HALF_LIVES`: trust, which confiding builds (Reis & Shaver 1988, Intimacy as an interpersonal process), lasts longest.

Love is 0.3 rapport + 0.3 trust + 0.4 connection. Of the three parts of love in Sternberg (1986, A triangular theory of
love, Psychological Review 93) this is intimacy, which is closeness, warmth and trust; the other two are not read.

Chemistry is half how warm both are at once (√ of the product of their loves, where both are above 0), three tenths
good mood that both showed of late, two tenths how regularly they met in the last `REGULAR_DAYS` days.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from math import exp, fsum, sqrt
from typing import Any

from spectron.behaviour.narrative import tell_relationship
from spectron.behaviour.order import as_said
from spectron.domain.behaviour import Affect, Facet, Observed, Regard, Toward
from spectron.domain.bounds import clamp
from spectron.domain.conversation import Role
from spectron.domain.estimates import RegardChange, Relationship, Side
from spectron.domain.ids import TurnId

GROWTH = 0.12
HARM = 3.0
HALF_LIVES: Mapping[Facet, timedelta] = {
    Facet.RAPPORT: timedelta(days=60),
    Facet.TRUST: timedelta(days=180),
    Facet.CONNECTION: timedelta(days=120),
}
SHARES: Mapping[Facet, float] = {Facet.RAPPORT: 0.3, Facet.TRUST: 0.3, Facet.CONNECTION: 0.4}
REGULAR_DAYS = 28
MOOD_HALF_LIFE = timedelta(days=30)
MOST_CHANGES = 10
LEAST_CHANGE = 0.005

_FELT = 0.5  # what a feeling towards the other is worth beside a sign of regard
_DOUBTED = 3.0  # so many neutral feelings are assumed before any was seen
_SIDES: Mapping[Role, str] = {Role.USER: "user", Role.ASSISTANT: "agent"}


@dataclass(frozen=True, slots=True)
class _Sign:
    """One sign of regard, whichever way it was read; `strength` from −1 to 1, less where it is said again."""

    side: str
    facet: Facet
    strength: float
    reason: str
    at: datetime
    turn_id: TurnId


@dataclass(frozen=True, slots=True)
class _Standing:
    """Where one side's facets stand as of an instant."""

    facets: Mapping[Facet, float]
    at: datetime

    def fade(self, at: datetime) -> "_Standing":
        """The same later, with nothing said since."""
        past = at - self.at
        return _Standing({facet: now * 0.5 ** (past / HALF_LIVES[facet]) for facet, now in self.facets.items()}, at)

    def move(self, sign: _Sign) -> "_Standing":
        """With one sign more."""
        now = self.facets[sign.facet]
        step = GROWTH * sign.strength * (1 - now if sign.strength > 0 else HARM * (1 + now))
        return replace(self, facets={**self.facets, sign.facet: now + step})

    @property
    def love(self) -> float:
        """The facets in one number."""
        return sum(SHARES[facet] * now for facet, now in self.facets.items())

    @property
    def side(self) -> Side:
        """The estimate."""
        return Side(self.love, *(self.facets[facet] for facet in (Facet.RAPPORT, Facet.TRUST, Facet.CONNECTION)))


def estimate_relationship(
    regards: Sequence[Observed[Regard]],
    affects: Sequence[Observed[Affect]],
    at: datetime,
    user: str = "the user",
    agent: str = "the agent",
) -> Relationship:
    """How a user and an agent stand to each other at `at`, whatever order the signals come in.

    Feelings towards the other side count as rapport in turns without a sign of regard, whose words they would be. The
    names are for the narrative.
    """
    known = [one for one in regards if one.said_at <= at and one.role in _SIDES]
    felt = [one for one in affects if one.said_at <= at and one.role in _SIDES]
    since = min(_instants(known, felt), default=None)
    standings = {side: _Standing(dict.fromkeys(Facet, 0.0), since or at) for side in _SIDES.values()}
    changes: list[RegardChange] = []
    for turn in _by_turn(_gather(known, felt)):
        first = turn[0]
        before = standings[first.side].fade(first.at)
        after = before
        for sign in turn:
            after = after.move(sign)
        standings[first.side] = after
        if abs(after.love - before.love) >= LEAST_CHANGE:
            changes.append(RegardChange(first.side, before.love, after.love, first.at, first.turn_id, _reason(turn)))
    sides = {name: standing.fade(at).side for name, standing in standings.items()}
    latest = tuple(reversed(changes[-MOST_CHANGES:]))
    narrative = tell_relationship((user, agent), (sides["user"], sides["agent"]), since, latest)
    chemistry = _rate_chemistry(sides["user"], sides["agent"], known, felt, at)
    return Relationship(sides["user"], sides["agent"], chemistry, narrative, latest, at)


def _gather(regards: Sequence[Observed[Regard]], affects: Sequence[Observed[Affect]]) -> list[_Sign]:
    """All signs of both sides in the order they were given, each with what it is worth there."""
    read = {one.turn_id for one in regards}
    signals: list[Observed[Any]] = [
        *regards,
        *(one for one in affects if one.signal.toward is Toward.OTHER_SIDE and one.turn_id not in read),
    ]
    said: Counter[tuple[str, str, Facet, str]] = Counter()
    signs = []
    for one in sorted(signals, key=as_said):
        facet, strength = _value(one.signal)
        side, reason = _SIDES[one.role], one.signal.reason
        said[one.session_id, side, facet, reason] += 1
        worth = strength / said[one.session_id, side, facet, reason]
        signs.append(_Sign(side, facet, worth, reason, one.said_at, one.turn_id))
    return [sign for sign in signs if sign.strength]


def _value(signal: Regard | Affect) -> tuple[Facet, float]:
    """The facet that a signal speaks of, and how strongly, from −1 to 1."""
    if isinstance(signal, Affect):
        return Facet.RAPPORT, _FELT * signal.push.affiliation
    return signal.facet, clamp(signal.strength)


def _by_turn(signs: Sequence[_Sign]) -> list[list[_Sign]]:
    """The signs of each turn, turn by turn."""
    turns: dict[TurnId, list[_Sign]] = {}
    for sign in signs:
        turns.setdefault(sign.turn_id, []).append(sign)
    return list(turns.values())


def _reason(turn: Sequence[_Sign]) -> str:
    """Why a turn moved its side: what weighs most comes first, each reason once."""
    heavy = sorted(turn, key=lambda sign: -abs(sign.strength))
    return "; ".join(dict.fromkeys(sign.reason for sign in heavy))


def _rate_chemistry(
    user: Side, agent: Side, regards: Sequence[Observed[Regard]], affects: Sequence[Observed[Affect]], at: datetime
) -> float:
    warm = sqrt(max(0.0, user.love) * max(0.0, agent.love))
    glad = sqrt(_rate_gladness(affects, Role.USER, at) * _rate_gladness(affects, Role.ASSISTANT, at))
    since = at - timedelta(days=REGULAR_DAYS)
    days = {instant.date() for instant in _instants(regards, affects) if instant > since}
    return 0.5 * warm + 0.3 * glad + 0.2 * (1 - exp(-len(days) / 7))


def _instants(regards: Sequence[Observed[Regard]], affects: Sequence[Observed[Affect]]) -> list[datetime]:
    """When anything at all was shown."""
    return [*(one.said_at for one in regards), *(one.said_at for one in affects)]


def _rate_gladness(affects: Sequence[Observed[Affect]], role: Role, at: datetime) -> float:
    """How pleasant one side's feelings of late were, from 0 to 1; little seen is little believed."""
    own = [one for one in affects if one.role is role]
    weights: list[float] = [0.5 ** ((at - one.said_at) / MOOD_HALF_LIFE) for one in own]
    total = fsum(weight * one.signal.push.valence for weight, one in zip(weights, own, strict=True))
    return clamp(total / (fsum(weights) + _DOUBTED), 0.0)  # rounded once: the same in any order
