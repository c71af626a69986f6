"""Are the habits, interests and goals of simulated people found, and none invented? Prints rates, and what was missed.

    python evals/behaviour.py [--users 30] [--days 60] [--seed 1] [--missed 20]

Each user talks for so many days. Planted are a daily and two weekly routines, with days missed or not told of,
interests, and goals that are later reached, given up or left open. Around them: what is done now and then, other
people's routines, plans that come to nothing, questions and small talk. Every turn goes through the built-in extractor
with the six turns before it, and what was read is folded as of the last evening.
"""

import argparse
import random
import time
from collections import Counter, deque
from datetime import timedelta
from typing import Any

from kit.report import write
from kit.turns import observe, say
from simulated.judging import judge
from simulated.planting import FIRST, Person, plant
from spectron.domain.behaviour import Observed
from spectron.domain.candidate import Window
from spectron.domain.conversation import Turn
from spectron.extraction.builtin.read import read

BEFORE = 6


def listen(person: Person) -> list[Observed[Any]]:
    """The signals of all that one user says."""
    window: deque[Turn] = deque(maxlen=BEFORE)
    found: list[Observed[Any]] = []
    for place, (at, text) in enumerate(person.turns, 1):
        turn = say(text, at=at, place=place)
        found += observe(turn, read(turn, Window(tuple(window))).signals)
        window.append(turn)
    return found


def main(users: int, days: int, seed: int, missed: int) -> None:
    """Plant, listen, judge and print."""
    right: Counter[str] = Counter()
    total: Counter[str] = Counter()
    faults: list[str] = []
    turns, began = 0, time.process_time()
    for user in range(users):
        person = plant(random.Random(f"{seed}:{user}"), days)
        found = listen(person)
        turns += len(person.turns)
        for kind, fine, words in judge(person, found, FIRST + timedelta(days=days, hours=23)):
            total[kind] += 1
            right[kind] += fine
            faults += [] if fine else [f"user {user}, {kind}: {words}"]
    took = time.process_time() - began
    write(f"{users} users, {days} days, {turns} turns, {1000 * took / turns:.1f} ms a turn")
    for kind in sorted(total):
        write(
            f"{kind:20} {total[kind]:5}"
            if kind.startswith("invented")
            else f"{kind:20} {right[kind]:5} of {total[kind]}"
        )
    for fault in faults[:missed]:
        write(f"  {fault}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--users", type=int, default=30)
    parser.add_argument("--days", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--missed", type=int, default=20)
    given = parser.parse_args()
    main(given.users, given.days, given.seed, given.missed)
