"""LangGraph's SqliteStore, with vectors of the field `text`."""

import importlib
import json
import sqlite3
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

AT_ONCE = 1_000


class _Engine:
    durability = "synchronous of SQLite's default, WAL"

    def __init__(self, home: Path, replay: Any) -> None:
        if not hasattr(sqlite3.Connection, "enable_load_extension"):  # an interpreter that was built without it
            sys.modules["sqlite3"] = importlib.import_module("pysqlite3")
        module = importlib.import_module("langgraph.store.sqlite")
        self._operation = importlib.import_module("langgraph.store.base").PutOp
        index = {
            "dims": replay.dimensions,
            "embed": lambda texts: [replay(_words(text)).tolist() for text in texts],
            "fields": ["text"],
        }
        self._opened = module.SqliteStore.from_conn_string(str(home / "store.db"), index=index)
        self._store = self._opened.__enter__()
        self._store.setup()

    def add(self, number: int, turn: dict[str, Any]) -> None:
        self._store.put(("one",), str(number), {"text": turn["said"]})

    def fill(self, first: int, turns: Sequence[dict[str, Any]]) -> None:
        for start in range(0, len(turns), AT_ONCE):
            some = enumerate(turns[start : start + AT_ONCE], first + start)
            self._store.batch([self._operation(("one",), str(number), {"text": turn["said"]}) for number, turn in some])

    def search(self, query: str, most: int) -> list[int]:
        return [int(item.key) for item in self._store.search(("one",), query=query, limit=most)]

    def close(self) -> None:
        self._opened.__exit__(None, None, None)


def _words(text: str) -> str:
    """What is said; this version hands over the whole value as JSON, whatever the fields."""
    return str(json.loads(text)["text"]) if text.startswith("{") else text


def open_engine(home: Path, replay: Any) -> _Engine:
    """An empty store."""
    return _Engine(home, replay)
