"""Hold an extraction against the turn it claims to come from.

Whatever an extractor proposes must rest on words that stand in the turn. A quote whose offsets are wrong but whose
words occur exactly once is repaired; everything else that cannot stand is dropped, and counted.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from math import isnan
from typing import TypeAlias

from spectron.domain.behaviour import Signal
from spectron.domain.bounds import clamp
from spectron.domain.candidate import Claim, Directive, Doubt, Extraction, Mention
from spectron.domain.conversation import Role, Turn
from spectron.domain.graph import Quote
from spectron.domain.temporal import Interval, as_utc
from spectron.extraction.keys import normalise_key
from spectron.extraction.quotes import read_page

LONGEST_VALUE = 500
CEILING_FOR_ASSISTANT = 0.6

_Locate: TypeAlias = Callable[[Quote], Quote | None]
_Places: TypeAlias = dict[int, int]
_Telling: TypeAlias = Claim | Directive | Doubt

_GIVES_DIRECTIVES = frozenset({Role.USER, Role.SYSTEM})


@dataclass(frozen=True, slots=True)
class Lost:
    """A candidate that could not stand, and why."""

    candidate: _Telling
    reason: str


@dataclass(frozen=True, slots=True)
class Grounded:
    """What is left of an extraction, and how many candidates were dropped (a claim inside a doubt counts as one).

    `lost` are those of them that said something by themselves.
    """

    extraction: Extraction
    dropped: int
    lost: tuple[Lost, ...] = ()


def ground(extraction: Extraction, turn: Turn) -> Grounded:
    """Keep what the turn's own words carry.

    A mention whose words cannot be found goes, with every claim that leads to it, and positions are renumbered. The
    speakers themselves need no words ("Just got promoted"): a mention with a `principal` takes over the quote of what
    leans on it. Keys are brought into snake_case, confidence and importance into 0 to 1, and an end that does not come
    after its start is taken off. What an assistant says is trusted up to `CEILING_FOR_ASSISTANT`; only user and system
    turns give directives.
    """
    locate = _read_places(turn.content)
    ceiling = CEILING_FOR_ASSISTANT if turn.role is Role.ASSISTANT else 1.0
    mentions = _ground_mentions(extraction, locate)
    places = {old: new for new, old in enumerate(mentions)}
    claims = [_ground_claim(claim, locate, places, ceiling) for claim in extraction.claims]
    doubts = [_ground_doubt(doubt, locate, places, ceiling) for doubt in extraction.doubts]
    directives = [_ground_directive(directive, locate, turn.role) for directive in extraction.directives]
    signals = [_ground_signal(signal, locate) for signal in extraction.signals]
    kept = Extraction(
        mentions=tuple(_renumber(mention, places) for mention in mentions.values()),
        claims=tuple(claim for claim in claims if claim),
        directives=tuple(directive for directive in directives if directive),
        doubts=tuple(doubt for doubt in doubts if doubt),
        signals=tuple(signal for signal in signals if signal),
        usage=extraction.usage,
    )
    before: tuple[_Telling, ...] = (*extraction.claims, *extraction.directives, *extraction.doubts)
    fallen = [one for one, left in zip(before, (*claims, *directives, *doubts), strict=True) if left is None]
    lost = tuple(Lost(one, _find_fault(one, locate, turn.role)) for one in fallen)
    return Grounded(kept, _count(extraction) - _count(kept), lost)


def _count(extraction: Extraction) -> int:
    inside = sum(doubt.claim is not None for doubt in extraction.doubts)
    groups: tuple[Sequence[object], ...] = (
        extraction.mentions,
        extraction.claims,
        extraction.directives,
        extraction.doubts,
        extraction.signals,
    )
    return inside + sum(len(group) for group in groups)


def _read_places(content: str) -> _Locate:
    page = read_page(content)

    def locate(quote: Quote) -> Quote | None:
        if 0 <= quote.start < quote.end <= len(content) and content[quote.start : quote.end] == quote.text:
            return quote
        places = list(islice(page.find(quote.text), 2))
        return places[0] if len(places) == 1 else None

    return locate


def _ground_mentions(extraction: Extraction, locate: _Locate) -> dict[int, Mention]:
    kept: dict[int, Mention] = {}
    for place, mention in enumerate(extraction.mentions):
        quote = locate(mention.quote) or (_borrow(place, extraction, locate) if mention.principal else None)
        if quote and _says_something(mention.label):
            kept[place] = replace(mention, quote=quote)
    return kept


def _borrow(place: int, extraction: Extraction, locate: _Locate) -> Quote | None:
    inside = tuple(doubt.claim for doubt in extraction.doubts if doubt.claim)
    quotes = [claim.quote for claim in extraction.claims + inside if place in (claim.about, claim.object)]
    quotes += [mention.quote for mention in extraction.mentions if mention.holder == place]
    return next(filter(None, map(locate, quotes)), None)


def _renumber(mention: Mention, places: _Places) -> Mention:
    if mention.holder is None:
        return mention
    if mention.holder in places:
        return replace(mention, holder=places[mention.holder])
    return replace(mention, holder=None, role=None)


def _ground_claim(claim: Claim, locate: _Locate, places: _Places, ceiling: float) -> Claim | None:
    quote, key, value = locate(claim.quote), normalise_key(claim.key), claim.value.strip()
    led_astray = claim.about not in places or (claim.object is not None and claim.object not in places)
    if led_astray or not quote or not key or not _says_something(value):
        return None
    return replace(
        claim,
        about=places[claim.about],
        object=None if claim.object is None else places[claim.object],
        quote=quote,
        key=key,
        value=value,
        valid=_straighten(claim.valid),
        replaces=claim.replaces if claim.replaces and _says_something(claim.replaces) else None,
        confidence=min(_clamp(claim.confidence), ceiling),
        importance=_clamp(claim.importance),
    )


def _ground_directive(directive: Directive, locate: _Locate, role: Role) -> Directive | None:
    quote = locate(directive.quote) if role in _GIVES_DIRECTIVES else None
    return replace(directive, quote=quote) if quote and _says_something(directive.text) else None


def _ground_signal(signal: Signal, locate: _Locate) -> Signal | None:
    quote = locate(signal.quote)
    return replace(signal, quote=quote) if quote else None


def _ground_doubt(doubt: Doubt, locate: _Locate, places: _Places, ceiling: float) -> Doubt | None:
    quote = locate(doubt.quote)
    if not quote or not _says_something(doubt.text):
        return None
    claim = _ground_claim(doubt.claim, locate, places, ceiling) if doubt.claim else None
    return replace(doubt, quote=quote, claim=claim)


def _find_fault(lost: _Telling, locate: _Locate, role: Role) -> str:
    if isinstance(lost, Directive) and role not in _GIVES_DIRECTIVES:
        return "only the user and the system give instructions"
    if locate(lost.quote) is None:
        return "these words do not stand in the turn, or not once only"
    if isinstance(lost, Claim) and not normalise_key(lost.key):
        return "its key is no name"
    if not _says_something(lost.value if isinstance(lost, Claim) else lost.text):
        return "it says nothing, or far too much for a value"
    return "whom or what it speaks of does not stand in the turn"


def _says_something(text: str) -> bool:
    return bool(text.strip()) and len(text) <= LONGEST_VALUE


def _clamp(degree: float) -> float:
    return 0.0 if isnan(degree) else clamp(degree, 0.0)


def _straighten(valid: Interval) -> Interval:
    interval = Interval(_in_utc(valid.start), _in_utc(valid.end))
    return Interval(interval.start, None) if interval.empty else interval


def _in_utc(edge: datetime | None) -> datetime | None:
    try:
        return as_utc(edge) if edge else None
    except OverflowError:
        return None
