"""What kind of person someone seems to be: the five traits and their ten aspects, from what turns showed of them.

Each aspect is a share between 0 and 1, believed as a beta distribution. It begins at Beta(2, 2): in the middle, with an
interval of 90 % from 0.14 to 0.86. A cue of strength s is `CUE` × |s| observations for one end or the other, and

- said again under the same reason, the r-th time counts 1 / r of that;
- the n-th cue of one session for an aspect counts 1 / √n, since one evening shows one mood;
- it fades by half in `HALF_LIFE`: traits of adults change over years (Roberts & DelVecchio 2000, Psychological Bulletin
  126), and so does what was true of them.

A trait is the mean of its two aspects, with the variance of a mean of two that correlate by `TOGETHER`, in the beta
distribution of that mean and variance.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import groupby
from math import sqrt

from spectron.behaviour.beta import Beta, match_moments
from spectron.behaviour.order import latest_turns, shown_by_user
from spectron.domain.behaviour import Observed, TraitCue
from spectron.domain.bounds import clamp
from spectron.domain.estimates import ASPECT_NAMES, ASPECTS, Personality, Shift, Trait

PRIOR = 2.0
CUE = 2.0
HALF_LIFE = timedelta(days=730)
TOGETHER = 0.4
SET_BY_HAND = 20.0
LOW, HIGH = 0.05, 0.95

SHIFT = 0.1
"""How far an aspect must have moved to be told; a trait, which moves half as far by each of its aspects, half of it."""

_MOST_REASONS = 3
_EDGE = 0.01


@dataclass(frozen=True, slots=True)
class _Weighed:
    """A cue with what it weighs on the day it is shown, below 0 where it speaks for the lower end."""

    cue: Observed[TraitCue]
    weight: float


@dataclass(frozen=True, slots=True)
class _Tally:
    """Evidence for either end as of an instant."""

    up: float
    down: float
    at: datetime

    def fade(self, at: datetime) -> "_Tally":
        """The same evidence later."""
        left = 0.5 ** ((at - self.at) / HALF_LIFE)
        return _Tally(self.up * left, self.down * left, at)

    def add(self, one: _Weighed) -> "_Tally":
        """With one cue more."""
        faded = self.fade(one.cue.said_at)
        return replace(faded, up=faded.up + max(one.weight, 0.0), down=faded.down + max(-one.weight, 0.0))

    def over(self, prior: Beta) -> Beta:
        """What is believed on this evidence."""
        return Beta(prior.up + self.up, prior.down + self.down)


def estimate_personality(
    cues: Sequence[Observed[TraitCue]], at: datetime, prior: Mapping[str, float] | None = None
) -> Personality:
    """What the user's cues up to `at` tell, whatever order they come in.

    `prior` sets traits or aspects by hand, each from 0 to 1, as for an agent whose character its developer gave: it
    counts as `SET_BY_HAND` observations. A trait's number holds for those of its aspects that have none.
    """
    weighed = _weigh(cues, at)
    aspects = [
        _estimate(name, [one for one in weighed if one.cue.signal.aspect == name], at, prior) for name in ASPECT_NAMES
    ]
    pairs = zip(ASPECTS, aspects[::2], aspects[1::2], strict=True)
    traits = tuple(_join(name, one, other, weighed) for name, one, other in pairs)
    return Personality(traits, tuple(trait for trait, _ in aspects), at)


def find_shifts(cues: Sequence[Observed[TraitCue]], at: datetime) -> tuple[Shift, ...]:
    """When a trait or aspect turned out other than it was thought, latest first.

    After each session, or day of one, every aspect it showed is looked at, and its trait: one that is `SHIFT` (a trait
    half of that) away from where it was last told is told again, with what moved it.
    """
    tallies: dict[str, _Tally] = {}
    told = dict.fromkeys((*ASPECT_NAMES, *ASPECTS), 0.5)
    moved: dict[str, list[_Weighed]] = {name: [] for name in told}
    shifts: list[Shift] = []
    for _, grouped in groupby(_weigh(cues, at), key=_occasion):
        group = list(grouped)
        end = group[-1].cue.said_at
        for one in group:
            name = one.cue.signal.aspect
            tallies[name] = tallies.get(name, _Tally(0.0, 0.0, one.cue.said_at)).add(one)
            for changed in (name, _trait_of(name)):
                moved[changed].append(one)
        for name in {one.cue.signal.aspect: None for one in group}:
            for changed in (name, _trait_of(name)):
                shift = _compare(changed, told[changed], _score(changed, tallies, end), moved[changed], end)
                if shift is not None:
                    shifts.append(shift)
                    told[changed], moved[changed] = shift.after, []
    return tuple(reversed(shifts))


def _compare(name: str, told: float, score: float, moved: Sequence[_Weighed], at: datetime) -> Shift | None:
    """A shift, where a score is far enough from what was told, and some of the cues since then speak for it."""
    causes = [one for one in moved if (one.weight > 0) == (score > told)]
    if not causes or abs(score - told) < (SHIFT / 2 if name in ASPECTS else SHIFT):
        return None
    return Shift(name, told, score, at, _reasons(causes), latest_turns(one.cue for one in causes))


def _weigh(cues: Sequence[Observed[TraitCue]], at: datetime) -> list[_Weighed]:
    """The user's cues up to an instant, oldest first, each with its weight on its day."""
    told = [one for one in shown_by_user(cues, at) if one.signal.aspect in ASPECT_NAMES]
    alike: Counter[tuple[str, str, bool]] = Counter()
    together: Counter[tuple[str, str]] = Counter()
    weighed = []
    for one in told:
        signal = one.signal
        kind, occasion = (signal.aspect, signal.reason, signal.strength > 0), (signal.aspect, one.session_id)
        alike[kind] += 1
        together[occasion] += 1
        strength = clamp(signal.strength)
        weighed.append(_Weighed(one, CUE * strength / alike[kind] / sqrt(together[occasion])))
    return weighed


