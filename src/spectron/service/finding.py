"""From a query that was understood to what answers it, in a view that is warm; plain functions over one snapshot."""

from collections.abc import Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import islice

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection

from spectron.domain.conversation import Turn
from spectron.domain.graph import Fact, Instruction, Uncertainty
from spectron.domain.ids import TurnId
from spectron.domain.question import Question, Wanted
from spectron.domain.recall import Found, Hit
from spectron.domain.scope import SPEAKER_DIMENSION, Scope, View
from spectron.domain.text import fold
from spectron.domain.view import Snapshot, Viewpoint
from spectron.retrieval.asking import Ask
from spectron.retrieval.context import Material
from spectron.retrieval.facts import Facts
from spectron.retrieval.fuse import Scored, score
from spectron.retrieval.graph import MOST_HITS, recall
from spectron.retrieval.index import FEATURES, Index
from spectron.retrieval.profile import portray
from spectron.retrieval.state import arrange
from spectron.retrieval.tiers import choose
from spectron.service.warm import Sight, Warm
from spectron.storage.queries import conversations, passages, views

TURN, FACT = "turn", "fact"
MOST_BRIEFED = 400
MOST_LATEST = 50
_TOKENS_A_WORD, _TOKENS_A_TURN = 1.3, 6.0
_SHORT = 45.0  # a turn may be weighed against as many shorter ones as its place could hold
_WORDS = FEATURES.index("words")


@dataclass(frozen=True, slots=True)
class Sought:
    """A query, how many hits it wants of which kinds, and the two instants that it is about."""

    query: str
    most: int = 10
    viewpoint: Viewpoint = field(default_factory=Viewpoint)
    kinds: frozenset[str] = field(default_factory=lambda: frozenset({TURN, FACT}))


@dataclass(frozen=True, slots=True)
class Heard:
    """A query as it was understood, what it may see, and what its words mean to an embedder.

    `within` is the scope asked for, `clamp` the key's; `failure` says why there is no `vector`, where one was wanted.
    """

    sight: Sight
    within: Scope
    clamp: Scope
    sought: Sought
    question: Question
    now: datetime
    vector: NDArray[np.float32] | None = None
    failure: str = ""


def find(conn: Connection, warm: Warm, heard: Heard) -> Found:
    """The best hits for a query."""
    wanted = heard.sought.most
    turns: Sequence[Hit] = ()
    if TURN in heard.sought.kinds:
        scored = weigh(warm, heard)
        best = _load(conn, heard, [turn for turn, _ in scored.top(wanted + 1)])[:wanted]
        turns = [Hit(one.id, scored.score(one.id), scored.why(one.id), turn=one) for one in best]
    return _chosen(warm, heard, turns, wanted)


def gather(conn: Connection, warm: Warm, heard: Heard, budget: int) -> Material:
    """All that a context within a budget may be made of."""
    ctx = heard.sight.ctx
    scored = weigh(warm, heard)
    ids = _affordable(warm.index, [turn for turn, _ in scored.top(MOST_BRIEFED)], budget)
    hits = [Hit(turn.id, scored.score(turn.id), turn=turn) for turn in _load(conn, heard, ids)]
    found = _chosen(warm, heard, hits, 2 * MOST_BRIEFED)
    rest = _rest(conn, warm, heard, frozenset(ids), budget)
    snapshot = _snapshot(conn, warm, heard)
    now = present_of(warm, heard)
    return Material(
        found,
        instructions=snapshot.instructions,
        doubts=snapshot.uncertainties,
        profile=portray(arrange(snapshot, heard.sought.viewpoint, now)),
        notes=passages.notes_by_id(conn, ctx, [*ids, *(turn.id for turn in rest)]),
        rest=rest,
    )


def recollect(conn: Connection, warm: Warm, heard: Heard) -> tuple[Found, Snapshot]:
    """What answers a query, the turns before the facts, and all that is believed in the view now."""
    wanted = heard.sought.most
    scored = weigh(warm, heard)
    best = _load(conn, heard, [turn for turn, _ in scored.top(wanted + 1)])[:wanted]
    found = _chosen(warm, heard, [Hit(one.id, scored.score(one.id), turn=one) for one in best], wanted + MOST_HITS)
    return found, _believed(conn, warm, heard)


def _believed(conn: Connection, warm: Warm, heard: Heard) -> Snapshot:
    """What is believed in the view now, as the store would tell it."""
    ctx, scopes = heard.sight.ctx, heard.sight.scopes
    turns, mentioned = views.lately(conn, ctx, scopes)
    facts = (fact for fact in warm.facts.facts.values() if fact.superseded_revision is None)
    return Snapshot(
        scope=heard.within,
        revision=warm.marks.revision,
        clock=warm.clock,
        entities=sorted(warm.facts.entities.values(), key=lambda one: (-one.mentioned_in, one.id)),
        facts=sorted(facts, key=_by_revision),
        instructions=sorted(warm.rules.values(), key=_by_revision),
        uncertainties=sorted(warm.doubts.values(), key=_by_revision),
        corrections=warm.corrections,
        turns=turns,
        mentioned=mentioned,
    )


