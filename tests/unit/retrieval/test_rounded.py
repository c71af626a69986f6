"""Vectors in whole numbers."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from spectron.retrieval.rounded import Rounded


def draw(seed: int, count: int) -> np.ndarray:
    """Vectors of unit length, as chance has them."""
    rows = np.random.default_rng(seed).normal(size=(count, 64)).astype(np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


@given(st.integers(0, 2**32 - 1), st.integers(0, 9))
def test_products_are_those_of_the_vectors(seed: int, cut: int):
    """Nearly those of what was given, exactly those of the rows, however they were added and wherever they stand."""
    given_rows, asked = draw(seed, 9), draw(seed + 1, 1)[0]
    kept = Rounded.empty(64).with_room(20)
    for some in (given_rows[:cut], given_rows[cut:]):
        kept = kept.extended(some) if len(some) else kept
    assert np.allclose(kept.products(asked), given_rows @ asked, atol=0.02)
    assert np.allclose(kept.products(asked), kept.rows() @ asked, atol=1e-5)
    places = np.array([7, 0, -1])
    assert np.allclose(kept.products(asked, places), kept.products(asked)[places])
    assert np.array_equal(kept.rows(places), kept.rows()[places])
    assert kept.count == 9


def test_a_vector_of_nothing_is_near_to_nothing():
    """Zeros stay zeros, and a unit that is no number never comes of them."""
    kept = Rounded.empty(3).extended(np.zeros((2, 3), np.float32))
    assert kept.rows().tolist() == [[0, 0, 0]] * 2
    assert kept.products(np.ones(3, np.float32)).tolist() == [0, 0]
