"""A memory in a file: Alice lives in Berlin, moves to Munich, and nothing of it is lost.

Run it with `python examples/first_steps.py`, and a path after it to keep the file.
"""

import asyncio
import sys
import tempfile
from pathlib import Path

from spectron import Spectron


async def main(path: Path) -> None:
    """Tell the memory two things, then ask what changed, what holds, what held, and why."""
    async with Spectron("first-steps", path=path) as memory:
        alice = await memory.sessions.create({"user": "alice"})
        await alice.turn("user", "I'm Alice and I live in Berlin.", at="2026-03-02")
        learned = await alice.turn("user", "I moved to Munich.", at="2026-05-11")

        for correction in learned.corrections:
            print(f"corrected: {correction.previous.value} -> {correction.current.value}")
        for fact in (await alice.state()).identity.attributes:
            print(f"now:       {fact.entity_label}.{fact.key} = {fact.value}")
        for fact in (await alice.state(valid_at="2026-04")).identity.attributes:
            print(f"in April:  {fact.entity_label}.{fact.key} = {fact.value}")
        for version in (await memory.entities.history(learned.entities[0].id, key="location")).versions:
            print(f"history:   {version.value} from {version.valid_from} ({version.quote.text!r})")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(main(Path(sys.argv[1]) if sys.argv[1:] else Path(folder) / "memory.db"))
