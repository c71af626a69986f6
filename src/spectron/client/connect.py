"""The two ways to a memory: a server's address, or a file."""

import os
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from urllib.parse import quote

import httpx2

DEFAULT_URL = "http://127.0.0.1:9090"
_INSIDE = "http://spectron.inside"


def to_server(
    base_url: str | None, api_key: str | None, timeout: float, context: str
) -> Callable[[], httpx2.AsyncClient]:
    """How to connect to a server; what is not given comes from the environment."""
    address = (base_url or os.environ.get("SPECTRON_BASE_URL") or DEFAULT_URL).strip()
    if not address.startswith(("http://", "https://")):
        raise ValueError(f"base_url must begin with http:// or https://, not {address!r}")
    headers = _headers(api_key or os.environ.get("SPECTRON_API_KEY"), context)
    return lambda: httpx2.AsyncClient(base_url=address, headers=headers, timeout=timeout)


def to_file(path: Path, api_key: str | None, context: str) -> Callable[[], httpx2.AsyncClient]:
    """How to serve a file to this process alone; without a key everything in it is open."""
    from spectron.client.embedded import Embedded  # noqa: PLC0415 - a server is loaded only by who asks for a file

    inside, headers = Embedded(path), _headers(api_key, context)
    return lambda: httpx2.AsyncClient(base_url=_INSIDE, headers=headers, transport=inside)


def _headers(api_key: str | None, context: str) -> dict[str, str]:
    """Who asks, in which context. A key that no header can hold is refused here, before an error could show it.

    A name that no context has is sent in quotes, to be refused by the server.
    """
    key = (api_key or "").strip()
    if not (key.isascii() and key.isprintable()):
        raise ValueError("the api key holds characters that no key has")
    asking = {
        "User-Agent": f"spectron-python/{version('spectron-memory')}",
        "Spectron-Context": quote(context, safe=""),
    }
    return asking | ({"Authorization": f"Bearer {key}"} if key else {})
