"""txtai, hybrid: vectors in Faiss and its own word scores, with content."""

import importlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np


class _Engine:
    durability = "none before save()"

    def __init__(self, home: Path, replay: Callable[[str], Any]) -> None:
        del home

        def transform(texts: Any) -> Any:
            return np.stack([replay(text) for text in texts])

        made = importlib.import_module("txtai").Embeddings
        self._turns = made(method="external", transform=transform, hybrid=True, content=True, backend="faiss")

    def add(self, number: int, turn: dict[str, Any]) -> None:
        self._turns.upsert([(number, turn["said"], None)])

    def fill(self, first: int, turns: Sequence[dict[str, Any]]) -> None:
        self._turns.upsert([(number, turn["said"], None) for number, turn in enumerate(turns, first)])

    def search(self, query: str, most: int) -> list[int]:
        return [int(one["id"]) for one in self._turns.search(query, most)]

    def close(self) -> None:
        self._turns.close()


def open_engine(home: Path, replay: Callable[[str], Any]) -> _Engine:
    """An empty index."""
    return _Engine(home, replay)
