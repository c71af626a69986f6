"""From evidence to belief: what held when, as far as everything said so far tells.

The result depends on what was said and when it was said, never on the order of arrival: evidence is sorted before it is
read. Three layers, the higher one hiding the lower:

* *overlay*: stretches that were over when they were told ("I lived in Rome from 2015 to 2018"), the one that began last
  on top; they are cut out of the base, which goes on behind them;
* *base*: what held on from some instant; each holds until the next begins, its own end comes, or it is said to end;
* *floor*: what is known to have held, but not since when; it fills what the others leave open.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from spectron.domain.graph import Evidence, Stance
from spectron.domain.temporal import Interval
from spectron.reconciliation.cardinality import Content, content

_EARLIEST = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of valid time in which one content holds, and the evidence that founded it."""

    evidence: Evidence
    valid: Interval


def timeline(lane: Sequence[Evidence]) -> tuple[Segment, ...]:
    """The segments of one lane in the order of time, none overlapping another."""
    said = sorted(lane, key=_as_said)
    floor: list[Segment] = []
    base: list[Evidence] = []
    overlay: list[Segment] = []
    overruled = _overruled(said)
    for one in said:
        stale = overruled.get(one.id)
        if one.stance is not Stance.HOLDS:
            base.append(one)
            if one.stance is Stance.ENDS and _ends_the_unknown(one, said):
                floor.append(Segment(one, Interval(None, one.valid.start)))
        elif _was_over(one):
            (overlay if one.valid.start else floor).append(Segment(one, one.valid))
        elif stale is not None:
            floor.append(Segment(one, Interval(None, stale)))
        else:
            base.append(one)
    segments = _lay_base(base)
    for cover in sorted(overlay, key=_start):
        segments = _paint(segments, cover)
    return tuple(_join(_lay_floor(segments, floor)))


def _as_said(one: Evidence) -> tuple[object, ...]:
    """The order of speech: by time, turns of one instant as they were recorded, within a turn by place.

    The rest only breaks ties, always the same way.
    """
    return one.said_at, one.source.turn_id, one.quote.start, one.valid.start or _EARLIEST, content(one), one.id


def said_last(evidence: Iterable[Evidence]) -> Evidence | None:
    """The evidence that was said last, None of none."""
    return max(evidence, key=_as_said, default=None)


def _start(segment: Segment) -> datetime:
    return segment.valid.start or _EARLIEST


def _was_over(one: Evidence) -> bool:
    return one.valid.end is not None and one.valid.end <= one.said_at


def _ends_the_unknown(one: Evidence, said: Sequence[Evidence]) -> bool:
    """Whether nobody said that it ever began, so that all we learn is that it held until then."""
    return not any(
        other.stance is Stance.HOLDS
        and content(other) == content(one)
        and (other.valid.start is None or one.valid.start is None or other.valid.start < one.valid.start)
        for other in said
    )


def _overruled(said: Sequence[Evidence]) -> Mapping[str, datetime]:
    """Statements without a date of their own ("I live in Berlin") that something said later shows to have been untrue.

    "I moved to Munich last month", said later but dated earlier, leaves no room for Berlin from its turn's time on:
    that time was only a stand-in. Maps the id of such evidence to the instant until which it can have held.
    """
    stale: dict[str, datetime] = {}
    ends: dict[Content, datetime] = {}
    begins: list[tuple[datetime, Content]] = []  # the earliest dated beginnings of two different contents
    for one in reversed(said):
        start, mine = one.valid.start, content(one)
        if start is None:
            continue
        if not one.dated and one.stance is Stance.HOLDS:
            limits = [begin for begin, other in begins if other != mine]
            limits += [ends[mine]] if mine in ends else []
            if limits and min(limits) < start:
                stale[one.id] = min(limits)
        elif one.dated and one.stance is not Stance.HOLDS:
            ends[mine] = min(start, ends.get(mine, start))
        elif one.dated and not _was_over(one):
            begins = _earliest_two([*begins, (start, mine)])
    return stale


def _earliest_two(begins: Iterable[tuple[datetime, Content]]) -> list[tuple[datetime, Content]]:
    first: dict[Content, datetime] = {}
    for start, mine in begins:
        first[mine] = min(start, first.get(mine, start))
    return sorted((start, mine) for mine, start in first.items())[:2]


def _lay_base(base: Sequence[Evidence]) -> list[Segment]:
    """Walk the open statements in the order they begin; each ends the one before."""
    laid: list[Segment] = []
    for one in sorted(base, key=lambda one: (one.valid.start or _EARLIEST, *_as_said(one))):
        start = one.valid.start
        last = laid[-1] if laid else None
        same = last is not None and content(last.evidence) == content(one)
        if one.stance is not Stance.HOLDS:
            if last is not None and same and start is not None:
                laid[-1] = _cut(last, start)
        elif last is None or start is None:
            laid.append(Segment(one, one.valid))
        elif same and (last.valid.end is None or last.valid.end > start):
            laid[-1] = replace(last, valid=Interval(last.valid.start, one.valid.end or last.valid.end))
        else:
            laid[-1] = _cut(last, start)
            laid.append(Segment(one, one.valid))
    return [segment for segment in laid if not segment.valid.empty]


def _cut(segment: Segment, end: datetime) -> Segment:
    known = segment.valid.end
    return replace(segment, valid=Interval(segment.valid.start, end if known is None else min(known, end)))


def _paint(segments: Sequence[Segment], cover: Segment) -> list[Segment]:
    """Lay one finished stretch over the others, which go on before and behind it."""
    start, end = cover.valid.start, cover.valid.end
    painted: list[Segment] = [cover]
    for segment in segments:
        before = Interval(segment.valid.start, _earlier(segment.valid.end, start))
        behind = Interval(_later(segment.valid.start, end), segment.valid.end)
        painted += [replace(segment, valid=part) for part in {before, behind} if not part.empty]
    return sorted(painted, key=_start)


def _earlier(one: datetime | None, other: datetime | None) -> datetime | None:
    known = [edge for edge in (one, other) if edge is not None]
    return min(known) if known else None


def _later(one: datetime | None, other: datetime | None) -> datetime | None:
    known = [edge for edge in (one, other) if edge is not None]
    return max(known) if known else None


def _lay_floor(segments: Sequence[Segment], floor: Sequence[Segment]) -> list[Segment]:
    """Put what held since nobody knows when before everything that is dated."""
    first = segments[0].valid.start if segments else None
    if segments and first is None:
        return list(segments)
    laid: list[Segment] = []
    for segment in sorted(floor, key=lambda segment: segment.valid.end or _EARLIEST):
        since = laid[-1].valid.end if laid else None
        valid = Interval(since, _earlier(segment.valid.end, first))
        if not valid.empty:
            laid.append(replace(segment, valid=valid))
    return [*laid, *segments]


def _join(segments: Sequence[Segment]) -> list[Segment]:
    """Make one of neighbours that touch and say the same."""
    joined: list[Segment] = []
    for segment in segments:
        last = joined[-1] if joined else None
        if last and content(last.evidence) == content(segment.evidence) and last.valid.end == segment.valid.start:
            joined[-1] = replace(last, valid=Interval(last.valid.start, segment.valid.end))
        else:
            joined.append(segment)
    return joined
