"""The facts of one view, kept warm in memory so that a question is answered without reading a row."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from spectron.domain.graph import Alias, Entity, Fact
from spectron.domain.ids import EntityId, FactId
from spectron.domain.text import fold
from spectron.domain.view import Viewpoint
from spectron.retrieval.state import holds
from spectron.retrieval.words import stems

K = TypeVar("K", bound=Hashable)
V = TypeVar("V", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Facts:
    """Every version of every fact of a view that was handed in, and the ways to it.

    `names` leads from a folded name to the entities that go by it, `by_value` from a folded value to its facts, `roles`
    from an entity to those that hold a role towards it; `labels` are the names of all. A value is never changed:
    `extend` gives the next one, which shares what stayed the same.
    """

    facts: Mapping[FactId, Fact] = field(default_factory=dict)
    entities: Mapping[EntityId, Entity] = field(default_factory=dict)
    principals: Mapping[str, tuple[EntityId, ...]] = field(default_factory=dict)
    names: Mapping[str, tuple[EntityId, ...]] = field(default_factory=dict)
    roles: Mapping[EntityId, tuple[tuple[str, EntityId], ...]] = field(default_factory=dict)
    by_entity: Mapping[EntityId, tuple[FactId, ...]] = field(default_factory=dict)
    by_key: Mapping[tuple[EntityId, str], tuple[FactId, ...]] = field(default_factory=dict)
    by_object: Mapping[EntityId, tuple[FactId, ...]] = field(default_factory=dict)
    by_value: Mapping[str, tuple[FactId, ...]] = field(default_factory=dict)
    by_stem: Mapping[str, tuple[FactId, ...]] = field(default_factory=dict)
    labels: Mapping[EntityId, str] = field(default_factory=dict)


def gather(entities: Iterable[Entity], facts: Iterable[Fact]) -> Facts:
    """The facts of a view from its rows, in whatever order they come."""
    return extend(Facts(), entities, facts)


def extend(known: Facts, entities: Iterable[Entity], facts: Iterable[Fact]) -> Facts:
    """The same with further rows; a row that is known already (closed since, or renamed) takes the older one's place.

    Costs as much as the further rows, and a shallow copy of what is known.
    """
    met = {entity.id: entity for entity in entities}
    rows = {fact.id: fact for fact in facts}
    fresh = [fact for fact in rows.values() if fact.id not in known.facts]
    named = [(entity, alias) for entity in met.values() for alias in (Alias(entity.label), *entity.aliases)]
    everyone = {**known.entities, **met}
    return Facts(
        facts={**known.facts, **rows},
        entities=everyone,
        principals=_more(known.principals, ((one.principal, one.id) for one in met.values() if one.principal)),
        names=_more(known.names, ((fold(alias.text), one.id) for one, alias in named if alias.holder is None)),
        roles=_more(known.roles, ((alias.holder, (fold(alias.text), one.id)) for one, alias in named if alias.holder)),
        by_entity=_more(known.by_entity, ((fact.entity, fact.id) for fact in fresh)),
        by_key=_more(known.by_key, (((fact.entity, fact.key), fact.id) for fact in fresh)),
        by_object=_more(known.by_object, ((fact.object, fact.id) for fact in fresh if fact.object)),
        by_value=_more(known.by_value, ((fold(fact.value), fact.id) for fact in fresh)),
        by_stem=_more(known.by_stem, ((stem, fact.id) for fact in fresh for stem in _stems_of(fact, everyone))),
        labels={**known.labels, **{entity.id: entity.label for entity in met.values()}},
    )


def _more(known: Mapping[K, tuple[V, ...]], pairs: Iterable[tuple[K, V]]) -> Mapping[K, tuple[V, ...]]:
    grown: dict[K, dict[V, None]] = defaultdict(dict)
    for key, value in pairs:
        grown[key].setdefault(value)
    return {**known, **{key: tuple({**dict.fromkeys(known.get(key, ())), **grown[key]}) for key in grown}}


def shown(fact: Fact, entities: Mapping[EntityId, Entity]) -> str:
    """What a fact says: the name of the entity it leads to, or its value."""
    return entities[fact.object].label if fact.object and fact.object in entities else fact.value


def _stems_of(fact: Fact, entities: Mapping[EntityId, Entity]) -> frozenset[str]:
    """The words by which a fact is found: its key, value and topics, the words it rests on, and what it leads to."""
    leads_to = shown(fact, entities)
    told = (fact.key.replace("_", " "), fact.value, leads_to, " ".join(fact.topics), fact.quote.text)
    return frozenset(stems(" ".join(told)))


@dataclass(frozen=True, slots=True)
class Moment:
    """The instants that a question is about: `known_at` None is what is believed now, `named` tells that the caller
    chose `valid_at`, and did not leave it to the clock.
    """

    valid_at: datetime
    known_at: datetime | None = None
    named: bool = False


def moment_of(viewpoint: Viewpoint, now: datetime) -> Moment:
    """The instants of a viewpoint: without `valid_at` that of `known_at`, or now."""
    return Moment(viewpoint.valid_at or viewpoint.known_at or now, viewpoint.known_at, viewpoint.valid_at is not None)


def believed(fact: Fact, moment: Moment) -> bool:
    """Whether a version is believed at the instant of known time."""
    if moment.known_at is None:
        return fact.superseded_at is None
    return fact.recorded_at <= moment.known_at and (fact.superseded_at is None or moment.known_at < fact.superseded_at)


def stands(fact: Fact, moment: Moment) -> bool:
    """Whether a version is believed, and true at the instant of valid time."""
    return believed(fact, moment) and holds(fact, moment.valid_at, moment.named)


def standing(known: Facts, ids: Sequence[FactId], moment: Moment) -> list[Fact]:
    """Of these versions, those that stand at a moment."""
    return [known.facts[one] for one in ids if stands(known.facts[one], moment)]
