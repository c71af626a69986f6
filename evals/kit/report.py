"""Printing what was measured."""

import sys
from collections.abc import Sequence


def write(text: str) -> None:
    """One line of the report, at once."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def cut(seconds: Sequence[float], share: float) -> float:
    """How many milliseconds such a share of the times stays below."""
    return 1000 * sorted(seconds)[int(share * (len(seconds) - 1))]


def divide(part: float, whole: float) -> float:
    """A share; 0 of nothing."""
    return part / max(1, whole)
