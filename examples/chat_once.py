"""One question to a memory: what does it know about me?

Start `spectron serve`, put the key it prints into SPECTRON_API_KEY, and run `python examples/chat_once.py`.
"""

import asyncio
import os

from spectron import Spectron


async def main() -> None:
    """Say who is speaking in one session, and ask for it in the next."""
    async with Spectron(context="acme-prod", api_key=os.environ["SPECTRON_API_KEY"]) as memory:
        first = await memory.sessions.create(scope={"user": "alice", "org": "acme"})
        await first.chat("I'm Alice, CTO at Acme, based in Berlin.")

        session = await memory.sessions.create(scope={"user": "alice", "org": "acme"})
        reply = await session.chat("What do you know about me?")
        print(reply.reply)  # the model's words
        print(reply.memory_updates)  # entities, attributes, relations, corrections


if __name__ == "__main__":
    asyncio.run(main())
