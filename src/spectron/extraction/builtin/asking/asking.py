"""What a message asks: the last question in it, understood as far as words and shape tell."""

from dataclasses import dataclass, replace
from datetime import datetime

from spectron.domain.candidate import Window
from spectron.domain.question import Question, Wanted
from spectron.domain.temporal import Interval
from spectron.extraction.builtin.asking.edges import take_edges
from spectron.extraction.builtin.asking.matters import find_matters, restore_names
from spectron.extraction.builtin.asking.nouns import read_noun_question
from spectron.extraction.builtin.asking.shape import Shape, find_shape
from spectron.extraction.builtin.asking.verbs import read_verb_question
from spectron.extraction.builtin.asking.wordings import read_wording
from spectron.extraction.builtin.asking.words import cut_words, tables
from spectron.extraction.builtin.asking.wrapping import find_tag, unwrap
from spectron.extraction.builtin.grammar.sentences import find_foreign, split_sentences
from spectron.extraction.dates import TimeExpression, TimeRelation, find_times

_MOST_CHARACTERS = 4_000
_LONGEST = 320


@dataclass(frozen=True, slots=True)
class Asked:
    """A sentence that asks: as it stands, the words that tell what it is about, the times in those, and all times."""

    text: str
    bare: str
    inside: tuple[TimeExpression, ...]
    times: tuple[TimeExpression, ...]


def read_question(text: str, window: Window, said_at: datetime) -> Question:
    """Understand what a message asks; `window` tells which names are known, `said_at` what "last month" means.

    A message that asks nothing gives Wanted.NOTHING. Pure, and linear in the length of the text, of which the first
    4,000 characters are looked at.
    """
    for sentence in reversed(_split(text[:_MOST_CHARACTERS])):
        found = _read(sentence[-_LONGEST:], window, said_at)
        if found is not None:
            return found
    return Question(text, Wanted.REQUEST if _is_request(text) else Wanted.NOTHING)


def _is_request(text: str) -> bool:
    """Whether a message begins by telling somebody to do something, in the words of an order."""
    bare = unwrap(text[:_LONGEST])[0]
    first = next(iter(cut_words(bare)), None)
    return first is not None and first.tag == "VB" and first.norm not in tables()["asked_wishes"]


def _split(text: str) -> list[str]:
    return [text[span.start : span.end] for span in split_sentences(text, find_foreign(text))]


def _read(sentence: str, window: Window, said_at: datetime) -> Question | None:
    """What one sentence asks; None where it asks nothing."""
    plain = restore_names(sentence.replace("\u2019", "'"), window)
    marked = plain.rstrip(" \"')").endswith("?")
    tagged = find_tag(plain)
    bare, asked = unwrap(f"whether {tagged}" if tagged else plain)
    asked = asked or tagged is not None
    direct = read_wording(bare)
    if direct is not None:
        times = _take_times(bare, said_at)[1]
        return _settle(direct, Asked(plain, bare, times, times))
    timeless, times = _take_times(bare, said_at)
    edged = take_edges(timeless)
    shape = find_shape(cut_words(edged.text), asked)
    whole = Asked(plain, edged.text, (), times)
    if shape is None or not (asked or marked or _asks_plainly(shape)):
        return _settle(Question(plain), whole) if marked and bare else None
    found = read_noun_question(shape) or read_verb_question(shape)
    value = edged.value or found.value
    past = found.past or edged.past
    found = replace(found, before=edged.before, after=edged.after, value=value, past=past, first=edged.first)
    return _settle(found, whole)


def _asks_plainly(shape: Shape) -> bool:
    """Whether the words ask without a mark: they begin with a word of asking, and have a verb."""
    if shape.asking in ("", "whether"):
        return (
            shape.asking == "whether" and bool(shape.subject) and shape.aux in ("do", "does", "did", "am", "is", "are")
        )
    return bool(shape.aux or shape.verb is not None or shape.subject)


def _take_times(text: str, said_at: datetime) -> tuple[str, tuple[TimeExpression, ...]]:
    """The words without those that name a time, and those times."""
    times = tuple(one for one in find_times(text, said_at) if one.interval != Interval())
    bare = text
    for one in reversed(times):
        bare = f"{bare[: one.start]} {bare[one.end :]}"
    return " ".join(bare.split()), times


def _settle(found: Question, asked: Asked) -> Question:
    """The question with its time and its words of content."""
    span = next(iter(asked.times), None)
    time = find_interval(span) if span is not None else None
    before = found.before or (span is not None and span.text.lower().startswith(("before", "prior")))
    terms, names = find_matters(asked.bare, asked.inside)
    return replace(found, text=asked.text, time=time, before=before, terms=terms, names=names)


def find_interval(one: TimeExpression) -> Interval:
    """The stretch of time that an expression in a question means; "since" goes on without an end."""
    return Interval(one.interval.start, None) if one.relation is TimeRelation.SINCE else one.interval
