"""From the time expressions of a statement to when it holds."""

from collections.abc import Sequence

from spectron.domain.temporal import Interval
from spectron.extraction.dates.values import TimeExpression, TimeRelation


def find_interval(times: Sequence[TimeExpression], mode: str) -> Interval:
    """The time that a statement's words give it: edges for since, until and spans, a start for a change.

    `mode` says how the statement meets a bare period ("in March"): a `state` holds during it, anything else from its
    beginning on. An end that does not come after its start is taken off.
    """
    start = end = None
    for time in times:
        if time.relation in (TimeRelation.SINCE, TimeRelation.FOR):
            start = time.interval.start
        elif time.relation is TimeRelation.UNTIL:
            end = time.interval.end
        elif time.relation is TimeRelation.SPAN:
            start, end = time.interval.start, time.interval.end
        elif time.relation in (TimeRelation.AT, TimeRelation.DURING):
            start = time.interval.start
            end = time.interval.end if mode.startswith("state") else end
    found = Interval(start, end)
    return Interval(start, None) if found.empty else found
