"""The small model, on a tiny one of the same make: both engines, one text at a time, and files that do not fit."""

import asyncio
import importlib.util
import math
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from tiny_model import HEADS, WIDTH, WORDS, pack, random_tensors, write_model

from spectron.domain.errors import BadValue, ProviderFailed
from spectron.providers.embedders.minilm import model
from spectron.providers.embedders.minilm.forward import gelu
from spectron.providers.embedders.minilm.model import MiniLM, find_local, open_minilm, start_numpy, start_onnx
from spectron.providers.embedders.minilm.runtime import quantise

TEXTS = ["I live in Paris.", "a", "the hiking cafe!", "unaffable " * 30, "東京", "Lyon, the cafe in Paris, I live in"]
ENGINES = [start_numpy, start_onnx]


@pytest.fixture
def tiny(tmp_path: Path) -> MiniLM:
    """A model with two layers, 32 wide, with four heads."""
    return open_minilm(write_model(tmp_path / "minilm"), HEADS)


def encode(opened: MiniLM, texts: list[str]) -> np.ndarray:
    """The vectors of some texts."""
    return asyncio.run(opened.encode(texts)).vectors


def run_by_the_book(tensors: dict[str, np.ndarray], tokens: list[int]) -> np.ndarray:
    """The same model in double precision and loops, from the definitions alone."""
    get = {name: values.astype(np.float64) for name, values in tensors.items()}

    def norm(x: np.ndarray, name: str) -> np.ndarray:
        return (x - x.mean()) / x.std() * get[f"{name}.LayerNorm.weight"] + get[f"{name}.LayerNorm.bias"]

    def apply(x: np.ndarray, name: str) -> np.ndarray:
        return get[f"{name}.weight"] @ x + get[f"{name}.bias"]

    def attend(query: np.ndarray, keys: list[np.ndarray], values: list[np.ndarray]) -> np.ndarray:
        size, parts = WIDTH // HEADS, []
        for part in (slice(head * size, (head + 1) * size) for head in range(HEADS)):
            weights = [math.exp(query[part] @ key[part] / math.sqrt(size)) for key in keys]
            parts.append(
                sum(weight * value[part] for weight, value in zip(weights, values, strict=True)) / sum(weights)
            )
        return np.concatenate(parts)

    words, places, kinds = (get[f"embeddings.{name}_embeddings.weight"] for name in ("word", "position", "token_type"))
    rows = [norm(words[token] + places[place] + kinds[0], "embeddings") for place, token in enumerate(tokens)]
    for at in ("encoder.layer.0", "encoder.layer.1"):
        queries, keys, values = (
            [apply(row, f"{at}.attention.self.{name}") for row in rows] for name in ("query", "key", "value")
        )
        heard = [apply(attend(query, keys, values), f"{at}.attention.output.dense") for query in queries]
        rows = [norm(one + row, f"{at}.attention.output") for one, row in zip(heard, rows, strict=True)]
        wide = [apply(row, f"{at}.intermediate.dense") for row in rows]
        bent = [np.array([x / 2 * (1 + math.erf(x / math.sqrt(2))) for x in one]) for one in wide]
        rows = [
            norm(apply(one, f"{at}.output.dense") + row, f"{at}.output") for one, row in zip(bent, rows, strict=True)
        ]
    mean = np.mean(rows, axis=0)
    return mean / np.linalg.norm(mean)


def test_numpy_follows_the_definition(tiny: MiniLM):
    """The forward pass gives what the published formulas give."""
    opened = replace(tiny, start=start_numpy)
    wanted = np.stack([run_by_the_book(random_tensors(), tiny.words.encode(text)) for text in TEXTS])
    assert np.allclose(encode(opened, TEXTS), wanted, atol=1e-5)


def test_the_engine_in_whole_numbers_comes_near(tiny: MiniLM):
    """Eight-bit weights turn no vector far away from its exact one."""
    exact, whole = (encode(replace(tiny, start=start), TEXTS) for start in (start_numpy, start_onnx))
    near = (exact * whole).sum(axis=1)
    assert near.min() > 0.97
    assert near.min() < 1.0, "the engine did not run in whole numbers"


