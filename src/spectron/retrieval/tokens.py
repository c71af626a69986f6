"""How many tokens a text is, by an estimate that adds up character by character."""

import re
from collections.abc import Iterable

QUARTERS = 4
"""Costs are counted in quarters of a token, so that the cost of a whole is the sum of the costs of its parts."""

# What one character costs, in quarters: letters outside ASCII stand for more of a token than those inside.
_HALF = re.compile("[\u0080-\u058f\u0590-\u06ff\u1e00-\u1fff]")  # Latin, Greek, Cyrillic, Armenian, Hebrew, Arabic
_EMOJI = re.compile("[\U00010000-\U0001ffff]")


def cost(text: str) -> int:
    """The estimate in quarters of a token: 1 for ASCII, 2 for other alphabets, 4 for the rest, 12 for emoji."""
    if text.isascii():
        return len(text)
    plain = sum(map(str.isascii, text))
    half = len(_HALF.findall(text))
    emoji = len(_EMOJI.findall(text))
    return plain + 2 * half + 12 * emoji + 4 * (len(text) - plain - half - emoji)


def estimate(text: str) -> int:
    """Tokens, rounded up; for ASCII text a quarter of its length."""
    return -(-cost(text) // QUARTERS)


def total(texts: Iterable[str]) -> int:
    """The cost of several texts, in quarters of a token."""
    return sum(map(cost, texts))
