"""What people type, read into values."""

from datetime import UTC, datetime, timedelta

import pytest

from spectron.cli.readings import read_expiry, read_permissions, read_scope
from spectron.domain.errors import BadValue
from spectron.domain.scope import Scope

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


def test_a_scope_is_read_from_pairs():
    """Pairs become one scope, and a value may hold an equals sign."""
    assert read_scope(["user=alice", "org=a=b"]) == Scope.of({"user": "alice", "org": "a=b"})


@pytest.mark.parametrize("pairs", [["user"], ["user=a", "user=b"], ["=a"], ["user="]])
def test_a_bad_scope_is_refused(pairs):
    """A pair without a sign, a name given twice and an empty part are errors."""
    with pytest.raises(BadValue):
        read_scope(pairs)


@pytest.mark.parametrize(
    ("text", "until"),
    [
        ("12h", NOW + timedelta(hours=12)),
        ("90d", NOW + timedelta(days=90)),
        (" 6w ", NOW + timedelta(weeks=6)),
        ("1y", NOW + timedelta(days=365)),
        ("2027-01-31", datetime(2027, 1, 31, tzinfo=UTC)),
        ("2026-03-02T10:00:00+00:30", NOW + timedelta(minutes=30)),
    ],
)
def test_an_expiry_is_a_span_or_a_date(text, until):
    """Hours, days, weeks and years count from now; anything else is a date."""
    assert read_expiry(text, NOW) == until


@pytest.mark.parametrize("text", ["", "soon", "0d", "-1d", "2026-03-02", "1999", "999999y", "9999999d", "1.5d"])
def test_a_bad_expiry_is_refused(text):
    """What is no time, lies behind, or lies beyond the calendar is an error."""
    with pytest.raises(BadValue):
        read_expiry(text, NOW)


def test_permissions_are_those_that_exist():
    """Permissions are collected once each; one that does not exist is refused with the list of those that do."""
    assert read_permissions(["chats", "chats", "chat_mutation"]) == {"chats", "chat_mutation"}
    with pytest.raises(BadValue, match="agent_wide, chats, chat_mutation"):
        read_permissions(["chats", "chats, all"])
