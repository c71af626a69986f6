"""What agents read, as the shapes of the wire; nothing is decided here."""

from typing import Any

from spectron.domain.agents import Identity
from spectron.domain.temporal import iso
from spectron.service.agents.context import Loaded
from spectron.service.agents.identities import Kept
from spectron.service.agents.offers import Offered
from spectron.service.agents.reading import Recollection
from spectron.service.agents.remembering import Remembered
from spectron.wire import agents as wire
from spectron.wire import context


def fact(one: Remembered) -> wire.AgentFact:
    """A fact as a sentence."""
    return wire.AgentFact(**_fact(one))


def found(one: Recollection) -> wire.FoundFact:
    """A fact that a query called to mind."""
    return wire.FoundFact(**_fact(one.remembered), score=one.score)


def loaded(one: Loaded) -> context.LoadedFact:
    """A fact that is given along."""
    return context.LoadedFact(**_fact(one.remembered), score=one.score)


def _fact(one: Remembered) -> dict[str, Any]:
    first = one.facts[0]
    return {
        "fact_id": first.id,
        "fact_ids": [each.id for each in one.facts],
        "atomic_text": one.text,
        "fact_type": one.type,
        "importance": first.importance,
        "confidence": first.confidence,
        "topics": list(dict.fromkeys(topic for each in one.facts for topic in each.topics)),
        "session_id": one.session,
        "created_at": iso(first.recorded_at),
        "valid_from": iso(first.valid.start),
        "valid_until": iso(first.valid.end),
        "source": first.source.label,
        "source_turn": first.source.turn_id,
        "source_removed": first.quote.removed,
        "user_id": one.user,
    }


def identity(agent: str, one: Identity) -> wire.IdentityInfo:
    """Who an agent is."""
    return wire.IdentityInfo(
        agent_id=agent,
        personality_prompt=one.personality_prompt,
        bio=one.bio,
        speech_patterns=list(one.speech_patterns),
        true_interests=list(one.true_interests),
        true_dislikes=list(one.true_dislikes),
        big5=dict(one.big5),
        updated_at=iso(one.updated_at),
    )


def state(one: Kept) -> wire.StateValue:
    """A value that an application stored."""
    return wire.StateValue(key=one.key, value=one.value, user_id=one.user, updated_at=iso(one.updated_at) or "")


def offers(one: Offered) -> wire.OfferList:
    """The models there are to choose from."""
    provider, _, model = one.default.partition("/")
    shown = [
        wire.OfferInfo(provider=each.provider, provider_name=each.title, default_model=each.default_model)
        for each in one.offers
    ]
    return wire.OfferList(default_provider=provider, default_model=model, providers=shown)
