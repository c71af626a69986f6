"""Whether two ways of naming an occasion mean the same one: "the trip" and "trip to Rome", "hiking" and "hike"."""

import re
from functools import lru_cache

from spectron.domain.text import fold

_WORD = re.compile(r"[^\W_]+")
_SMALL = frozenset(
    "the a an my our your his her their its this that with to in at of for on and s up by day big little".split()
)
_SAME = {
    "fly": "trip",
    "flight": "trip",
    "holiday": "trip",
    "vacation": "trip",
    "journey": "trip",
    "getaway": "trip",
    "travel": "trip",
    "surgery": "operation",
    "exam": "test",
    "party": "celebration",
    "bbq": "barbecue",
    "op": "operation",
    "married": "wedding",
    "marrying": "wedding",
    "defence": "defend",
    "defense": "defend",
}
_ENDINGS = ("ings", "ing", "ies", "es", "s", "ed", "e", "y")
_SHORTEST = 3


@lru_cache(maxsize=4_096)
def key_words(subject: str) -> frozenset[str]:
    """The words of a subject that tell it from others, without their endings."""
    words = {word for word in _WORD.findall(fold(subject)) if word not in _SMALL}
    return frozenset(_stem(_SAME.get(word, word)) for word in words) or frozenset({fold(subject)})


def mean_same(one: str, other: str) -> bool:
    """Whether one subject says no more than the other: "dinner" and "dinner with Ana", not "dinner" and "lunch"."""
    first, second = key_words(one), key_words(other)
    return first <= second or second <= first


def _stem(word: str) -> str:
    """A word without its ending, and without the letter that was doubled before it: "running" and "run" are "run"."""
    for ending in _ENDINGS:
        bare = word.removesuffix(ending)
        if bare != word and len(bare) >= _SHORTEST:
            return bare[:-1] if ending.startswith("ing") and bare[-1] == bare[-2] and len(bare) > _SHORTEST else bare
    return word
