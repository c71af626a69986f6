"""Themes gather over turns and fade in weeks."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spectron.behaviour.themes import find_themes
from spectron.domain.behaviour import Affect, Feeling, Observed
from spectron.domain.conversation import Role
from spectron.domain.graph import Quote
from spectron.domain.ids import SessionId, TurnId

NOON = datetime(2024, 5, 1, 12, tzinfo=UTC)


def observe(theme: str, strength: float = 0.5, days: float = 0, place: int = 0) -> Observed[Affect]:
    """A feeling with one theme."""
    affect = Affect(Feeling(-strength), Quote("words", 0, 5), "why", (theme,))
    at = NOON + timedelta(days=days)
    return Observed(affect, TurnId(f"turn:{days}"), SessionId("session:1"), Role.USER, at, place)


def test_a_theme_weighs_its_feeling_and_halves_in_a_week():
    """One turn gives its own strength at first and half of it after seven days."""
    assert find_themes([observe("joy")], NOON)[0].weight == pytest.approx(0.5)
    assert find_themes([observe("joy")], NOON + timedelta(days=7))[0].weight == pytest.approx(0.25)


def test_the_strongest_theme_comes_first():
    """What was said more often and more strongly leads."""
    found = find_themes(
        [observe("joy", 0.3), observe("stress", 0.4, 1), observe("stress", 0.4, 2)], NOON + timedelta(3)
    )
    assert [one.name for one in found] == ["stress", "joy"]
    assert (found[0].mentions, found[0].last_at) == (2, NOON + timedelta(2))
    assert found[0].turns == ("turn:1", "turn:2")


def test_a_turn_counts_once_for_a_theme():
    """Two feelings of one theme in one turn are one mention."""
    found = find_themes([observe("joy", 0.3), observe("joy", 0.5, place=1)], NOON)
    assert (found[0].mentions, found[0].weight) == (1, pytest.approx(0.5))


def test_what_is_ahead_or_long_past_is_no_theme():
    """Themes of later turns do not show, and faint ones are over."""
    assert find_themes([observe("joy", days=1)], NOON) == ()
    assert find_themes([observe("joy")], NOON + timedelta(days=60)) == ()


rows = st.lists(st.tuples(st.sampled_from(["joy", "fear"]), st.floats(0, 1), st.integers(0, 30)), max_size=10)


@given(rows, st.randoms())
def test_order_does_not_matter_and_weights_stay_below_one(drawn, random):
    """Shuffled feelings give the same themes, each between 0 and 1."""
    seen = [observe(name, strength, days, place) for place, (name, strength, days) in enumerate(drawn)]
    found = find_themes(seen, NOON + timedelta(days=30))
    random.shuffle(seen)
    assert find_themes(seen, NOON + timedelta(days=30)) == found
    assert all(0 < one.weight <= 1 for one in found)
