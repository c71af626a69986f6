"""What callers may pass, before it is sent."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spectron.client.arguments import instant, place, scoped


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (None, None),
        ("2026", "2026-01-01T00:00:00Z"),
        ("2026-03", "2026-03-01T00:00:00Z"),
        ("2026-03-02", "2026-03-02T00:00:00Z"),
        (date(2026, 3, 2), "2026-03-02T00:00:00Z"),
        (datetime(2026, 3, 2, 1, tzinfo=timezone(timedelta(hours=2))), "2026-03-01T23:00:00+00:00"),
        ("2026-03-02T09:15:00Z", "2026-03-02T09:15:00Z"),
        ("last spring", "last spring"),
        ("", ""),
    ],
)
def test_instants_are_told_in_one_way(value: datetime | date | str | None, told: str | None) -> None:
    """Dates become their first instant in UTC; text that is no date is left for the server to judge."""
    assert instant(value, "at") == told


@given(st.datetimes(timezones=st.timezones()))
def test_instant_is_the_same_instant(moment: datetime) -> None:
    """However its zone is written, an aware datetime reaches the server as the instant it is."""
    try:
        expected = moment.astimezone(UTC)
    except OverflowError:
        return
    assert datetime.fromisoformat(str(instant(moment, "at"))) == expected


def test_place_quotes_what_would_lead_elsewhere() -> None:
    """A slash, a question mark or a hash in an id stays a part of the id."""
    assert place("acme", "a/b?c#d") == "/api/v1/acme/a%2Fb%3Fc%23d"


def test_scope_is_told_a_dimension_at_a_time() -> None:
    """Every dimension is a parameter of its own; no scope is none."""
    assert scoped({"user": "alice", "org": "acme"}) == {"scope[user]": "alice", "scope[org]": "acme"}
    assert scoped(None) == {}
