"""Habits: what someone does again and again, from the days on which it was seen and from what they say of themselves.

A habit is there once its days keep to a cadence beyond chance (`cadences.py`), or once it is told as a routine. Words
that only hint at it count as occasions beside clear ones, where the days then keep to a cadence. Its strength grows
with every occasion that was kept, by equal shares of what is missing, so that one kept without a miss reaches 95 %
after 66 days: the median of Lally, van Jaarsveld, Potts & Wardle (2010), How are habits formed, European Journal of
Social Psychology 40(6). A missed occasion takes away half of what a kept one gives; one alone hardly counts, as they
found.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from math import exp, log

from spectron.behaviour.cadences import Rhythm, find_rhythm, read_cadence
from spectron.behaviour.order import as_said, latest_turns, shown_by_user
from spectron.domain.behaviour import Activity, Course, Observed
from spectron.domain.estimates import Cadence, Habit, HabitStatus, Period
from spectron.domain.temporal import WEEKDAYS

GROWTH = 3 / 66  # a day: 1 - exp(-3) is 95 %
TOLD = 0.3  # the strength of a routine that was only told
_UNLIKELY = 0.05
_LEAST_MISSES = 3
_LEAST_ABSENCE = 7
_SURE_RATE = 0.9
_MAJORITY = 0.6
_SEEN_AS_PART = 2
_SURE_DAYS = 2  # clear occasions beside which hints count
_STRENGTH_DIGITS = 4

Seen = Observed[Activity]


def find_habits(activities: Sequence[Seen], at: datetime) -> tuple[Habit, ...]:
    """The user's habits as of `at`, whose zone tells one day from the next; the strongest first."""
    named: Mapping[str, list[Seen]] = defaultdict(list)
    for one in shown_by_user(activities, at):
        named[one.signal.name].append(one)
    found = (_find_habit(seen, at) for _, seen in sorted(named.items()))
    habits = _tell_apart([habit for habit in found if habit is not None], named)
    return tuple(sorted(habits, key=lambda habit: (-habit.strength, habit.name)))


def _tell_apart(habits: Sequence[Habit], named: Mapping[str, Sequence[Seen]]) -> list[Habit]:
    """The habits without those that rest on the same turns as one that was clearer: a walk, and a walk with the dog."""
    clear = {name: sum(one.signal.course is Course.DONE for one in seen) for name, seen in named.items()}
    ranked = sorted(habits, key=lambda habit: (-clear[habit.name], habit.name))
    kept: list[Habit] = []
    for habit in ranked:
        hinted = {one.turn_id for one in named[habit.name] if one.signal.course is Course.HINTED}
        rests = {*habit.turns}
        if not any(len(hinted & rests & {*other.turns}) > _MAJORITY * len(rests) for other in kept):
            kept.append(habit)
    return kept


@dataclass(frozen=True, slots=True)
class _Record:
    """What was seen and said of one activity, in order: done on distinct days, told as a routine, stopped."""

    name: str
    done: Mapping[date, Seen]
    told: Sequence[Seen]
    stopped: Seen | None
    today: date

    @property
    def days(self) -> tuple[date, ...]:
        """The distinct days on which it was done."""
        return tuple(sorted(self.done))


def _find_habit(seen: Sequence[Seen], at: datetime) -> Habit | None:
    """The habit that is; else the one that was until it was stopped."""
    stops = [one for one in seen if one.signal.course is Course.STOPPED]
    if not stops:
        return _fold_any(seen, at, None)
    after = [one for one in seen if one.said_at > stops[-1].said_at]
    resumed = _fold_any(after, at, None) if after else None
    if resumed is not None:
        return resumed
    before = [one for one in seen if one.said_at <= stops[-1].said_at]
    earlier = [one.said_at for one in stops if one.said_at < stops[-1].said_at]
    lately = [one for one in before if not earlier or one.said_at > earlier[-1]]
    return _fold_any(lately, at, stops[-1])


def _fold_any(seen: Sequence[Seen], at: datetime, stopped: Seen | None) -> Habit | None:
    """The habit with the hints of it; without them where they are too scattered to make one."""
    clear = [one for one in seen if one.signal.course is not Course.HINTED]
    found = _fold(_record(seen, at, stopped)) if len(clear) < len(seen) else None
    return found or (_fold(_record(clear, at, stopped)) if clear else None)


def _record(seen: Sequence[Seen], at: datetime, stopped: Seen | None) -> _Record:
    zone = at.tzinfo
    today = (stopped.said_at if stopped else at).astimezone(zone).date()
    done: dict[date, Seen] = {}
    hinted: dict[date, Seen] = {}
    for one in seen:
        day = one.signal.at.astimezone(zone).date()
        if day > today:
            continue
        if one.signal.course is Course.DONE:
            known = done.get(day)
            done[day] = one if known is None or (one.signal.part and not known.signal.part) else known
        elif one.signal.course is Course.HINTED:
            hinted.setdefault(day, one)
    if len(done) >= _SURE_DAYS:
        done = hinted | done
    told = [one for one in seen if one.signal.course is Course.ROUTINE and read_cadence(one.signal.cadence)]
    return _Record(seen[0].signal.name, done, told, stopped, today)


def _fold(record: _Record) -> Habit | None:
    days = record.days
    rhythm = find_rhythm(days)
    told = _told_rhythm(record)
    if rhythm is None and told is None:
        return None
    best = told if rhythm is None else rhythm if told is None else _reconcile(rhythm, told)
    if best is None:
        return None
    habit = _describe(record, best)
    was = find_rhythm(days[:-1]) is not None or (told is not None and _seen_since_told(record))
    status = _status(record, best, was)
    return replace(habit, status=status)


