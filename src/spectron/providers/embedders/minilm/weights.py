"""The weights of a small BERT as its file has them, checked and named by what they do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from spectron.domain.errors import BadValue

Numbers = NDArray[np.float32]
EPSILON = 1e-12


@dataclass(frozen=True, slots=True)
class Linear:
    """x → x·weight + bias; `weight` has a row for each place that goes in and a column for each that comes out."""

    weight: Numbers
    bias: Numbers


@dataclass(frozen=True, slots=True)
class Norm:
    """Layer normalisation: what its result is multiplied by, and what is added."""

    gain: Numbers
    bias: Numbers


@dataclass(frozen=True, slots=True)
class Layer:
    """One layer: attention and what follows it, then two linear maps with a GELU between them."""

    query: Linear
    key: Linear
    value: Linear
    out: Linear
    out_norm: Norm
    widen: Linear
    narrow: Linear
    narrow_norm: Norm


@dataclass(frozen=True, slots=True)
class Weights:
    """A whole model: vectors of words (a row each), of places in a text, and its layers; `heads` divides the width."""

    words: Numbers
    places: Numbers
    norm: Norm
    layers: tuple[Layer, ...]
    heads: int

    @property
    def width(self) -> int:
        """How many numbers stand for one token, and for a text."""
        return int(self.words.shape[1])

    def embed(self, tokens: Sequence[int]) -> Numbers:
        """What goes into the first layer: a row for each token, its word and its place added up."""
        rows: Numbers = self.words[np.asarray(tokens, np.intp)] + self.places[: len(tokens)]
        return rows


def read_weights(tensors: Mapping[str, Numbers], heads: int) -> Weights:
    """Name the tensors of a BERT file; width, depth and vocabulary are what the file has.

    Raises BadValue where a tensor is missing or of another shape than the others ask for.
    """
    words = _find(tensors, "embeddings.word_embeddings.weight", None, None)
    width = words.shape[1]
    if width % heads:
        raise BadValue(f"a model {width} wide cannot have {heads} heads")
    kinds = _find(tensors, "embeddings.token_type_embeddings.weight", None, width)
    places = _find(tensors, "embeddings.position_embeddings.weight", None, width) + kinds[0]
    depth = 0
    while f"encoder.layer.{depth}.attention.self.query.weight" in tensors:
        depth += 1
    if not depth:
        raise BadValue("the model has no layers")
    layers = tuple(_read_layer(tensors, f"encoder.layer.{number}", width) for number in range(depth))
    return Weights(words, places, _norm(tensors, "embeddings.LayerNorm", width), layers, heads)


def _read_layer(tensors: Mapping[str, Numbers], name: str, width: int) -> Layer:
    inner = _find(tensors, f"{name}.intermediate.dense.weight", None, width).shape[0]
    return Layer(
        query=_linear(tensors, f"{name}.attention.self.query", width, width),
        key=_linear(tensors, f"{name}.attention.self.key", width, width),
        value=_linear(tensors, f"{name}.attention.self.value", width, width),
        out=_linear(tensors, f"{name}.attention.output.dense", width, width),
        out_norm=_norm(tensors, f"{name}.attention.output.LayerNorm", width),
        widen=_linear(tensors, f"{name}.intermediate.dense", width, inner),
        narrow=_linear(tensors, f"{name}.output.dense", inner, width),
        narrow_norm=_norm(tensors, f"{name}.output.LayerNorm", width),
    )


def _linear(tensors: Mapping[str, Numbers], name: str, into: int, out: int) -> Linear:
    return Linear(_find(tensors, f"{name}.weight", out, into).T, _find(tensors, f"{name}.bias", out))


def _norm(tensors: Mapping[str, Numbers], name: str, width: int) -> Norm:
    return Norm(_find(tensors, f"{name}.weight", width), _find(tensors, f"{name}.bias", width))


def _find(tensors: Mapping[str, Numbers], name: str, *shape: int | None) -> Numbers:
    found = tensors.get(name)
    if found is None:
        raise BadValue(f"the model has no {name}: it is of another make")
    fits = len(found.shape) == len(shape) and all(
        has and wanted in (None, has) for has, wanted in zip(found.shape, shape, strict=True)
    )
    if not fits:
        raise BadValue(f"{name} of the model has the shape {list(found.shape)}, which does not fit the rest of it")
    return found
