"""What a message taught, acknowledged in one sentence."""

from collections.abc import Sequence
from dataclasses import replace

from spectron.domain.change import Learned
from spectron.domain.graph import Change, Entity, Fact
from spectron.domain.ids import EntityId
from spectron.retrieval.answering.phrasing import join, possess, tell
from spectron.retrieval.answering.times import say_end, say_start

_MOST = 3
NOTHING_NEW = "All right."
_NAMES = frozenset({"name", "nickname"})


def acknowledge(learned: Learned | None) -> tuple[str, Sequence[Fact]]:
    """One natural sentence about the news of a turn, and the facts that it speaks of."""
    if learned is None:
        return NOTHING_NEW, ()
    facts = [one for one in learned.facts if one.superseded_at is None and one.change is not Change.ENDED]
    ended = [one for one in learned.facts if one.change is Change.ENDED]
    rules = learned.instructions
    if rules and not facts:
        return "Understood: I have noted what you asked for.", ()
    if not facts and not ended:
        if learned.uncertainties:
            return "I have noted that as not certain yet.", ()
        return NOTHING_NEW, ()
    chosen = sorted(facts or ended, key=lambda one: -one.importance)[:_MOST]
    whole = replace(learned, facts=tuple(chosen))
    said = [_say(one, whole) for one in chosen]
    return f"Noted: {join(said)}.", chosen


def _say(fact: Fact, learned: Learned) -> str:
    """One fact as it was learned: what it is now, with its time."""
    who = name_of(fact.entity, learned.entities, learned.labels.get(fact.entity, ""))
    value = fact.show(learned.labels)
    start, end = say_start(fact), say_end(fact)
    past = fact.valid.end is not None and not fact.timeless
    tail = f" until {end}" if past and end else f" (since {start})" if start and not fact.timeless else ""
    if fact.key == "nickname" and who == "you":
        return f"I will call you {value}"
    if fact.key in _NAMES:
        return f"{possess(who)} {fact.key} is {value}"
    return f"{tell(fact.key, [value], who, past)}{tail}"


def name_of(entity: EntityId, entities: Sequence[Entity], label: str) -> str:
    """How somebody is spoken of to the user: you, I, or by name."""
    principal = next((one.principal for one in entities if one.id == entity), None)
    return {"user": "you", "assistant": "I"}.get(principal or "", label)
