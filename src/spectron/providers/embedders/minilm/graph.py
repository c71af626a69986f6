"""The forward pass as an ONNX graph without weights, written as the bytes that an engine reads.

The few fields of https://github.com/onnx/onnx/blob/main/onnx/onnx.proto that are needed are encoded here, so that
neither a package for it nor a file in the wheel is. Weights are named in the graph and handed over when it is loaded.
Linear maps multiply 8-bit integers; attention, normalisation and GELU are the fused operators of `com.microsoft`.
"""

import struct
from collections.abc import Sequence
from itertools import pairwise

from spectron.providers.embedders.minilm.weights import EPSILON

INPUT, OUTPUT = "rows", "hidden"
_FLOAT, _INT8 = 1, 3  # TensorProto.DataType
_OWN = "com.microsoft"
_IR_VERSION, _OPSET, _OWN_OPSET = 9, 18, 1


def build_graph(depth: int, width: int, inner: int, heads: int) -> bytes:
    """A ModelProto from `rows` to `hidden`, both of shape (1, tokens, width).

    Its initialisers: `norm.gain`, `norm.bias`, and for each layer n `n.attend`, `n.out`, `n.widen` and `n.narrow` with
    the endings `.weight` (8-bit, a row for each place that goes in), `.scale` (one for each column) and `.bias`, and
    `n.out_norm` and `n.narrow_norm` with the endings `.gain` and `.bias`. `n.attend` is query, key and value in one.
    """
    weights = [_weight("norm.gain", width), _weight("norm.bias", width)]
    nodes = [_node("LayerNormalization", [INPUT, "norm.gain", "norm.bias"], ["0.rows"], epsilon=EPSILON)]
    for number in range(depth):
        weights += _layer_weights(str(number), width, inner)
        nodes += _layer_nodes(str(number), f"{number + 1}.rows", heads)
    nodes.append(_node("Identity", [f"{depth}.rows"], [OUTPUT]))
    graph = b"".join(
        [
            *(_field(1, node) for node in nodes),
            _text(2, "minilm"),
            *(_field(5, weight) for weight in weights),
            _field(11, _value(INPUT, width)),
            _field(12, _value(OUTPUT, width)),
        ]
    )
    return b"".join(
        [
            _number(1, _IR_VERSION),
            _field(7, graph),
            _field(8, _text(1, "") + _number(2, _OPSET)),
            _field(8, _text(1, _OWN) + _number(2, _OWN_OPSET)),
        ]
    )


def _layer_weights(at: str, width: int, inner: int) -> list[bytes]:
    shapes = {"attend": (width, 3 * width), "out": (width, width), "widen": (width, inner), "narrow": (inner, width)}
    found: list[bytes] = []
    for name, (into, out) in shapes.items():
        found.append(_weight(f"{at}.{name}.weight", into, out, kind=_INT8))
        found += [_weight(f"{at}.{name}.{ending}", out) for ending in ("scale", "bias")]
    for name in ("out_norm", "narrow_norm"):
        found += [_weight(f"{at}.{name}.{ending}", width) for ending in ("gain", "bias")]
    return found


def _layer_nodes(at: str, following: str, heads: int) -> list[bytes]:
    query_key_value = [f"{at}.query", f"{at}.key", f"{at}.value"]
    return [
        _linear(f"{at}.rows", f"{at}.attend"),
        _node("Split", [f"{at}.attend.done"], query_key_value, axis=-1, num_outputs=3),
        _node("MultiHeadAttention", query_key_value, [f"{at}.attended"], _OWN, num_heads=heads),
        _linear(f"{at}.attended", f"{at}.out"),
        _added_norm(f"{at}.rows", f"{at}.out.done", f"{at}.out_norm", f"{at}.middle"),
        _linear(f"{at}.middle", f"{at}.widen"),
        _node("Gelu", [f"{at}.widen.done"], [f"{at}.bent"], _OWN),
        _linear(f"{at}.bent", f"{at}.narrow"),
        _added_norm(f"{at}.middle", f"{at}.narrow.done", f"{at}.narrow_norm", following),
    ]


def _linear(rows: str, name: str) -> bytes:
    no_zero_point = ""
    inputs = [rows, f"{name}.weight", f"{name}.scale", no_zero_point, f"{name}.bias"]
    return _node("DynamicQuantizeMatMul", inputs, [f"{name}.done"], _OWN)


def _added_norm(left: str, right: str, name: str, result: str) -> bytes:
    inputs = [left, right, f"{name}.gain", f"{name}.bias"]
    return _node("SkipLayerNormalization", inputs, [result], _OWN, epsilon=EPSILON)


def _node(kind: str, inputs: Sequence[str], outputs: Sequence[str], domain: str = "", **given: float) -> bytes:
    """A NodeProto; an attribute is an integer or a float, as its value is in Python."""
    attributes = [
        _text(1, name) + (_number(3, value) + _number(20, 2) if isinstance(value, int) else _float(2, value))
        for name, value in given.items()
    ]
    return b"".join(
        [
            *(_text(1, name) for name in inputs),
            *(_text(2, name) for name in outputs),
            _text(4, kind),
            *(_field(5, attribute) for attribute in attributes),
            _text(7, domain),
        ]
    )


def _weight(name: str, *shape: int, kind: int = _FLOAT) -> bytes:
    """A TensorProto whose numbers lie outside of the graph."""
    place = _text(1, "location") + _text(2, "handed over")
    external = 1
    dims = b"".join(_number(1, size) for size in shape)
    return dims + _number(2, kind) + _text(8, name) + _field(13, place) + _number(14, external)


def _value(name: str, width: int) -> bytes:
    """A ValueInfoProto of shape (1, tokens, width)."""
    shape = _field(1, _number(1, 1)) + _field(1, _text(2, "tokens")) + _field(1, _number(1, width))
    return _text(1, name) + _field(2, _field(1, _number(1, _FLOAT) + _field(2, shape)))


def _field(number: int, payload: bytes) -> bytes:
    """A field of protobuf that holds bytes, a text or another message."""
    return _varint(number << 3 | 2) + _varint(len(payload)) + payload


def _text(number: int, text: str) -> bytes:
    return _field(number, text.encode())


def _number(number: int, value: int) -> bytes:
    return _varint(number << 3) + _varint(value % 2**64)


def _float(number: int, value: float) -> bytes:
    """The value of a float attribute, and that it is one (AttributeProto.type 1)."""
    return _varint(number << 3 | 5) + struct.pack("<f", value) + _number(20, 1)


def _varint(value: int) -> bytes:
    rest = [value & 0x7F]
    while value := value >> 7:
        rest.append(value & 0x7F)
    return bytes([*(one | 0x80 for one, _ in pairwise(rest)), rest[-1]])
