"""The same loop driven by the caller, who calls a model of their own with the context that memory supplies.

Start `spectron serve`, put the key it prints into SPECTRON_API_KEY, and run `python examples/chat_by_hand.py`.
"""

import asyncio
import os

from spectron import Spectron


async def ask_model(system: str, content: str) -> str:
    """Your own call of a model; this one only tells how much it was given."""
    return f"(a model that is told {len(system.split())} words, and asked: {content})"


async def main() -> None:
    """Record the turn, fetch the context, call the model, record what it said."""
    async with Spectron(context="acme-prod", api_key=os.environ["SPECTRON_API_KEY"]) as memory:
        session = await memory.sessions.create(scope={"user": "carol", "org": "acme"})
        await session.chat("I'm Carol, I live in Oslo. Please always answer in French.")

        question = "Where do I live?"
        await session.turn("user", question)
        context = await session.context(query=question)
        print(context.context)
        reply = await ask_model(context.context, question)
        print(reply)
        await session.turn("assistant", reply)


if __name__ == "__main__":
    asyncio.run(main())
