"""Slips that a speaker mends on the way: "in Oslo, sorry, Bergen" is read as "in Bergen".

A repair has three parts: the slip, words that take it back, and what was meant (W. Levelt, "Monitoring and self-repair
in speech", Cognition 14, 1983). The first two are left out before the sentence is read.
"""

from collections.abc import Sequence

from spectron.extraction.builtin.grammar.phrases import Chunk
from spectron.extraction.builtin.lexis.sorts import are_of_one_kind

_TAKING_BACK = frozenset(
    {
        "sorry", "no", "no sorry", "no wait", "wait no", "wait", "sorry no", "oops", "whoops", "er", "erm", "i mean",
        "no i mean", "or rather", "rather", "correction", "make that", "no make that", "sorry i mean", "wait sorry",
    }
)  # fmt: skip
_MARKS = ("comma", "stop")
_MOST = 6


def mend(chunks: Sequence[Chunk]) -> list[Chunk]:
    """The phrases without the slips that the sentence itself takes back."""
    kept: list[Chunk] = []
    at = 0
    while at < len(chunks):
        meant = _find_meant(chunks, at) if kept or chunks[at].kind != "comma" else None
        if meant is None:
            kept.append(chunks[at])
            at += 1
        else:
            at = meant
    return kept


def _find_meant(chunks: Sequence[Chunk], slip: int) -> int | None:
    """Where what was meant begins, if the phrase at a place is taken back right behind it."""
    if chunks[slip].kind not in ("np", "time") or slip + 2 >= len(chunks) or chunks[slip + 1].kind not in _MARKS:
        return None
    words: list[str] = []
    for place in range(slip + 2, min(len(chunks), slip + 2 + _MOST)):
        chunk = chunks[place]
        if " ".join(words) in _TAKING_BACK and _replaces(chunks[slip], chunk):
            return place
        again = (
            " ".join(words) in _TAKING_BACK and chunk.kind == "prep" and slip and chunks[slip - 1].word == chunk.word
        )
        if again or chunk.kind in _MARKS:
            continue
        words += [token.norm for token in chunk.tokens]
        if len(words) > 3:
            return None
    return None


def _replaces(slip: Chunk, meant: Chunk) -> bool:
    """Whether one phrase can stand in the place of another: time for time, name for name, thing for thing."""
    if slip.kind != meant.kind:
        return False
    if slip.noun is None or meant.noun is None:
        return slip.kind == "time"
    if slip.noun.pronoun or meant.noun.pronoun or bool(slip.noun.name) != bool(meant.noun.name):
        return False
    return are_of_one_kind(slip.noun.tokens[-1].text, meant.noun.tokens[-1].text)
