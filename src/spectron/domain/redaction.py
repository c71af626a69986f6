"""Finding words whatever their case, accents or plural, and blacking them out in place.

A blackout keeps the number of characters, so that the offsets of other quotes into the same text stay true.
"""

import re
import sys
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, TypeAlias

Span: TypeAlias = tuple[int, int]
Cited: TypeAlias = tuple[int, int, str]
"""The characters of a text that were quoted, and the words that stood there."""
Phrase: TypeAlias = tuple[str, ...]

MASK = "█"
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"
_SHORTEST_PLURAL = 4


@dataclass(frozen=True, slots=True)
class Aim:
    """What an erasure blacks out in the texts that stay.

    `wide` phrases go wherever they stand, `near` ones only in the turns of `turns` and in records that rest on them,
    those of `beside` only in the one turn they are told for; `quoted` holds, for each turn, the characters that an
    erased record rested on.
    """

    wide: frozenset[Phrase] = frozenset()
    near: frozenset[Phrase] = frozenset()
    turns: frozenset[str] = frozenset()
    beside: Mapping[str, frozenset[Phrase]] = field(default_factory=dict)
    quoted: Mapping[str, Sequence[Cited]] = field(default_factory=dict)

    def phrases(self, turn_id: str | None) -> frozenset[Phrase]:
        """The phrases that go in a text which belongs to this turn, or to none."""
        if turn_id is None or turn_id not in self.turns:
            return self.wide
        return self.wide | self.near | self.beside.get(turn_id, frozenset())


def phrase(text: str) -> Phrase:
    """The words of a text in the form in which they are compared; empty where it has none."""
    words = tuple(word for word, _, _ in _words(text))
    return words if any(words) else ()


def holds_all(text: str, words: Phrase) -> bool:
    """Whether every one of these words stands in a text, in any order."""
    return _could_hold(_plain(text), words) and set(words) <= set(phrase(text))


def find(text: str, phrases: Iterable[Phrase]) -> list[Span]:
    """Where one of these phrases stands, its words side by side; merged and in order."""
    plain = _plain(text)
    sought: dict[str, list[Phrase]] = {}
    for one in phrases:
        if one and _could_hold(plain, one):
            sought.setdefault(one[0], []).append(one)
    if not sought:
        return []
    words = _words(text)
    spans = [
        (start, words[place + len(one) - 1][2])
        for place, (word, start, _) in enumerate(words)
        for one in sought.get(word, ())
        if tuple(each[0] for each in words[place : place + len(one)]) == one
    ]
    return merge(spans)


def merge(spans: Iterable[Span]) -> list[Span]:
    """The same characters as spans that neither touch nor overlap, in order."""
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def black_out(text: str, spans: Iterable[Span]) -> str:
    """The text with every character of the spans replaced; a span may reach beyond the text."""
    marks = list(text)
    for start, end in spans:
        for place in range(max(start, 0), min(end, len(marks))):
            marks[place] = MASK
    return "".join(marks)


def black_out_quote(quote: str, start: int, end: int, spans: Iterable[Span]) -> str:
    """A quote of `content[start:end]` after `spans` of that content were blacked out."""
    touched = [(first - start, last - start) for first, last in spans if first < end and last > start]
    if len(quote) != end - start:  # the offsets are not those of the words: they cannot tell which of them go
        return MASK * len(quote) if touched else quote
    return black_out(quote, touched)


def black_out_json(value: Any, phrases: frozenset[Phrase]) -> Any:
    """A JSON value with these phrases blacked out in every string and every name of a member."""
    if isinstance(value, str):
        return black_out(value, find(value, phrases))
    if isinstance(value, Mapping):
        return {black_out_json(name, phrases): black_out_json(one, phrases) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [black_out_json(one, phrases) for one in value]
    return value


def _could_hold(plain: str, words: Phrase) -> bool:
    """A cheap look before the text is taken apart: it rarely holds what is sought."""
    return all(word in plain for word in words)


def _words(text: str) -> list[tuple[str, int, int]]:
    return [(_stem(_plain(found.group())), found.start(), found.end()) for found in _word().finditer(text)]


def _plain(text: str) -> str:
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", text).casefold()
    return "".join(mark for mark in apart if not unicodedata.combining(mark))


def _stem(word: str) -> str:
    plural = len(word) >= _SHORTEST_PLURAL and word.endswith("s") and not word.endswith("ss")
    return word[:-1] if plural else word


@cache
def _word() -> "re.Pattern[str]":
    """A run of letters and digits with their combining marks; in scripts without spaces, one letter."""
    marks = "".join(
        chr(code) for code in range(0x300, min(sys.maxunicode, 0x10000)) if unicodedata.category(chr(code))[0] == "M"
    )
    return re.compile(rf"[{_UNSPACED}]|(?:[^\W{_UNSPACED}][{re.escape(marks)}]*)+")
