"""Words as search sees them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spectron.retrieval.words import stems


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The children's hiking trails", ["children", "hike", "trail"]),
        ("Crème brûlée in Zürich", ["creme", "brule", "zurich"]),
        ("I don't think they've gone", ["think", "gone"]),
        ("我喜欢爬山", ["我喜", "喜欢", "欢爬", "爬山"]),
        ("猫", ["猫"]),
        ("한국어 공부", ["한국", "국어", "공부"]),
        ("ride 27 km at 5:30", ["ride", "27", "km", "5", "30"]),
        ("", []),
    ],
)
def test_words_are_folded_and_stemmed_and_unspaced_scripts_are_cut_into_pairs(text, expected):
    """Inflection, accents and case do not matter; stop words and apostrophes are gone."""
    assert stems(text) == expected


@given(st.text(max_size=60))
def test_stems_do_not_depend_on_case_where_case_is_lossless(text):
    """A text in capitals has the same stems as in small letters."""
    assert stems(text.lower()) == stems(text.lower().casefold())


@given(st.text(max_size=80), st.text(max_size=80))
def test_a_blank_keeps_texts_apart(one, other):
    """The stems of two texts with a line between them are those of both."""
    assert stems(f"{one}\n{other}") == stems(one) + stems(other)