@pytest.mark.parametrize("start", ENGINES)
def test_rows_are_of_unit_length_and_of_the_models_width(tiny: MiniLM, start: Callable):
    """One row a text, 32 wide here."""
    vectors = encode(replace(tiny, start=start), TEXTS)
    assert vectors.shape == (len(TEXTS), WIDTH) == (len(TEXTS), tiny.dimensions)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-6)


@pytest.mark.parametrize("start", ENGINES)
def test_a_vector_does_not_depend_on_its_batch(tiny: MiniLM, start: Callable):
    """A text alone, among others and among others in another order has the very same vector."""
    opened = replace(tiny, start=start)
    together = encode(opened, TEXTS)
    assert np.array_equal(together, encode(opened, TEXTS[::-1])[::-1])
    assert all(np.array_equal(encode(opened, [text])[0], row) for text, row in zip(TEXTS, together, strict=True))


@pytest.mark.parametrize("start", ENGINES)
def test_what_stands_behind_the_limit_counts_nothing(tiny: MiniLM, start: Callable):
    """A text of 254 pieces and the same with more behind it have one vector; one piece less has another."""
    opened = replace(tiny, start=start)
    full, longer, shorter = encode(opened, ["a " * 254, "a " * 254 + "paris " * 500, "a " * 253])
    assert np.array_equal(full, longer)
    assert not np.array_equal(full, shorter)


def test_a_model_with_fewer_places_reads_less(tmp_path: Path):
    """The limit is that of the file where it is below 256."""
    opened = open_minilm(write_model(tmp_path, random_tensors(places=10)), HEADS)
    assert len(opened.words.encode("a " * 100)) == 10
    assert encode(opened, ["a " * 100]).shape == (1, WIDTH)


def test_any_depth_and_width_are_taken_from_the_file(tmp_path: Path):
    """Three layers, 16 wide, are read and run as they are."""
    opened = open_minilm(write_model(tmp_path, random_tensors(layers=3, width=16, inner=40)), 2)
    exact, whole = (encode(replace(opened, start=start), TEXTS) for start in ENGINES)
    assert len(opened.weights.layers) == 3
    assert (exact * whole).sum(axis=1).min() > 0.95


def test_all_inference_is_on_one_thread(tiny: MiniLM):
    """Several models asked at once run one after the other, away from the event loop."""
    seen: list[str] = []

    def start(weights: object) -> Callable:
        run = start_numpy(weights)

        def watched(rows: np.ndarray) -> np.ndarray:
            seen.append(threading.current_thread().name)
            return run(rows)

        return watched

    async def all_at_once() -> None:
        await asyncio.gather(*(replace(tiny, start=start).encode(TEXTS) for _ in range(4)))

    asyncio.run(all_at_once())
    assert len(seen) == 4 * len(TEXTS)
    assert len(set(seen)) == 1
    assert seen[0] != threading.current_thread().name


def test_a_question_does_not_wait_for_a_long_batch(tiny: MiniLM):
    """One text that comes while a batch is being worked on is done before the batch is."""
    done: list[str] = []

    async def note(name: str, texts: list[str]) -> None:
        await tiny.encode(texts)
        done.append(name)

    async def both() -> None:
        await asyncio.gather(note("batch", ["I live in Paris."] * 200), note("question", ["a"]))

    asyncio.run(both())
    assert done == ["question", "batch"]


def test_gelu_is_exact_to_seven_digits():
    """The published bound of the formula holds, on both sides and far out."""
    points = np.linspace(-12, 12, 4_001, dtype=np.float32)
    exact = [float(x) / 2 * (1 + math.erf(float(x) / math.sqrt(2))) for x in points]
    assert np.abs(gelu(points) - exact).max() < 2e-6


def test_whole_numbers_leave_room_for_the_sum_of_two_products():
    """No weight goes beyond 63, a column of zeros stays one, and each column has its own scale."""
    whole, scale = quantise(np.float32([[1, 0, 100], [-0.6, 0, -50]]))
    assert whole.tolist() == [[63, 0, 63], [-38, 0, -32]]
    assert np.allclose(whole * scale, [[1, 0, 100], [-0.603, 0, -50.8]], atol=0.01)


