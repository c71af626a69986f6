"""Significant moments: events of a life, as facts tell them, and turns far more felt than this person's usual ones."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import lru_cache
from statistics import median

from spectron.behaviour.mood import combine_pushes
from spectron.domain.behaviour import Affect, Feeling, Observed
from spectron.domain.conversation import Role
from spectron.domain.estimates import SignificantMoment
from spectron.domain.graph import Change, Fact
from spectron.domain.ids import TurnId

MOST = 50
STRONG = 0.6  # no feeling below this stands out, however calm someone is
USUAL = 5  # turns with a feeling from which on there is something usual to compare with
SPREADS = 3.0  # how many spreads above the usual strength a feeling stands out by
_LONGEST_TITLE = 100
_TO_NORMAL = 1.4826  # a median deviation times this is the standard deviation of a normal distribution
_AHEAD = frozenset(("plan", "goal", "likes", "dislikes", "preference", "hobby", "habit"))
_NEVER_WAS = frozenset((Change.CORRECTED, Change.RETRACTED))

# What weighs how much follows the order of the life change scale of Holmes & Rahe (1967, The social readjustment rating
# scale, Journal of Psychosomatic Research 11); the numbers are ours.
EVENTS: tuple[tuple[str, float, re.Pattern[str]], ...] = tuple(
    (kind, weight, re.compile(rf"\b(?:{words})\b", re.IGNORECASE))
    for kind, weight, words in (
        ("loss", 1.0, "died|passed away|lost (?:my|our) (?:mother|mum|mom|father|dad|wife|husband|partner|son)"),
        ("separation", 0.9, "divorced|separated|split up|broke up|left me"),
        ("wedding", 0.9, "(?:got|was|were|been|just) married|married (?:to )?[A-Z]\\w+|wed|tied the knot"),
        ("birth", 0.9, "(?<!i was )born|gave birth|had a baby|became a (?:grand)?(?:mother|father|mum|mom|dad|parent)"),
        ("engagement", 0.8, "(?:got|are|were) engaged|proposed|said yes"),
        ("illness", 0.8, "diagnosed|surgery|operation|stroke|heart attack|in hospital|miscarriage"),
        ("lost work", 0.8, "laid off|fired|sacked|made redundant|lost (?:my|our|her|his) job"),
        ("retirement", 0.75, "retired"),
        ("work", 0.7, "promoted|promotion|(?:got|landed|started|accepted) (?:\\w+ ){0,3}(?:job|position|role)|hired"),
        ("education", 0.7, "graduated|got into|accepted into|passed (?:my|the|her|his) (?:\\w+ )?(?:exam|test|bar)"),
        ("home", 0.65, "moved (?:to|into|in|back|out)|bought (?:\\w+ ){0,3}(?:house|home|flat|apartment)|emigrated"),
        ("family", 0.65, "adopted"),
        ("achievement", 0.65, "won|published|finished (?:my|the) (?:\\w+ )?(?:marathon|thesis|novel|book|degree)"),
        ("injury", 0.6, "broke (?:my|her|his) \\w+|accident|crashed"),
    )
)  # fmt: skip
# What people say many times a day in courtesy or judgement does not make a moment.
_PASSING = frozenset(("gratitude", "amusement", "admiration", "surprise", "displeasure", "curiosity", "confusion", ""))


def find_moments(
    affects: Sequence[Observed[Affect]], facts: Sequence[Fact], at: datetime
) -> tuple[SignificantMoment, ...]:
    """The moments up to an instant, latest first, at most one a turn: an event of life before a strong feeling."""
    found: dict[TurnId, SignificantMoment] = {}
    for moment in (*_from_facts(facts, at), *_from_feelings(affects, at)):
        known = found.get(moment.turn_id)
        if known is None or (known.kind == moment.kind and known.weight < moment.weight):
            found[moment.turn_id] = moment
    ordered = sorted(found.values(), key=lambda one: (one.at, one.turn_id), reverse=True)
    return tuple(ordered[:MOST])


def _from_facts(facts: Sequence[Fact], at: datetime) -> Iterator[SignificantMoment]:
    """Facts that a person told, whose words tell of an event that has happened."""
    for fact in sorted(facts, key=lambda one: (one.recorded_at, one.id)):
        told = fact.source.role is Role.USER and fact.recorded_at <= at and fact.key not in _AHEAD
        began = fact.valid.start or fact.recorded_at
        if not told or began > at or fact.superseded_as in _NEVER_WAS:
            continue
        event = next((row for row in EVENTS if row[2].search(fact.quote.text)), None)
        if event:
            kind, weight, _ = event
            title = _shorten(fact.quote.text)
            yield SignificantMoment(
                title, kind, max(weight, fact.importance), began, fact.source.turn_id, f"an event of life: {kind}"
            )


def _from_feelings(affects: Sequence[Observed[Affect]], at: datetime) -> Iterator[SignificantMoment]:
    """Turns whose feeling lies far above the usual: the median by more than three robust spreads."""
    turns: dict[tuple[datetime, TurnId], list[Observed[Affect]]] = defaultdict(list)
    for one in affects:
        if one.said_at <= at:
            turns[one.said_at, one.turn_id].append(one)
    strengths = {key: _measure(felt) for key, felt in turns.items()}
    if not strengths:
        return
    usual = median(strengths.values())
    spread = _TO_NORMAL * median(abs(value - usual) for value in strengths.values())
    least = max(STRONG, min(usual + SPREADS * spread, 0.95))
    for said_at, turn_id in sorted(key for key, strength in strengths.items() if strength >= least):
        felt, strength = turns[said_at, turn_id], strengths[said_at, turn_id]
        lasting = [one for one in felt if not _PASSING.issuperset(one.signal.themes)]
        if lasting and _measure(lasting) >= STRONG:
            main = max(lasting, key=lambda one: (_measure([one]), -one.place)).signal
            usually = f"far more than usual ({strength:.2f}, usually {usual:.2f})"
            degree = usually if len(strengths) >= USUAL and strength > usual else f"strongly ({strength:.2f})"
            reason = f"felt {degree}: {main.reason}"
            yield SignificantMoment(_shorten(main.quote.text), "strong feeling", strength, said_at, turn_id, reason)


def _measure(felt: Sequence[Observed[Affect]]) -> float:
    """The strength of what one turn carries."""
    return _strength(tuple([one.signal.push for one in felt]))


@lru_cache(maxsize=16_384)
def _strength(pushes: tuple[Feeling, ...]) -> float:
    """The strength of pushes as one: of the strongest dimension."""
    return combine_pushes(pushes).strength


def _shorten(text: str) -> str:
    """A text on one line, cut at a word where it is long."""
    line = " ".join(text.split())
    if len(line) <= _LONGEST_TITLE:
        return line
    return line[: _LONGEST_TITLE - 1].rsplit(" ", 1)[0] + "…"
