"""The dates beside words of time."""

from datetime import UTC, datetime

import pytest

from spectron.extraction.dates.notes import note_dates

FRIDAY = datetime(2023, 7, 21, 18, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "words", "note"),
    [
        ("We met last Friday.", "last Friday", "14 July 2023, the Friday before 21 July 2023"),
        ("I ran yesterday", "yesterday", "20 July 2023"),
        ("last week we sang", "last week", "the week before 21 July 2023"),
        ("we sang two weeks ago", "two weeks ago", "two weeks before 21 July 2023"),
        ("it was last weekend", "last weekend", "the weekend before 21 July 2023"),
        ("we leave next month", "next month", "August 2023"),
        ("I quit last year", "last year", "2022"),
        ("ten years ago", "ten years ago", "2013"),
        ("last summer was hot", "last summer", "summer 2022"),
        ("we camped two weekends ago", "two weekends ago", "two weekends before 21 July 2023"),
        ("it was this past Saturday", "this past Saturday", "15 July 2023, the Saturday before 21 July 2023"),
        ("it was this past weekend", "this past weekend", "the weekend before 21 July 2023"),
        ("I saw her a few days ago", "a few days ago", "a few days before 21 July 2023"),
        ("I began a year ago", "a year ago", "about July 2022"),
        ("I have lived here for three years", "for three years", "since 2020"),
        ("They pushed it back to 3 November", "3 November", "3 November 2023"),
        ("I booked it for 2 August", "for 2 August", "2 August 2023"),
        ("We shipped on 3 November", "on 3 November", "3 November 2022"),
        ("Tonight I rest", "Tonight", "21 July 2023"),
    ],
)
def test_words_of_time_get_the_date_they_mean(text, words, note):
    """The note stands for exactly the words that mean it."""
    (found,) = note_dates(text, FRIDAY)
    assert (text[found.start : found.end], found.text) == (words, note)


@pytest.mark.parametrize("text", ["on 3 May 1990", "every Tuesday", "at 6pm", "hello"])
def test_what_needs_no_date_gets_none(text):
    """Full dates, recurrences and times of day are left alone."""
    assert note_dates(text, FRIDAY) == ()
