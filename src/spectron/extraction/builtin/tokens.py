"""Text cut into words with their places, contractions taken apart."""

import re
from dataclasses import dataclass
from typing import NamedTuple

from spectron.extraction.builtin.words import fold_word, listed, mapped

_WORD = re.compile(
    r"https?://[^\s<>\"']+"
    r"|[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,32}){1,4}"
    r"|\+?\(?\d[\d() -]{6,18}\d(?!\w)"
    r"|\d{1,3}-[^\W\d_]{2,12}(?:-[^\W\d_]{2,12})?"
    r"|[$€£]?\d+(?:[.,:/]\d+)*(?:%|(?:st|nd|rd|th|k|m|km|kg|am|pm|s)\b)?"
    r"|(?:[A-Za-z]\.){2,6}"
    r"|(?:Mr|Mrs|Ms|Dr|Prof|St|Mx)\."
    r"|[^\W\d_]{1,20}/[^\W\d_]{1,20}\b"
    r"|[^\W_]+(?:['\u2019&+_][^\W_]+|-[^\W_]+)*[#+]{0,2}"
    r"|\u2588+"
    r"|\.{2,}|[^\w\s]|_"
)
_CLITIC = re.compile(r"(?i)(n['\u2019]t|['\u2019](?:s|m|re|ve|ll|d))$")
_FUSED = {"cannot": 3, "gimme": 3, "lemme": 3}


class Piece(NamedTuple):
    """A word as it stands in the text, and its folded form."""

    text: str
    start: int
    end: int
    norm: str


@dataclass(frozen=True, slots=True)
class Token:
    """A word with its part of speech and its base form; `start` and `end` are offsets in the turn."""

    text: str
    start: int
    end: int
    norm: str
    tag: str
    lemma: str

    @property
    def capital(self) -> bool:
        """Whether it begins with a capital letter."""
        return self.text[:1].isupper()


def split_words(text: str, start: int, end: int) -> list[Piece]:
    """The words of `text[start:end]`; "don't" gives two pieces, and so does the careless "dont"."""
    found: list[Piece] = []
    for match in _WORD.finditer(text, start, end):
        found.extend(_take_apart(match.group(), match.start()))
    return found


def _take_apart(word: str, at: int) -> list[Piece]:
    """One word, or its two parts where a contraction fused them."""
    norm = fold_word(word)
    cut = _find_cut(word, norm)
    if not cut:
        return [Piece(word, at, at + len(word), _spell(norm))]
    head, tail = norm[:cut], norm[cut:]
    if head in ("ca", "wo", "sha") and tail.startswith("n"):
        head = {"ca": "can", "wo": "will", "sha": "shall"}[head]
    middle = at + cut
    return [
        Piece(word[:cut], at, middle, _spell(head)),
        Piece(word[cut:], middle, at + len(word), _CLITIC_NORMS.get(tail.replace("\u2019", "'"), tail)),
    ]


_CLITIC_NORMS = {
    "n't": "not",
    "nt": "not",
    "'m": "am",
    "m": "am",
    "'re": "are",
    "re": "are",
    "'ve": "have",
    "ve": "have",
}


def _find_cut(word: str, norm: str) -> int:
    """Where a contraction falls into two, or 0."""
    clitic = _CLITIC.search(word) if norm not in listed("degrees") else None
    if clitic and clitic.start() > 0:
        return clitic.start()
    if norm in listed("degrees"):
        return 0
    if norm in _FUSED:
        return _FUSED[norm]
    return int(mapped("careless").get(norm, "0"))


def _spell(norm: str) -> str:
    """The usual spelling of a texting or misspelt form."""
    return mapped("spelling").get(norm, norm)
