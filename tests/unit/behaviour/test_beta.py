"""The beta distribution, against what is known of it in closed form."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spectron.behaviour.beta import Beta, cumulate, match_moments

amounts = st.floats(min_value=0.3, max_value=200)
shares = st.floats(min_value=0.01, max_value=0.99)


@given(shares, amounts)
def test_one_sided_distributions_have_a_power_for_their_sum(value: float, up: float) -> None:
    """Beta(a, 1) lies below x with probability x to the power of a."""
    assert cumulate(value, up, 1.0) == pytest.approx(value**up, abs=1e-9)


@given(shares)
def test_two_on_each_side_gives_the_cubic(value: float) -> None:
    """Beta(2, 2) lies below x with probability 3x² − 2x³."""
    assert cumulate(value, 2.0, 2.0) == pytest.approx(3 * value**2 - 2 * value**3, abs=1e-9)


@given(shares, amounts, amounts)
def test_a_quantile_is_where_the_sum_reaches_its_share(share: float, up: float, down: float) -> None:
    """So much of the distribution lies below a quantile as was asked for."""
    assert cumulate(Beta(up, down).quantile(share), up, down) == pytest.approx(share, abs=1e-6)


@given(amounts, amounts)
def test_a_distribution_is_found_by_its_moments(up: float, down: float) -> None:
    """Mean and variance lead back to the distribution they are of."""
    found = match_moments(Beta(up, down).mean, Beta(up, down).variance)
    assert (found.up, found.down) == (pytest.approx(up, rel=1e-6), pytest.approx(down, rel=1e-6))
