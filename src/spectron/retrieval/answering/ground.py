"""What one question is answered from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from spectron.domain.conversation import Turn
from spectron.domain.graph import DoubtKind, Entity, Uncertainty
from spectron.domain.question import Question, Subject
from spectron.domain.responder import Answered, Material
from spectron.domain.text import fold
from spectron.retrieval.answering.citing import NoteDates, note_nothing
from spectron.retrieval.answering.sayings import asks
from spectron.retrieval.answering.selection import Told, gather
from spectron.retrieval.answering.whom import find_entities
from spectron.retrieval.prepare import is_echo


@dataclass(frozen=True, slots=True)
class Ground:
    """A question, whom it is about, what is told of them, and the turns to look in; `now` is when it was asked."""

    question: Question
    material: Material
    now: datetime
    entities: Sequence[Entity]
    told: Sequence[Told]
    turns: Sequence[Turn]
    note: NoteDates = note_nothing

    @property
    def who(self) -> str:
        """How the one it is about is spoken of: you, I, by name, or as "your sister Ana"."""
        return describe(self.entities[0], self.question.subjects) if self.entities else ""


def prepare(question: Question, material: Material, now: datetime, note: NoteDates) -> Ground:
    """Whom a question is about and what is told of them; the turn that asks is no part of what answers it."""
    snapshot = material.snapshot
    asking = material.learned.turn.id if material.learned else None
    heard = (one for one in (*material.turns, *snapshot.turns) if one.id != asking and not is_echo(one))
    turns = {one.id: one for one in heard}
    entities = find_entities(question.subjects[0], snapshot) if question.subjects else ()
    return Ground(question, material, now, entities, gather(snapshot, entities), list(turns.values()), note)


def describe(entity: Entity, subjects: Sequence[Subject] = ()) -> str:
    """How an entity is spoken of to the user."""
    if entity.principal is not None:
        return {"user": "you", "assistant": "I"}[entity.principal]
    asked = subjects[0] if subjects else None
    if asked is not None and asked.role and asked.holder and asked.holder.principal == "user":
        if fold(entity.label).startswith(fold(asked.role)):
            return f"your {entity.label}"
        return f"your {asked.role} {entity.label}"
    return entity.label


def know(text: str, told: Sequence[Told], known: bool = True) -> Answered:
    """An answer that rests on facts."""
    return Answered(text, known, list({one.fact.id: one.fact for one in told}.values()))


def find_doubt(ground: Ground, *kinds: DoubtKind) -> Uncertainty | None:
    """The latest doubt about what is asked."""
    ids = {one.id for one in ground.entities}
    value = ground.question.value
    for one in reversed(ground.material.snapshot.uncertainties):
        if (
            one.kind not in kinds
            or one.entity not in ids
            or one.key not in ground.question.keys
            or asks(one.quote.text)
        ):
            continue
        if value is None or one.value is None or set(fold(value).split()) & set(fold(one.value).split()):
            return one
    return None
