"""Facts as sentences that stand alone: "Alice works at Acme", "Order 42: origin Tokyo, carrier DHL"."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

from spectron.domain.conversation import Role
from spectron.domain.graph import Fact, FactKind
from spectron.domain.ids import EntityId
from spectron.retrieval.answering.phrasing import capital, tell, when
from spectron.retrieval.quoting import one_line

Labels: TypeAlias = Mapping[EntityId, str]

_TYPES: Mapping[str, str] = {
    **dict.fromkeys("likes dislikes preference diet interest hobby".split(), "preference"),
    **dict.fromkeys("event visited".split(), "event"),
    **dict.fromkeys("plan goal project".split(), "plan"),
    "commitment": "commitment",
    "habit": "habit",
    **dict.fromkeys(
        "sibling_of parent_of child_of married_to partner_of friend_of colleague_of neighbour_of lives_with reports_to "
        "manages family pet".split(),
        "relationship",
    ),
}
_PREFERRED = ("favourite_", "favorite_", "preferred_")


def type_of(fact: Fact) -> str:
    """What a fact is about: preference, event, plan, commitment, habit, relationship, or plain fact."""
    if fact.key.startswith(_PREFERRED):
        return "preference"
    return _TYPES.get(fact.key, "fact")


def bundle(facts: Iterable[Fact]) -> Sequence[Sequence[Fact]]:
    """Facts in their order, those that one record of a tool told of one thing together: they make one sentence."""
    bundles: dict[tuple[str, ...], list[Fact]] = defaultdict(list)
    for fact in facts:
        bundles[mark(fact.id, fact.entity, fact.source.turn_id, fact.source.role, fact.kind)].append(fact)
    return list(bundles.values())


def mark(fact_id: str, entity: str, turn_id: str, role: Role, kind: FactKind) -> tuple[str, ...]:
    """What facts have in common that make one sentence."""
    return (entity, turn_id) if role is Role.TOOL and kind is FactKind.ATTRIBUTE else (fact_id,)


def say(facts: Sequence[Fact], labels: Labels) -> str:
    """One sentence of a bundle of facts, in the third person, with since or until when where that was told."""
    if len(facts) > 1:
        told = ", ".join(f"{one.key.replace('_', ' ')} {one_line(one.value)}" for one in facts)
        return capital(f"{_who(facts[0], labels)}: {told}")
    [fact] = facts
    value = fact.show(labels)
    return capital(tell(fact.key, [one_line(value)], _who(fact, labels), _is_past(fact)) + when(fact))


def _who(fact: Fact, labels: Labels) -> str:
    return one_line(labels.get(fact.entity, "")) or "somebody"


def _is_past(fact: Fact) -> bool:
    return fact.valid.end is not None and not fact.timeless
