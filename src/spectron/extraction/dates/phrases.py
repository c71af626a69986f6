"""Points of time with the words that relate a statement to them: "since 2019", "until Friday", "for three years"."""

from dataclasses import dataclass
from datetime import datetime

from spectron.extraction.dates.amounts import Length, read_length, read_unit
from spectron.extraction.dates.anchor import Anchor, Family
from spectron.extraction.dates.calendar import Period, Unit, precision_of
from spectron.extraction.dates.clock import read_part
from spectron.extraction.dates.cycles import Cycle, Round
from spectron.extraction.dates.dated import ends_phrase
from spectron.extraction.dates.point import read_point
from spectron.extraction.dates.reading import FoundAnchor, Reading
from spectron.extraction.dates.recurrences import read_recurrence
from spectron.extraction.dates.spans import edge, read_span
from spectron.extraction.dates.tenses import Aspect
from spectron.extraction.dates.tokens import Tokens
from spectron.extraction.dates.values import Precision, Tense, TimeRelation
from spectron.extraction.dates.words import load_words

_MOST_FILLERS = 3
_LONG = frozenset({Unit.MONTH, Unit.SEASON, Unit.YEAR, Unit.DECADE})
_SOME = frozenset({"few", "some", "several", "many"})
_SHORT = frozenset({Unit.MINUTE, Unit.HOUR})
_NOT_AFTER_LENGTH = frozenset(
    {"of", "before", "after", "from", "old", "ago", "later", "to", "a", "an", "per", "/", "-"}
)


@dataclass(frozen=True, slots=True)
class Moment:
    """What is known of the clause an expression stands in: its aspect, and the tense that a caller prefers."""

    aspect: Aspect
    prefer: Tense | None


@dataclass(frozen=True, slots=True)
class Phrase:
    """A time expression in local time that ends before the token at `place`; a FOR has its `length`."""

    relation: TimeRelation
    first: datetime | None
    until: datetime | None
    precision: Precision
    place: int
    cadence: str | None = None
    length: Length | None = None


def read_phrase(reading: Reading, at: int, moment: Moment) -> Phrase | None:
    """The time expression that begins at this token, its preposition included."""
    recurrence = read_recurrence(reading.tokens, at)
    if recurrence:
        return Phrase(TimeRelation.EVERY, None, None, recurrence.precision, recurrence.place, recurrence.cadence)
    return (
        _read_vague(reading, at)
        or _read_stretch(reading, at, moment)
        or _read_length(reading, at, moment)
        or _read_related(reading, at, moment)
        or _read_bare(reading, at, moment)
    )


def _read_vague(reading: Reading, at: int) -> Phrase | None:
    """ "A few years ago", "some months back": a time long gone that nobody could put a date to."""
    tokens = reading.tokens
    start = tokens.skip(at, "a", "quite")
    start = tokens.skip(start, "a") if tokens.low(at) == "quite" else start
    if tokens.low(start) not in _SOME or tokens.low(start + 2) not in ("ago", "back"):
        return None
    unit = read_unit(tokens, start + 1)
    return Phrase(TimeRelation.AT, None, None, precision_of(unit[0].unit), start + 3) if unit else None


def _read_stretch(reading: Reading, at: int, moment: Moment) -> Phrase | None:
    found = read_span(reading, at)
    ends = found[0].resolve(reading.now, _tense(moment, Aspect.UNKNOWN)) if found else None
    if not found or not ends:
        return None
    (first, last), pair = ends, found[0]
    if not last or not pair.end:
        return Phrase(TimeRelation.SINCE, first.first, None, first.precision, found[1])
    until = last.until if pair.through else edge(last, pair.end)
    if until <= first.first:
        until = last.until
    precision = last.precision if last.precision == first.precision else first.precision
    return Phrase(TimeRelation.SPAN, first.first, until, precision, found[1])


def _read_length(reading: Reading, at: int, moment: Moment) -> Phrase | None:
    word, tokens = reading.tokens.low(at), reading.tokens
    spell = _read_spell(reading, at, word)
    if spell:
        return spell
    if word in ("for", "in", "over", "within", "during", "since"):
        start = _skip_fillers(reading, at + 1)
        found = read_length(tokens, start)
        if not found or tokens.low(found[1]) in _NOT_AFTER_LENGTH - {"of", "a"}:
            return None
        if word == "in":
            return _place_ahead(reading, found, moment)
        return _reach_back(reading, found, moment, said=word == "since") if word in ("for", "since") else None
    found = read_length(tokens, at)
    if not found or tokens.low(found[1]) in _NOT_AFTER_LENGTH or _is_weeks_on(tokens, found[1]):
        return None
    if tokens.low(found[1]) == "now":
        return _reach_back(reading, (found[0], found[1] + 1), moment, said=True)
    return _reach_back(reading, found, moment, said=False) if _stands_apart(reading, at, found, moment) else None


