"""Phrases as the data files of cues write them, and finding them among the words of a sentence.

A phrase is words with spaces between them, each as it is written or by its base form. `a/b` is either of two, `..` up
to `WIDEST_GAP` words that do not matter, and `!to/for` at the end one of which may not follow. Phrases are kept by
their first word, so that a sentence is looked through once however many there are.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from spectron.extraction.builtin.grammar.tokens import Token

T = TypeVar("T")

WIDEST_GAP = 4
_GAP = ".."


@dataclass(frozen=True, slots=True)
class Phrase:
    """The words of a phrase in their order, an empty set for a gap, and what may not follow."""

    words: tuple[frozenset[str], ...]
    barred: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Found(Generic[T]):
    """A phrase that was found: what it stands for, and the places of its first and last word."""

    meaning: T
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Phrases(Generic[T]):
    """Phrases with their meanings, by their first word."""

    by_word: Mapping[str, Sequence[tuple[Phrase, T]]]

    def find(self, tokens: Sequence[Token]) -> Iterator[Found[T]]:
        """Every phrase that stands among these words; of those that lie within a longer one only the longer."""
        found = []
        for place, token in enumerate(tokens):
            for phrase, meaning in self._beginning_with(token):
                last = _match(phrase, tokens, place)
                if last >= 0:
                    found.append(Found(meaning, place, last))
        for one in found:
            if not any(_within(one, other) for other in found):
                yield one

    def _beginning_with(self, token: Token) -> Iterator[tuple[Phrase, T]]:
        yield from self.by_word.get(token.norm, ())
        if token.lemma != token.norm:
            yield from self.by_word.get(token.lemma, ())


def read_phrase(text: str) -> Phrase:
    """A phrase as a data file writes it."""
    parts = text.split()
    barred = frozenset(parts.pop()[1:].split("/")) if parts[-1].startswith("!") else frozenset[str]()
    words = tuple(frozenset[str]() if part == _GAP else frozenset(part.split("/")) for part in parts)
    return Phrase(words, barred)


def sort_phrases(rows: Sequence[tuple[str, T]]) -> Phrases[T]:
    """Phrases by their first word; a row is a list of phrases with commas between them, and what all of them mean."""
    kept: dict[str, list[tuple[Phrase, T]]] = {}
    for listed, meaning in rows:
        for text in listed.split(","):
            phrase = read_phrase(text)
            for word in phrase.words[0]:
                kept.setdefault(word, []).append((phrase, meaning))
    return Phrases(kept)


def _match(phrase: Phrase, tokens: Sequence[Token], place: int) -> int:
    """The place of the last word of a phrase that begins here, or -1."""
    at, reach = place, 0
    for words in phrase.words:
        if not words:
            reach = WIDEST_GAP
            continue
        at = next((spot for spot in range(at, min(at + reach + 1, len(tokens))) if _is_one(tokens[spot], words)), -1)
        if at < 0:
            return -1
        at, reach = at + 1, 0
    follower = tokens[at].norm if at < len(tokens) else ""
    return -1 if follower in phrase.barred else at - 1


def _is_one(token: Token, words: frozenset[str]) -> bool:
    return token.norm in words or token.lemma in words


def _within(one: Found[T], other: Found[T]) -> bool:
    longer = other.last - other.first > one.last - one.first
    return longer and other.first <= one.first and one.last <= other.last
