"""Plays one conversation of LoCoMo through the SDK and shows what was learned.

    python evals/locomo.py locomo10.json [--conversation 0] [--facts 20] [--seed 1]

Every session of the conversation becomes a session, every message a user turn under its speaker's name, said when the
data says. Prints turns per second (on a file, every answer durable), what was learned, and facts drawn at random with
the words they rest on, for a person to judge.
"""

import argparse
import asyncio
import json
import random
import tempfile
import time
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any

from kit.data import read_sessions
from kit.report import write
from spectron import Spectron
from spectron.wire.knowledge import TurnResult

Json = dict[str, Any]
BETWEEN_TURNS = timedelta(seconds=40)


async def main(talk: Json, shown: int, seed: int) -> None:
    """Play, count, draw."""
    counts: Counter[str] = Counter()
    learned: list[tuple[str, TurnResult]] = []
    with tempfile.TemporaryDirectory() as folder:
        async with Spectron(context="locomo", path=f"{folder}/locomo.db") as memory:
            began = time.perf_counter()
            for _, start, turns in read_sessions(talk["conversation"]):
                session = await memory.sessions.create(scope={"conversation": talk["sample_id"]})
                for place, turn in enumerate(turns):
                    at = start + place * BETWEEN_TURNS
                    result = await session.turn(role="user", name=turn["speaker"], content=turn["text"], at=at)
                    learned.append((turn["text"], result))
                await session.close()
            seconds = time.perf_counter() - began
            state = await memory.state(scope={"conversation": talk["sample_id"]})
    for _, result in learned:
        kinds = ("entities", "attributes", "relations", "instructions", "uncertainties", "corrections")
        counts.update({kind: len(getattr(result, kind)) for kind in kinds})
    write(f"{talk['sample_id']}: {len(learned)} turns in {seconds:.1f} s, {len(learned) / seconds:.0f} turns/s")
    write(", ".join(f"{count} {kind}" for kind, count in counts.items()))
    people = Counter(entity.type for entity in state.identity.entities)
    write("entities in the end: " + ", ".join(f"{count} {kind}" for kind, count in people.most_common()))
    facts = [(text, fact) for text, result in learned for fact in (*result.attributes, *result.relations)]
    for number, (text, fact) in enumerate(random.Random(seed).sample(facts, min(shown, len(facts))), 1):
        write(f"\n{number:>2}. {describe(fact)}\n    {text}")


def describe(fact: Any) -> str:
    """A fact on one line."""
    until = f" until {fact.valid_until[:10]}" if fact.valid_until else ""
    since = (fact.valid_from or "?")[:10]
    if hasattr(fact, "type"):
        return f"{fact.from_label} {fact.type} {fact.to_label} [since {since}{until}]"
    return f"{fact.entity_label} {fact.key} = {fact.value} [since {since}{until}]"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    parser.add_argument("--conversation", type=int, default=0)
    parser.add_argument("--facts", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    asyncio.run(main(json.loads(given.file.read_text("utf-8"))[given.conversation], given.facts, given.seed))
