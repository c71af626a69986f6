"""Sets Spectron beside other memories, on the same turns with the same vectors: speed, recall and memory, in one table.

    python evals/peers/run.py [--locomo locomo10.json] [--sizes 1000 50000] [--only spectron chromadb]
                              [--embedding local/minilm] [--seconds 120] [--cache FOLDER] [--report peers.md]

Each engine runs alone, in a process of its own with the packages pinned beside this file, installed once into the cache
(nothing of it pulls in torch). Vectors are made before, by one of our embedders, and replayed: figures are those of the
engines. Turns are one call each, one after the other; after `--seconds` the rest is handed over in bulk, untimed, and
the table says how many were timed. Up to the number of turns of the data these are its own; beyond, each comes again
with a closing sentence drawn by a seeded function, and its vector a little moved. Questions and the turns that answer
them come with LoCoMo; without it, turns are asked for by half of their own words. Recall is told where no turn comes
twice. Engines that know no speakers are given "Name: words".
"""

import argparse
import asyncio
import json
import os
import random
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from spectron.compose import build_embedding
from spectron.retrieval.prepare import pieces
from spectron.service.configuration import Configuration
from spectron.settings import load_settings

Json = dict[str, Any]
HERE = Path(__file__).resolve().parent
PEERS = ("chromadb", "langgraph", "mem0", "txtai")
MOST_QUESTIONS = 300
BATCH = 32
WHERE = "harbour station market library garden kitchen office stadium museum bakery".split()
WHEN = "morning noon evening weekend winter spring summer autumn".split()
MOVED = 0.05


def load_locomo(path: Path) -> tuple[list[Json], list[Json]]:
    """Every turn of every conversation in order, and the questions with the places of the turns that answer them."""
    turns: list[Json] = []
    questions: list[Json] = []
    for sample in json.loads(path.read_text("utf-8")):
        places: dict[str, int] = {}
        talk = sample["conversation"]
        for number in sorted(int(name[8:]) for name in talk if re.fullmatch(r"session_\d+", name)):
            began = datetime.strptime(talk[f"session_{number}_date_time"], "%I:%M %p on %d %B, %Y").replace(tzinfo=UTC)
            for minute, said in enumerate(talk[f"session_{number}"]):
                places[said["dia_id"]] = len(turns)
                at = (began + timedelta(minutes=minute)).isoformat()
                turns.append({"text": said["text"] or "-", "name": said["speaker"], "at": at})
        for asked in sample["qa"]:
            cited = [
                f"D{int(day)}:{int(turn)}" for day, turn in re.findall(r"(\d+):(\d+)", " ".join(asked["evidence"]))
            ]
            evidence = [places[one] for one in dict.fromkeys(cited) if one in places]
            if evidence and asked["category"] != 5:
                questions.append({"text": asked["question"], "evidence": evidence})
    return turns, questions


def load_shipped() -> tuple[list[Json], list[Json]]:
    """The user turns of evals/conversations; they are asked for by every second of their words."""
    turns: list[Json] = []
    for path in sorted((HERE.parent / "conversations").glob("*.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            said = [one for one in json.loads(line)["turns"] if one["role"] == "user"]
            turns += [{"text": one["content"], "name": one["name"], "at": one["at"]} for one in said]
    long = [(place, turn["text"].split()) for place, turn in enumerate(turns) if len(turn["text"].split()) > 12]
    return turns, [{"text": " ".join(words[::2]), "evidence": [place]} for place, words in long]


def say(turn: Json) -> str:
    """The words with the name of who said them, for engines that know no speakers."""
    return f"{turn['name']}: {turn['text']}" if turn["name"] else str(turn["text"])


def grow(turns: Sequence[Json], size: int) -> list[tuple[Json, int]]:
    """So many turns, each with the place of the one it was made of; deterministic."""
    draw = random.Random(7)
    grown = [(turn, place) for place, turn in enumerate(turns[:size])]
    while len(grown) < size:
        place = draw.randrange(len(turns))
        closing = f"That was at the {draw.choice(WHERE)} on day {draw.randrange(365)}, one {draw.choice(WHEN)}."
        grown.append((turns[place] | {"text": f"{turns[place]['text']} {closing}"}, place))
    return grown


async def embed(texts: Sequence[str], embedding: str, cache: Path) -> np.ndarray[Any, np.dtype[np.float32]]:
    """The vectors of texts; those of an earlier run come from the cache."""
    file = cache / f"vectors-{embedding.replace('/', '-')}.npz"
    known: dict[str, Any] = {}
    if file.exists():
        kept = np.load(file, allow_pickle=False)
        known = dict(zip(kept["texts"].tolist(), kept["vectors"], strict=True))
    missing = [text for text in dict.fromkeys(texts) if text not in known]
    if missing:
        embedder = build_embedding(load_settings())(Configuration(models={"embedding": embedding}))
        for start in range(0, len(missing), BATCH):
            some = missing[start : start + BATCH]
            known |= dict(zip(some, await embedder.embed(some), strict=True))
        np.savez(file, texts=np.array(list(known)), vectors=np.stack(list(known.values())))
    return np.stack([known[text] for text in texts])


async def prepare(turns: Sequence[tuple[Json, int]], questions: Sequence[Json], given: Any, folder: Path) -> None:
    """Write turns, questions, and the vectors of all that anybody will want to embed."""
    base = {place: turn["text"] for turn, place in reversed(turns)}
    originals = set(base.values())
    said = [turn["said"] for turn, _ in turns if turn["text"] in originals]
    own = [*base.values(), *said, *(one for text in base.values() for one in pieces(text))]
    asked = [question["text"] for question in questions]
    known = list(dict.fromkeys([*own, *asked]))
    vectors = dict(zip(known, await embed(known, given.embedding, given.cache), strict=True))
    draw = np.random.default_rng(7)
    for turn, place in turns:
        for text in (turn["text"], turn["said"], *pieces(turn["text"])):
            if text not in vectors:
                moved = vectors[base[place]] + draw.normal(0, MOVED, len(vectors[base[place]]))
                vectors[text] = (moved / np.linalg.norm(moved)).astype(np.float32)
    (folder / "texts.json").write_text(json.dumps(list(vectors)), encoding="utf-8")
    np.save(folder / "vectors.npy", np.stack(list(vectors.values())).astype(np.float16))
    (folder / "turns.json").write_text(json.dumps([turn for turn, _ in turns]), encoding="utf-8")
    (folder / "questions.json").write_text(json.dumps(questions), encoding="utf-8")


def python_of(name: str, cache: Path) -> str:
    """The interpreter that has an engine's packages; installs them the first time."""
    if name == "spectron":
        return sys.executable
    home, pins = cache / f"venv-{name}", HERE / f"requirements-{name}.txt"
    python, done = home / "bin" / "python", home / "installed.txt"
    if not done.exists() or done.read_text("utf-8") != pins.read_text("utf-8"):
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(home)], check=True)
        install = [str(python), "-m", "pip", "install", "--quiet", "--no-deps", "-r", str(pins)]
        subprocess.run(install, check=True)
        done.write_text(pins.read_text("utf-8"), encoding="utf-8")
    return str(python)


