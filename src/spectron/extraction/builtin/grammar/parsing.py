"""A turn as parsed sentences."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, tzinfo
from functools import lru_cache
from itertools import zip_longest

from spectron.domain.conversation import Turn
from spectron.extraction.builtin.grammar.chunking import chunk
from spectron.extraction.builtin.grammar.clause_reader import read_clauses
from spectron.extraction.builtin.grammar.clauses import Clause
from spectron.extraction.builtin.grammar.phrases import Chunk
from spectron.extraction.builtin.grammar.repairs import mend
from spectron.extraction.builtin.grammar.sentences import MOST_CHARACTERS, find_foreign, split_sentences, veil
from spectron.extraction.builtin.grammar.tagging import tag
from spectron.extraction.builtin.grammar.timing import spread_times
from spectron.extraction.builtin.grammar.tokens import Token, split_words
from spectron.extraction.builtin.grammar.vocatives import find_called, set_aside
from spectron.extraction.builtin.lexis.words import listed
from spectron.extraction.dates import find_times
from spectron.extraction.language import is_foreign

_LONGEST = 400
_LONGEST_REMEMBERED = 2_000


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence with its words, phrases and clauses; `folded` is its text in lower case.

    `closing` is the next sentence where that says no more than that this one is in doubt: "Not sure yet."
    """

    start: int
    end: int
    text: str
    folded: str
    tokens: tuple[Token, ...]
    chunks: tuple[Chunk, ...]
    clauses: tuple[Clause, ...]
    closing: str = ""

    @property
    def asks(self) -> bool:
        """Whether it ends in a question mark."""
        return asks(self.text)


_TAGGED = re.compile(
    r"(?i)(?:,\s{0,2}(?:right|yeah|ok|okay|correct|remember|no|eh|huh|innit)|\s(?:innit|eh|huh))\s{0,2}\?{1,3}$"
)


def asks(text: str) -> bool:
    """Whether a sentence ends in a question mark that asks for more than a nod ("I'm vegan, right?")."""
    bare = text.rstrip("\"')\u201d ")
    return bare.endswith("?") and _TAGGED.search(bare[-16:]) is None


def parse_turn(turn: Turn, addressee: str = "") -> tuple[Sentence, ...]:
    """The English sentences of the part of a turn that is read; quotations, code, the addressee's name stay opaque."""
    text = turn.content[:MOST_CHARACTERS]
    cut_up = _cut_again if len(text) <= _LONGEST_REMEMBERED else _cut
    # the zone stands beside the wall-clock time, because equal instants of two zones are equal to a cache
    whole = cut_up(text, turn.said_at.replace(tzinfo=None), turn.said_at.tzinfo or UTC)
    if not turn.name:
        return tuple(_close([_read_again(one, ()) for one in whole]))
    return tuple(_close([_read_again(one, find_called(one.chunks, addressee)) for one in whole]))


@dataclass(frozen=True, slots=True, eq=False)
class _Words:
    """A sentence before its clauses are read, the same whoever is spoken to; equal to itself alone."""

    start: int
    end: int
    text: str
    tokens: tuple[Token, ...]
    chunks: tuple[Chunk, ...]


def _cut(text: str, wall: datetime, zone: tzinfo) -> tuple[_Words, ...]:
    foreign = find_foreign(text)
    veiled = veil(text, foreign)
    times = find_times(veiled, wall.replace(tzinfo=zone))
    starts = [time.start for time in times]
    found = []
    for span in split_sentences(text, foreign):
        pieces = split_words(veiled, span.start, span.end)[:_LONGEST]
        if not any(piece.text[0].isalnum() for piece in pieces):
            continue
        words = veiled[span.start : span.end]
        if is_foreign(words):
            continue
        tokens = tuple(tag(pieces))
        own = times[bisect_left(starts, span.start) : bisect_left(starts, span.end)]
        found.append(_Words(span.start, span.end, words, tokens, tuple(mend(chunk(tokens, own)))))
    return tuple(found)


def _read(one: _Words, called: tuple[int, ...]) -> Sentence:
    """The sentence with its clauses; the names at the places `called` only call somebody and are opaque."""
    chunks = tuple(set_aside(one.chunks, called))
    clauses = tuple(spread_times(read_clauses(chunks, asks(one.text))))
    folded = one.text.lower().replace("\u2019", "'")
    return Sentence(one.start, one.end, one.text, folded, one.tokens, chunks, clauses)


# a turn is read once for itself, and again for the turns after it
_cut_again = lru_cache(maxsize=256)(_cut)
_read_again = lru_cache(maxsize=1_024)(_read)


def _close(sentences: list[Sentence]) -> Iterator[Sentence]:
    """The sentences, each with the closing words behind it."""
    for sentence, after in zip_longest(sentences, sentences[1:]):
        words = after.folded.strip(" .!?,-\u2026") if after else ""
        yield replace(sentence, closing=words) if words in listed("afterthoughts") else sentence
