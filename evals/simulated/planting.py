"""Simulated people: routines, interests and goals, and the days on which they are told of."""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from simulated.sayings import AIMS, AVERSE, CHATTER, DAILY, DONE, DRAWN, ONCE, OTHERS, PLANS, WEEKLY, Aim
from spectron.domain.estimates import GoalStatus

FIRST = datetime(2026, 1, 5, tzinfo=UTC)


@dataclass
class Person:
    """What was planted for one simulated user."""

    daily: str
    weekly: Mapping[str, int]
    topics: Sequence[str]
    averse: Sequence[tuple[str, str]]
    ends: Mapping[Aim, GoalStatus]
    turns: list[tuple[datetime, str]] = field(default_factory=list)


def plant(chance: random.Random, days: int) -> Person:
    """A user with routines, interests and goals, and everything they say."""
    daily = chance.choice(DAILY)
    weekly = dict(zip(chance.sample(WEEKLY, 2), chance.sample(range(7), 2), strict=True))
    aims = chance.sample(AIMS, 3)
    ends = dict(zip(aims, chance.sample([GoalStatus.ACHIEVED, GoalStatus.DROPPED, GoalStatus.ACTIVE], 3), strict=True))
    person = Person(daily, weekly, chance.sample(list(DRAWN), 3), chance.sample(AVERSE, 1), ends)
    misses = chance.uniform(0.1, 0.2)
    said: list[tuple[datetime, str]] = []
    for number in range(days):
        day = FIRST + timedelta(days=number)
        done = [daily] + [name for name, weekday in weekly.items() if day.weekday() == weekday]
        for name in done:
            if chance.random() >= misses:
                said.append((day.replace(hour=20), chance.choice(DONE[name])))
        said += [(day.replace(hour=chance.randint(7, 19)), text) for text in small_talk(chance)]
    for topic in person.topics:
        said += [(at, text) for at, text in zip(spread(chance, days, 3), DRAWN[topic], strict=True)]
    said += [(spread(chance, days, 1)[0], text) for _, text in person.averse]
    for aim, end in ends.items():
        first, last = sorted(spread(chance, days, 2))
        said.append((first, chance.choice(aim.told)))
        words = {GoalStatus.ACHIEVED: aim.reached, GoalStatus.DROPPED: aim.dropped}.get(end)
        said += [(last + timedelta(hours=1), chance.choice(words))] if words else []
    person.turns = sorted(said)
    return person


def small_talk(chance: random.Random) -> Iterator[str]:
    """What else is said on a day."""
    for texts, share in ((CHATTER, 0.9), (CHATTER, 0.5), (ONCE, 0.15), (OTHERS, 0.15), (PLANS, 0.2)):
        if chance.random() < share:
            yield chance.choice(texts)


def spread(chance: random.Random, days: int, count: int) -> list[datetime]:
    """So many instants on distinct days."""
    return [FIRST + timedelta(days=day, hours=18) for day in sorted(chance.sample(range(2, days - 2), count))]
