"""How many tokens a text is, by an estimate that adds up character by character.

The rates were measured with the tokenizer cl100k_base: English chat has 4.4 characters a token, so that a quarter of a
token for each is on the safe side; source code and long numbers have 1.7 to 2.5, and are underestimated. Outside ASCII
a rate is what a text of that script took beyond its spaces and stops, rounded up to a quarter
(docs/explanation/context.md has the figures).
"""

from array import array
from bisect import bisect_right
from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate

QUARTERS = 4
"""Costs are counted in quarters of a token, so that the cost of a whole is the sum of the costs of its parts."""

_RATES = (
    (0x0000, 1),  # ASCII
    (0x0080, 8),  # Latin letters with marks; their languages also take more tokens for the plain letters between them
    (0x0370, 4),  # Greek
    (0x0400, 2),  # Cyrillic
    (0x0530, 8),  # Armenian
    (0x0590, 5),  # Hebrew
    (0x0600, 4),  # Arabic, Syriac
    (0x0900, 5),  # Devanagari
    (0x0980, 6),  # the other scripts of India
    (0x0E00, 5),  # Thai
    (0x0E80, 9),  # Lao, Tibetan, Myanmar, Georgian
    (0x1100, 5),  # Hangul letters
    (0x1200, 12),  # Ethiopic, Cherokee, Khmer and others
    (0x1E00, 4),  # Vietnamese and other Latin letters with two marks, Greek with accents, punctuation, signs
    (0x2E80, 5),  # Han, kana, Hangul, width forms
    (0x10000, 12),  # emoji, rare scripts
)
_STARTS = tuple(start for start, _ in _RATES)


@lru_cache(maxsize=8_192)
def _rate(mark: str) -> int:
    return _RATES[bisect_right(_STARTS, ord(mark)) - 1][1]


def cost(text: str) -> int:
    """The estimate in quarters of a token."""
    return len(text) if text.isascii() else sum(map(_rate, text))


def estimate(text: str) -> int:
    """Tokens, rounded up; for ASCII text a quarter of its length."""
    return -(-cost(text) // QUARTERS)


def costs_along(text: str) -> Sequence[int]:
    """The cost of `text[:place]` for every place from 0 to its length, so that any part's is a difference of two."""
    if text.isascii():
        return range(len(text) + 1)
    return array("q", accumulate(map(_rate, text), initial=0))
