"""Quoting what was said inside a prompt: on lines of its own, with its dates resolved, and unable to end the quote."""

import re
from collections.abc import Collection, Sequence, Set
from datetime import date, datetime
from functools import lru_cache

from spectron.domain.recall import DateNote
from spectron.domain.temporal import WEEKDAYS, name_day
from spectron.retrieval.words import stems

OPENING = "<memory>"
CLOSING = "</memory>"
LONGEST = 900
KEPT = 700
_UNSEEN = "[\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff]*"
_NAME = _UNSEEN.join("memory")
_TAG = re.compile(rf"[<\uff1c\ufe64](?=[^<>\n]{{0,16}}?{_NAME})", re.IGNORECASE)
_SENTENCE = re.compile(r"[^.!?\n]*(?:[.!?](?=\S)[^.!?\n]*)*[.!?\n]*\s*")


def defuse(text: str) -> str:
    """The text with every `<` that could begin a delimiter of ours turned into a mark that cannot."""
    return _TAG.sub("\u2039", text)


def one_line(text: str) -> str:
    """The text on one line."""
    return " ".join(text.split())


def block(text: str) -> str:
    """The text with further lines set in, so that none of them can pass for a line of ours."""
    return "\n  ".join(line.rstrip() for line in text.strip().splitlines() if line.strip())


def name_weekday(instant: datetime) -> str:
    """A day with its weekday: "Fri 14 July 2023"."""
    return _name_date(instant.date())


@lru_cache(maxsize=4_096)
def _name_date(day: date) -> str:
    return f"{WEEKDAYS[day.weekday()][:3]} {name_day(day)}"


def annotate(text: str, notes: Sequence[DateNote], start: int = 0, end: int | None = None) -> str:
    """`text[start:end]` with the dates that its words mean in brackets behind them: "last Friday (14 July 2023)"."""
    end = len(text) if end is None else end
    parts, place = [], start
    for note in sorted(notes, key=lambda one: (one.end, one.start)):
        if place <= note.start and note.end <= end:
            parts += [text[place : note.end], f" ({note.text})"]
            place = note.end
    return "".join([*parts, text[place:end]])


def excerpt(text: str, notes: Sequence[DateNote], wanted: Set[str]) -> str:
    """A long text cut to the sentences that share most words with `wanted` (stems), annotated; a short one whole."""
    if len(text) <= LONGEST:
        return annotate(text, notes)
    spans = _spans(text)
    hits = [len(wanted & set(stems(text[start:end]))) for start, end in spans]
    near = [
        hits[place] + 0.5 * max(hits[max(0, place - 1) : place + 2]) - place / (100 * len(spans))
        for place in range(len(spans))
    ]
    kept, room = set[int](), KEPT
    for place in sorted(range(len(spans)), key=lambda one: -near[one]):
        size = spans[place][1] - spans[place][0]
        if size <= room:
            kept.add(place)
            room -= size
    return _joined(text, notes, spans, kept)


def _spans(text: str) -> list[tuple[int, int]]:
    """The sentences of a text, none longer than what is kept."""
    found = []
    for one in _SENTENCE.finditer(text):
        for start in range(one.start(), one.end(), KEPT):
            found.append((start, min(one.end(), start + KEPT)))
    return found


def _joined(text: str, notes: Sequence[DateNote], spans: Sequence[tuple[int, int]], kept: Collection[int]) -> str:
    parts: list[str] = []
    for place, (start, end) in enumerate(spans):
        if place in kept:
            parts.append(annotate(text, notes, start, end))
        elif not parts or parts[-1] != "... ":
            parts.append("... ")
    return "".join(parts)
