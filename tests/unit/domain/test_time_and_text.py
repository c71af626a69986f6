"""Instants, intervals, and the one way to compare names."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spectron.domain.errors import BadValue
from spectron.domain.ids import new_id
from spectron.domain.temporal import ALWAYS, Interval, iso, parse_instant
from spectron.domain.text import fold

_instants = st.datetimes(timezones=st.just(UTC))
_edges = st.none() | st.integers(0, 4).map(lambda hours: datetime(2026, 3, 2, hours, tzinfo=UTC))


@given(_edges, _edges, _edges.filter(bool))
def test_an_interval_covers_its_start_and_not_its_end(start: datetime | None, end: datetime | None, instant: datetime):
    """An empty interval covers nothing, every other one its start; no interval covers its end."""
    interval = Interval(start, end)
    assert end is None or not interval.covers(end)
    assert start is None or interval.covers(start) is not interval.empty
    assert not (interval.empty and interval.covers(instant))
    assert ALWAYS.covers(instant)


@given(_instants)
def test_an_instant_is_read_as_it_was_written(instant: datetime):
    """What an answer shows can be sent back and means the same instant."""
    assert parse_instant(iso(instant) or "", "at") == instant


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2026", datetime(2026, 1, 1, tzinfo=UTC)),
        ("2026-03", datetime(2026, 3, 1, tzinfo=UTC)),
        (" 2026-03-02 ", datetime(2026, 3, 2, tzinfo=UTC)),
        ("2026-03-02T09:15:00Z", datetime(2026, 3, 2, 9, 15, tzinfo=UTC)),
        ("2026-03-02T09:15:00", datetime(2026, 3, 2, 9, 15, tzinfo=UTC)),
        ("2026-03-02T09:15:00+02:00", datetime(2026, 3, 2, 7, 15, tzinfo=UTC)),
        ("0001-01-01", datetime(1, 1, 1, tzinfo=UTC)),
    ],
)
def test_times_are_read_in_utc(text: str, instant: datetime):
    """A bare date is its first instant, and a time without a zone is UTC."""
    read = parse_instant(text, "at")
    assert (read, read.utcoffset()) == (instant, timedelta(0))


@pytest.mark.parametrize(
    "text", ["", "soon", "2026-13", "2026-02-30", "0000", "26-03-02", "9999-12-31T23:59:59-01:00", "2026-03-02T25:00Z"]
)
def test_what_is_no_time_is_refused(text: str):
    """Anything else is refused with the name of the field, also at the edges of the calendar."""
    with pytest.raises(BadValue, match="known_at is not a time") as refused:
        parse_instant(text, "known_at")
    assert refused.value.fields[0].field == "known_at"


def test_other_zones_are_shown_in_utc():
    """An instant is shown in UTC with a Z; nothing is shown as nothing."""
    assert iso(datetime(2026, 3, 2, 9, tzinfo=timezone(timedelta(hours=2)))) == "2026-03-02T07:00:00Z"
    assert iso(None) is None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Berlin", "berlin"),
        ("the Bank", "Bank"),
        ("José", "jose"),
        ("Straße", "STRASSE"),
        ("  New   York. ", "new york"),
        ("“Acme”", "acme"),
        ("O’Brien", "o'brien"),
        ("the “Acme”", "Acme"),
        ("ﬁsh", "fish"),
    ],
)
def test_one_name_in_two_spellings(one: str, other: str):
    """Case, accents, articles, outer punctuation and doubled spaces make no other name."""
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("C", "C++"),
        ("C", "C#"),
        ("10", "10%"),
        ("$10", "10"),
        ("Ana", "Anna"),
        ("A", ""),
        ("the", ""),
        ("a b", "ab"),
        ("-5", "5"),
        (":)", ":("),
        ("東京", "京都"),
    ],
)
def test_two_names(one: str, other: str):
    """Signs that carry meaning, letters and order keep names apart."""
    assert fold(one) != fold(other)


@given(st.text())
def test_a_name_is_folded_once(text: str):
    """Folding what is folded changes nothing, so it may be stored."""
    assert fold(fold(text)) == fold(text)


@given(st.text(min_size=1).filter(str.strip))
def test_something_never_folds_to_nothing(text: str):
    """Text that says something keeps something to be told apart by."""
    assert fold(text)


def test_ids_sort_as_they_were_made():
    """Ids are distinct, name their kind, and sort in the order they were made."""
    ids = [new_id("fact") for _ in range(2_000)]
    assert ids == sorted(set(ids))
    assert all(one.startswith("fact:") and len(one) == 31 for one in ids)
