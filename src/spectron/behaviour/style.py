"""How someone writes, in words."""

from collections.abc import Sequence
from statistics import median

ENOUGH = 5  # messages; of fewer nothing is told
SHORT, LONG = 8, 40  # words
OFTEN = 0.4
NEARLY_ALWAYS = 0.8


def describe_style(messages: Sequence[str]) -> tuple[str, ...]:
    """What is typical of these messages: their length, and how often they ask or exclaim."""
    if len(messages) < ENOUGH:
        return ()
    words = round(median(len(one.split()) for one in messages))
    length = "short" if words <= SHORT else "long" if words >= LONG else ""
    found = [f"writes {length} messages, about {words} words as a rule"] if length else []
    if _share(messages, "?") >= OFTEN:
        found.append("often asks questions")
    if _share(messages, "!") >= OFTEN:
        found.append("often exclaims")
    if sum(one == one.lower() for one in messages) >= NEARLY_ALWAYS * len(messages):
        found.append("writes in lower case")
    return tuple(found)


def _share(messages: Sequence[str], sign: str) -> float:
    return sum(sign in one for one in messages) / len(messages)
