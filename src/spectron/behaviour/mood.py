"""A mood: where someone's core affect stands, pushed by what each turn carries and drifting back to a baseline.

Core affect (Russell 2003, Core affect and the psychological construction of emotion, Psychological Review 110) follows
an attractor: between pushes it returns to a home base at a steady rate (Kuppens, Oravecz & Tuerlinckx 2010, Feelings
change: accounting for individual differences in the temporal dynamics of affect, JPSP 99: DynAffect). Emotions push a
slower mood, as in ALMA (Gebhard 2005, ALMA: a layered model of affect, AAMAS). Ours has no noise term, so that the same
turns give the same mood:

    between turns   x(t) = b + (x0 - b) · 2^(-(t - t0) / h)         h: the half-life of the dimension
    at a turn       x' = x + p · (1 - x) for a push p > 0,  x + p · (1 + x) for p < 0
    pushes of a turn     p = (1 - Π(1 - up)) - (1 - Π(1 - down))    over all that pull up and down

so that a mood never leaves -1 … 1, and comes nearer to its end by ever smaller steps.
"""

import math
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import groupby
from operator import mul

from spectron.behaviour.order import as_said
from spectron.domain.behaviour import Affect, Feeling, Observed
from spectron.domain.bounds import clamp
from spectron.domain.estimates import MOST_TURNS, Mood, MoodChange
from spectron.domain.ids import TurnId

# Being stirred passes within an hour or two, tension and pleasure within an evening, closeness within days: an order
# that follows the lengths that people report for emotions (Verduyn & Lavrijsen 2015, Which emotions last longest and
# why, Motivation and Emotion 39); the lengths themselves are ours.
HALF_LIVES = Feeling(valence=8.0, arousal=2.0, tension=6.0, affiliation=48.0)  # hours
REST = 0.1  # a mood this near to its zero point is called neutral
STILL = 1e-9  # a turn that moves no dimension by more changed nothing

# Labels, each with the point of the space it stands for; a mood has the label whose direction is nearest to its own.
LABELS: tuple[tuple[str, Feeling], ...] = (
    ("joyful", Feeling(0.8, 0.5, -0.3, 0.2)),
    ("excited", Feeling(0.6, 0.8, 0.1, 0.2)),
    ("affectionate", Feeling(0.6, 0.2, -0.2, 0.7)),
    ("content", Feeling(0.8, -0.1, -0.4, 0.1)),
    ("calm", Feeling(0.4, -0.6, -0.6, 0.1)),
    ("surprised", Feeling(0.1, 0.9, 0.1, 0.0)),
    ("longing", Feeling(-0.2, 0.2, 0.2, 0.6)),
    ("tense", Feeling(-0.2, 0.3, 0.8, 0.0)),
    ("anxious", Feeling(-0.5, 0.6, 0.7, 0.0)),
    ("angry", Feeling(-0.6, 0.6, 0.5, -0.4)),
    ("distant", Feeling(-0.3, 0.1, 0.2, -0.7)),
    ("upset", Feeling(-0.7, 0.2, 0.4, 0.0)),
    ("sad", Feeling(-0.8, -0.3, 0.2, 0.0)),
    ("tired", Feeling(-0.4, -0.8, 0.1, 0.0)),
    ("quiet", Feeling(0.0, -0.9, 0.0, 0.0)),
)


def settle_mood(changes: Sequence[MoodChange], at: datetime, baseline: Feeling) -> Mood:
    """The mood at an instant, from the changes up to it, oldest first."""
    turns = tuple(change.turn_id for change in changes[-MOST_TURNS:])
    feeling = drift(changes[-1].after, baseline, at - changes[-1].at) if changes else baseline
    return Mood(feeling, baseline, name_mood(feeling), at, turns)


