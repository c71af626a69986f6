"""How many requests a key may send: a bucket of tokens for each, in memory, refilled as time passes."""

import hashlib
import math
import time
from collections.abc import Callable
from dataclasses import dataclass

from fastapi.security.utils import get_authorization_scheme_param
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from spectron.server.problems import problem

MOST_BUCKETS = 100_000


@dataclass(frozen=True, slots=True)
class Bucket:
    """Tokens that are left, and the instant (in seconds) of which that was true."""

    tokens: float
    at: float


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a request may pass, how many more may, and the seconds until the bucket is full, or has a token."""

    passes: bool
    remaining: int
    reset: int


def take(bucket: Bucket, per_minute: int, now: float) -> tuple[Bucket, Verdict]:
    """Refill a bucket for the time that passed and take one token out of it, if there is one."""
    rate = per_minute / 60
    tokens = min(float(per_minute), bucket.tokens + max(0.0, now - bucket.at) * rate)
    if tokens < 1:
        return Bucket(tokens, now), Verdict(False, 0, math.ceil((1 - tokens) / rate))
    left = Bucket(tokens - 1, now)
    return left, Verdict(True, int(left.tokens), math.ceil((per_minute - left.tokens) / rate))


class RateLimit:
    """Answers 429 to a key that sends more than `per_minute` requests a minute; 0 lets everything pass.

    Each answer below `/api/` tells the key's allowance in `RateLimit-Limit`, `-Remaining` and `-Reset`.
    """

    def __init__(self, app: ASGIApp, per_minute: int, ticks: Callable[[], float] = time.monotonic) -> None:
        """Wrap an application; `ticks` counts seconds."""
        self._app = app
        self._per_minute = per_minute
        self._ticks = ticks
        self._buckets: dict[bytes, Bucket] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request pass, or refuse it before anything of it is read."""
        secret = _secret(scope) if self._per_minute and scope["type"] == "http" else None
        if secret is None:
            await self._app(scope, receive, send)
            return
        verdict = self._judge(hashlib.sha256(secret.encode("latin-1")).digest())

        async def telling(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(raw=message["headers"])
                headers["RateLimit-Limit"] = str(self._per_minute)
                headers["RateLimit-Remaining"] = str(verdict.remaining)
                headers["RateLimit-Reset"] = str(verdict.reset)
                message["headers"] = headers.raw
            await send(message)

        if verdict.passes:
            await self._app(scope, receive, telling)
            return
        detail = f"this key may send {self._per_minute} requests a minute"
        refusal = problem(429, "Too many requests", detail, scope["path"].encode("utf-8", "replace").decode()[:500])
        refusal.headers["Retry-After"] = str(verdict.reset)
        await refusal(scope, receive, telling)

    def _judge(self, key: bytes) -> Verdict:
        now = self._ticks()
        bucket = self._buckets.pop(key, Bucket(self._per_minute, now))
        if len(self._buckets) >= MOST_BUCKETS:
            self._drop_full(now)
        self._buckets[key], verdict = take(bucket, self._per_minute, now)
        return verdict

    def _drop_full(self, now: float) -> None:
        """A bucket that has filled up again says nothing; where none has, the one that rested longest goes."""
        full = self._per_minute - 1
        kept = {key: one for key, one in self._buckets.items() if take(one, self._per_minute, now)[0].tokens < full}
        if len(kept) >= MOST_BUCKETS:
            del kept[next(iter(kept))]
        self._buckets = kept


def _secret(scope: Scope) -> str | None:
    """The key of a request to the interface, found as the door finds it."""
    if not scope["path"].startswith("/api/"):
        return None
    headers = Headers(scope=scope)
    scheme, bearer = get_authorization_scheme_param(headers.get("authorization"))
    return (bearer if scheme.lower() == "bearer" and bearer else headers.get("api-key")) or None
