"""A reply without a language model: what memory holds about the speaker, told in plain words. Pure."""

from collections.abc import Mapping
from datetime import datetime

from spectron.domain.graph import Fact
from spectron.domain.ids import EntityId
from spectron.domain.responder import Answered, Material
from spectron.domain.view import Viewpoint
from spectron.retrieval.state import arrange


class Reciter:
    """Tells what is believed where something is asked, and what was noted where something was told."""

    def respond(self, text: str, material: Material, now: datetime) -> Answered:
        """Recite every fact that holds now, or acknowledge the news."""
        learned = material.learned
        if learned and learned.facts and "?" not in text:
            told = "; ".join(_tell(fact, learned.labels) for fact in learned.facts)
            return Answered(f"Noted: {told}.", True, learned.facts)
        state = arrange(material.snapshot, Viewpoint(), now)
        facts = (*state.attributes, *state.relations)
        if not facts:
            return Answered("I do not know that yet.", False)
        labels = material.snapshot.labels
        return Answered(f"What I know: {'; '.join(_tell(fact, labels) for fact in facts)}.", True, facts)


def _tell(fact: Fact, labels: Mapping[EntityId, str]) -> str:
    value = labels.get(fact.object, fact.value) if fact.object else fact.value
    return f"{labels.get(fact.entity, 'somebody')}, {fact.key.replace('_', ' ')}: {value}"
