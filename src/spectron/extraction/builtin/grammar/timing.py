"""Times that one clause lends to another: "until it closed in 1966", "as of May: …", "in 2015 we moved and …"."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from spectron.domain.temporal import ALWAYS, Interval
from spectron.extraction.builtin.grammar.clauses import DEPENDENT, RELATIVE, Clause
from spectron.extraction.dates import POINTS, TimeExpression, TimeRelation

_HEADINGS = POINTS | {TimeRelation.SINCE, TimeRelation.SPAN, TimeRelation.UNTIL}
_TIES = {
    "since": TimeRelation.SINCE,
    "until": TimeRelation.UNTIL,
    "till": TimeRelation.UNTIL,
    "til": TimeRelation.UNTIL,
    "before": TimeRelation.UNTIL,
    "when": TimeRelation.AT,
    "after": TimeRelation.AT,
    "once": TimeRelation.AT,
}
_BESIDE = frozenset({"", "and", ":"})


def spread_times(clauses: Sequence[Clause]) -> list[Clause]:
    """The clauses, each with the times that hold for it although other clauses of the sentence name them."""
    lent: list[tuple[TimeExpression, ...]] = [() for _ in clauses]
    for place, clause in enumerate(clauses):
        for target, times in _lend(clauses, place, clause):
            lent[target] = lent[target] or times
    return [
        replace(clause, times=clause.times + times) if times and not any(map(_places, clause.times)) else clause
        for clause, times in zip(clauses, lent, strict=True)
    ]


def _places(time: TimeExpression) -> bool:
    """Whether an expression says when, and not only how long or how often."""
    return time.interval != ALWAYS


def _lend(clauses: Sequence[Clause], place: int, clause: Clause) -> Iterator[tuple[int, tuple[TimeExpression, ...]]]:
    """To which clauses this one lends what times."""
    if not clause.times:
        return
    if clause.link == "inf" and clause.parent is not None and clauses[clause.parent].link == "inf":
        yield clause.parent, clause.times  # "to learn to sail by October"
    tie = _TIES.get(clause.link) or _TIES.get(clause.prep) or _find_tie(clauses, clause)
    if tie is not None and clause.verb is not None:
        main = _find_main(clauses, place)
        times = tuple(_relate(time, tie) for time in clause.times if time.relation in POINTS)
        if main is not None and times:
            yield main, times
    elif _is_heading(clauses, place):
        times = tuple(time for time in clause.times if time.relation in _HEADINGS)
        yield from ((other, times) for other in range(place + 1, len(clauses)) if _is_free(clauses[other]))
    else:
        yield from _lend_opening(clauses, place, clause)


def _find_tie(clauses: Sequence[Clause], clause: Clause) -> TimeRelation | None:
    """The tie of "until the yard closed in 1979", whose verb may be read as a participle of the noun before it."""
    if clause.link != "part" or clause.parent is None:
        return None
    before = [one for one in clauses[clause.parent].complements if one.end <= clause.start]
    return _TIES.get(before[-1].prep) if before else None


def _find_main(clauses: Sequence[Clause], place: int) -> int | None:
    """The clause that a clause with "until" or "when" hangs on: the one before it, or after it where it comes first."""
    before = range(place - 1, -1, -1)
    after = range(place + 1, len(clauses))
    for other in (*before, *after):
        one = clauses[other]
        if one.verb is not None and one.verb.finite and one.link not in _TIES and one.prep not in _TIES:
            return None if one.link in RELATIVE and other < place else other
    return None


def _relate(time: TimeExpression, relation: TimeRelation) -> TimeExpression:
    """The same point as a beginning or an end."""
    if relation is TimeRelation.SINCE:
        return replace(time, relation=relation, interval=Interval(time.interval.start, None))
    if relation is TimeRelation.UNTIL:
        return replace(time, relation=relation, interval=Interval(None, time.interval.start))
    return replace(time, relation=relation)


def _is_heading(clauses: Sequence[Clause], place: int) -> bool:
    """Whether a fragment stands before a colon."""
    following = clauses[place + 1].link if place + 1 < len(clauses) else ""
    return clauses[place].verb is None and following == ":"


def _is_free(clause: Clause) -> bool:
    """Whether a clause stands on its own, so that a heading covers it."""
    return clause.link not in DEPENDENT and clause.link not in _TIES


def _lend_opening(
    clauses: Sequence[Clause], place: int, clause: Clause
) -> Iterator[tuple[int, tuple[TimeExpression, ...]]]:
    """A time that opens the sentence counts for what is told beside it in the same tense."""
    verb = clause.verb
    opening = tuple(time for time in clause.times if verb and time.end <= verb.begin and time.relation in POINTS)
    if verb is None or not opening or len(opening) < len(clause.times) or any(one.verb for one in clauses[:place]):
        return
    for other in range(place + 1, len(clauses)):
        one = clauses[other]
        if one.verb is None or one.link not in _BESIDE or one.verb.form != verb.form or verb.form != "past":
            return
        yield other, opening
