"""mem0 with `infer=False`, so that no language model is asked, over Qdrant in a folder."""

import importlib
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

AT_ONCE = 500


class _Embedding:
    def __init__(self, replay: Any) -> None:
        self._replay = replay

    def embed(self, text: str, memory_action: str | None = None) -> list[float]:
        del memory_action
        vector: list[float] = self._replay(text).tolist()
        return vector

    def embed_batch(self, texts: Sequence[str], memory_action: str | None = None) -> list[list[float]]:
        return [self.embed(text, memory_action) for text in texts]


class _Engine:
    durability = "fsync an add (history in SQLite); vectors in SQLite"

    def __init__(self, home: Path, replay: Any) -> None:
        os.environ |= {"MEM0_TELEMETRY": "False", "MEM0_DIR": str(home / "mem0"), "OPENAI_API_KEY": "none"}
        vectors = {"path": str(home / "qdrant"), "on_disk": True, "embedding_model_dims": replay.dimensions}
        self._memory = importlib.import_module("mem0").Memory.from_config(
            {
                "vector_store": {"provider": "qdrant", "config": vectors},
                "history_db_path": str(home / "history.db"),
            }
        )
        self._memory.embedding_model = _Embedding(replay)

    def add(self, number: int, turn: dict[str, Any]) -> None:
        self._memory.add(turn["said"], user_id="one", metadata={"number": number}, infer=False)

    def fill(self, first: int, turns: Sequence[dict[str, Any]]) -> None:
        uuid4 = importlib.import_module("uuid").uuid4
        for start in range(0, len(turns), AT_ONCE):
            some = list(enumerate(turns[start : start + AT_ONCE], first + start))
            self._memory.vector_store.insert(
                vectors=self._memory.embedding_model.embed_batch([turn["said"] for _, turn in some]),
                ids=[str(uuid4()) for _ in some],
                payloads=[{"data": turn["said"], "user_id": "one", "number": number} for number, turn in some],
            )

    def search(self, query: str, most: int) -> list[int]:
        found = self._memory.search(query, top_k=most, filters={"user_id": "one"}, threshold=0.0)
        return [one["metadata"]["number"] for one in found["results"]]


def open_engine(home: Path, replay: Any) -> _Engine:
    """An empty memory."""
    return _Engine(home, replay)