def _is_weeks_on(tokens: Tokens, place: int) -> bool:
    """Whether a weekday follows from which a length is counted: "a week on Sunday"."""
    return tokens.low(place) == "on" and tokens.low(place + 1) in load_words("weekday")


def _stands_apart(reading: Reading, at: int, found: tuple[Length, int], moment: Moment) -> bool:
    tokens = reading.tokens
    if found[0].unit not in _LONG and found[0].unit is not Unit.WEEK:
        return False
    if moment.aspect is Aspect.PERFECT:
        return ends_phrase(tokens, found[1]) and tokens.low(at - 1) not in load_words("relation")
    alone = tokens.low(at - 1) == "," and tokens.low(found[1]) in ("", ".", ",", "!", "\n")
    return alone and moment.aspect is not Aspect.PAST and found[0].unit in _LONG


def _read_spell(reading: Reading, at: int, word: str) -> Phrase | None:
    tokens = reading.tokens
    led = word in ("for", "in", "over", "within", "during", "throughout")
    start = tokens.skip(at + 1 if led else at, "the", "these")
    step = load_words("spell").get(tokens.low(start))
    found = read_length(tokens, start + 1) if step else None
    if not step or not found:
        return None
    period = found[0].around(reading.now, int(step))
    if not period:
        return None
    if word == "for" and step == "-1":
        return Phrase(TimeRelation.FOR, found[0].before(reading.now), None, precision_of(found[0].unit), found[1])
    return Phrase(TimeRelation.DURING, period.first, period.until, period.precision, found[1])


def _place_ahead(reading: Reading, found: tuple[Length, int], moment: Moment) -> Phrase | None:
    place = found[1] + 2 if reading.tokens.low(found[1]) == "'" else found[1]
    told = moment.aspect in (Aspect.PAST, Aspect.PERFECT) and moment.prefer is not Tense.FUTURE
    period = None if told else found[0].away(reading.now, 1)
    return Phrase(TimeRelation.AT, period.first, period.until, period.precision, place) if period else None


def _reach_back(reading: Reading, found: tuple[Length, int], moment: Moment, *, said: bool) -> Phrase | None:
    length, place = found
    long_enough = length.unit in _LONG and moment.aspect in (Aspect.PRESENT, Aspect.UNKNOWN)
    anchored = said or moment.aspect is Aspect.PERFECT or long_enough
    if not anchored and length.unit in _SHORT:
        return None
    start = length.before(reading.now)
    if anchored and not start:
        return None
    return Phrase(
        TimeRelation.FOR,
        start if anchored else None,
        None,
        precision_of(length.unit),
        place,
        length=None if said else length,
    )


def _skip_fillers(reading: Reading, at: int) -> int:
    place = at
    while place < at + _MOST_FILLERS and reading.tokens.low(place) in load_words("filler"):
        place += 1
    return place


def _read_related(reading: Reading, at: int, moment: Moment) -> Phrase | None:
    tokens = reading.tokens
    word = tokens.low(at)
    if word in ("as", "ever", "up") and tokens.low(at + 1) in ("of", "since", "until", "till"):
        return _read_related(reading, at + 1, moment)
    if word not in load_words("relation") or (word == "of" and tokens.low(at - 1) != "as"):
        return None
    start = _skip_fillers(reading, at + 1)
    if word in ("starting", "beginning", "effective"):
        start = tokens.skip(start, "on", "in", "from", "at")
    found = _read_taken(reading, start, word) or (_read_coming_part(reading, start) if word == "in" else None)
    return _relate(reading, at, found, moment) if found else None


def _read_taken(reading: Reading, at: int, word: str) -> FoundAnchor | None:
    tokens = reading.tokens
    found = read_point(reading, at)
    if not found and tokens.low(at) == "the":
        found = read_point(reading, at + 1)
    if not found:
        return None
    anchor, place = found
    takes = load_words("takes").get(word, "").split()
    if anchor.bare:
        return found if takes else None
    return found if anchor.family.value in takes and _may_follow(reading, anchor, place) else None


def _may_follow(reading: Reading, anchor: Anchor, place: int) -> bool:
    if anchor.family in (Family.HOLIDAY, Family.SEASON, Family.WEEKDAY, Family.CLOCK):
        return ends_phrase(reading.tokens, place) or reading.tokens.at(place).text[:1].isupper()
    following = reading.tokens.at(place).text
    named_person = anchor.family is Family.MONTH and following[:1].isupper() and len(following) > 1
    return not named_person or reading.tokens.low(place) in load_words("rest")


