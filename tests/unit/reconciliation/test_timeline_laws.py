"""The laws of the timeline: what held when follows from what was said, never from the order it came in."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from telling import day

from spectron.domain.conversation import Role
from spectron.domain.graph import Evidence, Quote, Source, Stance
from spectron.domain.ids import EntityId, RecordId, TurnId
from spectron.domain.temporal import Interval
from spectron.reconciliation.cardinality import content
from spectron.reconciliation.timeline import Segment, timeline

Shape = tuple[str, datetime | None, datetime | None]

_days = st.integers(0, 6)


@st.composite
def _evidence(draw: st.DrawFn, said_at: datetime) -> Evidence:
    """A claim of any kind that a person can make about a key that takes one value."""
    value = draw(st.sampled_from(["Berlin", "Munich", "Lyon"]))
    kind = draw(st.sampled_from(["since now", "dated", "until", "bounded", "before", "end", "dated end"]))
    start: datetime | None = said_at
    end: datetime | None = None
    if kind in ("dated", "dated end"):
        start = day(draw(_days))
    elif kind == "until":
        end = said_at + timedelta(days=draw(st.integers(1, 3)))
    elif kind == "bounded":
        first, last = sorted(draw(st.lists(_days, min_size=2, max_size=2, unique=True)))
        start, end = day(first), day(last)
    elif kind == "before":
        start, end = None, min(day(draw(_days)), said_at)
    return Evidence(
        id=RecordId("evidence:?"),
        entity=EntityId("entity:1"),
        key="location",
        value=value,
        stance=Stance.ENDS if kind in ("end", "dated end") else Stance.HOLDS,
        valid=Interval(start, end),
        said_at=said_at,
        source=Source(TurnId("turn:?"), Role.USER),
        quote=Quote("words", 0, 5),
        dated=kind in ("dated", "dated end", "bounded", "before"),
    )


@st.composite
def _turns(draw: st.DrawFn) -> list[list[Evidence]]:
    """Up to six turns of one or two claims, each turn said at a time of its own."""
    times = draw(st.lists(st.integers(0, 7), min_size=1, max_size=6, unique=True))
    turns = []
    for time in times:
        claims = draw(st.lists(_evidence(day(time)), min_size=1, max_size=2))
        turns.append([replace(one, quote=Quote("words", place, place + 5)) for place, one in enumerate(claims)])
    return turns


def _arrive(turns: Sequence[Sequence[Evidence]]) -> list[Evidence]:
    """The evidence as it is recorded when the turns come in this order: ids are handed out on arrival."""
    arrived = []
    for place, claims in enumerate(turns):
        source = Source(TurnId(f"turn:{place:03}"), Role.USER)
        for one in claims:
            arrived.append(replace(one, id=RecordId(f"evidence:{len(arrived):03}"), source=source))
    return arrived


def _shapes(segments: tuple[Segment, ...]) -> list[Shape]:
    return [(one.evidence.value, one.valid.start, one.valid.end) for one in segments]


@given(_turns(), st.randoms(use_true_random=False))
def test_the_order_of_arrival_does_not_matter(turns, random):
    """Whichever turn comes first, the same segments are believed in the end."""
    shuffled = random.sample(turns, len(turns))
    assert _shapes(timeline(_arrive(shuffled))) == _shapes(timeline(_arrive(turns)))


@given(_turns())
def test_segments_are_in_order_and_apart(turns):
    """At no instant do two values hold, and no stretch is empty."""
    segments = timeline(_arrive(turns))
    assert not any(one.valid.empty for one in segments)
    for one, after in pairwise(segments):
        assert one.valid.end is not None
        assert after.valid.start is not None
        assert one.valid.end <= after.valid.start


@given(_turns())
def test_neighbours_differ(turns):
    """Two stretches that touch never say the same: they would be one."""
    segments = timeline(_arrive(turns))
    for one, after in pairwise(segments):
        assert one.valid.end != after.valid.start or content(one.evidence) != content(after.evidence)


@given(_turns(), st.sampled_from(["Berlin", "Munich", "Lyon"]))
def test_the_last_word_on_the_present_holds(turns, value):
    """A plain statement said after everything else holds at the instant it is said."""
    now = [one for one in timeline(_arrive([*turns, [_plain(value)]])) if one.valid.covers(day(9))]
    assert [one.evidence.value for one in now] == [value]


@given(_turns())
def test_saying_the_present_again_changes_nothing(turns):
    """Restating without a date what holds already leaves every stretch as it is."""
    before = timeline(_arrive(turns))
    for current in [one for one in before if one.valid.covers(day(9))]:
        again = _plain(current.evidence.value)
        assert _shapes(timeline(_arrive([*turns, [again]]))) == _shapes(before)


def _plain(value: str) -> Evidence:
    return Evidence(
        id=RecordId("evidence:?"),
        entity=EntityId("entity:1"),
        key="location",
        value=value,
        stance=Stance.HOLDS,
        valid=Interval(day(9)),
        said_at=day(9),
        source=Source(TurnId("turn:?"), Role.USER),
        quote=Quote("words", 0, 5),
    )


@given(_turns(), st.permutations(["Berlin", "Munich", "Lyon"]))
def test_within_a_turn_the_later_words_count(turns, values):
    """Of several plain statements in one turn, the one that comes last in its words holds."""
    turn = [replace(_plain(value), quote=Quote("words", place, place + 5)) for place, value in enumerate(values)]
    now = [one for one in timeline(_arrive([*turns, turn])) if one.valid.covers(day(9))]
    assert [one.evidence.value for one in now] == values[-1:]
