"""From a question to the facts that bear on it: whom it names, who stands near them, and what is said of them."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from heapq import nlargest, nsmallest
from math import log

from spectron.domain.graph import Fact, FactKind
from spectron.domain.ids import EntityId, FactId
from spectron.domain.question import Question, Subject, Wanted
from spectron.domain.recall import Hit, Why
from spectron.domain.text import fold
from spectron.domain.view import Viewpoint
from spectron.retrieval.facts import Facts, Moment, believed, moment_of, shown, standing, stands
from spectron.retrieval.words import stems

BY_KEY = 3.0
ABOUT = 1.0
WORDS = 2.0
VALUE = 1.0
KIND = 0.5
PORTRAYED = 1.0
FULL_POINTS = 4.0
MOST_NEIGHBOURS = 500
MOST_HITS = 500
COMMON = 2_000
"""A word that more facts have than these does not find facts on its own."""

LONGEST_NAME = 4  # words
_WORD = re.compile(r"[^\W_]+(?:['\u2019][^\W_]+)?")
_POSSESSIVE = re.compile(r"['\u2019]s?$")
_PERSONS = {
    "user": frozenset("i me my mine myself i'm i've i'll i'd we us our ours".split()),
    "assistant": frozenset("you your yours yourself you're you've".split()),
}
_CHANGING = frozenset({Wanted.CHANGE, Wanted.UNTIL})


@dataclass(frozen=True, slots=True)
class Link:
    """An entity that a question leads to: over how many relations, and how it was recognised, in words."""

    hops: int
    note: str


@dataclass(slots=True)
class _Scored:
    """The signals that speak for one fact."""

    why: list[Why] = field(default_factory=list)

    @property
    def score(self) -> float:
        """The points together."""
        return sum(one.points for one in self.why)


def recall(known: Facts, question: Question, viewpoint: Viewpoint, now: datetime) -> Sequence[Hit]:
    """The facts that bear on a question, best first, each with what speaks for it.

    A fact that is not believed at `known_at`, or not true at `valid_at`, is not found; without `valid_at` a question
    about another time, or about a change, finds what held then.
    """
    moment = moment_of(viewpoint, now)
    links = link(known, question, moment)
    scored: dict[FactId, _Scored] = {}
    _by_key(known, question, links, scored)
    _by_value(known, question, scored)
    _by_words(known, question, scored)
    if question.wanted is Wanted.PORTRAIT:
        _portray(known, links, moment, scored)
    hits = []
    for fact_id, found in scored.items():
        fact = known.facts[fact_id]
        if _admitted(fact, question, moment):
            _about(known, fact, links, question, found)
            hits.append(Hit(fact.source.turn_id, found.score, tuple(found.why), fact=fact))
    return nsmallest(MOST_HITS, hits, key=lambda hit: (-hit.score, hit.fact.id if hit.fact else ""))


def link(known: Facts, question: Question, moment: Moment) -> Mapping[EntityId, Link]:
    """The entities that a question speaks of, and those up to two relations away from them."""
    links: dict[EntityId, Link] = {}
    for subject in question.subjects:
        for one, note in _resolve(known, subject):
            links.setdefault(one, Link(0, note))
    words = [_POSSESSIVE.sub("", word) for word in _WORD.findall(fold(question.text))]
    for name in _runs(words):
        for one in known.names.get(name, ()):
            links.setdefault(one, Link(0, known.labels[one]))
    if not question.subjects:
        for principal, pronouns in _PERSONS.items():
            if not pronouns.isdisjoint(_WORD.findall(fold(question.text))):
                for one in known.principals.get(principal, ()):
                    links.setdefault(one, Link(0, known.labels[one]))
    _roles(known, set(_runs(words)), links)
    for hops in (1, 2):
        _step(known, links, moment, hops)
    return links


def _resolve(known: Facts, subject: Subject) -> list[tuple[EntityId, str]]:
    """The entities that a subject may be, and how each was recognised."""
    if subject.role and subject.holder:
        wanted = fold(subject.role)
        holders = sorted({holder for holder, _ in _resolve(known, subject.holder)})
        return [
            (one, _as_role(known, holder, role, one))
            for holder in holders
            for role, one in known.roles.get(holder, ())
            if role == wanted
        ]
    ids: Sequence[EntityId] = ()
    if subject.principal:
        ids = known.principals.get(subject.principal, ())
    elif subject.name:
        ids = known.names.get(fold(subject.name), ())
    return [(one, known.labels[one]) for one in ids]


def _runs(words: Sequence[str]) -> Iterator[str]:
    """Every run of up to a few words, as one name."""
    for size in range(LONGEST_NAME, 0, -1):
        for start in range(len(words) - size + 1):
            yield " ".join(words[start : start + size])


def _roles(known: Facts, runs: set[str], links: dict[EntityId, Link]) -> None:
    """Those who hold a role that is named towards somebody who is named: "my sister"."""
    for holder in sorted(links):
        for role, one in known.roles.get(holder, ()):
            if role in runs:
                links[one] = Link(0, _as_role(known, holder, role, one))


def _as_role(known: Facts, holder: EntityId, role: str, one: EntityId) -> str:
    whose = {"user": "your", "assistant": "the assistant's"}
    named = whose.get(known.entities[holder].principal or "", f"{known.labels[holder]}'s")
    return f"{known.labels[one]} is {named} {role} (1 hop)"


def _step(known: Facts, links: dict[EntityId, Link], moment: Moment, hops: int) -> None:
    """Walk one relation on from the entities that the last step reached, in either direction."""
    for start in sorted(one for one, reached in links.items() if reached.hops == hops - 1):
        ids = sorted((*known.by_entity.get(start, ()), *known.by_object.get(start, ())))[-MOST_NEIGHBOURS:]
        for fact in standing(known, [one for one in ids if known.facts[one].object], moment):
            end = fact.object if fact.entity == start else fact.entity
            if end and end in known.entities and end not in links:
                links[end] = Link(hops, f"{_told(known, fact)} ({hops} hop{'s' * (hops > 1)})")


def _told(known: Facts, fact: Fact) -> str:
    return f"{known.labels[fact.entity]} {_spaced(fact.key)} {shown(fact, known.entities)}"


def _by_key(known: Facts, question: Question, links: Mapping[EntityId, Link], scored: dict[FactId, _Scored]) -> None:
    """Facts that stand under a key in which the answer may stand.

    Those of whom the question names answer it; those of the people and things around them may.
    """
    for entity, reached in links.items():
        for place, key in enumerate(question.keys):
            points = BY_KEY / (1 + 0.25 * place) / (1 + reached.hops)
            told = f"{_spaced(key)} of {known.labels[entity]}"
            why = Why("beside", points, told) if reached.hops else Why("key", points, f"answers by key: {told}")
            for one in known.by_key.get((entity, key), ()):
                scored.setdefault(one, _Scored()).why.append(why)


def _by_value(known: Facts, question: Question, scored: dict[FactId, _Scored]) -> None:
    """Facts of whoever it is that the named value is told of: "Who works at Acme?"."""
    if question.subjects or not question.value or not question.keys:
        return
    value = fold(question.value)
    leading = (one for entity in known.names.get(value, ()) for one in known.by_object.get(entity, ()))
    for one in dict.fromkeys([*known.by_value.get(value, ()), *leading]):
        key = known.facts[one].key
        if key in question.keys:
            points = BY_KEY / (1 + 0.25 * question.keys.index(key))
            why = Why("key", points, f"answers by key and value: {_spaced(key)} {question.value}")
            scored.setdefault(one, _Scored()).why.append(why)


def _by_words(known: Facts, question: Question, scored: dict[FactId, _Scored]) -> None:
    """Facts that share words with the question: the share of its words that they have, rare ones counting more."""
    groups = [tuple(dict.fromkeys(stems(" ".join(forms)))) for forms in question.terms]
    groups = [one for one in groups if one] or [(one,) for one in dict.fromkeys(stems(question.text))]
    found = {group: [one for stem in group for one in known.by_stem.get(stem, ())] for group in groups}
    weights = {group: log(1 + len(known.facts) / (1 + len(ids))) for group, ids in found.items()}
    whole = sum(weights.values()) or 1.0
    shares: dict[FactId, list[tuple[str, ...]]] = {}
    for group, ids in sorted(found.items(), key=lambda pair: len(pair[1])):
        for one in _rather(ids, shares):
            shares.setdefault(one, []).append(group)
    for one, shared in shares.items():
        points = WORDS * sum(weights[group] for group in shared) / whole
        why = Why("words", points, f"says {', '.join(repr(group[0]) for group in shared)}")
        scored.setdefault(one, _Scored()).why.append(why)


def _rather(ids: Sequence[FactId], met: Mapping[FactId, object]) -> Collection[FactId]:
    """The facts of one word; of a word that very many have only those that were met already, or the newest."""
    if len(ids) <= COMMON:
        return dict.fromkeys(ids)
    both = met.keys() & set(ids)
    return both or dict.fromkeys(sorted(ids)[-COMMON:])


def _portray(known: Facts, links: Mapping[EntityId, Link], moment: Moment, scored: dict[FactId, _Scored]) -> None:
    """All that is known of whom a question asks to be told about, what matters most first."""
    for entity in [one for one, reached in links.items() if reached.hops == 0]:
        facts = (known.facts[one] for one in known.by_entity.get(entity, ()))
        for one in nlargest(MOST_HITS, facts, key=lambda fact: (believed(fact, moment), fact.importance, fact.id)):
            points = PORTRAYED + one.importance
            note = f"tells of {known.labels[entity]}"
            scored.setdefault(one.id, _Scored()).why.append(Why("portrait", points, note))


def _about(known: Facts, fact: Fact, links: Mapping[EntityId, Link], question: Question, found: _Scored) -> None:
    """Points for being about whom the question names, and for the value that it names."""
    near = [links[one] for one in (fact.entity, fact.object) if one and one in links]
    if near:
        nearest = min(near, key=lambda one: one.hops)
        found.why.append(Why("graph", ABOUT / 2**nearest.hops, nearest.note))
    value = shown(fact, known.entities)
    named = bool(question.value) and fold(question.value or "") in (fold(value), fold(fact.value))
    if question.before and fact.valid.end is not None and not named:
        found.why.append(Why("past", VALUE, "it ended"))
    if named and not (question.before or question.after):
        found.why.append(Why("value", VALUE, f"names {value}"))
    if question.kind and fold(question.kind) in (*_types(known, fact), *(fold(topic) for topic in fact.topics)):
        found.why.append(Why("kind", KIND, f"{value} is of the kind that is asked for: {question.kind}"))


def _types(known: Facts, fact: Fact) -> tuple[str, ...]:
    """What kind of thing a relation leads to."""
    return (fold(known.entities[fact.object].type),) if fact.object and fact.object in known.entities else ()


def _spaced(key: str) -> str:
    return key.replace("_", " ")


def _admitted(fact: Fact, question: Question, moment: Moment) -> bool:
    """Whether a version may be shown for this question."""
    if moment.named:
        return stands(fact, moment)
    if question.time is not None:
        return believed(fact, moment) and (fact.valid.empty or fact.valid.meets(question.time))
    if question.past or question.before or question.wanted in _CHANGING:
        return believed(fact, moment)
    return stands(fact, moment) or (fact.kind is FactKind.ATTRIBUTE and fact.timeless and believed(fact, moment))
