"""The state of a scope: who and what is known, where the conversation stands, what is doubted, what was corrected."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from spectron.domain.conversation import Role, Turn
from spectron.domain.graph import Correction, Entity, Fact, FactKind, Instruction, Uncertainty
from spectron.domain.view import Snapshot, Viewpoint

MOST_TOPICS = 10
_THREADS = frozenset({"plan", "goal", "commitment", "project"})
_QUESTION = re.compile(r"[^.!?\n]*\?")


@dataclass(frozen=True, slots=True)
class State:
    """What `/state` shows; every record once believed at `known_at` and true at `valid_at`."""

    snapshot: Snapshot
    valid_at: datetime
    known_at: datetime | None
    entities: Sequence[Entity]
    attributes: Sequence[Fact]
    others: Sequence[Fact]
    relations: Sequence[Fact]
    recent_topics: Sequence[str]
    open_threads: Sequence[str]
    pending_questions: Sequence[str]
    instructions: Sequence[Instruction]
    unknowns: Sequence[Uncertainty]
    corrections: Sequence[Correction]


def arrange(snapshot: Snapshot, viewpoint: Viewpoint, now: datetime) -> State:
    """Sort what is believed into the parts of a state.

    Without `valid_at` the question is about the instant of `known_at`, or about the present: now, or the scope's own
    clock where that is ahead of ours.
    """
    instant = viewpoint.valid_at or viewpoint.known_at or max(filter(None, (now, snapshot.clock)))
    held = [fact for fact in snapshot.facts if holds(fact, instant, viewpoint.valid_at is not None)]
    principals = {entity.id for entity in snapshot.entities if entity.principal}
    attributes = [fact for fact in held if fact.kind is FactKind.ATTRIBUTE]
    return State(
        snapshot=snapshot,
        valid_at=instant,
        known_at=viewpoint.known_at,
        entities=sorted(snapshot.entities, key=lambda entity: (entity.principal is None, -entity.mentioned_in)),
        attributes=attributes,
        others=[fact for fact in attributes if fact.entity not in principals],
        relations=[fact for fact in held if fact.kind is FactKind.RELATION],
        recent_topics=_topics(snapshot),
        open_threads=_threads(snapshot, instant),
        pending_questions=pending_questions(snapshot.turns),
        instructions=sorted(snapshot.instructions, key=_by_force),
        unknowns=snapshot.uncertainties,
        corrections=snapshot.corrections,
    )


def holds(fact: Fact, instant: datetime, named: bool) -> bool:
    """Whether a fact belongs to an instant: it is true then; an event or a plan is shown unless `named` precedes it."""
    if not fact.timeless:
        return fact.valid.covers(instant)
    return not named or fact.valid.start is None or fact.valid.start <= instant


def _by_force(instruction: Instruction) -> tuple[int, int]:
    return ("high", "medium", "low").index(instruction.priority.value), -instruction.revision


def _topics(snapshot: Snapshot) -> Sequence[str]:
    """What was spoken of last: things and places before the people who are always there."""
    by_id = {entity.id: entity for entity in snapshot.entities}
    spoken = [by_id[one] for one in snapshot.mentioned if one in by_id and not by_id[one].principal]
    told = (topic for fact in reversed(snapshot.facts[-MOST_TOPICS:]) for topic in fact.topics)
    return list(dict.fromkeys([*(entity.label for entity in spoken), *told]))[:MOST_TOPICS]


def _threads(snapshot: Snapshot, instant: datetime) -> Sequence[str]:
    """Plans, goals and promises that are not over, the newest first."""
    labels = snapshot.labels
    still = [fact for fact in snapshot.facts if fact.key in _THREADS and not _over(fact, instant)]
    return list(dict.fromkeys(_thread(fact, labels.get(fact.entity, "")) for fact in reversed(still)))


def _over(fact: Fact, instant: datetime) -> bool:
    return fact.valid.end is not None and fact.valid.end <= instant


def _thread(fact: Fact, label: str) -> str:
    return f"{label}: {fact.value}" if fact.key == "commitment" else fact.value


def pending_questions(turns: Sequence[Turn]) -> Sequence[str]:
    """Questions that nobody on the other side has spoken after, per session, in the order they were asked."""
    open_by_session: dict[str, list[tuple[Role, str]]] = {}
    for turn in turns:
        waiting = open_by_session.setdefault(turn.session_id, [])
        if turn.role in (Role.USER, Role.ASSISTANT):
            waiting[:] = [asked for asked in waiting if asked[0] is turn.role]
            waiting += [(turn.role, question) for question in questions(turn.content)]
    return [text for waiting in open_by_session.values() for _, text in waiting]


def questions(text: str) -> Iterable[str]:
    """The sentences that end in a question mark."""
    return (found.group().strip() for found in _QUESTION.finditer(text) if len(found.group().strip()) > 1)
