"""Which facts a query calls to mind: those that answer it, and those told in the turns that speak of it."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from spectron.domain.graph import Fact
from spectron.domain.ids import FactId, TurnId
from spectron.domain.recall import Hit
from spectron.retrieval.facts import Moment, moment_of, stands
from spectron.retrieval.fuse import Scored
from spectron.retrieval.graph import FULL_POINTS, recall
from spectron.retrieval.words import stem, stems
from spectron.service.finding import Heard, present_of, weigh
from spectron.service.warm import Warm

MOST_TURNS = 20
RELATED = 0.35
"""A turn speaks of a query from this much of common words and meaning on; a cosine alone is less between strangers."""

TOLD = 0.5
"""What a fact of the turn that speaks most of the query counts for; one that answers it in full counts for 1."""

NAMED = 0.25
"""What a fact counts for that is about something with a word of the query in its name."""

_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Called:
    """A fact that came to mind; `score` is above 0 and at most 1."""

    fact: Fact
    score: float


def call_to_mind(warm: Warm, heard: Heard) -> Sequence[Called]:
    """The facts of a view that a query calls to mind, best first."""
    viewpoint, now = heard.sought.viewpoint, present_of(warm, heard)
    direct = _answering(recall(warm.facts, heard.question, viewpoint, now))
    told = _told(warm, _related(weigh(warm, heard)), moment_of(viewpoint, now))
    named = _named(warm, heard.sought.query, moment_of(viewpoint, now))
    ways = (direct, told, named)
    scores = {one: sum(way.get(one, 0.0) for way in ways) for one in set().union(*ways)}
    best = sorted(scores, key=lambda one: (-scores[one], one))
    return [Called(warm.facts.facts[one], round(min(1.0, scores[one]), 4)) for one in best]


def come_first(facts: Iterable[Fact]) -> Sequence[Fact]:
    """Facts as they come to mind without a query: in turn one of the most important, and one of the newest."""
    known = list(facts)
    weighty = sorted(known, key=lambda one: (-one.importance, -one.revision, one.id))
    newest = sorted(known, key=lambda one: (-one.revision, -one.importance, one.id))
    mixed = (one for pair in zip(weighty, newest, strict=True) for one in pair)
    return list({one.id: one for one in mixed}.values())


def standing_facts(warm: Warm, moment: Moment) -> Sequence[Fact]:
    """Every fact of a view that stands at a moment."""
    return [one for one in warm.facts.facts.values() if stands(one, moment)]


def _answering(hits: Sequence[Hit]) -> Mapping[FactId, float]:
    return {hit.fact.id: hit.score / FULL_POINTS for hit in hits if hit.fact and hit.score > 0}


def _related(scored: Scored) -> Mapping[TurnId, float]:
    """The turns that speak of the query, each with its share of what the best one has."""
    found: dict[TurnId, float] = {}
    for turn, points in scored.top(MOST_TURNS):
        row = scored.index.row(turn)
        if row is not None and points > 0 and float(scored.matches[row]) >= RELATED:
            found[turn] = points
    most = max(found.values(), default=1.0)
    return {turn: points / most for turn, points in found.items()}


def _named(warm: Warm, query: str, moment: Moment) -> Mapping[FactId, float]:
    """Facts about things whose names share a word with the query: "my last order" and order 42."""
    words = frozenset(stems(query))
    things = {
        one
        for name, ids in warm.facts.names.items()
        if not words.isdisjoint(map(stem, _WORD.findall(name)))
        for one in ids
        if not warm.facts.entities[one].principal
    }
    ids = (one for thing in things for one in warm.facts.by_entity.get(thing, ()))
    return {one: NAMED for one in ids if stands(warm.facts.facts[one], moment)}


def _told(warm: Warm, related: Mapping[TurnId, float], moment: Moment) -> Mapping[FactId, float]:
    return {
        one.id: TOLD * related[one.source.turn_id]
        for one in warm.facts.facts.values()
        if one.source.turn_id in related and stands(one, moment)
    }
