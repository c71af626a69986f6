"""Find every time expression of a text."""

from datetime import UTC, datetime, tzinfo

from spectron.domain.temporal import Interval
from spectron.extraction.dates.calendar import as_interval
from spectron.extraction.dates.phrases import Moment, Phrase, read_phrase
from spectron.extraction.dates.reading import Reading
from spectron.extraction.dates.tenses import read_aspect_at, read_aspects
from spectron.extraction.dates.tokens import Kind, Token, Tokens, cut
from spectron.extraction.dates.values import Tense, TimeExpression, TimeRelation
from spectron.extraction.dates.words import load_cores, load_openers

_FARTHEST = (
    8  # words from the first of an expression to the one that names the time: "in just about the last two years"
)


def find_times(text: str, said_at: datetime, prefer: Tense | None = None) -> tuple[TimeExpression, ...]:
    """Every time expression in an English text, in order and without overlap, resolved against the instant it was said.

    Days are days of the zone of `said_at` (UTC where it has none). AT and DURING give the whole period, `[start, end)`.
    "Until" and "to" end where a month, a year or an hour begins, but after a named day: "until March" is before
    1 March, "until 6 June" covers the 6th; "until the end of X" covers X. Weeks begin on Monday, seasons are northern
    and meteorological. An expression that leads off the calendar is skipped.

    `prefer` decides which year "in March" means. Without it the verbs around decide, and where they do not, the past:
    "we moved in March" looks back, "we are moving in March" ahead; "until" and "by" look ahead unless told otherwise.
    """
    zone = said_at.tzinfo or UTC
    reading = Reading(cut(text), said_at.replace(tzinfo=None, fold=0), zone)
    aspects = read_aspects(reading.tokens)
    found: list[TimeExpression] = []
    place = behind = 0
    cores = _find_cores(reading.tokens)
    while place < len(aspects):
        if not _may_open(reading.tokens.at(place)) or cores[place] > place + _FARTHEST:
            place += 1
            continue
        phrase = read_phrase(reading, place, Moment(read_aspect_at(reading.tokens, aspects, place), prefer))
        expression = _express(text, reading.tokens, place, phrase, zone) if phrase else None
        if expression and not (found and phrase and _goes_on(reading.tokens, place, behind, phrase)):
            found.append(expression)
            behind = phrase.place if phrase else behind
        place = phrase.place if phrase else place + 1
    return tuple(found)


def _may_open(token: Token) -> bool:
    return token.low in load_openers() or token.kind in (Kind.NUMBER, Kind.STAMP)


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


def _goes_on(tokens: Tokens, at: int, behind: int, phrase: Phrase) -> bool:
    # "On leave since 1 February, six months": the length belongs to what was just said and does not reach up to now.
    return phrase.relation is TimeRelation.FOR and tokens.low(at - 1) == "," and behind == at - 1


def _express(text: str, tokens: Tokens, at: int, phrase: Phrase, zone: tzinfo) -> TimeExpression | None:
    open_ended = phrase.first is None and phrase.until is None
    interval = Interval() if open_ended else as_interval(phrase.first, phrase.until, zone)
    if interval is None:
        return None
    start, end = tokens.at(at).start, tokens.at(phrase.place - 1).end
    return TimeExpression(start, end, text[start:end], phrase.relation, interval, phrase.precision, phrase.cadence)
