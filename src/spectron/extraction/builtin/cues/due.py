"""By when something is to be reached."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from spectron.extraction.dates import POINTS, Precision, TimeExpression, TimeRelation

_SHORT = frozenset({Precision.DAY, Precision.TIME})
_YEAR = timedelta(days=365)


def find_due(times: Sequence[TimeExpression], said_at: datetime) -> datetime | None:
    """The date that "by June" and "in October" name, the latest that they allow; a past month is that of next year."""
    for time in times:
        if time.relation is TimeRelation.BY and time.interval.end is not None:
            return time.interval.end
    for time in times:
        if time.relation not in POINTS or time.interval.end is None:
            continue
        due = time.interval.end.astimezone(said_at.tzinfo or UTC)
        if due <= said_at and time.precision in (Precision.MONTH, Precision.SEASON):
            due += _YEAR
        if due > said_at and not (time.precision in _SHORT and due - said_at < timedelta(days=1)):
            return due
    return None
