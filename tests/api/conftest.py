"""Servers for the tests of the HTTP interface, and the mark that ties a test to what is promised."""

from collections.abc import Iterator
from zlib import crc32

import pytest
from harness import Api, Running, run_server
from scripted import ScriptedExtractor


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A server with the built-in extractor."""
    with run_server(tmp_path_factory.mktemp("builtin") / "memory.db") as running:
        yield running


@pytest.fixture(scope="session")
def extractor() -> ScriptedExtractor:
    """What reads the turns of `scripted_server`."""
    return ScriptedExtractor()


@pytest.fixture(scope="session")
def scripted_server(tmp_path_factory: pytest.TempPathFactory, extractor: ScriptedExtractor) -> Iterator[Running]:
    """A server whose extractor reads the notation of `scripted`."""
    with run_server(tmp_path_factory.mktemp("scripted") / "memory.db", extractor) as running:
        yield running


@pytest.fixture
def context(request: pytest.FixtureRequest) -> str:
    """The name of a context that no other test uses."""
    return f"{request.node.originalname.removeprefix('test_')[:50]}-{crc32(request.node.nodeid.encode()):08x}"


@pytest.fixture
def api(server: Running, context: str) -> Api:
    """A caller of a fresh context, understood in plain English."""
    return server.api(context)


@pytest.fixture
def scripted(scripted_server: Running, context: str) -> Api:
    """A caller of a fresh context who speaks the notation of `scripted`."""
    return scripted_server.api(context)
