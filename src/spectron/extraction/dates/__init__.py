"""Time expressions in English text: where they stand, and which stretch of time they mean."""

from spectron.extraction.dates.find import find_times
from spectron.extraction.dates.interval import find_deadline, find_interval
from spectron.extraction.dates.values import LASTING, POINTS, Precision, Tense, TimeExpression, TimeRelation

__all__ = [
    "LASTING",
    "POINTS",
    "Precision",
    "Tense",
    "TimeExpression",
    "TimeRelation",
    "find_deadline",
    "find_interval",
    "find_times",
]
