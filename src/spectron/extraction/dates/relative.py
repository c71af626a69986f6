"""Times counted from the turn: "yesterday", "last summer", "two weeks ago", "in three days", "the week after next"."""

from dataclasses import replace

from spectron.extraction.dates.amounts import Length, read_length, read_ordinal, read_unit
from spectron.extraction.dates.anchor import Anchor, Family, Hours
from spectron.extraction.dates.calendar import Period, Unit, floor, shift, whole
from spectron.extraction.dates.clock import read_clock, read_part, to_hours
from spectron.extraction.dates.cycles import Cycle, Round, Which
from spectron.extraction.dates.dated import ends_phrase, read_dated, read_holiday
from spectron.extraction.dates.reading import FoundAnchor, Reading
from spectron.extraction.dates.tokens import Kind, Tokens
from spectron.extraction.dates.values import Precision, Tense
from spectron.extraction.dates.words import load_numbers, load_words

_STEP = {"last": -1, "this": 0, "next": 1}
_TONIGHT = Hours(18 * 60, 24 * 60, "at night")
_LAST_NIGHT = Hours(18 * 60, 30 * 60, "at night")
_UNITS_WITH_WHICH = frozenset({Unit.WEEK, Unit.MONTH, Unit.SEASON, Unit.YEAR, Unit.DECADE})


def fix(period: Period | None, place: int) -> FoundAnchor | None:
    """A settled period as an anchor that needs no preposition."""
    return (Anchor(period, Family.SURE, bare=True), place) if period else None


def read_day_word(reading: Reading, at: int) -> FoundAnchor | None:
    """ "Today", "tomorrow", "tonight", "last night", "the day before yesterday" and their texted forms."""
    tokens, today = reading.tokens, whole(reading.now, Unit.DAY)
    low = tokens.low(at)
    if low in ("tonight", "tonite", "2nite"):
        return (Anchor(today, Family.SURE, bare=True, hours=_TONIGHT), at + 1) if today else None
    if low == "last" and tokens.low(at + 1) in ("night", "nite"):
        yesterday = whole(reading.now, Unit.DAY, -1)
        return (Anchor(yesterday, Family.SURE, bare=True, hours=_LAST_NIGHT), at + 2) if yesterday else None
    step = load_numbers("day").get(low)
    if step is not None:
        week = step >= 0 and tokens.low(at + 1) == "week" and ends_phrase(tokens, at + 2)
        return fix(whole(reading.now, Unit.DAY, step + 7 if week else step), at + (2 if week else 1))
    return _read_day_beyond(reading, tokens.skip(at, "the"))


def _read_day_beyond(reading: Reading, at: int) -> FoundAnchor | None:
    phrase = [reading.tokens.low(at + step) for step in range(3)]
    if phrase[0] != "day" or phrase[1] not in ("before", "after"):
        return None
    step = load_numbers("day").get(phrase[2], 0)
    if step and (step < 0) == (phrase[1] == "before"):
        return fix(whole(reading.now, Unit.DAY, step * 2), at + 3)
    return None


def read_which(reading: Reading, at: int) -> FoundAnchor | None:
    """ "Last", "this" or "next" with a unit, a weekday, a month, a season, a holiday or a part of the day."""
    tokens = reading.tokens
    start = tokens.skip(at, "the")
    which = load_words("which").get(tokens.low(start))
    if which == "this" and tokens.low(start + 1) == "coming":
        start, which = start + 1, "next"
    if which == "this" and tokens.low(start + 1) == "past":
        return _read_which_cycle(reading, start + 2, Which.LAST)
    if not which:
        return _read_beyond(reading, at)
    if which == "this" and tokens.low(start + 1) in load_words("part"):
        today = whole(reading.now, Unit.DAY)
        hours = to_hours(load_words("part")[tokens.low(start + 1)])
        return (Anchor(today, Family.SURE, bare=True, hours=hours), start + 2) if today else None
    unit = read_unit(tokens, start + 1)
    if unit and unit[0].unit in _UNITS_WITH_WHICH and tokens.low(unit[1]) != "of":
        return fix(whole(reading.now, unit[0].unit, _STEP[which] * unit[0].count), unit[1])
    if tokens.low(at) == "the":
        return None
    return _read_which_cycle(reading, start + 1, Which(which))


def _read_which_cycle(reading: Reading, at: int, which: Which) -> FoundAnchor | None:
    tokens = reading.tokens
    found = read_weekday(reading, at) or read_dated(reading, at)
    if not found or not isinstance(found[0].base, Cycle) or found[0].which:
        return None
    (anchor, place), low = found, tokens.low(at)
    if which is Which.THIS and low in load_words("noun_weekday") and tokens.at(at).text.islower():
        return None
    if low in load_words("verb_month") and not ends_phrase(tokens, place):
        return None
    anchor = replace(anchor, family=Family.SURE, bare=True)
    coming = which is Which.THIS or tokens.low(at - 1) in ("coming", "upcoming")
    if coming and anchor.base in _WEEKLY:
        return replace(anchor, which=None, tense=Tense.FUTURE), place
    return replace(anchor, which=which), place


_WEEKLY = frozenset({Cycle(Round.WEEKEND), *(Cycle(Round.WEEKDAY, day) for day in range(7))})


