"""The forward pass of a small BERT in numpy: what runs where there is no faster engine, and what the engine must match.

One text at a time: without padding there is nothing to mask, and a text's vector cannot depend on its neighbours.
"""

import numpy as np

from spectron.providers.embedders.minilm.weights import EPSILON, Layer, Linear, Norm, Numbers, Weights

_ERF = (0.254829592, -0.284496736, 1.421413741, -1.453152027, 1.061405429)
_ERF_STEP = 0.3275911


def run_layers(weights: Weights, rows: Numbers) -> Numbers:
    """From what `Weights.embed` gives to the hidden state of each token after the last layer."""
    rows = _normalise(rows, weights.norm)
    for layer in weights.layers:
        rows = _normalise(_apply(_attend(rows, layer, weights.heads), layer.out) + rows, layer.out_norm)
        rows = _normalise(_apply(gelu(_apply(rows, layer.widen)), layer.narrow) + rows, layer.narrow_norm)
    return rows


def gelu(x: Numbers) -> Numbers:
    """x·Φ(x), with erf by formula 7.1.26 of Abramowitz and Stegun (error below 1.5e-7)."""
    scaled = np.abs(x) * np.float32(np.sqrt(0.5))
    t = np.float32(1) / (np.float32(1) + np.float32(_ERF_STEP) * scaled)
    series = np.zeros_like(t)
    for factor in reversed(_ERF):
        series = (series + np.float32(factor)) * t
    erf = np.copysign(np.float32(1) - series * np.exp(-scaled * scaled), x)
    result: Numbers = np.float32(0.5) * x * (np.float32(1) + erf)
    return result


def _attend(rows: Numbers, layer: Layer, heads: int) -> Numbers:
    """Multi-head attention (Vaswani et al., "Attention Is All You Need", 2017, section 3.2) of every token to every."""
    length, width = rows.shape
    query, key, value = (
        _apply(rows, linear).reshape(length, heads, width // heads).transpose(1, 0, 2)
        for linear in (layer.query, layer.key, layer.value)
    )
    scores = query @ key.transpose(0, 2, 1) / np.float32(np.sqrt(width // heads))
    scores = np.exp(scores - scores.max(axis=-1, keepdims=True))
    scores /= scores.sum(axis=-1, keepdims=True)
    attended: Numbers = (scores @ value).transpose(1, 0, 2).reshape(length, width)
    return attended


def _apply(rows: Numbers, linear: Linear) -> Numbers:
    return rows @ linear.weight + linear.bias


def _normalise(rows: Numbers, norm: Norm) -> Numbers:
    centred = rows - rows.mean(axis=-1, keepdims=True)
    spread = np.sqrt(np.square(centred).mean(axis=-1, keepdims=True) + np.float32(EPSILON))
    normal: Numbers = centred / spread * norm.gain + norm.bias
    return normal