def _told_rhythm(record: _Record) -> Rhythm | None:
    """The cadence as it was told last, counted from the first day it was seen on since, or told."""
    if not record.told:
        return None
    cadence = read_cadence(record.told[-1].signal.cadence)
    since = record.told[-1].signal.at.date()
    if cadence is None:
        return None
    fitting = [day for day in record.days if not cadence.days or day.weekday() in cadence.days]
    return Rhythm(replace(cadence, part=cadence.part or record.told[-1].signal.part), fitting[-1] if fitting else since)


def _reconcile(seen: Rhythm, told: Rhythm) -> Rhythm:
    """The told cadence, with the weekdays that were seen where it names none."""
    if told.cadence.days or seen.cadence.period is not told.cadence.period:
        return told
    return replace(seen, cadence=replace(seen.cadence, part=told.cadence.part))


def _seen_since_told(record: _Record) -> bool:
    first = record.told[0]
    return any(one.said_at > first.said_at for one in (*record.done.values(), *record.told[1:]))


def _describe(record: _Record, rhythm: Rhythm) -> Habit:
    days, told = record.days, record.told
    rests = sorted({one.turn_id: one for one in (*record.done.values(), *told)}.values(), key=as_said)
    ended = [record.stopped] if record.stopped else []
    instants = [record.done[day].signal.at for day in days] + [one.said_at for one in told]
    return Habit(
        name=record.name,
        cadence=replace(rhythm.cadence, part=rhythm.cadence.part or _usual_part(record)),
        strength=_strength(record, rhythm),
        status=HabitStatus.NEW,
        times=len(days),
        first_at=min(instants),
        last_at=max(instants),
        stated=bool(told),
        reason=_reason(record, rhythm),
        turns=latest_turns((*rests, *ended)),
    )


def _usual_part(record: _Record) -> str:
    """The part of the day in which it was mostly done, where that was told at least twice."""
    parts = Counter(one.signal.part for one in record.done.values() if one.signal.part)
    if not parts:
        return ""
    part, count = min(parts.items(), key=lambda item: (-item[1], item[0]))
    return part if count >= _SEEN_AS_PART and count >= _MAJORITY * parts.total() else ""


def _due(record: _Record, rhythm: Rhythm) -> list[date]:
    """The occasions from the first day it was seen; today counts only once it was done."""
    days = record.days
    due = rhythm.occasions(days[0], record.today) if days else []
    return due[:-1] if due and due[-1] == record.today and record.today not in record.done else due


def _strength(record: _Record, rhythm: Rhythm) -> float:
    share = 1 - exp(-GROWTH * rhythm.spacing)
    strength = TOLD if record.told else 0.0
    for day in _due(record, rhythm):
        strength += share * (1 - strength) if _is_kept(record, rhythm, day) else -share * strength / 2
    return round(strength, _STRENGTH_DIGITS)


def _is_kept(record: _Record, rhythm: Rhythm, day: date) -> bool:
    """Whether it was done on that day, or in the week or month for which the day stands."""
    if day in record.done:
        return True
    period, days = rhythm.cadence.period, rhythm.cadence.days
    if period is Period.WEEKLY and not days:
        return any(0 <= (day - one).days < rhythm.spacing for one in record.done)
    return period is Period.MONTHLY and any(abs((day - one).days) <= _LEAST_ABSENCE for one in record.done)


def _status(record: _Record, rhythm: Rhythm, was: bool) -> HabitStatus:
    if record.stopped is not None:
        return HabitStatus.ENDED
    due = _due(record, rhythm)
    kept = [_is_kept(record, rhythm, day) for day in due]
    missed = next((count for count, hit in enumerate(reversed(kept)) if hit), len(kept))
    rate = min(_SURE_RATE, sum(kept) / max(1, len(kept) - missed))
    absent = (record.today - record.days[-1]).days if record.days else 0
    if missed >= _LEAST_MISSES and absent >= _LEAST_ABSENCE and rate and missed * log(1 - rate) <= log(_UNLIKELY):
        return HabitStatus.LAPSED
    return HabitStatus.REINFORCED if was else HabitStatus.NEW


def _reason(record: _Record, rhythm: Rhythm) -> str:
    due = _due(record, rhythm)
    kept = sum(_is_kept(record, rhythm, day) for day in due)
    parts = []
    if record.told:
        parts.append(f'told on {record.told[-1].said_at.date().isoformat()}: "{record.told[-1].signal.quote.text}"')
    if due:
        parts.append(f"seen on {kept} of {len(due)} {name_occasions(rhythm.cadence, len(due))}")
    if record.stopped is not None:
        parts.append(f'stopped on {record.today.isoformat()}: "{record.stopped.signal.quote.text}"')
    return "; ".join(parts)


def name_occasions(cadence: Cadence, count: int) -> str:
    """What comes round, in the plural where it is not one: "Mondays", "days", "Mondays or Thursdays"."""
    end = "" if count == 1 else "s"
    named = " or ".join(WEEKDAYS[day] + end for day in cadence.days)
    if cadence.period is Period.FORTNIGHTLY:
        return f"alternate {named or 'week' + end}"
    if cadence.period is Period.MONTHLY or not named:
        unit = {Period.DAILY: "day", Period.WEEKDAYS: "weekday", Period.MONTHLY: "month"}.get(cadence.period, "week")
        return unit + end
    return named