def run(name: str, folder: Path, given: Any) -> Json:
    """What one engine reached, or why it did not."""
    command = [python_of(name, given.cache), str(HERE / "child.py"), name, str(folder), str(given.seconds)]
    ended = subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder)
    if ended.returncode:
        return {"failed": (ended.stderr.strip().splitlines() or ["no word"])[-1]}
    found: Json = json.loads(ended.stdout.strip().splitlines()[-1])
    return found


def rows(size: int, results: dict[str, Json]) -> Iterator[str]:
    """The table of one size in Markdown."""
    yield f"\n**{size:,} turns** ({os.cpu_count()} processors, load {os.getloadavg()[0]:.1f})\n"
    heads = (
        "engine, turns/s, timed, cpu ms a turn, search p50 ms, p95 ms, cpu ms, recall@10, RSS MiB, durability".split(
            ", "
        )
    )
    yield f"| {' | '.join(heads)} |"
    yield "|---" * len(heads) + "|"
    for name, found in results.items():
        if "failed" in found:
            yield f"| {name} | failed: {found['failed']} ||||||||| "
            continue
        recall = "-" if found["recall"] is None else f"{found['recall']:.3f}"
        cells = [f"{found['turns_per_second']:,.0f}", f"{found['added']:,}", f"{found['cpu_ms']:.2f}"]
        cells += [
            f"{found['p50']:.2f}",
            f"{found['p95']:.2f}",
            f"{found['search_cpu_ms']:.2f}",
            recall,
            f"{found['rss']:.0f}",
            found["durability"],
        ]
        yield f"| {name} | {' | '.join(cells)} |"


def main(given: argparse.Namespace) -> None:
    """Prepare, run each engine alone, print and write the tables."""
    given.cache.mkdir(parents=True, exist_ok=True)
    data, asked = load_locomo(given.locomo) if given.locomo else load_shipped()
    report: list[str] = []
    for size in given.sizes:
        answered = [one for one in asked if max(one["evidence"]) < min(size, len(data))]
        chosen = random.Random(7).sample(answered, min(MOST_QUESTIONS, len(answered)))
        if size > len(data):
            chosen = [{**question, "evidence": []} for question in chosen]
        with tempfile.TemporaryDirectory(dir=given.cache, prefix="run-") as folder:
            turns = [(turn | {"said": say(turn)}, place) for turn, place in grow(data, size)]
            asyncio.run(prepare(turns, chosen, given, Path(folder)))
            results: dict[str, Json] = {}
            for name in given.only:
                results[name] = run(name, Path(folder), given)
                sys.stderr.write(f"{size} {name}: {json.dumps(results[name])}\n")
        report += rows(size, results)
    sys.stdout.write("\n".join(report) + "\n")
    if given.report:
        given.report.write_text("\n".join(report) + "\n", encoding="utf-8")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--locomo", type=Path)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 50_000])
    parser.add_argument("--only", nargs="+", choices=["spectron", *PEERS], default=["spectron", *PEERS])
    parser.add_argument("--embedding", default="local/minilm")
    parser.add_argument("--seconds", type=float, default=120)
    parser.add_argument("--cache", type=Path, default=Path.home() / ".cache" / "spectron-peers")
    parser.add_argument("--report", type=Path, help="write the tables here too")
    main(parser.parse_args())
