"""A real server on a free loopback port, and a caller who has a key to one of its contexts."""

import asyncio
import socket
import threading
from collections.abc import Collection, Coroutine, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

import httpx2
import uvicorn

from spectron.compose import build_memory
from spectron.domain.extractor import Extractor
from spectron.domain.ids import ContextId
from spectron.domain.scope import Scope
from spectron.domain.temporal import Clock, utc_now
from spectron.providers.ports import LanguageModel
from spectron.providers.registry import Maker
from spectron.server.app import create_app
from spectron.server.graceful import GracefulServer
from spectron.service.access import Grant
from spectron.service.memory import Memory
from spectron.settings import load_settings

T = TypeVar("T")
BERLIN = "2026-01-15T09:00:00Z"
MUNICH = "2026-04-20T18:30:00Z"


@dataclass(frozen=True, slots=True)
class Running:
    """A server that answers; `memory` is what it serves, `do` runs a coroutine on its loop."""

    url: str
    memory: Memory
    loop: asyncio.AbstractEventLoop
    http: httpx2.Client
    development_key: str

    def do(self, coroutine: Coroutine[Any, Any, T]) -> T:
        """Run on the server's loop and wait."""
        return asyncio.run_coroutine_threadsafe(coroutine, self.loop).result(60)

    def api(self, context: str, key: str | None = None) -> "Api":
        """A caller of one context."""
        return Api(self.http, f"/api/v1/{context}", key or self.development_key)

    def add_key_in(self, context: str, scope: Mapping[str, str]) -> str:
        """A key to a context, which is made where it does not exist yet."""
        self.api(context).get("/sessions")
        return self.add_key(context, scope)

    def add_key(
        self,
        context: str,
        scope: Mapping[str, str] | None = None,
        until: datetime | None = None,
        permissions: Collection[str] = (),
    ) -> str:
        """A key to one context that exists."""
        grant = Grant(ContextId(context), Scope.of(scope or {}), frozenset(permissions), expires_at=until)
        return self.do(self.memory.gate.create_key(grant))[1]


@dataclass(frozen=True, slots=True)
class Api:
    """One context of a running server, as a caller with a key sees it."""

    http: httpx2.Client
    root: str
    key: str

    def send(self, method: str, path: str, **more: Any) -> httpx2.Response:
        """One request below the context, whatever comes back."""
        headers = {"API-KEY": self.key, **more.pop("headers", {})}
        return self.http.request(method, self.root + path, headers=headers, **more)

    def get(self, path: str, scope: Mapping[str, str] | None = None, **query: Any) -> Any:
        """Read, and expect an answer."""
        query |= {f"scope[{name}]": value for name, value in (scope or {}).items()}
        response = self.send("GET", path, params=query)
        assert response.status_code == 200, response.text
        return response.json()

    def open(self, **scope: str) -> str:
        """Open a session and return its id."""
        response = self.send("POST", "/sessions", json={"scope": scope})
        assert response.status_code == 201, response.text
        return str(response.json()["id"])

    def say(self, session: str, content: str, role: str = "user", **more: Any) -> Any:
        """Record one turn and return what it taught."""
        response = self.send("POST", f"/sessions/{session}/turns", json={"role": role, "content": content, **more})
        assert response.status_code == 201, response.text
        return response.json()


@contextmanager
def run_server(
    database: Path,
    extractor: Extractor | None = None,
    makers: Mapping[str, Maker[LanguageModel]] | None = None,
    clock: Clock = utc_now,
    **settings: Any,
) -> Iterator[Running]:
    """Serve a file until the block ends; `makers` are further providers of models, `clock` tells what time it is."""
    loaded = load_settings(database=database, **settings)
    memory = build_memory(loaded, clock, extractor=extractor, makers=makers)
    app = create_app(memory, cors_origins=loaded.cors_origins)
    config = uvicorn.Config(app, log_config=None, ws="none", timeout_graceful_shutdown=5)
    server, loop = GracefulServer(config, memory.broadcast.stop), asyncio.new_event_loop()
    # the protocol is named, or asyncio would leave Nagle's algorithm on and every answer would take 40 ms longer
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP) as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(128)
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        thread = threading.Thread(target=loop.run_until_complete, args=(server.serve(sockets=[listener]),))
        thread.start()
        try:
            with httpx2.Client(base_url=url, timeout=60, trust_env=False) as http:
                assert http.get("/readyz").status_code == 200
                made = asyncio.run_coroutine_threadsafe(memory.gate.create_key(Grant(None, development=True)), loop)
                yield Running(url, memory, loop, http, made.result(60)[1])
        finally:
            server.should_exit = True
            thread.join(60)
            loop.close()


def facts(result: Any, key: str) -> list[tuple[str, str]]:
    """(whose, value) of every attribute with this key."""
    return [(one["entity_label"], one["value"]) for one in result["attributes"] if one["key"] == key]


def values(result: Any, key: str) -> list[str]:
    """The values of every attribute with this key."""
    return [one["value"] for one in result["attributes"] if one["key"] == key]


def check_problem(response: httpx2.Response, status: int, field: str | None = None) -> Any:
    """Expect problem+json of this status, in words, naming this field; return its body."""
    assert response.status_code == status, response.text[:500]
    assert response.headers["content-type"] == "application/problem+json"
    told = response.json()
    assert told["status"] == status
    assert told["type"] == "urn:spectron:problem:" + told["title"].lower().replace(" ", "-")
    assert len(told["detail"]) > 8
    assert told["instance"].startswith("/")
    assert "Traceback" not in response.text
    if field is not None:
        assert field in [one["field"] for one in told["errors"]]
        assert all(one["message"] for one in told["errors"])
    return told
