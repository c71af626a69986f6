"""What was found, as the shapes of the wire; nothing is decided here."""

from collections.abc import Iterable

from spectron.domain.conversation import Turn
from spectron.domain.graph import Fact, FactKind
from spectron.domain.recall import Briefing, Found, Hit, Why
from spectron.domain.temporal import iso
from spectron.server import present
from spectron.server.present import Labels
from spectron.wire import recall as wire
from spectron.wire.knowledge import AttributeInfo, RelationInfo


def found(one: Found, query_ms: float) -> wire.SearchResult:
    """The hits of a search."""
    return wire.SearchResult(
        tier=one.tier.value,
        reason=one.reason,
        hits=[_hit(hit, one.labels) for hit in one.hits],
        unseen=one.unseen,
        query_ms=query_ms,
    )


def briefing(one: Briefing, query_ms: float) -> wire.ContextResult:
    """The context of a prompt."""
    return wire.ContextResult(
        context=one.text,
        tier=one.tier.value,
        reason=one.reason,
        facts=facts(one.facts, one.labels),
        turns=[said(turn) for turn in one.turns],
        tokens=one.tokens,
        query_ms=query_ms,
    )


def facts(some: Iterable[Fact], labels: Labels) -> list[AttributeInfo | RelationInfo]:
    """Facts in their order, each in the shape that a state shows it in."""
    return [_fact(one, labels) for one in some]


def said(one: Turn) -> wire.SaidInfo:
    """A turn as it was said."""
    return wire.SaidInfo(
        id=one.id,
        session_id=one.session_id,
        seq=one.seq,
        role=one.role.value,
        name=one.name,
        content=one.content,
        at=iso(one.said_at) or "",
    )


def _fact(one: Fact, labels: Labels) -> AttributeInfo | RelationInfo:
    if one.kind is FactKind.ATTRIBUTE:
        return present.attributes([one], labels)[0]
    return present.relations([one], labels)[0]


def _hit(one: Hit, labels: Labels) -> wire.HitInfo:
    return wire.HitInfo(
        kind="fact" if one.fact else "turn",
        score=one.score,
        why=[_signal(why) for why in one.why],
        source_turn=one.source_turn,
        turn=said(one.turn) if one.turn else None,
        fact=_fact(one.fact, labels) if one.fact else None,
    )


def _signal(one: Why) -> wire.SignalInfo:
    return wire.SignalInfo(signal=one.signal, points=one.points, note=one.note)
