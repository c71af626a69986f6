"""What the views are given in these tests: the records of a memory that was told a story."""

from collections.abc import Sequence
from datetime import datetime

from telling import ALICE, Ledger, Line

from spectron.domain.conversation import Turn
from spectron.domain.scope import Scope
from spectron.domain.view import Changes, Snapshot, Viewpoint
from spectron.retrieval.state import State, arrange


def take_snapshot(memory: Ledger, scope: Scope = ALICE, turns: Sequence[Turn] = ()) -> Snapshot:
    """Everything that a memory believes now."""
    latest = [one.id for made in reversed(memory.plans) for one in made.mentioned]
    return Snapshot(
        scope=scope,
        revision=len(memory.plans),
        clock=memory.clock,
        entities=list(memory.entities.values()),
        facts=[one for one in memory.facts.values() if one.superseded_revision is None],
        instructions=memory.standing(),
        uncertainties=[one for one in memory.uncertainties.values() if one.superseded_revision is None],
        corrections=[one for made in memory.plans for one in made.corrections],
        turns=turns,
        mentioned=list(dict.fromkeys(latest)),
    )


def look(lines: Sequence[Line], now: datetime, viewpoint: Viewpoint | None = None, scope: Scope = ALICE) -> State:
    """The state after a story."""
    return arrange(take_snapshot(Ledger().hear_all(lines), scope), viewpoint or Viewpoint(), now)


def take_changes(memory: Ledger, since: int) -> Changes:
    """What a memory added or closed after a revision, as a store would find it."""

    def touched(one: object) -> bool:
        return one.revision > since or (one.superseded_revision or 0) > since  # type: ignore[attr-defined]

    facts = {one.id: one for one in memory.facts.values() if touched(one)}
    origins = {one.replaces: memory.facts[one.replaces] for one in facts.values() if one.replaces}
    return Changes(
        since=since,
        revision=len(memory.plans),
        facts=list((facts | origins).values()),
        entities=list(memory.entities.values()),
        introduced=frozenset(one.id for made in memory.plans[since:] for one in made.entities),
        instructions=[one for one in memory.instructions.values() if touched(one)],
        uncertainties=[one for one in memory.uncertainties.values() if touched(one)],
    )
