"""What a lane tells, beyond its timeline: what is so for life, and what ends with something else.

* Of a key that is one for life (a birthday) the last word is right from the beginning: an earlier one was never so.
* A job title that was told in the same words as an employer ("I'm a nurse at Mercy") is held there: it ends when that
  job does, unless it is said again after that.

Both follow from the evidence alone, so neither depends on the order in which turns arrive.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from spectron.domain.graph import Evidence, Fact, Stance
from spectron.domain.temporal import Interval
from spectron.reconciliation.cardinality import JOB, Cardinality, Lane, cardinality, content
from spectron.reconciliation.draft import Draft
from spectron.reconciliation.timeline import Segment, said_last, timeline

_EMPLOYER, _TITLE = JOB


def tell(key: Lane, draft: Draft) -> tuple[Segment, ...]:
    """What all evidence that counts tells of a lane."""
    evidence = [one for one in draft.live() if draft.lane(one) == key]
    if evidence and is_for_life(evidence[0], draft):
        return for_life(evidence)
    return timeline([*evidence, *ends_with_the_job(evidence, draft)])


def for_life(evidence: Sequence[Evidence]) -> tuple[Segment, ...]:
    """The segments of a lane in which the last word was right from the beginning."""
    last = said_last([one for one in evidence if one.stance is Stance.HOLDS])
    if last is None:
        return timeline(evidence)
    first, *rest = timeline([one for one in evidence if content(one) == content(last)]) or (None,)
    if first is None:
        return ()
    starts = [one.valid.start for one in evidence if one.stance is Stance.HOLDS]
    if first.evidence.dated or first.valid.start is None:
        return (first, *rest)
    since = min((start for start in starts if start is not None), default=first.valid.start)
    return (replace(first, valid=Interval(since, first.valid.end)), *rest)


def is_for_life(one: Evidence | Fact, draft: Draft) -> bool:
    """Whether a claim is about what never changes."""
    return cardinality(one.key, one.object is not None, draft.table) is Cardinality.CONSTANT


def ends_with_the_job(titles: Sequence[Evidence], draft: Draft) -> list[Evidence]:
    """The end of each job title that was told in one breath with an employer, where that job has an end."""
    jobs = [one for one in draft.live() if one.key == _EMPLOYER]
    found = []
    for title in titles:
        if title.key != _TITLE or title.stance is not Stance.HOLDS:
            continue
        with_it = [one for one in jobs if one.stance is Stance.HOLDS and _in_one_breath(one, title)]
        ends = [_left_at(job, title, jobs, draft) for job in with_it]
        if ends and all(ends):
            found.append(_end(title, max(filter(None, ends)), jobs))
    return found


def _in_one_breath(job: Evidence, title: Evidence) -> bool:
    same = (job.entity, job.source.turn_id) == (title.entity, title.source.turn_id)
    return same and job.quote.start < title.quote.end and title.quote.start < job.quote.end


def _left_at(job: Evidence, title: Evidence, jobs: Sequence[Evidence], draft: Draft) -> datetime | None:
    """When the job ended that a title was told with; None where it goes on."""
    lane = draft.lane(job)
    stretches = [
        one
        for one in timeline([one for one in jobs if draft.lane(one) == lane])
        if content(one.evidence) == content(job)
    ]
    at = title.valid.start or title.said_at
    here = next((one for one in stretches if one.valid.covers(at)), None) or next(iter(stretches), None)
    return here.valid.end if here else None


def _end(title: Evidence, end: datetime, jobs: Sequence[Evidence]) -> Evidence:
    """That a title ended, as if it had been said when the end of the job was."""
    early = title.valid.start is not None and end <= title.valid.start
    said_at = max(one.said_at for one in jobs) if early else title.said_at
    return replace(title, stance=Stance.ENDS, valid=Interval(end), said_at=said_at, dated=early)
