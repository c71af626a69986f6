"""Careless, texting and misspelt forms brought to their usual spelling, so that the rules need to know only one."""

import re
from collections.abc import Sequence
from functools import cache

from spectron.extraction.builtin.lexis.words import given_names, lexicon, listed, mapped, places

_DRAWN_OUT = re.compile(r"([a-z])\1{2,}")
_VERBAL = frozenset({"VB", "VN", "NV", "JV"})
_OPENINGS = frozenset(
    {"", ",", ".", "!", "?", "and", "but", "so", "because", "if", "when", "that", "then", "-", "yeah"}
)
_OWNERS = frozenset({"my", "her", "his", "our"})
_HELD = frozenset({"name", "names", "house", "birthday", "wedding", "car", "place", "flat", "dog", "cat", "job"})
_PLURAL_VERBS = frozenset(
    "are were have had do did will would can live work love hate like and or who which in on".split()
)


@cache
def spell(norm: str) -> str:
    """The usual spelling of a texting or misspelt form: "tmrw", "workin", "sooo"."""
    found = mapped("spelling").get(norm)
    if found:
        return found
    if not norm.isascii() or not norm.isalpha() or norm in mapped("closed"):
        return norm
    return _shorten(norm) if _DRAWN_OUT.search(norm) else _complete(norm)


def is_common(norm: str) -> bool:
    """Whether a word stands in the lexicon or among the words of grammar."""
    return norm in lexicon() or norm in mapped("closed")


def _shorten(norm: str) -> str:
    """A drawn-out word as it is usually written: "sooo" -> so, "happyyy" -> happy."""
    once, twice = _DRAWN_OUT.sub(r"\1", norm), _DRAWN_OUT.sub(r"\1\1", norm)
    return twice if is_common(twice) and not is_common(once) else once


def _complete(norm: str) -> str:
    """A word that dropped its last letter: "workin" -> working."""
    if not norm.endswith("in") or len(norm) < 5 or lexicon().get(norm, "VBG") != "VBG":
        return norm
    if norm in given_names() or norm in places():
        return norm
    stem = norm[:-2]
    bases = (stem, stem + "e", stem[:-1] if stem[-1:] == stem[-2:-1] else "")
    known = (mapped("closed").get(base) or lexicon().get(base, "") for base in bases if len(base) > 1)
    return norm + "g" if any(found in _VERBAL for found in known) else norm


def find_cuts(norm: str) -> tuple[tuple[int, ...], tuple[str, ...]]:
    """Where a word that runs several together falls apart, and what its parts are; nothing where it does not."""
    entry = mapped("fused").get(norm)
    if entry is None:
        return (), ()
    cuts, _, parts = entry.partition(":")
    return tuple(int(cut) for cut in cuts.split(".")), tuple(parts.split("+"))


def find_careless_cut(norm: str, before: str, after: Sequence[str]) -> int:
    """Where a contraction without its apostrophe falls into two, or 0; some only show by the words around them."""
    cut = mapped("careless").get(norm)
    if cut:
        return int(cut)
    following = after[0] if after else ""
    if norm == "its" and (following in listed("after_its") or _is_introduced(before, following)):
        return 2
    if norm == "id" and following in listed("after_would"):
        return 1
    if norm[:-1] in mapped("kin") and norm.endswith("s") and (following in _HELD or following in mapped("kin")):
        return len(norm) - 1 if before in _OWNERS else 0
    if norm in mapped("possessed") and before in _OWNERS and following not in _PLURAL_VERBS:
        return int(mapped("possessed")[norm]) if following and following[0].isalpha() else 0
    opens = before in _OPENINGS
    if norm == "ill" and opens and (following == "be" or lexicon().get(following, "") in ("VB", "VN")):
        return 1
    return 2 if norm == "were" and opens and following.endswith("ing") and following not in listed("not_ing") else 0


def _is_introduced(before: str, following: str) -> bool:
    """Whether "its" and a name are how somebody begins who says who they are: "hiya its steph"."""
    return before in {"", *listed("greetings")} and following in given_names() and not is_common(following)


__all__ = ["find_careless_cut", "find_cuts", "is_common", "spell"]
