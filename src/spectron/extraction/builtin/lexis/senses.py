"""Word classes: of what kind the things are that ordinary nouns and verbs speak of.

The classes come from `senses.txt` (made from WordNet by scripts/make_senses.py, one class a line; data/NOTICE.md names
them), joined with the list of the same name in `lists.txt`, which is kept by hand. Words stand in lower case and in the
singular. A compound that is listed itself is what its entry says; any other is what its last word is.
"""

from collections.abc import Sequence
from functools import cache

from spectron.extraction.builtin.lexis.words import lists, read_data


@cache
def _lines() -> dict[str, str]:
    """Class -> its words, still in one string."""
    rows = (line.split("\t") for line in read_data("senses.txt").splitlines() if not line.startswith("#"))
    return dict(row for row in rows if len(row) == 2)


@cache
def members(kind: str) -> frozenset[str]:
    """The words of a class, those added by hand among them."""
    return frozenset(_lines().get(kind, "").split(",")) | frozenset(lists().get(kind, ()))


@cache
def _compounds() -> frozenset[str]:
    """Every compound of two words or more that has an entry of its own."""
    return frozenset(word for line in _lines().values() for word in line.split(",") if " " in word)


def is_kind(words: Sequence[str], kind: str) -> bool:
    """Whether a noun of these words, the head last, is of the class: "border terrier" is an animal, "hot dog" none."""
    found = members(kind)
    pair = " ".join(words[-2:])
    if len(words) > 1 and (pair in found or pair in _compounds()):
        return pair in found
    return words[-1] in found or " ".join(words[-3:]) in found
