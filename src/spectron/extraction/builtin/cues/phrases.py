"""Phrases as the data files of cues write them, and finding them among the words of a sentence.

A phrase is words with spaces between them, each as it is written or by its base form; `=have` is only as written.
`a/b` is either of two, `..` up to `WIDEST_GAP` words that do not matter and `.` one at most; at the end `!to/for` is
what may not follow, and `$` stands where no word may. Phrases are kept by their first word, so that a sentence is
looked through once however many there are.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from spectron.extraction.builtin.grammar.tokens import Token

T = TypeVar("T")

_END = "$"

WIDEST_GAP = 6
_GAPS = {"..": WIDEST_GAP, ".": 1}


@dataclass(frozen=True, slots=True)
class Phrase:
    """The words of a phrase in their order, each with how many words may stand before it, and what may not follow.

    `telling` are the alternatives of its longest word: where none of them stands, the phrase does not.
    """

    words: tuple[tuple[int, frozenset[str]], ...]
    telling: frozenset[str]
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
        said = {form for token in tokens for form in _forms(token)}
        for place, token in enumerate(tokens):
            for phrase, meaning in self._beginning_with(token):
                last = -1 if phrase.telling.isdisjoint(said) else _match(phrase, tokens, place)
                if last >= 0:
                    found.append(Found(meaning, place, last))
        for one in found:
            if not any(_within(one, other) for other in found):
                yield one

    def _beginning_with(self, token: Token) -> Iterator[tuple[Phrase, T]]:
        for form in _forms(token):
            yield from self.by_word.get(form, ())


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
    telling = max((one for _, one in words), key=lambda either: min(map(len, either)))
    return Phrase(tuple(words), telling, barred)


def sort_phrases(rows: Sequence[tuple[str, T]]) -> Phrases[T]:
    """Phrases by their first word; a row is a list of phrases with commas between them, and what all of them mean."""
    kept: dict[str, list[tuple[Phrase, T]]] = {}
    for listed, meaning in rows:
        for text in listed.split(","):
            phrase = read_phrase(text)
            for word in phrase.words[0][1]:
                kept.setdefault(word, []).append((phrase, meaning))
    return Phrases(kept)


def _match(phrase: Phrase, tokens: Sequence[Token], place: int) -> int:
    """The place of the last word of a phrase that begins here, or -1."""
    at = place
    for gap, words in phrase.words:
        spots = range(at, min(at + gap + 1, len(tokens)))
        spot = next((spot for spot in spots if not words.isdisjoint(_forms(tokens[spot]))), -1)
        if spot < 0:
            return -1
        at = spot + 1
    follower = tokens[at].norm if at < len(tokens) else ""
    barred = follower in phrase.barred or (_END in phrase.barred and follower[:1].isalnum())
    return -1 if barred else at - 1


def _forms(token: Token) -> tuple[str, ...]:
    """How a word may be written in a phrase."""
    return (token.norm, f"={token.norm}") if token.lemma == token.norm else (token.norm, token.lemma, f"={token.norm}")


def _within(one: Found[T], other: Found[T]) -> bool:
    longer = other.last - other.first > one.last - one.first
    return longer and other.first <= one.first and one.last <= other.last
