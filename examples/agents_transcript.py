"""A whole conversation sent at once, tool calls among it, and what an agent then knows of its user.

Run it with `python examples/agents_transcript.py`; it keeps nothing.
"""

import asyncio
import tempfile
from pathlib import Path
from typing import Any

from spectron import Spectron

CALL = {"id": "call_1", "type": "function", "function": {"name": "order-lookup", "arguments": '{"limit": 1}'}}
TRANSCRIPT: list[dict[str, Any]] = [
    {"role": "user", "content": "Thanks for your help! Where did my last order ship from?"},
    {"role": "assistant", "tool_calls": [CALL]},
    {"role": "tool", "tool_call_id": "call_1", "content": '{"order_id": "42", "origin": "Tokyo", "carrier": "DHL"}'},
    {"role": "assistant", "content": "From Tokyo, via DHL."},
    {"role": "user", "content": "Wonderful! I run every Monday, and I want to learn Spanish."},
]


async def main(path: Path) -> None:
    """Process the transcript, then read what it showed."""
    async with Spectron("acme-prod", path=path) as memory:
        result = await memory.agents.process("mira", user_id="alice", messages=TRANSCRIPT)
        print(f"{result.facts_extracted} facts, mood updated: {result.side_effects.mood_updated}")
        for fact in await memory.agents.memory.list("mira", user_id="alice"):
            print(f"{fact.fact_type}: {fact.atomic_text} ({fact.source})")
        mood = await memory.agents.get_mood("mira", user_id="alice")
        print(f"mood: {mood.label}")
        for habit in await memory.agents.list_habits("mira", user_id="alice"):
            print(f"habit: {habit.name}, {habit.cadence.period} on {', '.join(habit.cadence.days)}")
        for goal in await memory.agents.list_goals("mira", user_id="alice"):
            print(f"goal: {goal.text}")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(main(Path(folder) / "memory.db"))
