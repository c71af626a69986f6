"""Doubts: keeping what must not be asserted, and closing it once somebody says how it is.

A doubt is settled by a claim about the same entity that

* says what the doubt would have said: a key of the same family and the same value, or
* was made in words that are about all that the doubt is about ("I'm thinking of moving to Lisbon" - "we moved to
  Lisbon"): at least two words that carry it, and each of them. A negation is never settled so: its words are those of
  the opposite.

A claim that holds confirms it; an end, a denial, or a negation in such words denies it.
"""

from dataclasses import replace

from spectron.domain.candidate import SPEAKER, Doubt, Extraction
from spectron.domain.conversation import Role
from spectron.domain.graph import DoubtKind, Evidence, Stance, Uncertainty
from spectron.domain.ids import EntityId, RecordId, new_id
from spectron.domain.text import fold
from spectron.reconciliation.cardinality import rivals
from spectron.reconciliation.draft import Draft
from spectron.reconciliation.voice import is_weaker
from spectron.reconciliation.wording import tells_of

_CONFIRMED, _DENIED = "confirmed", "denied"


def doubt(extraction: Extraction, draft: Draft) -> None:
    """Keep the doubts that are not open already."""
    open_texts = {fold(known.text) for known in draft.known.uncertainties}
    for one in extraction.doubts:
        if fold(one.text) in open_texts or _repeats(one, draft):
            continue
        bare = Uncertainty(
            id=RecordId(new_id("uncertainty")),
            text=one.text,
            kind=one.kind,
            reason=one.reason,
            source=draft.source,
            quote=one.quote,
            recorded_at=draft.moment.recorded_at,
            revision=draft.moment.revision,
        )
        if one.claim:
            about = draft.matched.entities[one.claim.about].id
            bare = replace(bare, entity=about, key=one.claim.key, value=one.claim.value)
        draft.uncertainties.append(bare)


def _repeats(one: Doubt, draft: Draft) -> bool:
    """Whether an assistant hedges what it was told ("you live in Berlin, as far as I know"): nobody doubts that."""
    claim = one.claim
    if draft.source.role is not Role.ASSISTANT or claim is None or one.kind is DoubtKind.NEGATED:
        return False
    about, keys = draft.matched.entities[claim.about].id, rivals(claim.key)
    told = [other for other in draft.live() if other.entity == about and other.key in keys]
    return any(fold(other.value) == fold(claim.value) and other.stance is Stance.HOLDS for other in told)


def resolve(extraction: Extraction, draft: Draft) -> tuple[Uncertainty, ...]:
    """The doubts that this turn settles, each with how, in the order they came up.

    What was denied before is no less denied by another denial: such a doubt stays. A weaker voice settles nothing.
    """
    settled = []
    for one in sorted(draft.known.uncertainties, key=lambda one: one.id):
        if is_weaker(draft.source.role, one.source.role):
            continue
        how = _by_claims(one, draft) or _by_negations(one, extraction, draft)
        if how == _CONFIRMED or (how and one.kind is not DoubtKind.NEGATED):
            settled.append(replace(one, resolution=how))
    return tuple(settled)


def _by_claims(one: Uncertainty, draft: Draft) -> str | None:
    for claim in reversed(draft.evidence):
        if _same_matter(one, claim) or _same_words(one, claim, draft):
            return _CONFIRMED if claim.stance is Stance.HOLDS else _DENIED
    return None


def _same_matter(one: Uncertainty, claim: Evidence) -> bool:
    """Whether a claim says, or takes back, what the doubt would have said."""
    about = one.entity == claim.entity and one.key in rivals(claim.key)
    return about and fold(one.value or "") == fold(claim.value) and _agree(one.key or "", claim.key)


def _agree(key: str, other: str) -> bool:
    """Whether two keys of a family say the same of a value; likes and dislikes do not."""
    return key == other or not {key, other} & {"likes", "dislikes"}


def _same_words(one: Uncertainty, claim: Evidence, draft: Draft) -> bool:
    if one.kind is DoubtKind.NEGATED:
        return False  # its words are those of a claim, but for one
    mine = one.entity == claim.entity or (one.entity is None and claim.entity == _speaker(draft))
    return mine and tells_of(f"{claim.quote.text} {claim.value}", one.text)


def _speaker(draft: Draft) -> EntityId | None:
    return next((entity.id for entity in draft.matched.entities if entity.principal == SPEAKER), None)


def _by_negations(one: Uncertainty, extraction: Extraction, draft: Draft) -> str | None:
    negated = [doubt for doubt in extraction.doubts if doubt.kind is DoubtKind.NEGATED]
    return _DENIED if any(_takes_back(doubt, one, draft) for doubt in negated) else None


def _takes_back(negated: Doubt, one: Uncertainty, draft: Draft) -> bool:
    about = draft.matched.entities[negated.claim.about].id if negated.claim else None
    return (one.entity is None or about in (None, one.entity)) and tells_of(negated.text, one.text)
