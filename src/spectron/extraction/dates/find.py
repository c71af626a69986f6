"""Find every time expression of a text."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import NamedTuple

from spectron.domain.temporal import Interval
from spectron.extraction.dates.calendar import as_interval, shift
from spectron.extraction.dates.phrases import Moment, Phrase, read_phrase
from spectron.extraction.dates.reading import Reading, may_lead
from spectron.extraction.dates.tenses import read_aspect_at, read_aspects
from spectron.extraction.dates.tokens import Kind, Tokens, cut
from spectron.extraction.dates.values import Tense, TimeExpression, TimeRelation
from spectron.extraction.dates.words import load_cores, load_openers, load_words

_FARTHEST = (
    8  # words from the first of an expression to the one that names the time: "in just about the last two years"
)
_BEGINNINGS = frozenset({"from", "starting", "beginning", "effective", "as"})


def find_times(text: str, said_at: datetime, prefer: Tense | None = None) -> tuple[TimeExpression, ...]:
    """Every time expression in an English text, in order and without overlap, resolved against the instant it was said.

    Days are days of the zone of `said_at` (UTC where it has none). AT and DURING give the whole period, `[start, end)`.
    "Until", "by" and "to" end with the first instant of what they name: "until March" on 1 March, "until 6 June" on
    the 6th, "until the end of June" on its last day, "until mid June" on the 15th; "through June" covers June. Weeks
    begin on Monday, seasons are northern and meteorological. An expression that leads off the calendar is skipped.

    `prefer` decides which year "in March" means. Without it the verbs around decide, and where they do not, the past:
    "we moved in March" looks back, "we are moving in March" ahead; "until" and "by" look ahead unless told otherwise.
    """
    zone = said_at.tzinfo or UTC
    reading = Reading(cut(text), said_at.replace(tzinfo=None, fold=0), zone)
    expressed = (_express(text, reading, placed) for placed in _join(reading, _read_all(reading, prefer)))
    return tuple(filter(None, expressed))


class _Placed(NamedTuple):
    """A phrase and the token it begins with."""

    at: int
    phrase: Phrase


def _read_all(reading: Reading, prefer: Tense | None) -> Iterator[_Placed]:
    cores = _find_cores(reading.tokens)
    if not cores or cores[0] >= len(cores):
        return
    aspects = read_aspects(reading.tokens)
    place = 0
    while place < len(aspects):
        if not _may_open(reading.tokens, place) or cores[place] > place + _FARTHEST:
            place += 1
            continue
        phrase = read_phrase(reading, place, Moment(read_aspect_at(reading.tokens, aspects, place), prefer))
        if phrase:
            yield _Placed(place, phrase)
        place = phrase.place if phrase else place + 1


def _join(reading: Reading, phrases: Iterator[_Placed]) -> list[_Placed]:
    """The phrases, with each beginning and the length right beside it as one stretch: "from 1 March, eight months"."""
    joined: list[_Placed] = []
    for one in phrases:
        last = joined[-1] if joined else None
        apart = one.at - last.phrase.place if last else None
        comma = apart == 1 and reading.tokens.low(one.at - 1) == ","
        span = _measure(reading, last, one) if last and (apart == 0 or comma) else None
        if last and span:
            joined[-1] = _Placed(last.at, span)
        elif not (comma and one.phrase.relation is TimeRelation.FOR):
            joined.append(one)
    return joined


def _measure(reading: Reading, one: _Placed, other: _Placed) -> Phrase | None:
    """The stretch that a beginning and a length give together, in either order."""
    start, length = (one, other.phrase.length) if other.phrase.length else (other, one.phrase.length)
    begins = start.phrase.relation is TimeRelation.SINCE or reading.tokens.low(start.at) in _BEGINNINGS
    first = start.phrase.first
    if length is None or first is None or not begins or start.phrase.length:
        return None
    until = shift(first, length.unit, length.count)
    return replace(start.phrase, relation=TimeRelation.SPAN, until=until, place=other.phrase.place) if until else None


def _may_open(tokens: Tokens, at: int) -> bool:
    token = tokens.at(at)
    if token.low in load_openers():
        return may_lead(tokens, at + 1 if token.low in load_words("relation") else at)
    return token.kind in (Kind.NUMBER, Kind.STAMP)


def _find_cores(tokens: Tokens) -> list[int]:
    """For each place, where the next number or word of time stands."""
    ahead = len(tokens.items) + _FARTHEST + 1
    cores = [ahead] * len(tokens.items)
    for place in range(len(tokens.items) - 1, -1, -1):
        token = tokens.items[place]
        if token.low in load_cores() or token.kind in (Kind.NUMBER, Kind.STAMP):
            ahead = place
        cores[place] = ahead
    return cores


def _express(text: str, reading: Reading, placed: _Placed) -> TimeExpression | None:
    phrase = placed.phrase
    open_ended = phrase.first is None and phrase.until is None
    interval = Interval() if open_ended else as_interval(phrase.first, phrase.until, reading.zone)
    if interval is None:
        return None
    start, end = reading.tokens.at(placed.at).start, reading.tokens.at(phrase.place - 1).end
    months = phrase.length.months if phrase.length and phrase.relation is TimeRelation.FOR else 0
    return TimeExpression(
        start, end, text[start:end], phrase.relation, interval, phrase.precision, phrase.cadence, months
    )
