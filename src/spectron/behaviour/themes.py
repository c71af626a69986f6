"""Emotional themes: the tones that run through what someone said of late, each with how much of it there is."""

import math
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta

from spectron.domain.behaviour import Affect, Observed
from spectron.domain.estimates import MOST_TURNS, Theme
from spectron.domain.ids import TurnId

HALF_LIFE = timedelta(days=7)  # a mood passes in hours; a theme is what comes back over days
FAINT = 0.02  # a theme that weighs less is over


def find_themes(affects: Sequence[Observed[Affect]], at: datetime) -> tuple[Theme, ...]:
    """The themes of everything felt up to an instant, strongest first.

    weight = 1 - Π(1 - s · 2^(-age / 7 days)) over the turns that showed a theme, where s is the strongest dimension of
    the push with which a turn showed it: from 0 to below 1, growing with every turn and halving its parts in a week.
    """
    seen: dict[str, dict[tuple[datetime, TurnId], float]] = defaultdict(dict)
    for one in affects:
        strength = one.signal.push.strength
        for name in one.signal.themes if one.said_at <= at else ():
            key = (one.said_at, one.turn_id)
            seen[name][key] = max(strength, seen[name].get(key, 0.0))
    found = [_weigh(name, turns, at) for name, turns in seen.items()]
    return tuple(sorted((one for one in found if one.weight >= FAINT), key=lambda one: (-one.weight, one.name)))


def _weigh(name: str, turns: dict[tuple[datetime, TurnId], float], at: datetime) -> Theme:
    ordered = sorted(turns)
    left = math.prod(1.0 - turns[key] * math.exp2(-((at - key[0]) / HALF_LIFE)) for key in ordered)
    return Theme(name, 1.0 - left, len(ordered), ordered[-1][0], tuple(turn for _, turn in ordered[-MOST_TURNS:]))
