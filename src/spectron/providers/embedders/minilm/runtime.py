"""The forward pass by onnxruntime in 8-bit integers: about four times as fast as numpy, at a small loss of accuracy."""

from collections.abc import Iterator, Mapping

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from spectron.providers.embedders.minilm.graph import INPUT, OUTPUT, build_graph
from spectron.providers.embedders.minilm.weights import Linear, Numbers, Weights

# Processors without VNNI add two products of 8 bits in 16: 255 * 63 * 2 still fits, 255 * 127 * 2 does not.
LARGEST = 63
_QUIET = 3


class OnnxPass:
    """A session of the engine with one thread and no memory of its own between calls."""

    def __init__(self, weights: Weights) -> None:
        """Quantise the weights and hand them over; takes a quarter of a second for all-MiniLM-L6-v2."""
        given = {name: np.ascontiguousarray(values) for name, values in _name_weights(weights)}
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.enable_cpu_mem_arena = options.enable_mem_pattern = False
        options.log_severity_level = _QUIET
        self._kept = [onnxruntime.OrtValue.ortvalue_from_numpy(values) for values in given.values()]
        options.add_external_initializers(list(given), self._kept)
        inner = weights.layers[0].widen.bias.shape[0]
        graph = build_graph(len(weights.layers), weights.width, inner, weights.heads)
        self._session = onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])

    def __call__(self, rows: Numbers) -> Numbers:
        """From what `Weights.embed` gives to the hidden state of each token after the last layer."""
        hidden: Numbers = self._session.run([OUTPUT], {INPUT: rows[np.newaxis]})[0][0]
        return hidden


def quantise(weight: Numbers) -> tuple[NDArray[np.int8], Numbers]:
    """Whole numbers from -63 to 63, and what a column of them has to be multiplied by."""
    largest = np.abs(weight).max(axis=0)
    scale = (np.where(largest > 0, largest, 1) / LARGEST).astype(np.float32)
    return np.rint(weight / scale).astype(np.int8), scale


def _name_weights(weights: Weights) -> Iterator[tuple[str, NDArray[np.generic]]]:
    """Every initialiser that `build_graph` names."""
    norms = {"norm": weights.norm}
    for number, layer in enumerate(weights.layers):
        three = (layer.query, layer.key, layer.value)
        joined = Linear(
            np.concatenate([one.weight for one in three], axis=1), np.concatenate([one.bias for one in three])
        )
        linears: Mapping[str, Linear] = {
            "attend": joined,
            "out": layer.out,
            "widen": layer.widen,
            "narrow": layer.narrow,
        }
        for name, linear in linears.items():
            whole, scale = quantise(linear.weight)
            yield f"{number}.{name}.weight", whole
            yield f"{number}.{name}.scale", scale
            yield f"{number}.{name}.bias", linear.bias
        norms |= {f"{number}.out_norm": layer.out_norm, f"{number}.narrow_norm": layer.narrow_norm}
    for name, norm in norms.items():
        yield f"{name}.gain", norm.gain
        yield f"{name}.bias", norm.bias
