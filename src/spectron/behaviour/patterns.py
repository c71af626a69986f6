"""Patterns: which topics, doings, feelings, weekdays and parts of the day come together more often than chance.

Each session on each day is one sitting: what it is about, what was done, how it felt, and when it was. Of two things
that are each there in several sittings, Fisher's exact test (one-sided; Fisher 1922, On the interpretation of
chi-squared from contingency tables) tells how likely it is that they come together so often by chance; what stays below
the false discovery rate of Benjamini & Hochberg (1995, Controlling the false discovery rate) over all pairs is a
pattern. Lift is how many times as often they come together as they would if neither had to do with the other.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import combinations
from math import comb
from typing import Any, NamedTuple

from spectron.behaviour.order import shown_by_user
from spectron.domain.behaviour import Activity, Affect, Course, Engagement, Observed, Signal
from spectron.domain.estimates import MOST_TURNS, Pattern
from spectron.domain.ids import TurnId

RATE = 0.01
FEWEST = 4  # sittings in which both are there
LEAST_LIFT = 1.25
MOST = 20
_MOST_FEATURES = 60
_FELT = 0.15
_DIGITS = 4
_HOURS = ((5, "night"), (12, "morning"), (18, "afternoon"), (22, "evening"), (24, "late evening"))
_WEEKDAYS = ("Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays", "Saturdays", "Sundays")
_FEELINGS = {
    ("valence", 1): "mood is good",
    ("valence", -1): "mood is low",
    ("tension", 1): "tension is high",
    ("tension", -1): "tension is low",
}


class Feature(NamedTuple):
    """Something that a sitting can have: of which kind, and how it is called."""

    kind: str
    name: str


Table = Mapping[Feature, frozenset[int]]


def find_patterns(signals: Sequence[Observed[Any]], at: datetime) -> tuple[Pattern, ...]:
    """What comes together in the user's sittings up to `at`, in whose zone days and hours are; the strongest first."""
    seen = shown_by_user(signals, at)
    days = {said: said.astimezone(at.tzinfo).date() for said in {one.said_at for one in seen}}
    sittings: dict[tuple[str, date], list[Observed[Any]]] = defaultdict(list)
    for one in seen:
        sittings[one.session_id, days[one.said_at]].append(one)
    table, turns = _tabulate(list(sittings.values()), at)
    tested = sorted(_test(table, len(sittings)), key=lambda pair: (pair.chance, pair.one, pair.other))
    passed = max((rank for rank, pair in enumerate(tested, 1) if pair.chance <= RATE * rank / len(tested)), default=0)
    found = [_describe(pair, table, turns) for pair in tested[:passed]]
    return tuple(sorted(found, key=lambda one: (-one.strength, -one.lift, one.text))[:MOST])


def _tabulate(sittings: Sequence[Sequence[Observed[Any]]], at: datetime) -> tuple[Table, Mapping[int, list[TurnId]]]:
    """In which sittings each feature is, those of most sittings, and the turns of each sitting."""
    where: dict[Feature, set[int]] = defaultdict(set)
    turns: dict[int, list[TurnId]] = {}
    for number, signals in enumerate(sittings):
        turns[number] = list(dict.fromkeys(one.turn_id for one in signals))
        for feature in _features(signals, at):
            where[feature].add(number)
    often = sorted((one for one in where if len(where[one]) >= FEWEST), key=lambda one: (-len(where[one]), one))
    return {one: frozenset(where[one]) for one in often[:_MOST_FEATURES]}, turns


def _features(signals: Sequence[Observed[Any]], at: datetime) -> Iterator[Feature]:
    """What one sitting is about, what was done and felt in it, and when it was."""
    said = signals[0].said_at.astimezone(at.tzinfo)
    yield Feature("weekday", _WEEKDAYS[said.weekday()])
    yield Feature("hour", next(part for until, part in _HOURS if said.hour < until))
    pushes: dict[str, float] = defaultdict(float)
    for one in signals:
        signal: Signal = one.signal
        if isinstance(signal, Activity) and signal.course is Course.DONE:
            yield Feature("activity", signal.name)
        elif isinstance(signal, Engagement):
            yield Feature("topic", signal.topic)
        elif isinstance(signal, Affect):
            pushes["valence"] += signal.push.valence
            pushes["tension"] += signal.push.tension
    for name, push in sorted(pushes.items()):
        if abs(push) >= _FELT:
            yield Feature("feeling", _FEELINGS[name, 1 if push > 0 else -1])


class _Pair(NamedTuple):
    """Two features, in how many sittings both are, the lift, and how likely that is by chance."""

    chance: float
    one: Feature
    other: Feature
    both: int
    lift: float


_ORDER = ("topic", "activity", "weekday", "hour", "feeling")
_IDLE = frozenset({("weekday", "hour"), ("feeling", "feeling"), ("topic", "activity")})


def _test(table: Table, total: int) -> Iterator[_Pair]:
    """Every pair that could tell something, whether it does or not."""
    for one, other in combinations(sorted(table, key=lambda feature: (_ORDER.index(feature.kind), feature)), 2):
        if (one.kind, other.kind) in _IDLE or (one.kind == other.kind and one.kind in ("weekday", "hour")):
            continue
        first, second = table[one], table[other]
        both = len(first & second)
        lift = both * total / (len(first) * len(second))
        if both < FEWEST or lift < LEAST_LIFT:
            yield _Pair(1.0, one, other, both, lift)
        else:
            yield _Pair(_chance(both, len(first), len(second), total), one, other, both, lift)


def _chance(both: int, first: int, second: int, total: int) -> float:
    """How likely so many or more sittings have both, where neither has to do with the other (Fisher's exact test)."""
    most = min(first, second)
    ways = sum(comb(first, many) * comb(total - first, second - many) for many in range(both, most + 1))
    return ways / comb(total, second)


def _describe(pair: _Pair, table: Table, turns: Mapping[int, list[TurnId]]) -> Pattern:
    share = pair.both / len(table[pair.one])
    rests = [turn for number in sorted(table[pair.one] & table[pair.other]) for turn in turns[number]]
    return Pattern(
        kind=f"{pair.one.kind} and {pair.other.kind}",
        text=_word(pair, len(table[pair.one])),
        between=(pair.one.name, pair.other.name),
        lift=round(pair.lift, _DIGITS),
        support=pair.both,
        strength=round(share * (1 - pair.chance), _DIGITS),
        turns=tuple(rests[-MOST_TURNS:]),
    )


def _word(pair: _Pair, times: int) -> str:
    """The pattern in plain words."""
    one, other = pair.one, pair.other
    led = {
        "topic": f"when {one.name} is the topic",
        "activity": f"on days of {one.name}",
        "weekday": f"on {one.name}",
        "hour": f"in the {one.name}" if one.name != "night" else "at night",
    }[one.kind]
    follows = {
        "topic": f"{other.name} comes up",
        "activity": f"{other.name} is there too",
        "weekday": f"it is mostly on {other.name}",
        "hour": f"it is mostly {'at' if other.name == 'night' else 'in the'} {other.name}",
        "feeling": other.name,
    }[other.kind]
    return f"{led}, {follows} ({pair.both} of {times} times, {pair.lift:.1f} times as often as by chance)"
