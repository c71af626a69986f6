"""What a provider's errors mean, in our own tree and in sentences that a caller may see; pure.

A vendor's own words may repeat what was sent to it, or a part of a key. They never stand in a sentence of ours: an
error keeps them apart, as `said`.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from spectron.domain.errors import InputRefused, ProviderBusy, ProviderFailed
from spectron.providers.dialect import at, words

_LONGEST_SAID = 500
_PASSING = frozenset({408, 409, 425, 429, 498, 500, 502, 503, 504, 520, 521, 522, 523, 524, 529})
_TOO_LONG = re.compile(
    r"context.?length|context.?window|maximum context|prompt is too long|too many tokens|input token count|"
    r"input is too long|exceeds? the (?:available )?context|request_too_large|string_above_max_length"
)
_NO_KEY = re.compile(r"api.?key.?(?:not valid|invalid|expired)|api_key_invalid|invalid.?api.?key|invalid x-api-key")
_NO_MONEY = re.compile(r"insufficient_quota|insufficient balance|credit balance|billing_hard_limit|payment required")
_CODE = re.compile(r"[A-Za-z][A-Za-z0-9_.-]{2,60}")
_KINDS: Mapping[str, int] = {
    "overloaded_error": 529, "rate_limit_error": 429, "rate_limit_exceeded": 429, "resource_exhausted": 429,
    "api_error": 500, "server_error": 500, "internal_server_error": 500, "internal": 500, "unavailable": 503,
    "timeout_error": 504, "deadline_exceeded": 504, "authentication_error": 401, "invalid_api_key": 401,
    "unauthenticated": 401, "permission_error": 403, "permission_denied": 403, "billing_error": 402,
    "insufficient_quota": 402, "not_found_error": 404, "model_not_found": 404, "not_found": 404,
    "invalid_request_error": 400, "invalid_argument": 400, "bad_request_error": 400, "request_too_large": 413,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asked:
    """Who was asked, as errors name them: `provider/model`, and the variable that holds the key, if there is one."""

    name: str
    key_variable: str = ""


class Declined(InputRefused):
    """The form of a request was not taken; in another form it may be."""


@dataclass(frozen=True, slots=True)
class _Told:
    """What a body says of an error: its words, its short names, and its status where it has one."""

    message: str = ""
    names: tuple[str, ...] = ()
    status: int | None = None
    wait: float | None = None


def read_failure(asked: Asked, status: int, headers: Mapping[str, str], body: bytes, now: datetime) -> ProviderFailed:
    """The error that an answer of a status beyond 299 stands for."""
    told = _read_body(body)
    return _judge(asked, status, told, read_wait(headers, now) or told.wait)


def judge_status(asked: Asked, status: int, said: str, wait: float | None) -> ProviderFailed:
    """The error that a status stands for, with the words that came along."""
    return _judge(asked, status, _Told(said), wait)


def failure_within(asked: Asked, told: Any) -> ProviderFailed | None:
    """The error that a body, or an event in the middle of a stream, tells of in spite of its status; None for none."""
    told = told[0] if isinstance(told, list) and told else told
    error = at(told, "error")
    if not error:
        return None
    read = _read_error(told)
    by_name = next((_KINDS[name.lower()] for name in read.names if name.lower() in _KINDS), None)
    return _judge(asked, read.status or by_name or 500, read, read.wait)


def read_wait(headers: Mapping[str, str], now: datetime) -> float | None:
    """For how many seconds a provider asks to be left alone, in seconds, milliseconds or as a date."""
    exact, asked = headers.get("retry-after-ms", ""), headers.get("retry-after", "").strip()
    try:
        if exact:
            return max(0.0, float(exact) / 1_000)
        if re.fullmatch(r"\d{1,9}(?:\.\d{1,9})?", asked):
            return float(asked)
        until = parsedate_to_datetime(asked)
    except (ValueError, TypeError):
        return None
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return max(0.0, (until - now).total_seconds())


def _read_body(body: bytes) -> _Told:
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        return _Told()
    return _read_error(told[0] if isinstance(told, list) and told else told)


def _read_error(told: Any) -> _Told:
    error = at(told, "error")
    inner = error if isinstance(error, Mapping) else told
    message = words(error) or next(filter(None, (_spell(at(inner, name)) for name in ("message", "detail"))), "")
    names = [words(at(inner, name)) for name in ("code", "type", "status", "param")]
    details = at(inner, "details")
    for one in details if isinstance(details, list) else ():
        names.append(words(at(one, "reason")))
    numbers = (at(inner, name) for name in ("code", "status"))
    status = next((one for one in numbers if isinstance(one, int) and 400 <= one < 600), None)
    wait = re.search(r"\"retryDelay\": ?\"(\d+(?:\.\d+)?)s\"", json.dumps(details or ""))
    return _Told(message, tuple(filter(_CODE.fullmatch, names)), status, float(wait[1]) if wait else None)


def _spell(told: Any) -> str:
    """Words, or the list of faults that some servers put in their place."""
    return json.dumps(told) if told and isinstance(told, list | Mapping) else words(told)


def _judge(asked: Asked, status: int, told: _Told, wait: float | None) -> ProviderFailed:
    name, variable = asked.name, asked.key_variable
    said, seen = told.message[:_LONGEST_SAID], " ".join((told.message, *told.names)).lower()
    if status == 402 or _NO_MONEY.search(seen):
        return ProviderFailed(f"{name}: the account has no credit left ({status})", said=said)
    if status == 401 or (status < 500 and _NO_KEY.search(seen)):
        key = f"the key in {variable} is not accepted" if variable else "a key is wanted, and none is set"
        return ProviderFailed(f"{name}: {key} ({status})", said=said)
    if status in _PASSING:
        what = "too many requests" if status == 429 else "it is overloaded" if status in (503, 529) else "it failed"
        return ProviderBusy(f"{name}: {what} ({status})", wait, said=said)
    if status == 413 or (status in (400, 422) and _TOO_LONG.search(seen)):
        return InputRefused(f"{name}: the request is longer than this model takes ({status})", said=said)
    return _judge_form(asked, status, told, said)


def _judge_form(asked: Asked, status: int, told: _Told, said: str) -> ProviderFailed:
    named = f", {' '.join(dict.fromkeys(told.names))}" if told.names else ""
    if status == 403:
        key = f"the key in {asked.key_variable}" if asked.key_variable else "this caller"
        return ProviderFailed(f"{asked.name}: {key} may not use this model ({status}{named})", said=said)
    if status in (404, 405, 410):
        return ProviderFailed(f"{asked.name}: no such model, or the base address is wrong ({status}{named})", said=said)
    if status in (400, 415, 422, 501):
        return Declined(f"{asked.name}: the request was not taken ({status}{named})", said=said)
    if 300 <= status < 400:
        return ProviderFailed(f"{asked.name}: the base address leads elsewhere ({status}), which is not followed")
    return ProviderFailed(f"{asked.name}: it refused ({status}{named})", said=said)
