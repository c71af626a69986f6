"""When a doing took place: its day, its hour where one was told, and the part of the day."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from spectron.extraction.builtin.cues.pursuits import doings
from spectron.extraction.builtin.grammar.parsing import Sentence
from spectron.extraction.dates import POINTS, Precision, TimeExpression, TimeRelation

_SHORT = frozenset({Precision.DAY, Precision.TIME})
_AROUND = frozenset({TimeRelation.BY, TimeRelation.AFTER, TimeRelation.FOR})
_NOON = 12
_HOURS = ((5, "night"), (12, "morning"), (18, "afternoon"), (23, "evening"), (24, "night"))
_CLOCK = re.compile(r"\d|\bo'clock\b|\bhalf past\b|\bquarter\b")
_LONGEST_WAIT = timedelta(hours=20)


class When(NamedTuple):
    """The day of an occasion and the part of it, where told."""

    at: datetime
    part: str


def find_occasion(times: Sequence[TimeExpression], sentence: Sentence, said_at: datetime) -> When | None:
    """When something that was done took place; None where the words put it on no day, or on one that is to come."""
    if any(time.relation not in POINTS | _AROUND or time.months for time in times):  # "for three years"
        return None
    dated = [time for time in times if time.relation in POINTS]
    if any(time.precision not in _SHORT or time.interval.start is None for time in dated):
        return None
    if not dated:
        return None if _is_distant(sentence) else When(said_at, find_part(sentence.folded))
    at, part = said_at, ""
    for time in dated:
        began = (time.interval.start or said_at).astimezone(said_at.tzinfo or UTC)
        if time.text.lower() == f"{said_at:%A}".lower():
            began = said_at  # "my Saturday swim", on a Saturday
        clock = time.precision is Precision.TIME and bool(_CLOCK.search(time.text))
        part = part or (_part_at(began.hour) if clock else find_part(time.text.lower()))
        if began.date() != said_at.date() or clock:
            at = began if clock else began.replace(hour=_NOON, minute=0, second=0, microsecond=0)
    if at > said_at + _LONGEST_WAIT:
        at -= timedelta(days=7)  # "Monday" of what was done is the one before
    return When(at, part or find_part(sentence.folded)) if at.date() <= said_at.date() else None


def find_part(folded: str) -> str:
    """The part of the day that words name: "before bed" -> evening; or ""."""
    said = _words_of(folded)
    return next((part for words, part in doings()["part_words"].items() if f" {words} " in said), "")


def _part_at(hour: int) -> str:
    return next(part for until, part in _HOURS if hour < until)


def _is_distant(sentence: Sentence) -> bool:
    """Whether words put the sentence long ago: "when I was small", "back in school", "I once"."""
    said = _words_of(sentence.folded)
    return any(f" {words} " in said for words in doings()["distant"])


def _words_of(folded: str) -> str:
    """The words without marks and figures, with a space on either side."""
    return f" {re.sub(r'[^a-z ]', ' ', folded)} "
