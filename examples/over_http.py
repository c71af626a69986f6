"""The same memory on a server, from code that blocks.

Start `spectron serve`, put the key it prints into SPECTRON_API_KEY, and run `python examples/over_http.py`.
"""

from spectron import BlockingSpectron


def main() -> None:
    """Record what was said, and print the lines that belong into the next prompt."""
    with BlockingSpectron("over-http") as memory:
        session = memory.sessions.create({"user": "bob", "org": "acme"})
        before = session.turn("user", "I'm Bob and I live in Lyon.").turn_id
        session.turn("user", "Please always answer in French.")
        print("changed:", [item.value for item in memory.state_diff(before).added])
        print(memory.profile_text())


if __name__ == "__main__":
    main()
