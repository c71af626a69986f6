"""Slips that are mended within one sentence, and a move that renames nobody."""

from collections.abc import Callable

import pytest


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("I live in Oslo, sorry, Bergen.", {"me location=Bergen"}),
        ("I work at Bosch, no wait, Siemens.", {"me works_at=Siemens"}),
        ("I moved to Porto - er, Braga.", {"me location=Braga"}),
        ("My manager is Priya, or rather Pria.", {"me reports_to=Pria"}),
        ("My sister is called Ana, I mean Anna.", {"me sibling_of=Anna"}),
    ],
)
def test_what_a_sentence_takes_back_is_not_heard(text: str, told: set[str], tell: Callable[..., set[str]]):
    """Of a slip and what was meant, only what was meant is claimed."""
    said = tell(text)
    assert told <= said
    assert not any(slip in line for line in said for slip in ("Oslo", "Bosch", "Porto", "Priya", "=Ana "))


@pytest.mark.parametrize("text", ["I love Rome, no question.", "I live in Rome, sorry, Tom.", "I like tea, no milk."])
def test_what_only_looks_like_a_repair_takes_nothing_back(text: str, tell: Callable[..., set[str]]):
    """A word of another kind behind "sorry" or "no" does not take a place's place."""
    assert any(value in line for line in tell(text) for value in ("Rome", "tea"))


def test_a_move_is_no_new_name(tell: Callable[..., set[str]]):
    """Who is called by a nickname and moves to a town is not called like the town."""
    assert not any("nickname" in line for line in tell("Kit is moving to Rome.", ("user", "My nickname is Kit.")))
