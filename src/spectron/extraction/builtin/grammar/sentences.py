"""A turn cut into sentences, with what is not the speaker's own word set apart."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from typing import NamedTuple

import sentencex  # type: ignore[import-untyped]  # it ships no types

MOST_CHARACTERS = 20_000
_FENCE = re.compile(r"```.*?(?:```|\Z)|~~~.*?(?:~~~|\Z)", re.DOTALL)
_INLINE = re.compile(r"`[^`\n]{1,200}`")
_QUOTED = re.compile(
    r"[\"\u201c\u201e\u00ab][^\"\u201d\u00bb\u201c\n]{1,600}[\"\u201d\u00bb\u201c]|\u2018[^\u2019\n]{1,300}\u2019"
)
_GLOSS = re.compile(r"(?<=[\"\u201d\u00bb])\s?\([A-Z][^()\s]*(?: [^()\s]+){2,40}\)")
_TITLED = re.compile(
    r"(?:\b[A-Z][a-z']*[ ]){1,6}(?:My|Your|You|We|Me|Is|Are|Was|Were|Don't|Not|He|She|It|Over|Who)"
    r"(?: [A-Z][a-z']+){1,6}\b(?![a-z])"
)
_CODE = re.compile(
    r"^[ \t]*(?://|/\*|#include|const \w+|let \w+ ?=|var \w+ ?=|def \w+\(|function \w*\(|<\?php|SELECT |INSERT INTO )"
    r"[^\n]*$",
    re.MULTILINE,
)
_CITED = re.compile(r"^[ \t]*>.*$", re.MULTILINE)
_TAG = re.compile(r"<!--.*?(?:-->|\Z)|<[/!a-zA-Z][^<>]{0,300}>", re.DOTALL)
_LINE = re.compile(r"[^\n]+")


class Span(NamedTuple):
    """A stretch of the turn."""

    start: int
    end: int


def find_foreign(text: str) -> list[Span]:
    """Code, quotations with their glosses, titles and markup, in order and not overlapping."""
    spans: list[Span] = []
    for pattern in (_FENCE, _CITED, _TAG, _INLINE, _QUOTED, _GLOSS, _CODE, _TITLED):
        for match in pattern.finditer(text):
            place = bisect_left(spans, match.span())
            clear = place == 0 or spans[place - 1].end <= match.start()
            if clear and (place == len(spans) or match.end() <= spans[place].start):
                spans.insert(place, Span(match.start(), match.end()))
    return spans


def split_sentences(text: str, foreign: list[Span]) -> Iterator[Span]:
    """The sentences of the first MOST_CHARACTERS characters; a line break ends one, a quotation never does."""
    veiled = veil(text[:MOST_CHARACTERS], foreign)
    for line in _LINE.finditer(veiled):
        for bound in sentencex.get_sentence_boundaries("en", line.group()):
            start, end = line.start() + bound["start_index"], line.start() + bound["end_index"]
            while end > start and veiled[end - 1].isspace():
                end -= 1
            while start < end and veiled[start].isspace():
                start += 1
            if end > start:
                yield Span(start, end)


def veil(text: str, foreign: list[Span]) -> str:
    """The text with every foreign stretch replaced, sign for sign, by one unknown word."""
    parts, at = [], 0
    for span in foreign:
        if span.start >= len(text):
            break
        end = min(span.end, len(text))
        parts.append(text[at : span.start])
        parts.append("\u2588" * (end - span.start))
        at = end
    parts.append(text[at:])
    return "".join(parts)
