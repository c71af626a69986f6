"""An agent that sends what was said turn by turn, and is given what it needs before it speaks.

Start `spectron serve`, put the key it prints into SPECTRON_API_KEY, and run `python examples/agents_each_turn.py`.
"""

import asyncio
import os

from spectron import AgentSession, EnrichedContext, Spectron

SAID = ["Hi! I'm so happy today, I finally booked my trip to Lisbon.", "I love hiking, and I have a hike tomorrow."]


def speak(context: EnrichedContext, message: str) -> str:
    """Where a language model of your own would write the reply; a context is all it has to be told."""
    facts = "; ".join(fact.atomic_text for fact in context.loaded_facts)
    return f"(a model that knows {facts or 'nothing yet'} would answer {message!r} in a {context.bio.lower()} way)"


async def learned(session: AgentSession, extraction_id: str) -> None:
    """Wait for what goes on in the background; a real agent would speak on instead."""
    for _ in range(600):
        if (await session.status(extraction_id)).state in ("done", "failed"):
            return
        await asyncio.sleep(0.1)


async def main() -> None:
    """Talk to Alice, then look at what was learned of her."""
    async with Spectron("acme-prod", api_key=os.environ["SPECTRON_API_KEY"]) as memory:
        await memory.agents.set_profile("mira", personality_prompt="You are Mira, a travel guide.", bio="Calm")
        session = await memory.agents.sessions.start(
            "mira", user_id="user-123", session_id="session-abc", user_display_name="Alice", timezone="Europe/Berlin"
        )
        context = await session.context(query="What should we talk about?")
        for message in SAID:
            reply = speak(context, message)
            taken = await session.turn(
                messages=[{"role": "user", "content": message}, {"role": "assistant", "content": reply}],
                fetch_next_context={"query": message},
            )
            print(f"mood {taken.mood.valence:+.2f}: {taken.mood.reason or 'nothing moved it'}")
            context = taken.next_context or context
            await learned(session, taken.extraction_id or "")
        for fact in (await session.context(query="hiking")).loaded_facts:
            print(f"knows: {fact.atomic_text}")
        for notice in await memory.agents.notifications.list("mira", status="scheduled"):
            print(f"to bring up on {notice.due_at[:10]}: {notice.subject}")
        await session.end(total_messages=2 * len(SAID))


if __name__ == "__main__":
    asyncio.run(main())
