"""From the time expressions of a statement to when it holds."""

from collections.abc import Sequence

from spectron.domain.temporal import ALWAYS, Interval
from spectron.extraction.dates.calendar import Unit, shift
from spectron.extraction.dates.values import POINTS, TimeExpression, TimeRelation

_EDGES = frozenset({TimeRelation.SINCE, TimeRelation.FOR, TimeRelation.UNTIL, TimeRelation.SPAN})


def find_interval(times: Sequence[TimeExpression], mode: str) -> Interval:
    """The time that a statement's words give it: edges for since, until and spans, a start for a change.

    `mode` says how the statement meets a bare period ("in March"): a `state` holds during it, anything else from its
    beginning on; a beginning that was said counts before it. A length reaches back from an end. An end that does not
    come after its start is taken off.
    """
    start = end = None
    for time in times:
        if time.relation in _EDGES:
            start, end = start or time.interval.start, end or time.interval.end
    period = next((time for time in times if time.relation in POINTS and time.interval != ALWAYS), None)
    if period and start is None:
        start = period.interval.start
        end = period.interval.end if end is None and mode.startswith("state") else end
    months = next((time.months for time in times if time.relation is TimeRelation.FOR and time.months), 0)
    if start is None and end is not None and months:
        start = shift(end, Unit.MONTH, -months)
    found = Interval(start, end)
    return Interval(start, None) if found.empty else found


def find_deadline(times: Sequence[TimeExpression], valid: Interval) -> Interval:
    """The time of an aim: "by October" is when it is to be reached."""
    last = next((time.interval.end for time in times if time.relation is TimeRelation.BY), None)
    return valid if last is None or Interval(valid.start, last).empty else Interval(valid.start, last)