def _read_coming_part(reading: Reading, at: int) -> FoundAnchor | None:
    part = read_part(reading.tokens, at + 1) if reading.tokens.low(at) == "the" else None
    return (Anchor(Cycle(Round.DAY), Family.PART, hours=part[0]), part[1]) if part else None


def _relate(reading: Reading, at: int, found: FoundAnchor, moment: Moment) -> Phrase | None:
    (anchor, place), tokens = found, reading.tokens
    word = tokens.low(at)
    kind = load_words("relation")[word]
    if anchor.family is Family.PART and _tense(moment, Aspect.UNKNOWN) is Tense.PAST:
        return None
    period = _resolve(reading, anchor, kind, moment)
    if not period:
        return None
    if word == "from" and tokens.low(place) in ("on", "onward", "onwards", "forward"):
        place += 1
    return _build(kind, period, anchor, place)


def _build(kind: str, period: Period, anchor: Anchor, place: int) -> Phrase | None:
    edges: dict[str, tuple[TimeRelation, datetime | None, datetime | None]] = {
        "at": (TimeRelation.AT, period.first, period.until),
        "during": (TimeRelation.DURING, period.first, period.until),
        "since": (TimeRelation.SINCE, period.first, None),
        "starts": (TimeRelation.SINCE, period.first, None),
        "until": (TimeRelation.UNTIL, None, edge(period, anchor)),
        "through": (TimeRelation.UNTIL, None, period.until),
        "by": (TimeRelation.BY, None, edge(period, anchor)),
        "before": (TimeRelation.BY, None, period.first),
        "after": (TimeRelation.AFTER, period.until, None),
    }
    if kind not in edges:
        return None
    relation, first, until = edges[kind]
    return Phrase(relation, first, until, period.precision, place)


def _resolve(reading: Reading, anchor: Anchor, kind: str, moment: Moment) -> Period | None:
    now = reading.now
    if kind == "since":
        return anchor.resolve(now, Tense.PAST)
    if kind in ("until", "through", "by", "before"):
        told = moment.prefer or (Tense.PAST if moment.aspect is Aspect.PAST else Tense.FUTURE)
        return anchor.resolve(now, told)
    unsure = moment.aspect in (Aspect.UNKNOWN, Aspect.PRESENT) and moment.prefer is None
    if kind == "starts" and unsure and anchor.family is Family.WEEKDAY:
        return anchor.resolve(now, Tense.FUTURE)
    untold = moment.aspect is Aspect.UNKNOWN and moment.prefer is None and anchor.finest is Precision.DAY
    if (kind == "starts" and unsure) or (kind == "at" and untold and anchor.family in (Family.DAY, Family.SURE)):
        both = [anchor.resolve(now, tense) for tense in (Tense.PAST, Tense.FUTURE)]
        return min(filter(None, both), key=lambda period: abs(period.first - now), default=None)
    return anchor.resolve(now, _tense(moment, Aspect.FUTURE))  # what lies behind shows itself by its past tense


def _tense(moment: Moment, unknown: Aspect) -> Tense:
    if moment.prefer:
        return moment.prefer
    aspect = unknown if moment.aspect is Aspect.UNKNOWN else moment.aspect
    return Tense.FUTURE if aspect in (Aspect.FUTURE, Aspect.PRESENT) else Tense.PAST


def _read_bare(reading: Reading, at: int, moment: Moment) -> Phrase | None:
    tokens = reading.tokens
    if tokens.low(at) in ("earlier", "later"):
        return _read_clipped(reading, at)
    found = read_point(reading, at)
    if not found:
        return None
    anchor, place = found
    ranked = tokens.low(at - 1) in load_words("ordinal") and anchor.family is Family.WEEKDAY
    attributive = ranked or (
        anchor.family in (Family.WEEKDAY, Family.CLOCK) and not _may_follow(reading, anchor, place)
    )
    dates = (anchor.bare and not attributive) or _is_dating(reading, at, found)
    period = _resolve(reading, anchor, "at", moment) if dates else None
    return _build("at", period, anchor, place) if period else None


def _read_clipped(reading: Reading, at: int) -> Phrase | None:
    found, now = read_point(reading, at + 1), reading.now
    period = found[0].base if found and not found[0].hours else None
    if not found or not isinstance(period, Period) or not period.first < now < period.until:
        return None
    earlier = reading.tokens.low(at) == "earlier"
    first, until = (period.first, now) if earlier else (now, period.until)
    return Phrase(TimeRelation.AT, first, until, period.precision, found[1])


def _is_dating(reading: Reading, at: int, found: FoundAnchor) -> bool:
    if found[0].family is not Family.YEAR:
        return False
    before, behind = reading.tokens.low(at - 1), reading.tokens.low(found[1])
    past = before.endswith("ed") or load_words("tense").get(before) == Aspect.PAST
    return past or (before == "(" and behind == ")")
