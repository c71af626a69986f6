"""A reply word by word, from code that blocks.

Start `spectron serve`, put the key it prints into SPECTRON_API_KEY, and run `python examples/chat_streamed.py`.
"""

from spectron import BlockingSpectron


def main() -> None:
    """Print each piece of a reply as it comes, then what the exchange taught."""
    with BlockingSpectron("acme-prod") as memory:
        session = memory.sessions.create({"user": "bob", "org": "acme"})
        stream = session.chat_stream("I'm Bob, I live in Lyon and my sister is Ana.")
        for piece in stream:
            print(piece, end="", flush=True)
        print()
        for fact in stream.result.memory_updates.attributes:
            print(f"  {fact.entity_label}.{fact.key} = {fact.value}")


if __name__ == "__main__":
    main()