def _by_revision(one: Fact | Instruction | Uncertainty) -> tuple[int, str]:
    return one.revision, one.id


def weigh(warm: Warm, heard: Heard) -> Scored:
    """The score of every turn of a view."""
    question, index = heard.question, warm.index
    ask = Ask(
        heard.sought.query,
        question,
        times=(question.time,) if question.time else (),
        asker=_asker(heard.within, index),
        known_at=heard.sought.viewpoint.known_at,
    )
    return score(index, ask, heard.vector, heard.sight.kind.model)


def _asker(within: Scope, index: Index) -> str | None:
    """The name under which the user of a scope speaks, where somebody speaks under it."""
    user = within.get(SPEAKER_DIMENSION)
    return next((name for name in index.names.speakers if user and fold(name) == fold(user)), None)


def _load(conn: Connection, heard: Heard, ids: Sequence[TurnId]) -> list[Turn]:
    """These turns without the one that asks: a question holds all its own words and answers none of them."""
    turns = conversations.turns_by_id(conn, heard.sight.ctx, ids)
    asked = heard.sought.query.strip().casefold() if heard.question.wanted is not Wanted.NOTHING else None
    return [turns[one] for one in ids if one in turns and turns[one].content.strip().casefold() != asked]


def _chosen(warm: Warm, heard: Heard, turns: Sequence[Hit], most: int) -> Found:
    facts: Sequence[Hit] = ()
    if FACT in heard.sought.kinds:
        facts = recall(warm.facts, heard.question, heard.sought.viewpoint, present_of(warm, heard))
    found = choose(facts, turns, most, warm.facts.labels, warm.index.unseen)
    if heard.failure:
        return replace(found, reason=f"{found.reason}; {heard.failure}, so turns were found by their words alone")
    return found


def present_of(warm: Warm, heard: Heard) -> datetime:
    """Now, or the clock of the view where that is ahead of ours."""
    return max(filter(None, (heard.now, warm.clock)))


def _affordable(index: Index, ids: Sequence[TurnId], budget: int) -> list[TurnId]:
    """The first of these turns that a budget could hold, and some more, as a prompt may pass over the long ones."""
    kept: list[TurnId] = []
    spent = 0.0
    for one in ids:
        if spent > 1.5 * budget:
            break
        row = index.row(one)
        assert row is not None
        spent += min(_TOKENS_A_TURN + _TOKENS_A_WORD * float(index.features.rows[row, _WORDS]), _SHORT)
        kept.append(one)
    return kept


def _rest(conn: Connection, warm: Warm, heard: Heard, found: Set[TurnId], budget: int) -> Sequence[Turn]:
    """The turns that were not found, where all could fit the budget; the latest, where nothing was found."""
    index, known_at = warm.index, heard.sought.viewpoint.known_at
    words = float(index.features.rows[:, _WORDS].sum())
    if found and (known_at or words * _TOKENS_A_WORD + index.count * _TOKENS_A_TURN > budget):
        return ()
    said = index.said.rows
    order = np.argsort(-said[1:], kind="stable") + 1
    until = known_at.timestamp() if known_at else np.inf
    spoken = (int(row) for row in order[said[order] <= until] if not index.is_echo(row))
    ids = (one for one in map(index.turns.rows.__getitem__, spoken) if one not in found)
    return _load(conn, heard, list(islice(ids, None if found else MOST_LATEST)))


def _snapshot(conn: Connection, warm: Warm, heard: Heard) -> Snapshot:
    """What stands in the view, with no more facts than those of the person it is about."""
    ctx, within, known_at = heard.sight.ctx, heard.within, heard.sought.viewpoint.known_at
    if known_at is not None:
        return views.snapshot(conn, ctx, within, known_at, View.PROMPTING, heard.clamp)
    facts = _personal(warm.facts, within)
    named = {name for fact in facts for name in (fact.entity, fact.object) if name}
    return Snapshot(
        scope=within,
        revision=warm.marks.revision,
        clock=warm.clock,
        entities=[warm.facts.entities[one] for one in named if one in warm.facts.entities],
        facts=facts,
        instructions=list(warm.rules.values()),
        uncertainties=list(warm.doubts.values()),
        corrections=(),
    )


def _personal(known: Facts, within: Scope) -> list[Fact]:
    """What is believed of the person a scope is about: who speaks as the user, or goes by the name in the scope."""
    user = within.get(SPEAKER_DIMENSION)
    people = known.principals.get(SPEAKER_DIMENSION) or (known.names.get(fold(user), ()) if user else ())
    facts = (known.facts[one] for person in people for one in known.by_entity.get(person, ()))
    return [fact for fact in facts if fact.superseded_revision is None]
