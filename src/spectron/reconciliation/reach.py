"""What a plan needs to see: the records its claims could touch, and no more."""

from collections.abc import Mapping, Sequence

from spectron.domain.candidate import Claim, Extraction
from spectron.domain.change import Reach
from spectron.domain.text import fold
from spectron.reconciliation.cardinality import PLACES, TASTES, Cardinality, cardinality, is_taste, rivals
from spectron.reconciliation.match import Matched


def reach(extraction: Extraction, matched: Matched, table: Mapping[str, Cardinality]) -> Sequence[Reach]:
    """One reach a claim: all values of a key that takes one, the claim's own where many stand side by side.

    So the cost of a turn does not grow with how many things a person likes.
    """
    doubted = [doubt.claim for doubt in extraction.doubts if doubt.claim]
    return [_reach(claim, matched, table) for claim in (*extraction.claims, *doubted)]


def _reach(claim: Claim, matched: Matched, table: Mapping[str, Cardinality]) -> Reach:
    about = matched.entities[claim.about].id
    related = None if claim.object is None else matched.entities[claim.object].id
    if claim.replaces and is_taste(claim.key):
        return Reach(about, (*TASTES, claim.key))
    many = cardinality(claim.key, related is not None, table) in (Cardinality.MANY, Cardinality.EVENT)
    if not many or claim.key in PLACES or (claim.replaces and related):
        return Reach(about, rivals(claim.key))
    values = [related or fold(claim.value), *([fold(claim.replaces)] if claim.replaces else [])]
    return Reach(about, rivals(claim.key), tuple(values))
