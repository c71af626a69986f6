"""A real server on this machine, and the client in every form that a person can choose."""

import socket
import uuid
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
from awaited import Awaited
from serving import Server, serve

from spectron import BlockingSpectron, Spectron

FORMS = ("http", "file", "blocking http", "blocking file")


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the person at the keyboard has set does not reach the tests."""
    for name in ("SPECTRON_API_KEY", "SPECTRON_BASE_URL", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server in a thread of its own, over a fresh file."""
    with serve(tmp_path_factory.mktemp("sdk") / "server.db") as running:
        yield running


@pytest.fixture
def context() -> str:
    """The name of a context that no other test uses."""
    return f"test-{uuid.uuid4().hex}"


@pytest.fixture(params=FORMS)
async def memory(request: pytest.FixtureRequest, server: Server, context: str, tmp_path: Path) -> AsyncIterator[Any]:
    """A client of each form; all of them must behave alike."""
    kind = BlockingSpectron if request.param.startswith("blocking") else Spectron
    where = {"path": tmp_path / "m.db"} if request.param.endswith("file") else {"base_url": server.url}
    key = {} if "path" in where else {"api_key": server.key}
    client = kind(context, **where, **key)
    asynchronous = Awaited(client) if isinstance(client, BlockingSpectron) else client
    yield asynchronous
    await asynchronous.close()


@pytest.fixture
def unused_tcp_port() -> int:
    """A port of this machine on which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    return port


@pytest.fixture
def silent_server() -> Iterator[str]:
    """The address of a server that takes connections and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
