"""Which strategy answers a question: facts by key, everything weighed together, or all there is."""

from collections.abc import Mapping, Sequence

from spectron.domain.ids import EntityId
from spectron.domain.recall import Found, Hit, Tier


def choose(
    facts: Sequence[Hit], turns: Sequence[Hit], k: int, labels: Mapping[EntityId, str], unseen: int = 0
) -> Found:
    """The best `k` hits of both kinds under the narrowest tier that has an answer, and why.

    `facts` and `turns` come best first.
    """
    direct = [hit for hit in facts if _is_direct(hit)]
    others = sorted([*turns, *(hit for hit in facts if not _is_direct(hit))], key=lambda hit: -hit.score)
    hits = [*direct, *others][:k]
    named = {one for hit in hits if hit.fact for one in (hit.fact.entity, hit.fact.object) if one}
    known = {one: labels[one] for one in named if one in labels}
    if direct:
        return Found(Tier.DIRECT, direct[0].why[0].note, hits, known, unseen)
    if hits:
        reason = "no fact answers by its key; words, meaning, time and facts were weighed"
        return Found(Tier.HYBRID, reason, hits, known, unseen)
    return Found(Tier.FULL, "nothing was found, so all there is may be shown", (), {}, unseen)


def _is_direct(hit: Hit) -> bool:
    """Whether a fact answers by its key, or is part of the portrait that was asked for."""
    return any(one.signal in ("key", "portrait") for one in hit.why)
