"""Spectron, through the façade: extraction, reconciliation and indexing on, one scope, sessions of 25 turns."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np

from spectron.compose import build_memory
from spectron.domain.access import Access
from spectron.domain.conversation import Role
from spectron.domain.scope import Scope
from spectron.providers.ports import Vectors
from spectron.service.ingest import Said
from spectron.service.recall import Sought
from spectron.settings import load_settings

SCOPE = Scope.of({"user": "one"})
TURNS_A_SESSION = 25


class _Replayed:
    name = "replayed/minilm"
    dimensions: int | None = None

    def __init__(self, replay: Callable[[str], Any]) -> None:
        self._replay = replay

    async def embed(self, texts: Sequence[str]) -> Vectors:
        return np.stack([self._replay(text) for text in texts])


class _Engine:
    durability = "synchronous=FULL"

    def __init__(self, home: Path, replay: Callable[[str], Any]) -> None:
        self._loop = asyncio.new_event_loop()
        self._memory = build_memory(load_settings(database=home / "memory.db"))
        embedder = _Replayed(replay)
        self._memory.ingest.indexing.embedders.choose = lambda _configuration: embedder
        self._loop.run_until_complete(self._memory.open())
        self._access = Access(self._loop.run_until_complete(self._memory.gate.create_context("peers")))
        self._numbers: dict[str, int] = {}
        self._session: Any = None

    def add(self, number: int, turn: dict[str, Any]) -> None:
        if number % TURNS_A_SESSION == 0 or self._session is None:
            self._session = self._open_session()
        self._loop.run_until_complete(self._say(self._session, number, turn))

    def fill(self, first: int, turns: Sequence[dict[str, Any]]) -> None:
        """By import: these turns are found like all others, and teach no facts."""

        async def lines() -> AsyncIterator[bytes]:
            shared = {"scope": SCOPE.as_dict()}
            yield _line(format="spectron", version=1, context="peers", **shared)
            session = {"record": "session", **shared, "metadata": {}, "closed_at": None}
            message: dict[str, Any] = {
                "record": "turn",
                **shared,
                "role": "user",
                "language": "en",
                "tool_call_id": None,
            }
            message |= {"tool_calls": [], "metadata": {}, "learned": True}
            for place, turn in enumerate(turns):
                at, number = turn["at"], first + place
                home, seq = f"session:filled-{number // TURNS_A_SESSION}", number % TURNS_A_SESSION + 1
                if place == 0 or seq == 1:
                    yield _line(**session, id=home, created_at=at)
                said = {"name": turn["name"], "content": turn["text"], "said_at": at}
                self._numbers[f"turn:filled-{number}"] = number
                yield _line(**message, **said, id=f"turn:filled-{number}", session_id=home, seq=seq)

        async def take_in() -> None:
            await self._memory.adopt(self._access, lines())
            await self._memory.ingest.indexing.settle()

        self._loop.run_until_complete(take_in())

    def search(self, query: str, most: int) -> list[int]:
        sought = Sought(query, most=most, kinds=frozenset({"turn"}))
        found = self._loop.run_until_complete(self._memory.search(self._access, SCOPE, sought))
        return [self._numbers[hit.turn.id] for hit in found.hits if hit.turn]

    def close(self) -> None:
        self._loop.run_until_complete(self._memory.close())
        self._loop.close()

    def _open_session(self) -> Any:
        return self._loop.run_until_complete(self._memory.create_session(self._access, SCOPE, {}))

    async def _say(self, session: Any, number: int, turn: dict[str, Any]) -> None:
        at = datetime.fromisoformat(turn["at"])
        learned = await self._memory.turn(
            self._access, Said(session.id, Role.USER, turn["text"], at, name=turn["name"])
        )
        self._numbers[learned.turn.id] = number


def _line(**told: Any) -> bytes:
    return json.dumps(told).encode() + b"\n"


def open_engine(home: Path, replay: Callable[[str], Any]) -> _Engine:
    """An empty memory."""
    return _Engine(home, replay)
