"""A mood is pushed by what turns carry, stays within its bounds and drifts home."""

import random
from dataclasses import astuple
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spectron.behaviour.mood import (
    HALF_LIVES,
    LABELS,
    combine_pushes,
    drift,
    lead_up,
    name_mood,
    settle_mood,
    trace_mood,
)
from spectron.domain.behaviour import Affect, Feeling, Observed
from spectron.domain.conversation import Role
from spectron.domain.graph import Quote
from spectron.domain.ids import SessionId, TurnId

NOON = datetime(2024, 5, 1, 12, tzinfo=UTC)
values = st.floats(-1, 1, allow_nan=False)
feelings = st.builds(Feeling, values, values, values, values)


def observe(push: Feeling, at: datetime = NOON, turn: str = "1", place: int = 0) -> Observed[Affect]:
    """A feeling as a turn showed it."""
    affect = Affect(push, Quote("words", 0, 5), f"reason {turn}")
    return Observed(affect, TurnId(f"turn:{turn}"), SessionId("session:1"), Role.USER, at, place)


@st.composite
def histories(draw: st.DrawFn) -> list[Observed[Affect]]:
    """Feelings of some turns within a few days."""
    rows = draw(st.lists(st.tuples(feelings, st.integers(0, 4_000)), max_size=12))
    return [
        observe(push, NOON + timedelta(minutes=minute), turn=str(minute), place=place)
        for place, (push, minute) in enumerate(rows)
    ]


@given(histories(), feelings, st.integers(0, 10_000))
def test_a_mood_never_leaves_its_bounds(history, baseline, minutes):
    """Whatever was felt, every dimension stays within -1 and 1."""
    mood = settle_mood(trace_mood(history, baseline), NOON + timedelta(minutes=minutes), baseline)
    assert all(-1 <= value <= 1 for value in astuple(mood.feeling))
    assert all(-1 <= value <= 1 for change in trace_mood(history, baseline) for value in astuple(change.after))


@given(histories(), feelings, st.integers(0, 1_000))
def test_the_order_of_arrival_does_not_matter(history, baseline, seed):
    """Shuffled feelings give the very same mood, change by change."""
    shuffled = random.Random(seed).sample(history, len(history))
    assert trace_mood(shuffled, baseline) == trace_mood(history, baseline)


@given(histories(), feelings, st.integers(0, 4_000))
def test_a_mood_goes_on_from_what_is_known(history, baseline, minutes):
    """Changes up to an instant, and those traced on from them, are the changes of the whole, to the last bit."""
    then = NOON + timedelta(minutes=minutes)
    early = trace_mood([one for one in history if one.said_at < then], baseline)
    late = [one for one in history if one.said_at >= then]
    assert trace_mood(late, baseline, early) == trace_mood(history, baseline)
    led = lead_up([(one.said_at, one.turn_id, one.signal.push) for one in history if one.said_at < then], baseline)
    assert [(one.after, one.at) for one in led] == [(one.after, one.at) for one in early[-1:]]


@given(feelings, feelings, st.floats(0, 500), st.floats(0, 500))
def test_a_mood_only_comes_nearer_to_its_baseline(feeling, baseline, first, more):
    """With time and nothing felt, no dimension moves away from home."""
    early = drift(feeling, baseline, timedelta(hours=first))
    late = drift(feeling, baseline, timedelta(hours=first + more))
    gaps = [(abs(a - b), abs(c - b)) for a, b, c in zip(astuple(early), astuple(baseline), astuple(late), strict=True)]
    assert all(later <= sooner + 1e-12 for sooner, later in gaps)


@given(feelings)
def test_nothing_felt_is_the_baseline(baseline):
    """Without feelings the mood is where it rests."""
    assert settle_mood((), NOON, baseline).feeling == baseline
    assert trace_mood([], baseline) == ()


@given(histories(), st.integers(0, 4_000))
def test_what_comes_later_changes_nothing_before(history, minutes):
    """A mood as of an instant ignores what was felt after it."""
    at = NOON + timedelta(minutes=minutes)
    whole = trace_mood(history, Feeling())
    assert trace_mood([h for h in history if h.said_at <= at], Feeling()) == tuple(c for c in whole if c.at <= at)


@pytest.mark.parametrize("dimension", range(4))
def test_half_of_a_push_is_gone_after_a_half_life(dimension):
    """The half-lives mean what they say."""
    hours = astuple(HALF_LIVES)[dimension]
    after = drift(Feeling(0.8, 0.8, 0.8, 0.8), Feeling(), timedelta(hours=hours))
    assert astuple(after)[dimension] == pytest.approx(0.4)


def test_the_delta_of_a_first_turn_is_its_push():
    """From rest, a turn moves the mood by just what its words push."""
    change = trace_mood([observe(Feeling(0.5, -0.2, 0.1, 0.3))], Feeling())[0]
    assert astuple(change.delta) == pytest.approx((0.5, -0.2, 0.1, 0.3))
    assert change.reason == "reason 1"


def test_feelings_of_one_turn_add_up_below_one():
    """Two pushes one way are more than one and less than their sum; opposite ones are set off."""
    assert combine_pushes([Feeling(0.5), Feeling(0.5)]).valence == pytest.approx(0.75)
    assert combine_pushes([Feeling(0.5), Feeling(-0.5)]).valence == pytest.approx(0.0)


def test_a_turn_that_moves_nothing_is_no_change():
    """A push of nothing leaves no trace."""
    assert trace_mood([observe(Feeling())], Feeling()) == ()


@pytest.mark.parametrize(("name", "point"), LABELS)
def test_every_label_names_its_own_point(name, point):
    """The point that a label stands for is called by it."""
    assert name_mood(point) == name


def test_near_zero_is_neutral():
    """A mood that hardly leaves the zero point has no other name."""
    assert name_mood(Feeling(0.05, -0.05)) == "neutral"
