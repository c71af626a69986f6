"""all-MiniLM-L6-v2 from a folder of files: text to tokens, through the layers, to one vector."""

import asyncio
import importlib
import importlib.util
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TypeAlias

import numpy as np

from spectron.domain.errors import BadValue, ProviderFailed
from spectron.providers.embedders.minilm import files
from spectron.providers.embedders.minilm.forward import run_layers
from spectron.providers.embedders.minilm.safetensors import read_tensors
from spectron.providers.embedders.minilm.weights import Numbers, Weights, read_weights
from spectron.providers.embedders.minilm.wordpiece import WordPiece, read_vocabulary
from spectron.providers.ports import Encoded, Vectors

HEADS = 12
MOST_TOKENS = 256
MOST_TEXTS = 32
_RUNTIME = "spectron.providers.embedders.minilm.runtime"

Pass: TypeAlias = Callable[[Numbers], Numbers]

# One thread for every model of this process: two of them on two processors are slower than one.
_THREAD = ThreadPoolExecutor(max_workers=1, thread_name_prefix="inference")


@dataclass(slots=True)
class MiniLM:
    """A sentence model: vectors are the mean of the last layer's hidden states, at unit length.

    Reads the first 256 tokens of a text. The engine is built at the first text; texts are taken one by one, so that a
    vector does not depend on the others of its batch.
    """

    name: str
    weights: Weights
    words: WordPiece
    start: Callable[[Weights], Pass]
    most_texts: int = MOST_TEXTS
    _pass: Pass | None = field(init=False, default=None)

    @property
    def dimensions(self) -> int:
        """The width of the model: 384."""
        return self.weights.width

    async def encode(self, texts: Sequence[str]) -> Encoded:
        """One row for each text, worked out on the one thread for inference.

        Others get that thread between any two texts: a question does not wait for a batch that is being stored.
        """
        loop = asyncio.get_running_loop()
        rows = np.zeros((len(texts), self.dimensions), np.float32)
        for place, text in enumerate(texts):
            rows[place] = await loop.run_in_executor(_THREAD, self._encode, text)
        return Encoded(rows)

    def _encode(self, text: str) -> Vectors:
        if self._pass is None:
            self._pass = self.start(self.weights)
        mean: Vectors = self._pass(self.weights.embed(self.words.encode(text))).mean(axis=0)
        unit: Vectors = mean / np.linalg.norm(mean)
        return unit


def find_local(models: Path, name: str) -> MiniLM:
    """The model of this name in a folder of models; raises BadValue where it is not, or not to be used."""
    if name != files.NAME:
        raise BadValue(f"there is no local/{name}; there is local/{files.NAME}")
    if not files.is_there(models):
        raise BadValue(f"its files are not in {models / files.NAME}; fetch them: spectron models pull {files.NAME}")
    try:
        return open_minilm(models / files.NAME)
    except BadValue as error:
        raise BadValue(f"{error.detail}; fetch it anew: spectron models pull {files.NAME}") from error


def open_minilm(folder: Path, heads: int = HEADS) -> MiniLM:
    """The model whose files are in a folder; raises BadValue for files that are missing, broken or of another model.

    Runs by onnxruntime where that is installed (the extra `local`), else by numpy.
    """
    weights = read_weights(read_tensors(folder / files.WEIGHTS.name), heads)
    vocabulary = read_vocabulary(folder / files.VOCABULARY.name)
    if len(vocabulary) > len(weights.words):
        raise BadValue(f"{folder}: the vocabulary has more words than the weights; they are of two models")
    words = WordPiece(vocabulary, min(MOST_TOKENS, len(weights.places)))
    start = start_onnx if importlib.util.find_spec("onnxruntime") else start_numpy
    return MiniLM(f"local/{files.NAME}", weights, words, start)


def start_numpy(weights: Weights) -> Pass:
    """The forward pass in numpy."""
    return partial(run_layers, weights)


def start_onnx(weights: Weights) -> Pass:
    """The forward pass by onnxruntime, which is imported here and not before; raises ProviderFailed if it cannot be."""
    try:
        started: Pass = importlib.import_module(_RUNTIME).OnnxPass(weights)
    except ImportError as error:
        raise ProviderFailed(f"onnxruntime is installed and cannot be imported: {error}") from error
    return started
