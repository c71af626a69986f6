"""A model of the same make as the real one, small enough to be written by a test."""

import json
from collections.abc import Mapping
from pathlib import Path

import numpy as np

HEADS = 4
WIDTH = 32
WORDS = (
    "[PAD] [UNK] [CLS] [SEP] a the i live in paris lyon hik ##ing ##e ##s , . ! ' 東 京 cafe un ##aff ##able σα "
    "ᄒ ##ᅡ ##ᆫ"
).split()


def random_tensors(layers: int = 2, width: int = WIDTH, inner: int = 64, places: int = 300) -> dict[str, np.ndarray]:
    """Weights without meaning, the same each time."""
    chance = np.random.default_rng(7)

    def some(*shape: int, around: float = 0.0) -> np.ndarray:
        return (around + 0.2 * chance.standard_normal(shape)).astype(np.float32)

    def norm(name: str) -> dict[str, np.ndarray]:
        return {f"{name}.LayerNorm.weight": some(width, around=1), f"{name}.LayerNorm.bias": some(width)}

    def linear(name: str, into: int, out: int) -> dict[str, np.ndarray]:
        return {f"{name}.weight": some(out, into), f"{name}.bias": some(out)}

    tensors = {
        "embeddings.word_embeddings.weight": some(len(WORDS), width),
        "embeddings.position_embeddings.weight": some(places, width),
        "embeddings.token_type_embeddings.weight": some(2, width),
        **norm("embeddings"),
    }
    for layer in (f"encoder.layer.{number}" for number in range(layers)):
        for name in ("query", "key", "value"):
            tensors |= linear(f"{layer}.attention.self.{name}", width, width)
        tensors |= linear(f"{layer}.attention.output.dense", width, width) | norm(f"{layer}.attention.output")
        tensors |= linear(f"{layer}.intermediate.dense", width, inner)
        tensors |= linear(f"{layer}.output.dense", inner, width) | norm(f"{layer}.output")
    return tensors


def pack(tensors: Mapping[str, np.ndarray]) -> bytes:
    """Tensors of 32-bit floats as a safetensors file."""
    header, data = {"__metadata__": {"format": "pt"}}, b""
    for name, values in tensors.items():
        raw = values.astype("<f4").tobytes()
        place = [len(data), len(data) + len(raw)]
        header[name] = {"dtype": "F32", "shape": list(values.shape), "data_offsets": place}
        data += raw
    told = json.dumps(header).encode()
    return len(told).to_bytes(8, "little") + told + data


def write_model(folder: Path, tensors: Mapping[str, np.ndarray] | None = None) -> Path:
    """Both files of a model, in a folder that is made for them."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "model.safetensors").write_bytes(pack(tensors or random_tensors()))
    (folder / "vocab.txt").write_text("\n".join(WORDS) + "\n", encoding="utf-8")
    return folder