def _read_beyond(reading: Reading, at: int) -> FoundAnchor | None:
    tokens = reading.tokens
    start = tokens.skip(at, "the")
    unit = read_unit(tokens, start)
    rest = (tokens.low(start + 1), tokens.low(start + 2))
    if unit and unit[0].unit in _UNITS_WITH_WHICH and rest in (("before", "last"), ("after", "next")):
        return fix(whole(reading.now, unit[0].unit, -2 if rest[0] == "before" else 2), start + 3)
    return None


def read_weekday(reading: Reading, at: int) -> FoundAnchor | None:
    """A weekday or the weekend, also "Friday next week", "Friday week" and "Friday the 13th"."""
    tokens = reading.tokens
    start = tokens.skip(at, "the")
    if tokens.low(start) in ("weekend", "wkend", "wknd"):
        return Anchor(Cycle(Round.WEEKEND), Family.HOLIDAY), start + 1
    day, token = load_numbers("weekday").get(tokens.low(at)), tokens.at(at)
    if day is None or token.kind is not Kind.WORD or _is_plain_noun(tokens, at):
        return None
    place = tokens.skip(at + 1, ".") if tokens.at(at + 2).kind is Kind.NUMBER else at + 1
    dated = read_dated(reading, tokens.skip(place, ","))
    if dated and dated[0].family in (Family.DAY, Family.SURE) and dated[0].finest is Precision.DAY:
        return dated
    ranked = read_ordinal(tokens, tokens.skip(place, "the"))
    if ranked and tokens.low(ranked[1] - 1) in _ENDINGS and ends_phrase(tokens, ranked[1]):
        return Anchor(Cycle(Round.MONTHDAY, ranked[0]), Family.DAY, bare=True), ranked[1]
    which = load_words("which").get(tokens.low(place))
    unit = tokens.low(place + (1 if which else 0))
    if unit in _WEEKS and (which is None or unit != "fortnight"):
        week = whole(reading.now, Unit.WEEK, _STEP[which] if which else _WEEKS[unit])
        return fix(whole(week.first, Unit.DAY, day), place + (2 if which else 1)) if week else None
    sure = token.low in load_words("sure_weekday") or (
        at > 0 and bool(read_clock(tokens, place) or read_part(tokens, place))
    )
    return Anchor(Cycle(Round.WEEKDAY, day), Family.WEEKDAY, bare=sure), at + 1


_WEEKS = {"week": 1, "wk": 1, "fortnight": 2}
_ENDINGS = frozenset({"st", "nd", "rd", "th"})


def _is_plain_noun(tokens: Tokens, at: int) -> bool:
    token = tokens.at(at)
    shouted = len(token.text) == 3 and token.text.isupper()
    doubtful = token.low in load_words("noun_weekday") and (shouted or token.text.islower())
    return doubtful and not ends_phrase(tokens, at + 1)


def read_distance(reading: Reading, at: int) -> FoundAnchor | None:
    """ "Two weeks ago", "3 days from now", "a week from Friday", "two days after Christmas"."""
    tokens = reading.tokens
    found = read_length(tokens, at)
    if not found:
        return None
    length, place = found
    word, after = tokens.low(place), tokens.low(place + 1)
    if word == "ago" and after == "today" and length.unit not in (Unit.DAY, Unit.HOUR, Unit.MINUTE):
        return fix(whole(shift(reading.now, length.unit, -length.count), Unit.DAY), place + 2)
    if word == "ago" or (word == "back" and ends_phrase(tokens, place + 1)):
        return fix(length.away(reading.now, -1), place + 1)
    if word == "from" and after == "now":
        return fix(length.away(reading.now, 1), place + 2)
    if word in ("from", "before", "after"):
        return _read_distance_from(reading, place, length)
    if word in ("today", "tomorrow") and length.unit is Unit.WEEK:
        return _read_distance_from(reading, place - 1, length)
    return None


def _read_distance_from(reading: Reading, at: int, length: Length) -> FoundAnchor | None:
    found = read_day_word(reading, at + 1) or read_weekday(reading, at + 1) or read_holiday(reading.tokens, at + 1)
    base = found[0].resolve(reading.now, Tense.FUTURE) if found else None
    if not found or not base:
        return None
    moved = shift(base.first, length.unit, -length.count if reading.tokens.low(at) == "before" else length.count)
    return fix(whole(moved, Unit.DAY), found[1])


def read_monthday(reading: Reading, at: int) -> FoundAnchor | None:
    """ "The 15th", alone or with "of this month"; never "the 3rd floor"."""
    tokens = reading.tokens
    if tokens.low(at) != "the" or tokens.at(at + 1).kind is not Kind.NUMBER:
        return None
    day = read_ordinal(tokens, at + 1)
    if not day or not ends_phrase(tokens, day[1]):
        return None
    place = day[1]
    if tokens.low(place) != "of":
        return Anchor(Cycle(Round.MONTHDAY, day[0]), Family.DAY), place
    which = load_words("which").get(tokens.low(tokens.skip(place + 1, "the")))
    unit = tokens.skip(place + 1, "the") + 1
    month = floor(reading.now, Unit.MONTH) if which and tokens.low(unit) == "month" else None
    first = shift(month, Unit.MONTH, _STEP[which]) if month and which else None
    period = whole(first, Unit.DAY, day[0] - 1)
    fits = first and period and period.first.month == first.month
    return fix(period, unit + 1) if fits else None