def trace_mood(
    affects: Sequence[Observed[Affect]], baseline: Feeling, known: Sequence[MoodChange] = ()
) -> tuple[MoodChange, ...]:
    """Every turn that moved the mood, oldest first; it goes on from changes that are known, all of earlier turns.

    Only the last change before a turn bears on it: the changes of a whole are those of its parts, one after the other.
    """
    ordered = sorted(affects, key=as_said)
    found = list(known)
    for (at, turn_id), group in groupby(ordered, key=lambda one: (one.said_at, one.turn_id)):
        felt = [one.signal for one in group]
        before = drift(found[-1].after, baseline, at - found[-1].at) if found else baseline
        after = push_mood(before, combine_pushes([one.push for one in felt]))
        if _moves(before, after):
            found.append(_change(before, after, at, turn_id, felt))
    return tuple(found)


def lead_up(pushes: Sequence[tuple[datetime, TurnId, Feeling]], baseline: Feeling) -> tuple[MoodChange, ...]:
    """What moved the mood last, as `trace_mood` has it but for label and reason; nothing where nothing did."""
    found: tuple[MoodChange, ...] = ()
    for (at, turn_id), group in groupby(sorted(pushes, key=lambda one: one[:2]), key=lambda one: one[:2]):
        before = drift(found[0].after, baseline, at - found[0].at) if found else baseline
        after = push_mood(before, combine_pushes([push for _, _, push in group]))
        if _moves(before, after):
            found = (MoodChange(before, after, "", at, turn_id, ""),)
    return found


def _moves(before: Feeling, after: Feeling) -> bool:
    return max(abs(new - old) for new, old in zip(after.parts, before.parts, strict=True)) > STILL


def drift(feeling: Feeling, baseline: Feeling, passed: timedelta) -> Feeling:
    """Where a mood stands after some time without a push: nearer to its baseline, by half in every half-life."""
    hours = max(0.0, passed / timedelta(hours=1))
    values = zip(feeling.parts, baseline.parts, HALF_LIVES.parts, strict=True)
    return Feeling(*(home + (value - home) * math.exp2(-hours / half) for value, home, half in values))


def push_mood(feeling: Feeling, push: Feeling) -> Feeling:
    """A mood with a push added; each dimension stays within -1 and 1."""
    return Feeling(*(_add(value, step) for value, step in zip(feeling.parts, push.parts, strict=True)))


def combine_pushes(pushes: Sequence[Feeling]) -> Feeling:
    """Several pushes as one, the same in any order."""
    return Feeling(*(_combine(values) for values in zip(*(one.parts for one in pushes), strict=True)))


def name_mood(feeling: Feeling) -> str:
    """The label of a mood: of the point in `LABELS` whose direction is nearest, `neutral` near the zero point."""
    if feeling.strength < REST:
        return "neutral"
    return max(_DIRECTIONS, key=lambda row: sum(map(mul, feeling.parts, row[1])))[0]


def _direct(point: Feeling) -> tuple[float, ...]:
    """The point of length 1 that lies in the same direction."""
    values = point.parts
    length = math.hypot(*values)
    return tuple(value / length for value in values)


_DIRECTIONS = tuple((name, _direct(point)) for name, point in LABELS)


def _add(value: float, step: float) -> float:
    return clamp(value + step * (1.0 - value if step > 0 else 1.0 + value))


def _combine(values: Sequence[float]) -> float:
    """Sorted before multiplying: products of floats depend on their order in the last digits."""
    up = math.prod(1.0 - value for value in sorted(values) if value > 0)
    down = math.prod(1.0 + value for value in sorted(values) if value < 0)
    return down - up


def _change(before: Feeling, after: Feeling, at: datetime, turn_id: TurnId, felt: Sequence[Affect]) -> MoodChange:
    """A change with its reason: what the turn's strongest feelings saw."""
    strongest = sorted(felt, key=lambda one: -one.push.strength)[:3]
    reasons = dict.fromkeys(one.reason for one in strongest)
    return MoodChange(before, after, name_mood(after), at, turn_id, "; ".join(reasons))
