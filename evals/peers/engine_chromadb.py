"""Chroma, persistent, with its index as it comes."""

import importlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

AT_ONCE = 1_000


class _Engine:
    durability = "fsync an add (SQLite, rollback journal)"

    def __init__(self, home: Path, replay: Callable[[str], Any]) -> None:
        chroma = importlib.import_module("chromadb")
        settings = importlib.import_module("chromadb.config").Settings(anonymized_telemetry=False)
        client = chroma.PersistentClient(str(home), settings=settings)
        self._turns = client.create_collection("turns", embedding_function=None, metadata={"hnsw:space": "cosine"})
        self._replay = replay

    def add(self, number: int, turn: dict[str, Any]) -> None:
        self.fill(number, [turn])

    def fill(self, first: int, turns: Sequence[dict[str, Any]]) -> None:
        for start in range(0, len(turns), AT_ONCE):
            some = turns[start : start + AT_ONCE]
            self._turns.add(
                ids=[str(first + start + place) for place in range(len(some))],
                embeddings=[self._replay(turn["said"]) for turn in some],
                documents=[turn["said"] for turn in some],
            )

    def search(self, query: str, most: int) -> list[int]:
        found = self._turns.query(query_embeddings=[self._replay(query)], n_results=most)
        return [int(one) for one in found["ids"][0]]


def open_engine(home: Path, replay: Callable[[str], Any]) -> _Engine:
    """An empty collection."""
    return _Engine(home, replay)