def _estimate(
    name: str, weighed: Sequence[_Weighed], at: datetime, prior: Mapping[str, float] | None
) -> tuple[Trait, Beta]:
    tally = _Tally(0.0, 0.0, weighed[0].cue.said_at if weighed else at)
    for one in weighed:
        tally = tally.add(one)
    given = _prior(name, prior)
    believed = tally.fade(at).over(given)
    return _tell(name, believed, _sure(believed), weighed), believed


def _prior(name: str, told: Mapping[str, float] | None) -> Beta:
    score = (told or {}).get(name, (told or {}).get(_trait_of(name)))
    if score is None:
        return Beta(PRIOR, PRIOR)
    inside = clamp(score, _EDGE, 1 - _EDGE)
    return Beta(SET_BY_HAND * inside, SET_BY_HAND * (1 - inside))


def _sure(believed: Beta) -> float:
    """The share of what is known that is more than was assumed from the start."""
    return 1 - 2 * PRIOR / (believed.up + believed.down)


def _join(name: str, one: tuple[Trait, Beta], other: tuple[Trait, Beta], weighed: Sequence[_Weighed]) -> Trait:
    """A trait of its two aspects."""
    (_, first), (_, second) = one, other
    spread = first.variance + second.variance + 2 * TOGETHER * sqrt(first.variance * second.variance)
    believed = match_moments((first.mean + second.mean) / 2, spread / 4)
    own = [cue for cue in weighed if cue.cue.signal.aspect in ASPECTS[name]]
    return _tell(name, believed, (_sure(first) + _sure(second)) / 2, own)


def _tell(name: str, believed: Beta, confidence: float, weighed: Sequence[_Weighed]) -> Trait:
    low, high = believed.quantile(LOW), believed.quantile(HIGH)
    return Trait(name, believed.mean, low, high, confidence, len(weighed), latest_turns(one.cue for one in weighed))


def _score(name: str, tallies: Mapping[str, _Tally], at: datetime) -> float:
    """Where an aspect stands at an instant, or a trait by the mean of its aspects."""
    if name in ASPECTS:
        return sum(_score(one, tallies, at) for one in ASPECTS[name]) / 2
    tally = tallies.get(name)
    return tally.fade(at).over(Beta(PRIOR, PRIOR)).mean if tally else 0.5


def _occasion(one: _Weighed) -> tuple[str, str]:
    return one.cue.session_id, one.cue.said_at.date().isoformat()


def _trait_of(aspect: str) -> str:
    return next(trait for trait, pair in ASPECTS.items() if aspect in pair)


def _reasons(weighed: Sequence[_Weighed]) -> str:
    """Why, in the words of the cues that weigh most."""
    heavy = sorted(weighed, key=lambda one: -abs(one.weight))
    return "; ".join(list(dict.fromkeys(one.cue.signal.reason for one in heavy))[:_MOST_REASONS])
