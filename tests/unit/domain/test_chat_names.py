"""Claims about the name that a first message gives to its chat."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spectron.domain.chats import LONGEST_GIVEN_TITLE, title_from
from spectron.domain.naming import object_to_id

TEXTS = st.text(st.characters(exclude_categories=["Cs"])) | st.lists(
    st.sampled_from(["Lisbon", "a", "\t", "\n", "\r\n", "\u2028", " ", "\x07", "名" * 50, "x" * 90, "é"]), max_size=60
).map("".join)


@pytest.mark.parametrize(
    ("words", "title"),
    [
        ("Plan a trip to Lisbon", "Plan a trip to Lisbon"),
        ("\n \t\r\n  Plan  a\ttrip\u00a0to Lisbon \nfor two", "Plan a trip to Lisbon"),
        ("word " * 40, " ".join(["word"] * 16)),
        ("x" * 80 + " y", "x" * 80),
        ("x" * 81, "x" * 80),
        ("y " + "x" * 79, "y"),
        ("名" * 200, "名" * 80),
        ("\x07\nHello", "Hello"),
        ("one\x00two", "one two"),
        ("", None),
        (" \n\t\u2003\n", None),
    ],
)
def test_a_name_is_the_first_line(words: str, title: str | None):
    """Of the first line that says anything so many whole words are taken as a list can show."""
    assert title_from(words) == title


@given(TEXTS)
def test_a_name_that_was_taken_could_have_been_given(words: str):
    """Whatever is said, its name is one that a person may give, in one line, and no longer than is said."""
    title = title_from(words)
    if title is None:
        assert not any(unicodedata.category(mark) != "Cc" and not mark.isspace() for mark in words)
    else:
        assert object_to_id(title) is None
        assert len(title) <= LONGEST_GIVEN_TITLE
        assert title == " ".join(title.split())
        assert title_from(title) == title
