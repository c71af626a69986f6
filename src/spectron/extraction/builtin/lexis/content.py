"""What a value says by itself: its words without the empty ones, and without what dangles at its end."""

import re
from functools import cache

from spectron.extraction.builtin.lexis.words import fold_word, lexicon, listed, mapped

_WORD = re.compile(r"[^\W_]+(?:['\u2019.&+-][^\W_]+)*")
_LOOSE = (
    "and|but|or|nor|so|then|also|even|especially|just|not|never|always|often|i|we|he|she|they|who|which|that|the|a|an|too|right"
    "|itself|either|though|as well|of course|for example"
)
_TAIL = re.compile(rf"(?:[\s,;:.\u2014-]+(?:{_LOOSE}))+$", re.IGNORECASE)
_STRAY = frozenset({"often", "regularly", "lately", "sometimes", "recently", "now", "next", "too", "yet", "soon"})
_DANGLING = frozenset({"to", "with", "for", "at", "of", "from", "about", "through", "than", "like", "into", "as"})
_SHORTEST = 2  # no stem of two letters: "bees" are no form of "be"
_NUMBERED = re.compile(r"\d")


def trim_tail(value: str) -> str:
    """The value without conjunctions and pronouns that were meant to go on: "read, especially" -> "read"."""
    return _TAIL.sub("", value)


def split_value(value: str) -> list[str]:
    """The folded words of a value."""
    return [fold_word(word) for word in _WORD.findall(value)]


def find_content(value: str) -> list[str]:
    """The words of a value that tell something: nouns, names, numbers and verbs that are not light."""
    return [fold_word(word) for word in _WORD.findall(value) if _tells(word)]


def _tells(word: str) -> bool:
    """Whether a word has a meaning of its own."""
    norm = fold_word(word).removesuffix("'s")
    if _NUMBERED.search(word) or (word[0].isupper() and norm not in listed("empty_words") and len(word) > 1):
        return True
    return not _is_empty(norm)


@cache
def _is_empty(norm: str) -> bool:
    """Whether a word is a small word, a light verb, a vague noun or a bare adjective or adverb."""
    if norm in listed("empty_words") or _base(norm) in listed("empty_words"):
        return True
    closed = mapped("closed").get(norm)
    if closed is not None and closed[0] not in "VNJ":
        return closed != "CD" or norm == "one"
    return (closed or lexicon().get(norm, "")) in ("JJ", "JJR", "JJS", "RB", "RBR", "IN", "DT", "MD", "UH")


def _base(norm: str) -> str:
    """The word without a regular ending, as far as that is one of the empty words."""
    irregular = mapped("irregular").get(norm)
    if irregular:
        return irregular
    for suffix in ("ing", "ed", "es", "s"):
        stem = norm.removesuffix(suffix)
        if stem != norm and (suffix == "ing" or len(stem) > _SHORTEST):
            forms = (stem,) if suffix.endswith("s") else (stem, stem + "e", stem[:-1])
            found = next((form for form in forms if form in listed("empty_words")), "")
            if found:
                return found
    return norm


def dangles(value: str) -> bool:
    """Whether a value ends in a preposition whose noun stands before it: "go to often"."""
    words = split_value(value)
    while words and words[-1] in _STRAY:
        words.pop()
    return not words or words[-1] in _DANGLING


__all__ = ["dangles", "find_content", "split_value", "trim_tail"]
