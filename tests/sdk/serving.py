"""A real server on a free port of this machine, for the client to speak to."""

import asyncio
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import uvicorn

from spectron.compose import build_memory
from spectron.server.app import create_app
from spectron.server.graceful import GracefulServer
from spectron.service.access import Grant
from spectron.service.memory import Memory
from spectron.settings import load_settings


@dataclass(frozen=True, slots=True)
class Server:
    """Where it listens, a development key, and the memory behind it."""

    url: str
    key: str
    memory: Memory


@contextmanager
def serve(database: Path, port: int = 0, **settings: Any) -> Iterator[Server]:
    """A server in a thread of its own, over a file; the port is one that is free, if it is not said."""
    loaded = load_settings(database=database, host="127.0.0.1", **settings)
    memory = build_memory(loaded)
    with socket.create_server(("127.0.0.1", port)) as listener:
        app = create_app(memory, cors_origins=loaded.cors_origins)
        config = uvicorn.Config(app, log_level="error", ws="none", lifespan="on")
        serving = GracefulServer(config, memory.broadcast.stop)
        thread = threading.Thread(target=serving.run, args=([listener],), daemon=True)
        thread.start()
        _wait_until(lambda: serving.started, 60.0)
        _, key = asyncio.run(memory.gate.create_key(Grant(None, development=True)))
        yield Server(f"http://127.0.0.1:{listener.getsockname()[1]}", key, memory)
        serving.should_exit = True
        thread.join(60)


def _wait_until(ready: Callable[[], bool], seconds: float) -> None:
    give_up = time.monotonic() + seconds
    while not ready():
        assert time.monotonic() < give_up, "the server did not start"
        time.sleep(0.01)
