"""A conversation that the memory drives: each line you type is answered from what was said before.

Start `spectron serve`, put the key it prints into SPECTRON_API_KEY, and run `python examples/chat_session.py`.
Type `exit` to end it.
"""

import asyncio
import os

from spectron import Spectron


async def main() -> None:
    """Ask for a line, show the reply, show what it corrected."""
    memory = Spectron(context="acme-prod", api_key=os.environ["SPECTRON_API_KEY"])
    session = await memory.sessions.create(scope={"user": "alice", "org": "acme"})

    while True:
        user_input = input("You: ")
        if user_input.lower() in {"exit", "quit"}:
            break

        result = await session.chat(user_input)
        print(f"Agent: {result.reply}")

        if result.memory_updates.corrections:
            for c in result.memory_updates.corrections:
                print(f"  [memory corrected] {c.previous.value!r} → {c.current.value!r}")

    await session.close()
    await memory.close()


if __name__ == "__main__":
    asyncio.run(main())
