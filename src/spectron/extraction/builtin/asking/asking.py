"""What a message asks: the last question in it, understood as far as words and shape tell."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from spectron.domain.candidate import Window
from spectron.domain.question import Question, Wanted
from spectron.domain.temporal import Interval
from spectron.extraction.builtin.asking.nouns import read_noun_question
from spectron.extraction.builtin.asking.shape import Shape, find_shape
from spectron.extraction.builtin.asking.verbs import read_verb_question
from spectron.extraction.builtin.asking.wordings import read_wording
from spectron.extraction.builtin.asking.words import cut_words
from spectron.extraction.builtin.asking.wrapping import find_tag, unwrap
from spectron.extraction.builtin.asking.matters import find_matters, restore_names
from spectron.extraction.builtin.grammar.sentences import find_foreign, split_sentences
from spectron.extraction.dates import TimeExpression, TimeRelation, find_times

_MOST_CHARACTERS = 4_000
_LONGEST = 320
_BEFORE = re.compile(r"\b(before|prior to|after)\b\s*(.*)$", re.IGNORECASE)
_FORMER = re.compile(r"\b(previous(?:ly)?|former(?:ly)?|prior|old|last|earlier|ex)\b[ -]?", re.IGNORECASE)
_USED_TO = re.compile(r"\bused? to\b", re.IGNORECASE)
_FORMER_THINGS = re.compile(
    r"\b(?:previous|former|prior|old|last|earlier) (?:job|role|title|position|employer|company|workplace|boss|manager|"
    r"address|home|flat|apartment|house|city|place|car|phone|number|email|school|team|name|diet|hobby|goal)\b",
    re.IGNORECASE,
)
_ALSO_BEFORE = re.compile(r"\b(?:previously|formerly|originally|in the past|earlier|back then)\b", re.IGNORECASE)


def read_question(text: str, window: Window, said_at: datetime) -> Question:
    """Understand what a message asks; `window` tells which names are known, `said_at` what "last month" means.

    A message that asks nothing gives Wanted.NOTHING. Pure, and linear in the length of the text, of which the first
    4,000 characters are looked at.
    """
    for sentence in reversed(_split(text[:_MOST_CHARACTERS])):
        found = _read(sentence[-_LONGEST:], window, said_at)
        if found is not None:
            return found
    return Question(text, Wanted.NOTHING)


def _split(text: str) -> list[str]:
    return [text[span.start : span.end] for span in split_sentences(text, find_foreign(text))]


def _read(sentence: str, window: Window, said_at: datetime) -> Question | None:
    """What one sentence asks; None where it asks nothing."""
    plain = restore_names(sentence.replace("\u2019", "'"), window)
    marked = plain.rstrip(" \"')").endswith("?")
    tagged = find_tag(plain)
    bare, asked = unwrap(f"whether {tagged}" if tagged else plain)
    asked = asked or tagged is not None
    if not bare:
        return None
    direct = read_wording(bare, asked or marked)
    if direct is not None:
        return _settle(direct, bare, plain, said_at, ())
    timeless, times = _take_times(bare, said_at)
    timeless, before = _take_edges(timeless)
    tokens = cut_words(timeless)
    shape = find_shape(tokens, asked)
    if shape is None or not (asked or marked or _asks_plainly(shape)):
        return Question(plain, Wanted.OTHER, **_matter_fields(bare, ())) if marked else None
    found = read_noun_question(shape) or read_verb_question(shape)
    return _settle(replace(found, **before), bare, plain, said_at, times)


def _asks_plainly(shape: Shape) -> bool:
    """Whether the words ask without a mark: they begin with a word of asking, and have a verb."""
    if shape.asking in ("", "whether"):
        return shape.asking == "whether" and bool(shape.subject) and shape.aux in ("do", "does", "did", "am", "is", "are")
    return bool(shape.aux or shape.verb is not None or shape.subject)


def _take_times(text: str, said_at: datetime) -> tuple[str, tuple[TimeExpression, ...]]:
    """The words without those that name a time, and those times."""
    times = tuple(one for one in find_times(text, said_at) if one.interval != Interval())
    bare = text
    for one in reversed(times):
        bare = f"{bare[: one.start]} {bare[one.end :]}"
    return " ".join(bare.split()), times


def _take_edges(text: str) -> tuple[str, dict[str, object]]:
    """The words without "before Munich" or "previous", and what these tell."""
    edge = _BEFORE.search(text)
    if edge is not None and edge.start() > 0:
        fields: dict[str, object] = {edge.group(1).lower() != "after" and "before" or "after": True}
        names = re.findall(r"\b[A-Z][\w'-]*(?: [A-Z][\w'-]*)*", edge.group(2))
        if names:
            fields["value"] = names[-1].removesuffix("'s")
        return text[: edge.start()].strip(), fields
    if _FORMER_THINGS.search(text):
        return _FORMER.sub("", text, count=1), {"before": True}
    if _USED_TO.search(text):
        return " ".join(_USED_TO.sub(" ", text).split()), {"before": True, "past": True}
    if _ALSO_BEFORE.search(text):
        return " ".join(_ALSO_BEFORE.sub(" ", text).split()), {"before": True, "past": True}
    return text, {}


def _settle(found: Question, bare: str, text: str, said_at: datetime, times: Sequence[TimeExpression]) -> Question:
    """The question with its time and its words of content."""
    if not times and found.time is None:
        times = _take_times(bare, said_at)[1]
    span = next((one for one in times), None)
    time = found.time
    if time is None and span is not None:
        time = _interval(span)
    before = found.before or (span is not None and span.relation in (TimeRelation.BY, TimeRelation.UNTIL) and "before" in span.text.lower())
    return replace(found, text=text, time=time, before=before, **_matter_fields(bare, times))


def _interval(one: TimeExpression) -> Interval:
    """The stretch of time that an expression in a question means."""
    if one.relation is TimeRelation.SINCE:
        return Interval(one.interval.start, None)
    return one.interval


def _matter_fields(bare: str, times: Sequence[TimeExpression]) -> dict[str, tuple[object, ...]]:
    terms, names = find_matters(bare, times)
    return {"terms": terms, "names": names}
