"""When an occasion is, from the times of the clause that tells of it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from spectron.domain.conversation import Turn
from spectron.extraction.builtin.grammar.clauses import Clause, Complement
from spectron.extraction.dates import Precision, Tense, TimeExpression, TimeRelation, find_times

_PLACED = (TimeRelation.AT, TimeRelation.DURING, TimeRelation.SPAN, TimeRelation.AFTER)
_COARSE = (Precision.YEAR, Precision.SEASON)
_NUMBERED = re.compile(r"\d(?!\d{3})")
_TOWARDS = re.compile(r"(?<= )(?:to|for|until|till) (?=\S)")
_HALF = re.compile(r"(?i)\bhalf (one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\b")
_FACE = "twelve one two three four five six seven eight nine ten eleven".split()
_MORNING = re.compile(r"\d ?a\.?m\b|morning|night|\b0\d:", re.IGNORECASE)
_EARLIEST, _NOON = 7, 12  # an hour before seven is one of the afternoon, unless the words say otherwise
_PART = timedelta(hours=6)
_NEAR = timedelta(days=60)
_DAY = timedelta(days=1)
_LONG_DAY = timedelta(hours=25)  # the day on which clocks are put back
_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class When:
    """The time of an occasion, as `domain.behaviour.Occasion` has it."""

    at: datetime
    whole_day: bool = True
    until: datetime | None = None


def find_ahead(turn: Turn, clauses: Sequence[Clause]) -> When | None:
    """The first time of these clauses, taken in turn, that is not over when the turn is said; None for a vague one."""
    found = next((when for one in clauses if (when := _find_in(turn, one)) is not None), None)
    return _at_hour(clauses[0], found) if found is not None else None


def _find_in(turn: Turn, clause: Clause) -> When | None:
    """The time of one clause; a day without a year that was read as a past one is the next, where that is near."""
    instead = turn.content.find("instead of", clause.start, clause.end)
    times = [time for time in clause.times if instead < 0 or time.end <= instead]
    if found := _place(turn, times):
        return found
    bare = clause.verb is not None and any(map(_is_bare_day, times))
    later = find_set(turn, clause) if bare else None
    return later if later is not None and later.at - turn.said_at <= _NEAR else None


def find_set(turn: Turn, clause: Clause) -> When | None:
    """The time that something is set for, of which the words look ahead although their verb is in the past."""
    return _place(turn, find_times(turn.content[clause.start : clause.end], turn.said_at, Tense.FUTURE))


def find_new(turn: Turn, clause: Clause) -> When | None:
    """The time that something was moved to: the one behind "to" or "for"."""
    text = turn.content[clause.start : clause.end]
    behind = [*_TOWARDS.finditer(text)]
    tails = (tail for one in behind for tail in (text[one.start() :], f"on {text[one.end() :]}"))
    read = (find_times(tail, turn.said_at, Tense.FUTURE) for tail in tails)
    return next((found for times in read if times and (found := _place(turn, times[:1]))), None) or (
        None if behind else find_set(turn, clause)
    )


def _is_bare_day(time: TimeExpression) -> bool:
    """Whether an expression names a day as any year or month has one: "on 7 April", "on the 19th"."""
    return time.relation is TimeRelation.AT and time.precision is Precision.DAY and bool(_NUMBERED.search(time.text))


def _at_hour(clause: Clause, when: When) -> When:
    """The hour of a day that "at 10" names, where a day is all that was read."""
    said = next((one for one in clause.complements if one.prep == "at" and one.word.isdigit()), None)
    hour = float(said.word) if said is not None and len(said.word) <= 2 else 0
    half = next((found for one in clause.complements if (found := _HALF.search(_words_of(one)))), None)
    if half:
        hour = (_FACE.index(half[1].lower()) or _NOON) + 0.5
    if not when.whole_day or when.until is not None or not 1 <= hour < _NOON + 1:
        return when
    return When(when.at + _HOUR * (hour + _NOON if hour < _EARLIEST else hour), whole_day=False)


def _words_of(complement: Complement) -> str:
    """The words of a noun phrase: "half five" stands as one beside the day."""
    return " ".join(token.norm for token in complement.noun.tokens) if complement.noun is not None else ""


def find_day(turn: Turn, clause: Clause) -> When | None:
    """The day that a clause names, in whichever year; "on Saturday" is the next unless the verb is in the past."""
    text = turn.content[clause.start : clause.end]
    past = clause.verb is not None and clause.verb.form == "past"
    times = clause.times if past else (*find_times(text, turn.said_at, Tense.FUTURE), *clause.times)
    days = (time for time in times if time.precision is Precision.DAY and _length(time) <= _LONG_DAY)
    start = next((time.interval.start for time in days), None)
    return When(start) if start is not None else None


def _place(turn: Turn, times: Sequence[TimeExpression]) -> When | None:
    ahead = [time for time in times if _is_ahead(turn, time)]
    if not ahead:
        return None
    hour = next((time for time in ahead if time.precision is Precision.TIME and _length(time) <= 2 * _HOUR), None)
    day = next((time for time in ahead if time.precision is Precision.DAY and _length(time) <= _LONG_DAY), None)
    if hour is not None and day is not None:
        return _join(day, hour)
    return _read(turn, ahead[0])


def _is_ahead(turn: Turn, time: TimeExpression) -> bool:
    """Whether a time has a beginning, is fine enough to come back to, and is not over."""
    start, end = time.interval.start, time.interval.end
    if time.relation not in _PLACED or time.precision in _COARSE or start is None:
        return False
    return start > turn.said_at or (end is not None and end > turn.said_at and time.relation is not TimeRelation.AFTER)


def _length(time: TimeExpression) -> timedelta:
    start, end = time.interval.start, time.interval.end
    return end - start if start is not None and end is not None else timedelta.max


def _join(day: TimeExpression, hour: TimeExpression) -> When:
    """ "Tomorrow … at 10": the hour of one time on the day of the other."""
    assert day.interval.start is not None
    assert hour.interval.start is not None
    if day.interval.covers(hour.interval.start):
        return When(hour.interval.start, whole_day=False)
    return When(day.interval.start + (hour.interval.start - day.interval.start) % _DAY, whole_day=False)


def _read(turn: Turn, time: TimeExpression) -> When | None:
    """A time as that of an occasion: its hour, the middle of a part of a day, its day, or its days."""
    start, end = time.interval.start, time.interval.end
    if start is None:
        return None
    if time.precision is Precision.TIME:
        return When(_choose_hour(turn, time, start), whole_day=False)
    if time.relation is TimeRelation.SPAN and end is not None:
        end += _DAY  # "to Sunday" ends with its first instant
    if end is None or end - start <= _LONG_DAY:
        return When(start)
    begun = start <= turn.said_at
    return When(start + (turn.said_at - start) // _DAY * _DAY if begun else start, until=end)


def _choose_hour(turn: Turn, time: TimeExpression, start: datetime) -> datetime:
    """The middle of a part of a day, of a night that of its evening; of an hour the one that people are up at."""
    length = _length(time)
    if length > 2 * _HOUR:
        return start + min(length, _PART) / 2
    local = start.astimezone(turn.said_at.tzinfo)
    return start + _NOON * _HOUR if local.hour < _EARLIEST and not _MORNING.search(time.text) else start


def without_times(turn: Turn, start: int, end: int, times: Sequence[TimeExpression]) -> str:
    """The words of a stretch of the turn without those that say when."""
    parts, at = [], start
    for time in sorted(times, key=lambda one: one.start):
        if start <= time.start and time.end <= end and time.start >= at:
            parts.append(turn.content[at : time.start])
            at = time.end
    parts.append(turn.content[at:end])
    return " ".join(" ".join(parts).split())
