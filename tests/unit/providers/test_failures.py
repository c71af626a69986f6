"""How long a provider asks to be left alone, and what an error among the events means."""

from datetime import UTC, datetime

import pytest

from spectron.domain.errors import ProviderBusy, ProviderFailed
from spectron.providers.failures import Asked, Declined, failure_within, read_failure, read_wait

NOW = datetime(2026, 11, 21, 12, 0, 0, tzinfo=UTC)
ASKED = Asked("p/m", "P_KEY")


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "7"}, 7.0),
        ({"retry-after": " 0.5 "}, 0.5),
        ({"retry-after-ms": "1500", "retry-after": "9"}, 1.5),
        ({"retry-after": "Sat, 21 Nov 2026 12:00:20 GMT"}, 20.0),
        ({"retry-after": "Sat, 21 Nov 2026 11:00:00 GMT"}, 0.0),
        ({"retry-after": "soon"}, None),
        ({"retry-after": ""}, None),
        ({"retry-after": "-4"}, None),
        ({"retry-after-ms": "x"}, None),
        ({}, None),
    ],
)
def test_a_wait_is_told_in_seconds_in_milliseconds_or_as_a_date(headers: dict[str, str], seconds: float | None):
    """Whatever cannot be read asks for nothing."""
    assert read_wait(headers, NOW) == seconds


def test_a_wait_may_stand_in_the_details_of_an_error():
    """Gemini tells it there."""
    body = b'[{"error": {"code": 429, "status": "RESOURCE_EXHAUSTED", "details": [{"retryDelay": "17s"}]}}]'
    error = read_failure(ASKED, 429, {}, body, NOW)
    assert isinstance(error, ProviderBusy)
    assert error.retry_after == 17.0


@pytest.mark.parametrize(
    ("told", "busy", "words"),
    [
        ({"type": "error", "error": {"type": "overloaded_error", "message": "x"}}, True, "overloaded"),
        ({"error": {"type": "server_error", "message": "x"}}, True, "failed"),
        ({"error": {"message": "something", "code": None}}, True, "failed"),
        ({"error": "something"}, True, "failed"),
        ([{"error": {"code": 503, "status": "UNAVAILABLE"}}], True, "overloaded"),
        ({"error": {"type": "invalid_request_error", "message": "x"}}, False, "not taken"),
        ({"error": {"code": 401, "message": "x"}}, False, "P_KEY is not accepted"),
        ({"error": {"code": "model_not_found", "message": "x"}}, False, "no such model"),
    ],
)
def test_an_error_among_the_events_has_a_name_or_a_number(told: object, busy: bool, words: str):
    """Known names and numbers decide whether it may pass; an unknown one may."""
    error = failure_within(ASKED, told)
    assert isinstance(error, ProviderFailed)
    assert isinstance(error, ProviderBusy) == busy
    assert words in error.detail


@pytest.mark.parametrize("told", [{"choices": []}, {"error": None}, [], [1], "error", None, 3])
def test_what_tells_of_no_error_is_none(told: object):
    """Whatever JSON comes, only an error is one."""
    assert failure_within(ASKED, told) is None


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"null", b"[[[", b'"x"', b"\xff", b'{"error": [1]}', b'{"error": {"code": []}}']
)
def test_any_body_of_an_error_can_be_read(body: bytes):
    """The status alone is enough."""
    assert isinstance(read_failure(ASKED, 500, {}, body, NOW), ProviderBusy)
    assert not isinstance(read_failure(ASKED, 400, {}, body, NOW), ProviderBusy)


def test_a_key_that_nobody_set_is_asked_for():
    """Where no key was sent the sentence does not speak of one that is wrong."""
    assert "a key is wanted" in read_failure(Asked("p/m"), 401, {}, b"", NOW).detail


@pytest.mark.parametrize(
    "body",
    [
        b'{"object": "error", "message": {"detail": [{"loc": ["body", "stream_options"]}]}, "type": "x_error"}',
        b'{"detail": [{"type": "extra_forbidden", "loc": ["body", "stream_options"], "msg": "Extra inputs"}]}',
    ],
)
def test_a_list_of_faults_is_kept_as_it_stands(body: bytes):
    """It names the field that has to go, and the request can be made without it."""
    error = read_failure(ASKED, 422, {}, body, NOW)
    assert isinstance(error, Declined)
    assert "stream_options" in error.said