def test_without_the_engine_numpy_does_it(tmp_path: Path, monkeypatch):
    """Where onnxruntime is not installed, the model opens and works all the same."""
    folder = write_model(tmp_path)
    assert open_minilm(folder, HEADS).start is start_onnx
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)
    assert open_minilm(folder, HEADS).start is start_numpy


def test_an_engine_that_cannot_be_imported_is_an_error(tiny: MiniLM, monkeypatch):
    """A broken installation is told, not worked around."""
    monkeypatch.setattr(model, "_RUNTIME", "spectron.no_such_module")
    with pytest.raises(ProviderFailed, match="installed and cannot be imported"):
        encode(tiny, ["a"])


def test_opening_a_model_does_not_load_the_engine(tmp_path: Path):
    """A server that embeds nothing pays nothing."""
    write_model(tmp_path)
    script = (
        "import sys, pathlib\nfrom spectron.providers.embedders.minilm.model import open_minilm\n"
        f"open_minilm(pathlib.Path({str(tmp_path)!r}), {HEADS})\nprint('onnxruntime' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=180)
    assert done.stdout.strip() == "False"


def without(name: str) -> dict[str, np.ndarray]:
    """A model that lacks one tensor."""
    return {one: values for one, values in random_tensors().items() if one != name}


@pytest.mark.parametrize(
    ("tensors", "reason"),
    [
        (
            without("embeddings.word_embeddings.weight"),
            "has no embeddings.word_embeddings.weight: it is of another make",
        ),
        (without("encoder.layer.0.attention.self.query.weight"), "has no layers"),
        (without("encoder.layer.1.output.dense.bias"), "has no encoder.layer.1.output.dense.bias"),
        (random_tensors(width=30), "a model 30 wide cannot have 4 heads"),
        (
            random_tensors() | {"encoder.layer.0.attention.self.key.weight": np.ones((32, 8), np.float32)},
            r"key.weight of the model has the shape \[32, 8\]",
        ),
        (random_tensors() | {"embeddings.LayerNorm.bias": np.ones((1, 32), np.float32)}, "does not fit the rest"),
        (random_tensors() | {"embeddings.word_embeddings.weight": np.ones((5, 32), np.float32)}, "more words than"),
        (random_tensors(places=0), "position_embeddings"),
    ],
)
def test_a_model_of_another_make_is_refused(tmp_path: Path, tensors: dict[str, np.ndarray], reason: str):
    """Missing tensors, and shapes that do not fit each other, are named."""
    with pytest.raises(BadValue, match=reason):
        open_minilm(write_model(tmp_path, tensors), HEADS)


def test_a_model_is_found_by_name_in_the_folder_of_models(tmp_path: Path):
    """`local/minilm` is the folder `minilm`; without files the error names the command that fetches them."""
    with pytest.raises(BadValue, match="spectron models pull minilm"):
        find_local(tmp_path, "minilm")
    (tmp_path / "minilm").mkdir()
    (tmp_path / "minilm" / "model.safetensors").write_bytes(pack(random_tensors()))
    with pytest.raises(BadValue, match="spectron models pull minilm"):
        find_local(tmp_path, "minilm")
    with pytest.raises(BadValue, match="there is local/minilm"):
        find_local(tmp_path, "maxilm")


def test_a_broken_file_in_the_folder_of_models_names_the_way_out(tmp_path: Path):
    """A file that was cut off is told as one, with the command that replaces it."""
    folder = write_model(tmp_path / "minilm")
    whole = (folder / "model.safetensors").read_bytes()
    (folder / "model.safetensors").write_bytes(whole[:-100])
    with pytest.raises(BadValue, match=r"not fetched to its end; fetch it anew: spectron models pull minilm"):
        find_local(tmp_path, "minilm")


def test_a_found_model_has_the_name_that_was_asked_for(tmp_path: Path):
    """The name beside its vectors is the one in the settings."""
    write_model(tmp_path / "minilm", random_tensors(width=48))
    found = find_local(tmp_path, "minilm")
    assert (found.name, found.dimensions, len(found.words.numbers)) == ("local/minilm", 48, len(WORDS))
