"""What changed: beliefs that gave way, things that began and ended, in the order of time."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from spectron.domain.graph import Change, Correction, Fact
from spectron.domain.ids import EntityId
from spectron.domain.question import Question, Wanted
from spectron.domain.responder import Answered
from spectron.domain.temporal import Interval, name_day
from spectron.domain.text import fold
from spectron.domain.view import Snapshot
from spectron.retrieval.answering.ground import Ground
from spectron.retrieval.answering.phrasing import capital, tell
from spectron.retrieval.answering.sayings import stem
from spectron.retrieval.answering.times import is_dated, say_end, say_time

_MOST = 12


class Shift(NamedTuple):
    """One change, when it took effect, and the fact that came of it."""

    at: datetime
    text: str
    fact: Fact


def list_changes(snapshot: Snapshot, of: set[EntityId], question: Question) -> Sequence[Shift]:
    """The changes of some entities, of all where none is given, within the question's time, the oldest first."""
    time, mended = question.time, question.wanted is Wanted.CORRECTION
    shifts = _mended(snapshot, of) if mended else _shifts(snapshot, of, question.keys)
    found = [one for one in shifts if time is None or _inside(one, time)]
    return sorted(dict.fromkeys(found), key=lambda one: one.at)[-_MOST:]


def _mended(snapshot: Snapshot, of: set[EntityId]) -> Iterator[Shift]:
    """What was put right: never so, as against what was so and changed."""
    for one in snapshot.corrections:
        if one.reason == Change.CORRECTED.value and (not of or one.current.entity in of):
            yield _shift(one, snapshot)


def tell_previous(ground: Ground) -> Answered | None:
    """What was told before it was put right or changed, where the words of a correction are those of the question."""
    question, snapshot = ground.question, ground.material.snapshot
    if not question.before or question.value or not question.terms:
        return None
    fitting = [one for one in snapshot.corrections if _tells_of(one, question)]
    if not fitting:
        return None
    one = fitting[0] if question.first else fitting[-1]
    changed = f"that changed on {name_day(one.timestamp)}: \u201c{one.current.quote.text}\u201d"
    return Answered(f"Before, you said: \u201c{one.previous.quote.text}\u201d; {changed}", True, (one.previous,))


def _tells_of(one: Correction, question: Question) -> bool:
    """Whether a correction's words hold every word of the question; those of a deleted message hold none."""
    if one.previous.quote.removed or one.current.quote.removed:
        return False
    told = f"{one.previous.quote.text} {one.previous.key.replace('_', ' ')} {one.current.quote.text}"
    words = {stem(word) for word in fold(told).split()}
    return all(any(stem(form) in words for form in forms) for forms in question.terms)


def _inside(shift: Shift, time: Interval) -> bool:
    return time.covers(shift.at) or time.covers(shift.fact.recorded_at)


def _shifts(snapshot: Snapshot, of: set[EntityId], keys: Sequence[str]) -> Iterator[Shift]:
    seen: set[str] = set()
    for one in snapshot.corrections:
        if (of and one.current.entity not in of) or (keys and one.current.key not in keys):
            continue
        if one.previous.value != one.current.value or one.previous.key != one.current.key:
            seen.add(one.current.id)
            yield _shift(one, snapshot)
    followed = {_content(one.previous) for one in snapshot.corrections}  # whose end a correction tells of already
    for fact in snapshot.facts:
        if fact.id in seen or fact.timeless or (of and fact.entity not in of) or (keys and fact.key not in keys):
            continue
        if fact.valid.end is not None and _content(fact) not in followed:
            was = tell(fact.key, [fact.show(snapshot.labels)], _who(fact, snapshot), past=True)
            text = f"{was} until {say_end(fact)}"
            yield Shift(fact.valid.end, capital(text), fact)
        elif is_dated(fact) and fact.valid.start is not None and fact.valid.end is None:
            since = say_time(fact.valid.start, fact.quote.text)
            text = f"{tell(fact.key, [fact.show(snapshot.labels)], _who(fact, snapshot))} since {since}"
            yield Shift(fact.valid.start, capital(text), fact)


def _content(fact: Fact) -> tuple[EntityId, str, str]:
    return fact.entity, fact.key, fact.value


def _shift(one: Correction, snapshot: Snapshot) -> Shift:
    """A belief that gave way, told with what it was before."""
    fact, who = one.current, _who(one.current, snapshot)
    start = fact.valid.start or one.timestamp
    words = say_time(start, fact.quote.text) if is_dated(fact) else name_day(one.timestamp)
    now = tell(fact.key, [fact.show(snapshot.labels)], who)
    before = tell(one.previous.key, [one.previous.show(snapshot.labels)], who, past=True)
    if one.previous.valid.start is not None and fact.valid.start == one.previous.valid.start:
        text = f"{now}, not {one.previous.show(snapshot.labels)}: that was put right on {name_day(one.timestamp)}"
        return Shift(one.timestamp, capital(text), fact)
    return Shift(start, capital(f"{now} (since {words}); before that {before}"), fact)


def _who(fact: Fact, snapshot: Snapshot) -> str:
    found = next((one for one in snapshot.entities if one.id == fact.entity), None)
    if found is None:
        return "it"
    return {"user": "you", "assistant": "I"}.get(found.principal or "", found.label)
