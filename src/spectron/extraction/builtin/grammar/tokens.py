"""Text cut into words with their places, contractions taken apart."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from spectron.extraction.builtin.grammar.spelling import find_careless_cut, find_cuts, spell
from spectron.extraction.builtin.lexis.words import fold_word, listed

_KINSHIP = (
    r"(?:mother|father|sister|brother|son|daughter|mum|mom|dad)[ -]in[ -]law"
    r"|(?:step|half|ex|foster)[ -]?(?:mother|father|sister|brother|son|daughter|mum|mom|dad|kid|child)"
    r"|ex[ -]?(?:wife|husband|girlfriend|boyfriend|partner|boss|colleague|flatmate)"
    r"|(?:great[ -])*grand[ -]?(?:mother|father|son|daughter|child|dad|ma|pa|nephew|niece)"
    r"|great[ -](?:gran|granny|nan|aunt|auntie|uncle|niece|nephew)"
)
_WORD = re.compile(
    rf"(?i:{_KINSHIP})(?:['\u2019]s)?(?!\w)"
    r"|https?://[^\s<>\"']+"
    r"|[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,32}){1,4}"
    r"|\+?\(?\d[\d() -]{6,18}\d(?!\w)"
    r"|\d{1,3}-[^\W\d_]{2,12}(?:-[^\W\d_]{2,12})?"
    r"|[$€£]?\d+(?:[.,:/]\d+)*(?:%|(?:st|nd|rd|th|k|m|km|kg|am|pm|s)\b)?"
    r"|(?:[A-Za-z]\.){2,6}"
    r"|(?:Mr|Mrs|Ms|Dr|Prof|St|Mx)\."
    r"|[wW]/o?(?!\w)"
    r"|#[^\W\d][\w-]{0,60}"
    r"|[^\W\d_]{1,20}/[^\W\d_]{1,20}\b"
    r"|[^\W_]+(?:['\u2019&+_][^\W_]+|-[^\W_]+)*[#+]{0,2}"
    r"|\u2588+"
    r"|\.{2,}|[^\w\s]|_"
)
_CLITIC = re.compile(r"(?i)(n['\u2019]t|['\u2019](?:s|m|re|ve|ll|d))$")


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
    matches = list(_WORD.finditer(text, start, end))
    norms = [_join_kin(fold_word(match.group())) for match in matches]
    found: list[Piece] = []
    for place, match in enumerate(matches):
        before = norms[place - 1] if place else ""
        found.extend(_take_apart(match, norms[place], before, norms[place + 1 : place + 2]))
    return found


def _join_kin(norm: str) -> str:
    """A word for a relative as it is listed, however it was parted: "mother in law", "step-daughter"."""
    if " " not in norm and "-" not in norm:
        return norm
    parts = norm.replace(" ", "-").split("-")
    if parts[0] not in ("step", "grand", "great", "ex", "half", "foster") and parts[1:2] != ["in"]:
        return norm
    joined = "-".join(parts).replace("grand-", "grand")
    return joined.replace("-", "") if parts[0] == "step" else joined


def _take_apart(match: re.Match[str], norm: str, before: str, after: Sequence[str]) -> Iterator[Piece]:
    """One word, or its parts where a contraction fused several."""
    word, at = match.group(), match.start()
    cuts, parts = find_cuts(norm)
    if not cuts:
        clitic = _find_clitic(word, norm)
        cut = clitic or find_careless_cut(norm, before, after)
        cuts = (cut,) if cut else ()
        parts = _name_parts(norm[:cut], norm[cut:]) if cut else (spell(norm),)
    bounds = (0, *cuts, len(word))
    for part, first, last in zip(parts, bounds[:-1], bounds[1:], strict=True):
        yield Piece(word[first:last], at + first, at + last, part)


def _find_clitic(word: str, norm: str) -> int:
    """Where a contraction with its apostrophe falls into two, or 0."""
    clitic = _CLITIC.search(word) if norm not in listed("degree") else None
    return clitic.start() if clitic else 0


def _name_parts(head: str, tail: str) -> tuple[str, str]:
    """The two parts of a contraction as they are usually written."""
    tail = tail.replace("\u2019", "'")
    if head == "let":
        return head, "us"
    whole = _CUT_SHORT.get(head, head) if tail in ("n't", "nt") else head
    return spell(whole), _CLITIC_NORMS.get(tail, tail)


_CUT_SHORT = {"ca": "can", "wo": "will", "sha": "shall", "ai": "is"}
_CLITIC_NORMS = {
    "n't": "not",
    "nt": "not",
    "'m": "am",
    "m": "am",
    "'re": "are",
    "re": "are",
    "'ve": "have",
    "ve": "have",
    "s": "'s",
    "ll": "'ll",
    "d": "'d",
}
