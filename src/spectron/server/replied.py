"""A reply and what it taught as the shapes of the wire; nothing is decided here."""

from collections.abc import Iterable
from dataclasses import replace
from itertools import chain
from typing import TypeVar

from spectron.domain.change import Learned
from spectron.domain.reply import Replied
from spectron.domain.usage import Usage
from spectron.server import present
from spectron.wire import chat as wire
from spectron.wire.knowledge import AttributeInfo, EntityInfo, InstructionInfo, RelationInfo, UncertaintyInfo

T = TypeVar("T", EntityInfo, AttributeInfo, RelationInfo, InstructionInfo, UncertaintyInfo)


def reply(one: Replied) -> wire.ChatReply:
    """A reply with what the exchange taught and took."""
    return wire.ChatReply(
        reply=one.said.turn.content,
        memory_updates=updates(one),
        turn_id=one.heard.turn.id,
        reply_turn_id=one.said.turn.id,
        tier=one.tier.value,
        usage=wire.ReplyUsage(
            response=present.usage(one.usage),
            extraction=present.usage(_sum(one.heard.usage, one.said.usage)),
        ),
    )


def updates(one: Replied) -> wire.MemoryUpdates:
    """Both differences as one, each record once."""
    heard, said = present.turn_result(one.heard), present.turn_result(_news(one.said))
    return wire.MemoryUpdates(
        revision=said.revision,
        entities=_distinct(heard.entities, said.entities),
        attributes=_distinct(heard.attributes, said.attributes),
        relations=_distinct(heard.relations, said.relations),
        instructions=_distinct(heard.instructions, said.instructions),
        uncertainties=_distinct(heard.uncertainties, said.uncertainties),
        corrections=[*heard.corrections, *said.corrections],
        resolved=[*heard.resolved, *said.resolved],
    )


def _news(said: Learned) -> Learned:
    """What a reply taught, without known entities that it only spoke of, and without an "I" that says no more."""
    about = {fact.entity for fact in said.facts} | {fact.object for fact in said.facts}
    about |= {doubt.entity for doubt in (*said.uncertainties, *said.resolved)}
    new = {one.id for one in said.entities if one.source_turn == said.turn.id and one.principal is None}
    told = [one for one in said.entities if one.id in new | about]
    return replace(said, entities=tuple(told))


def _distinct(*lists: Iterable[T]) -> list[T]:
    """The records of both lists, one that stands in both as it stands in the later one."""
    return list({one.id: one for one in chain(*lists)}.values())


def _sum(first: Usage, second: Usage) -> Usage:
    """What two readings took, under the name of the model that took it."""
    if not (first.calls and second.calls):
        return first if first.calls else second
    return replace(
        first.plus(second.prompt_tokens, second.completion_tokens, second.cost_usd), calls=first.calls + second.calls
    )
