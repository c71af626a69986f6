"""Sessions, days and weeks in a few sentences: what was spoken of, what was learned, how the mood went, what is ahead.

No word of a summary is invented: topics come from what occupied the user, sentences from facts, names of occasions from
what was told. What is left out is the less important.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

from spectron.behaviour.civil import local_day, on_day
from spectron.behaviour.order import as_said
from spectron.domain.behaviour import Engagement, Observed
from spectron.domain.conversation import Role
from spectron.domain.estimates import MOST_TURNS, MoodChange, Span, Summary
from spectron.domain.ids import SessionId, TurnId
from spectron.domain.temporal import name_day

LONGEST = 600  # characters of a summary
MOST: Mapping[Span, int] = {Span.SESSION: 5, Span.DAY: 7, Span.WEEK: 8}
MOST_TOPICS = 3
MOST_LESSONS = 4
MOST_AHEAD = 3
_DAY = timedelta(days=1)
_WEEK = timedelta(days=7)
_OPENINGS = {Span.SESSION: "In the session of", Span.DAY: "On", Span.WEEK: "In the week from"}


@dataclass(frozen=True, slots=True)
class Spoken:
    """That a turn was said: where, by whom and when; not its words."""

    turn_id: TurnId
    session_id: SessionId
    role: Role
    said_at: datetime


@dataclass(frozen=True, slots=True)
class Lesson:
    """A sentence on what a turn taught, and how much that matters, from 0 to 1."""

    text: str
    importance: float
    turn_id: TurnId


@dataclass(frozen=True, slots=True)
class Ahead:
    """The name of something that is still to come, and the turn that told of it."""

    subject: str
    due_at: datetime
    turn_id: TurnId | None


@dataclass(frozen=True, slots=True)
class Chronicle:
    """All that summaries are made of, in any order; signals are those of the user, as are `moods`."""

    spoken: Sequence[Spoken]
    lessons: Sequence[Lesson] = ()
    engagements: Sequence[Observed[Engagement]] = ()
    moods: Sequence[MoodChange] = ()
    ahead: Sequence[Ahead] = ()


def summarise(chronicle: Chronicle, at: datetime, zone: tzinfo) -> tuple[Summary, ...]:
    """The latest five sessions, seven days and eight weeks in which something was said up to an instant, latest first.

    Days and weeks, which begin on Monday, are those of a zone.
    """
    spoken = [one for one in chronicle.spoken if one.said_at <= at]
    moods = [one for one in sorted(chronicle.moods, key=lambda one: (one.at, one.turn_id)) if one.at <= at]
    days: Callable[[Spoken], Hashable] = lambda one: local_day(one.said_at, zone)  # noqa: E731 - one of three keys
    weeks: Callable[[Spoken], Hashable] = lambda one: _monday(local_day(one.said_at, zone))  # noqa: E731
    keys = ((Span.SESSION, lambda one: one.session_id), (Span.DAY, days), (Span.WEEK, weeks))
    return tuple(
        _summarise(chronicle, (span, turns), moods, zone)
        for span, key in keys
        for turns in _group(spoken, key)[: MOST[span]]
    )


def _monday(day: date) -> date:
    return day - day.weekday() * _DAY


def _group(spoken: Iterable[Spoken], key: Callable[[Spoken], Hashable]) -> list[list[Spoken]]:
    """The turns by what they have in common, in their order; the group with the latest turn first."""
    groups: dict[Hashable, list[Spoken]] = {}
    for one in sorted(spoken, key=lambda one: (one.said_at, one.turn_id)):
        groups.setdefault(key(one), []).append(one)
    return sorted(groups.values(), key=lambda some: (some[-1].said_at, some[-1].turn_id), reverse=True)


def _summarise(
    chronicle: Chronicle, stretch: tuple[Span, Sequence[Spoken]], moods: Sequence[MoodChange], zone: tzinfo
) -> Summary:
    span, turns = stretch
    ids = {one.turn_id for one in turns}
    first = local_day(turns[0].said_at, zone)
    topics = _rank_topics([one for one in chronicle.engagements if one.turn_id in ids])
    felt = [one for one in moods if one.turn_id in ids]
    opening = f"{_OPENINGS[span]} {name_day(_monday(first) if span is Span.WEEK else first)}"
    sentences = [f"{opening} {_tell_talk(turns, topics)}{_tell_mood(felt)}."]
    sentences += _tell_ahead([one for one in chronicle.ahead if one.turn_id in ids])
    room = LONGEST - sum(len(one) + 1 for one in sentences)
    learned = _tell_lessons([one for one in chronicle.lessons if one.turn_id in ids], room)
    return Summary(
        span=span,
        from_at=turns[0].said_at if span is Span.SESSION else _begin(span, first, zone),
        until_at=turns[-1].said_at if span is Span.SESSION else _end(span, first, zone),
        text=" ".join([sentences[0], *learned, *sentences[1:]]),
        topics=topics,
        messages=len(turns),
        session_id=turns[0].session_id if span is Span.SESSION else None,
        turns=tuple(one.turn_id for one in turns[-MOST_TURNS:]),
    )


def _begin(span: Span, day: date, zone: tzinfo) -> datetime:
    return on_day(_monday(day) if span is Span.WEEK else day, time(), zone)


def _end(span: Span, day: date, zone: tzinfo) -> datetime:
    return on_day(_monday(day) + _WEEK if span is Span.WEEK else day + _DAY, time(), zone)


def _rank_topics(engagements: Sequence[Observed[Engagement]]) -> tuple[str, ...]:
    """What occupied the user most, without what put them off."""
    weights: Counter[str] = Counter()
    for one in sorted(engagements, key=as_said):
        weights[one.signal.topic] += max(0, round(one.signal.strength * 1_000))  # whole, so that no order matters
    ranked = sorted((one for one in weights.items() if one[1] > 0), key=lambda one: (-one[1], one[0]))
    return tuple(topic for topic, _ in ranked[:MOST_TOPICS])


def _tell_talk(turns: Sequence[Spoken], topics: Sequence[str]) -> str:
    """How much was said, and of what."""
    count = len(turns)
    told = f"{count} message{'' if count == 1 else 's'} {'was' if count == 1 else 'were'} exchanged"
    return f"{told} about {_join(topics)}" if topics else told


def _tell_mood(felt: Sequence[MoodChange]) -> str:
    """How the user's mood went, where anything moved it."""
    if not felt:
        return ""
    first, last = felt[0].label, felt[-1].label
    return f"; the user's mood was {last}" if first == last else f"; the user's mood went from {first} to {last}"


def _tell_lessons(lessons: Sequence[Lesson], room: int) -> list[str]:
    """The most important of what was learned, as much as there is room for."""
    ranked = sorted(lessons, key=lambda one: (-one.importance, one.turn_id, one.text))
    chosen: list[str] = []
    for text in dict.fromkeys(one.text.strip().rstrip(".") for one in ranked):
        if len(chosen) < MOST_LESSONS and len("; ".join(["Learned: ", *chosen, text])) < room:
            chosen.append(text)
    return [f"Learned: {'; '.join(chosen)}."] if chosen else []


def _tell_ahead(ahead: Sequence[Ahead]) -> list[str]:
    """What is still to come of what was told."""
    names = dict.fromkeys(one.subject for one in sorted(ahead, key=lambda one: (one.due_at, one.subject)))
    return [f"Still ahead: {_join([*names][:MOST_AHEAD])}."] if names else []


def _join(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
