"""Phrases as the data files of cues write them, and finding them among the words of a sentence.

A phrase is words with spaces between them, each as it is written or by its base form; `=have` is only as written.
`a/b` is either of two, `..` up to `WIDEST_GAP` words that do not matter and `.` one at most; at the end `!to/for` is
what may not follow, and `$` stands where no word may. Phrases are kept by their rarest word, so that a sentence is
held against those alone that it could hold. Where a file writes the same alternatives often, a line such as
`@people<TAB>people/others/anyone` names them, and `@people` stands for them in the lines below it.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from spectron.extraction.builtin.grammar.tokens import Token

T = TypeVar("T")

_END = "$"
_NAMED = re.compile(r"@\w+")

WIDEST_GAP = 6
_GAPS = {"..": WIDEST_GAP, ".": 1}


@dataclass(frozen=True, slots=True)
class Phrase:
    """The words of a phrase in their order, each with how many words may stand before it, and what may not follow."""

    words: tuple[tuple[int, frozenset[str]], ...]
    barred: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Found(Generic[T]):
    """A phrase that was found: what it stands for, and the places of its first and last word."""

    meaning: T
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Phrases(Generic[T]):
    """Phrases with their meanings, and where those stand that hold a telling word."""

    rows: Sequence[tuple[Phrase, T]]
    by_word: Mapping[str, Sequence[int]]

    def find(self, tokens: Sequence[Token]) -> Iterator[Found[T]]:
        """Every phrase that stands among these words; of those that lie within a longer one only the longer."""
        forms = [_forms(token) for token in tokens]
        spots: dict[str, list[int]] = {}
        for place, either in enumerate(forms):
            for form in either:
                spots.setdefault(form, []).append(place)
        said = spots.keys()
        found = []
        for row in sorted({row for form in said & self.by_word.keys() for row in self.by_word[form]}):
            phrase, meaning = self.rows[row]
            if any(words.isdisjoint(said) for _, words in phrase.words):
                continue
            for place in sorted({place for form in phrase.words[0][1] & said for place in spots[form]}):
                last = _match(phrase, forms, place)
                if last >= 0:
                    found.append(Found(meaning, place, last))
        found.sort(key=lambda one: (one.first, one.last))
        for one in found:
            if not any(_within(one, other) for other in found):
                yield one


def read_phrase(text: str) -> Phrase:
    """A phrase as a data file writes it."""
    parts = text.replace("'s", " 's").split()  # words of a sentence come apart there, too
    barred = frozenset(parts.pop().removeprefix("!").split("/")) if parts[-1][0] in "!$" else frozenset[str]()
    gap, words = 0, []
    for part in parts:
        if part in _GAPS:
            gap = _GAPS[part]
        else:
            words.append((gap, frozenset(part.split("/"))))
            gap = 0
    return Phrase(tuple(words), barred)


def read_rows(text: str) -> Iterator[list[str]]:
    """The cells of each row of a data file, with the alternatives that have a name written out."""
    named: dict[str, str] = {}
    for line in text.splitlines():
        if line.startswith("@"):
            name, _, words = line.partition("\t")
            named[name] = _write_out(words, named)
        elif line and not line.startswith("#"):
            yield _write_out(line, named).split("\t")


def _write_out(text: str, named: Mapping[str, str]) -> str:
    return _NAMED.sub(lambda one: named[one[0]], text) if "@" in text else text


def sort_phrases(rows: Sequence[tuple[str, T]]) -> Phrases[T]:
    """Phrases by their telling words; a row is phrases with commas between them, and what all of them mean."""
    kept = [(read_phrase(text), meaning) for listed, meaning in rows for text in listed.split(",")]
    used = Counter(word for phrase, _ in kept for _, either in phrase.words for word in either)
    by_word: dict[str, list[int]] = {}
    for place, (phrase, _) in enumerate(kept):
        for word in min((either for _, either in phrase.words), key=lambda either: _commonness(either, used)):
            by_word.setdefault(word, []).append(place)
    return Phrases(kept, by_word)


def _commonness(either: frozenset[str], used: Mapping[str, int]) -> tuple[int, int]:
    """How common alternatives are: in how many phrases they stand, and the shorter the more."""
    return sum(used[word] for word in either), -min(map(len, either))


def _match(phrase: Phrase, forms: Sequence[tuple[str, ...]], place: int) -> int:
    """The place of the last word of a phrase that begins here, or -1."""
    at = place
    for gap, words in phrase.words:
        spots = range(at, min(at + gap + 1, len(forms)))
        spot = next((spot for spot in spots if not words.isdisjoint(forms[spot])), -1)
        if spot < 0:
            return -1
        at = spot + 1
    follower = forms[at][0] if at < len(forms) else ""
    barred = follower in phrase.barred or (_END in phrase.barred and follower[:1].isalnum())
    return -1 if barred else at - 1


def _forms(token: Token) -> tuple[str, ...]:
    """How a word may be written in a phrase."""
    return (token.norm, f"={token.norm}") if token.lemma == token.norm else (token.norm, token.lemma, f"={token.norm}")


def _within(one: Found[T], other: Found[T]) -> bool:
    longer = other.last - other.first > one.last - one.first
    return longer and other.first <= one.first and one.last <= other.last
