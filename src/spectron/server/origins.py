"""Pages of other origins: what a browser is told, so that it lets them ask (cross-origin resource sharing)."""

from collections.abc import Collection

from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
SENT = ("Authorization", "API-KEY", "Idempotency-Key", "Last-Event-ID", "Content-Type", "Spectron-Context")
SHOWN = ("RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset", "Retry-After")


def install(app: FastAPI, origins: Collection[str]) -> None:
    """Let pages of these origins ask; with none, browsers keep all of them away.

    It goes around the whole application, so that the answer to an error nobody foresaw can be read by the page too.
    Cookies are never asked for: a page has to send its key.
    """
    if not origins:
        return
    build = app.build_middleware_stack

    def wrap() -> ASGIApp:
        return CORSMiddleware(
            build(),
            allow_origins=origins,
            allow_methods=METHODS,
            allow_headers=SENT,
            expose_headers=SHOWN,
            allow_private_network=True,  # a page from the web may ask a memory on the reader's own machine
        )

    app.build_middleware_stack = wrap  # type: ignore[method-assign]
