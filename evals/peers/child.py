"""Runs one engine in a process of its own: python child.py ENGINE INPUTS SECONDS; prints one JSON object.

Every turn is one call, timed one by one until they are all in or the seconds are over; what is left then is handed over
in bulk, untimed. After that every question is asked once to warm up and once more for its time.
"""

import importlib
import json
import resource
import sys
import tempfile
import time
from collections.abc import Sequence
from hashlib import shake_128
from pathlib import Path
from typing import Any, Protocol

import numpy as np

WARMED_WITH = 20


class Engine(Protocol):
    """What is compared: `durability` says what an answer to `add` promises."""

    durability: str

    def add(self, number: int, turn: dict[str, Any]) -> None:
        """Take in one turn: `text`, `name`, `at`, and `said`, the text behind the name of who said it."""
        ...

    def fill(self, first: int, turns: Sequence[dict[str, Any]]) -> None:
        """Take in many turns as fast as may be."""
        ...

    def search(self, query: str, most: int) -> list[int]:
        """The numbers of the turns that answer best."""
        ...


class Replay:
    """The vectors of all texts, made before; a text that nobody foresaw gets one drawn from its digest."""

    def __init__(self, folder: Path) -> None:
        """Read the texts and map the vectors."""
        texts = json.loads((folder / "texts.json").read_text("utf-8"))
        self._places = {text: place for place, text in enumerate(texts)}
        self._vectors = np.load(folder / "vectors.npy", mmap_mode="r")
        self.dimensions: int = self._vectors.shape[1]

    def __call__(self, text: str) -> Any:
        """The vector of one text, of length 1."""
        place = self._places.get(text)
        if place is not None:
            return np.asarray(self._vectors[place], dtype=np.float32)
        drawn = np.frombuffer(shake_128(text.encode()).digest(self.dimensions), dtype=np.int8).astype(np.float32)
        return drawn / np.linalg.norm(drawn)


def resident() -> float:
    """MiB that this process holds now."""
    for line in Path("/proc/self/status").read_text("utf-8").splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measure(
    engine: Engine, turns: Sequence[dict[str, Any]], questions: Sequence[dict[str, Any]], seconds: float
) -> Any:
    """Add, then ask."""
    added, cpu, began = 0, time.process_time(), time.perf_counter()
    for number, turn in enumerate(turns):
        engine.add(number, turn)
        added += 1
        if time.perf_counter() - began > seconds:
            break
    took, cpu = time.perf_counter() - began, time.process_time() - cpu
    if added < len(turns):
        engine.fill(added, turns[added:])
    for question in questions[:WARMED_WITH]:
        engine.search(question["text"], 10)
    waits, recalls, spent = [], [], []
    for question in questions:
        began, cpu_began = time.perf_counter(), time.process_time()
        found = engine.search(question["text"], 10)
        waits.append((time.perf_counter() - began) * 1000)
        spent.append((time.process_time() - cpu_began) * 1000)
        if question["evidence"]:
            recalls.append(len({*found[:10]} & {*question["evidence"]}) / len(question["evidence"]))
    waits.sort()
    return {
        "durability": engine.durability,
        "added": added,
        "turns_per_second": added / took,
        "cpu_ms": 1000 * cpu / added,
        "search_cpu_ms": sorted(spent)[len(spent) // 2],
        "p50": waits[len(waits) // 2],
        "p95": waits[int(len(waits) * 0.95)],
        "recall": sum(recalls) / len(recalls) if recalls else None,
    }


def main(name: str, folder: Path, seconds: float) -> None:
    """Measure one engine and print."""
    turns = json.loads((folder / "turns.json").read_text("utf-8"))
    questions = json.loads((folder / "questions.json").read_text("utf-8"))
    replay = Replay(folder)
    before = resident()
    with tempfile.TemporaryDirectory(dir=folder, prefix=f"{name}-") as home:
        engine: Engine = importlib.import_module(f"engine_{name}").open_engine(Path(home), replay)
        found = measure(engine, turns, questions, seconds)
        found["rss"] = resident() - before
        sys.stdout.write("\n" + json.dumps(found) + "\n")
        sys.stdout.flush()
        if hasattr(engine, "close"):
            engine.close()


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), float(sys.argv[3]))
