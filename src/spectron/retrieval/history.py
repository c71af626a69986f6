"""Why each version of a fact gave way, in words, and what made it."""

from collections.abc import Mapping
from dataclasses import dataclass

from spectron.domain.graph import Change, Fact, Retraction, Stance
from spectron.domain.ids import FactId
from spectron.domain.temporal import iso
from spectron.domain.view import Chain


@dataclass(frozen=True, slots=True)
class Ending:
    """The id of the turn or retraction that closed a version, None where it was erased, and the reason in words."""

    by: str | None
    reason: str


def endings(chain: Chain) -> Mapping[FactId, Ending]:
    """How every version that is not believed any more came to its end."""
    return {fact.id: _ending(fact, chain) for fact in chain.facts if fact.superseded_revision is not None}


def _ending(fact: Fact, chain: Chain) -> Ending:
    cause = chain.causes.get(fact.superseded_revision or 0)
    if isinstance(cause, Retraction):
        return Ending(cause.id, _by_hand(fact, cause))
    heir = _heir(fact, chain)
    if fact.superseded_as is Change.ENDED:
        return Ending(cause, _ended(fact, cause, chain))
    if fact.superseded_as is Change.REDATED:
        return Ending(cause, "told with other dates, since something else took part of its time")
    if fact.superseded_as is Change.RETRACTED:
        return Ending(cause, "never so: the message that said it was edited")
    if heir is None:
        return Ending(cause, "never so" if fact.superseded_as is Change.CORRECTED else "gave way")
    value = heir.show(chain.labels)
    if fact.superseded_as is Change.CORRECTED:
        return Ending(cause, f"never so: corrected to {value}")
    since = f" since {iso(heir.valid.start)}" if heir.valid.start else ""
    return Ending(
        cause, f"true until then: {value}{since}" if heir.key == fact.key else f"gave way to {heir.key}: {value}"
    )


def _by_hand(fact: Fact, cause: Retraction) -> str:
    if cause.restores:
        told = f"a retraction was undone by {cause.actor}"
    elif fact.superseded_as is Change.RETRACTED:
        told = f"never so: retracted by {cause.actor}"
    else:
        told = f"told with other dates, since what had cut it short was retracted by {cause.actor}"
    return f"{told}: {cause.reason}" if cause.reason else told


def _heir(fact: Fact, chain: Chain) -> Fact | None:
    """The version that took a version's place in the same revision."""
    named = {one.previous.id: one.current for one in chain.corrections if one.revision == fact.superseded_revision}
    others = [one for one in chain.facts if one.revision == fact.superseded_revision and one.replaces == fact.id]
    return named.get(fact.id) or next((one for one in others if one.value != fact.value), None)


def _ended(fact: Fact, cause: str | None, chain: Chain) -> str:
    words = [
        one.quote.text
        for one, _ in chain.evidence
        if one.stance is not Stance.HOLDS
        and one.key == fact.key
        and one.source.turn_id == cause
        and not one.quote.removed
    ]
    return f"it ended: {words[0]}" if words else "it ended"
