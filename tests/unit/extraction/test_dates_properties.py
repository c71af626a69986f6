"""What holds for every text and every instant."""

import sys
from datetime import UTC, datetime, timedelta, timezone
from itertools import pairwise
from types import FrameType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spectron.extraction.dates import Tense, TimeRelation, find_times

WORDS = (
    "in on at since until by before after from to between and for the of a last next this every early late end mid "
    "week weeks month year years day days Friday fri Mondays May march feb December summer winter Christmas Easter "
    "2019 2015-2019 1990s 90s ' s 3 3rd 29 31 12:30 6pm am 03/05/2024 2024-02-29 9999 0001 24/7 yesterday tomorrow "
    "tonight ago now half couple two twenty first morning evening , . - – / 99999999999 Q3 weekend fortnight was will"
)
INSTANTS = st.datetimes(timezones=st.integers(-840, 840).map(lambda minutes: timezone(timedelta(minutes=minutes))))
TEXTS = st.text() | st.lists(st.sampled_from(WORDS.split()), max_size=25).map(" ".join)


@settings(deadline=None, max_examples=300)
@given(text=TEXTS, said_at=INSTANTS, prefer=st.sampled_from([None, *Tense]))
def test_every_answer_is_sound(text: str, said_at: datetime, prefer: Tense | None):
    """Any text at any instant gives ordered, disjoint expressions that quote the text and hold no empty interval."""
    found = find_times(text, said_at, prefer)
    for expression in found:
        assert text[expression.start : expression.end] == expression.text != ""
        assert not expression.interval.empty
        assert (expression.cadence is not None) == (expression.relation is TimeRelation.EVERY)
        edges = (expression.interval.start, expression.interval.end)
        assert all(edge is None or edge.tzinfo is UTC for edge in edges)
    assert all(before.end <= after.start for before, after in pairwise(found))


@settings(deadline=None, max_examples=100)
@given(text=TEXTS, said_at=INSTANTS)
def test_the_same_words_mean_the_same(text: str, said_at: datetime):
    """Reading a text twice gives the same answer."""
    assert find_times(text, said_at) == find_times(text, said_at)


@pytest.mark.parametrize("date", [(1, 1, 1), (9999, 12, 31)])
@pytest.mark.parametrize("minutes", [-840, 0, 840])
def test_the_ends_of_the_calendar_are_left_alone(date: tuple[int, int, int], minutes: int):
    """At both ends of the calendar an expression that leads off it is skipped and the rest is read."""
    said_at = datetime(*date, tzinfo=timezone(timedelta(minutes=minutes)))
    text = "last year, next year, 500 years ago, in 9000 years, yesterday, tomorrow, tonight, last decade, in 2019"
    found = find_times(text, said_at)
    assert "in 2019" in [expression.text for expression in found]
    assert len(found) < text.count(",") + 1


HOSTILE = [
    "in ",
    "the the last ",
    "every Monday and ",
    "3",
    "1-",
    "1/2 ",
    "from May to ",
    "two weeks before ",
    "early late mid ",
    "a year and a half ",
    "'s' ",
    "12:30 ",
    "Mon, ",
    "as of ",
    "as up ever ",
    "about around ",
    "p. m. ",
    "2024-05-03T",
    " \n",
    "Ⅻ١ß",
]


def count_calls(text: str) -> int:
    """How many functions run while the text is read."""
    calls = 0

    def note(_frame: FrameType, event: str, _detail: Any) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        find_times(text, datetime(2026, 3, 2, tzinfo=UTC))
    finally:
        sys.setprofile(before)
    return calls


@pytest.mark.parametrize("piece", HOSTILE)
def test_work_grows_with_the_length_of_the_text(piece: str):
    """Four times the text takes at most about four times the steps, however the text is made."""
    find_times(piece, datetime(2026, 3, 2, tzinfo=UTC))
    assert count_calls(piece * 400) <= 5 * count_calls(piece * 100) + 200


def test_reads_a_hundred_kilobytes_of_digits_as_nothing():
    """A very long number is no time and no integer."""
    assert find_times("9" * 100_000, datetime(2026, 3, 2, tzinfo=UTC)) == ()
