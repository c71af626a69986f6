"""The beta distribution: what is believed of a share between 0 and 1 after so much evidence for and against it."""

from dataclasses import dataclass
from functools import lru_cache
from math import exp, lgamma, log, log1p

_TINY = 1e-300
_CLOSE = 1e-10
_MOST_TERMS = 300
_MOST_STEPS = 60


@dataclass(frozen=True, slots=True)
class Beta:
    """So much evidence `up`, and so much `down`; both above 0."""

    up: float
    down: float

    @property
    def mean(self) -> float:
        """The expected share."""
        return self.up / (self.up + self.down)

    @property
    def variance(self) -> float:
        """How far the share may lie from its mean, squared."""
        return self.mean * (1 - self.mean) / (self.up + self.down + 1)

    def quantile(self, share: float) -> float:
        """The value below which the share lies with this probability, to ten digits."""
        return _quantile(share, self.up, self.down)


def match_moments(mean: float, variance: float) -> Beta:
    """The beta distribution with this mean and variance; `variance` below `mean * (1 - mean)`."""
    size = mean * (1 - mean) / variance - 1
    return Beta(mean * size, (1 - mean) * size)


@lru_cache(maxsize=4_096)
def _quantile(share: float, up: float, down: float) -> float:
    """Newton's steps, halved back into what is left wherever they leave it."""
    low, high, value = 0.0, 1.0, up / (up + down)
    scale = _scale(up, down)
    for _ in range(_MOST_STEPS):
        missed = cumulate(value, up, down) - share
        low, high = (low, value) if missed > 0 else (value, high)
        slope = exp(scale + (up - 1) * log(value) + (down - 1) * log1p(-value))
        step = value - missed / slope if slope > _TINY else low
        after = step if low < step < high else (low + high) / 2
        if abs(after - value) < _CLOSE:
            return after
        value = after
    return value


def cumulate(value: float, up: float, down: float) -> float:
    """The probability of a share below `value`: the regularised incomplete beta function (DLMF 8.17.2)."""
    if value <= 0 or value >= 1:
        return float(value > 0)
    if value > (up + 1) / (up + down + 2):  # where the fraction converges slowly, the other tail does not (8.17.4)
        return 1 - cumulate(1 - value, down, up)
    scale = _scale(up, down)
    return exp(scale + up * log(value) + down * log1p(-value)) / (up * _fraction(value, up, down))


def _fraction(value: float, up: float, down: float) -> float:
    """The continued fraction of DLMF 8.17.22, by Lentz's method."""
    total = ahead = 1.0
    behind = 0.0
    for term in range(1, _MOST_TERMS):
        half = term // 2
        if term % 2:
            part = -(up + half) * (up + down + half) * value / ((up + 2 * half) * (up + 2 * half + 1))
        else:
            part = half * (down - half) * value / ((up + 2 * half - 1) * (up + 2 * half))
        behind = 1 / ((1 + part * behind) or _TINY)
        ahead = (1 + part / ahead) or _TINY
        total *= ahead * behind
        if abs(ahead * behind - 1) < _CLOSE / 10:
            break
    return total


def _scale(up: float, down: float) -> float:
    """The logarithm of what makes the density one in all."""
    return lgamma(up + down) - lgamma(up) - lgamma(down)
