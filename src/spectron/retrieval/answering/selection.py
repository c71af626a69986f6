"""Which facts answer a question: those of the right entity, under the right key, at the right time."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from spectron.domain.graph import Entity, Fact
from spectron.domain.ids import EntityId
from spectron.domain.question import AMOUNT, PERSON, PLACE, Question
from spectron.domain.temporal import Interval
from spectron.domain.text import fold
from spectron.domain.view import Snapshot
from spectron.retrieval.answering.whom import BACK, is_nameless

_COMMON = frozenset(
    "hospital university school college bank company group club church clinic centre center institute surgery".split()
)
_SAME = (
    frozenset({"location", "lives_in", "located_in"}),
    frozenset({"works_at", "organisation"}),
    frozenset({"married_to", "partner_of"}),
    frozenset({"pet", "owns"}),
)


@dataclass(frozen=True, slots=True)
class Told:
    """One fact seen from the entity that is asked about: under which key, with which value, and from which turn."""

    fact: Fact
    key: str
    value: str
    said: str = ""

    def at(self, instant: datetime) -> bool:
        """Whether it is true at an instant; what happens once counts whenever it does."""
        return self.fact.timeless or self.fact.valid.covers(instant)


def gather(snapshot: Snapshot, entities: Sequence[Entity]) -> Sequence[Told]:
    """Everything believed of some entities, whenever it is true, relations read from both ends."""
    ids = {one.id for one in entities}
    return sorted(_see(snapshot, ids), key=lambda told: told.fact.revision)


def _see(snapshot: Snapshot, ids: set[EntityId]) -> Iterator[Told]:
    labels, turns = snapshot.labels, {one.id: one.content for one in snapshot.turns}
    entities = {one.id: one for one in snapshot.entities}
    redated = {
        one.current.id: one.previous.quote.text
        for one in snapshot.corrections
        if one.previous.valid.start == one.current.valid.start
    }
    for fact in snapshot.facts:
        if fact.entity not in ids and fact.object not in ids:
            continue
        leads_to = entities.get(fact.object) if fact.object and fact.entity in ids else None
        if leads_to is not None and is_nameless(leads_to):
            continue  # "your parent is mother" tells nothing
        if fold(fact.value) == fact.key.replace("_", " "):
            continue  # nor does "your pet is pet"
        said = " ".join(filter(None, (turns.get(fact.source.turn_id, ""), redated.get(fact.id))))
        if fact.entity in ids:
            yield Told(fact, fact.key, _label(fact, labels), said)
        elif fact.object in ids and fact.key in BACK:
            yield Told(fact, BACK[fact.key], labels.get(fact.entity, ""), said)


def _label(fact: Fact, labels: Mapping[EntityId, str]) -> str:
    """What a fact leads to or says; a place of a common kind by its whole name: "St Thomas' Hospital"."""
    label = fact.show(labels)
    if label.lower() not in _COMMON:
        return label
    found = re.search(rf"(?:\b[A-Z][\w.]*['\u2019]?s?['\u2019]? )+{re.escape(label)}\b", fact.quote.text)
    return found.group() if found else label


def of_keys(told: Sequence[Told], keys: Sequence[str]) -> Sequence[Told]:
    """The facts of the first of the keys that has any, with those of keys that mean the same."""
    for key in keys:
        same = next((group for group in _SAME if key in group), frozenset({key}))
        found = [one for one in told if one.key in same]
        if found:
            return found
    return []


def of_any_key(told: Sequence[Told], keys: Sequence[str]) -> Sequence[Told]:
    """The facts of all of the keys, in the order of the keys."""
    found: list[Told] = []
    for key in keys:
        found.extend(one for one in of_keys(told, (key,)) if one not in found)
    return found


def has_value(told: Told, value: str) -> bool:
    """Whether a fact tells this value, or a part of it that is a whole word."""
    mine, wanted = fold(told.value), fold(value)
    return mine == wanted or set(wanted.split()) <= set(mine.split()) or set(mine.split()) <= set(wanted.split())


def at_time(told: Sequence[Told], question: Question, now: datetime) -> Sequence[Told]:
    """The facts that fit the time of the question: its stretch, what was before or after something, or the present."""
    if question.before or question.after:
        return _beside(told, question)
    if question.time is not None:
        return [one for one in told if _meets(one, question.time)]
    held = [one for one in told if one.at(now)]
    ended = [one for one in told if not one.at(now) and one.fact.valid.end is not None and one.fact.valid.end <= now]
    ahead = [one for one in told if one not in held and one not in ended]
    if question.past and ended:
        return ended
    return held or ahead


def _meets(told: Told, time: Interval) -> bool:
    valid = told.fact.valid
    if told.fact.timeless:
        return valid.start is not None and time.covers(valid.start)
    return valid.meets(time)


def _beside(told: Sequence[Told], question: Question) -> Sequence[Told]:
    """What held before, or after, the value or the time that a question names."""
    pivot = [one for one in told if question.value and has_value(one, question.value)]
    others = [one for one in told if one not in pivot and not one.fact.timeless]
    if question.after:
        edge = _edge([one.fact.valid.end for one in pivot], max) or (question.time and question.time.start)
        later = [one for one in others if edge and one.fact.valid.start is not None and one.fact.valid.start >= edge]
        return sorted(later, key=_start)[:1]
    if question.value and not pivot:
        return []
    edge = _edge([one.fact.valid.start for one in pivot], min) or (question.time and question.time.start)
    earlier = [one for one in others if one.fact.valid.end is not None and (not edge or one.fact.valid.end <= edge)]
    return sorted(earlier, key=_end)[-1:]


def _edge(instants: Sequence[datetime | None], choose: Callable[[list[datetime]], datetime]) -> datetime | None:
    known = [one for one in instants if one is not None]
    return choose(known) if known else None


def _start(told: Told) -> str:
    return told.fact.valid.start.isoformat() if told.fact.valid.start else ""


def _end(told: Told) -> str:
    return told.fact.valid.end.isoformat() if told.fact.valid.end else ""


def is_of_kind(told: Told, question: Question) -> bool:
    """Whether a value is a thing of the kind that is asked for, as far as that can be told.

    A kind that has keys of its own is what stands under them; else its members, or the kind in the very words, tell.
    """
    words = set(fold(told.value).split())
    if question.kind in (PLACE, PERSON, AMOUNT):
        return True
    if told.key == question.kind:
        return True
    if question.members:
        return bool({*words, *(word.removesuffix("s") for word in words)} & question.members)
    if question.kind is None or question.sure:
        return True
    return question.kind.split(" ")[-1] in fold(told.fact.quote.text)
