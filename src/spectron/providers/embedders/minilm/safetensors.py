"""Reads tensors from a safetensors file without loading it: the numbers stay on the disk until they are used.

The format (https://huggingface.co/docs/safetensors): eight bytes with the length of a JSON header, the header, which
gives the type, the shape and the place of each tensor, and the numbers, little-endian.
"""

import json
import math
import mmap
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from spectron.domain.errors import BadValue

LONGEST_HEADER = 100_000_000
_LENGTH_BYTES = 8
_NUMBER_BYTES = 4


def read_tensors(path: Path) -> Mapping[str, NDArray[np.float32]]:
    """The tensors of 32-bit floats in a file, by name, as read-only views; raises BadValue for a file that has none."""
    try:
        with path.open("rb") as file:
            size = file.seek(0, 2)
            if size <= _LENGTH_BYTES:
                raise _broken(path, "it ends before its header does")
            data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except OSError as error:
        raise BadValue(f"{path} cannot be read: {error.strerror}") from error
    length = int.from_bytes(data[:_LENGTH_BYTES], "little")
    if length > LONGEST_HEADER:
        raise _broken(path, "it does not begin with the length of a header")
    begin = _LENGTH_BYTES + length
    if begin > size:
        raise _broken(path, "it ends before its header does")
    header = _read_header(path, data[_LENGTH_BYTES:begin])
    tensors = {
        name: _view(path, data, begin, name, told)
        for name, told in header.items()
        if name != "__metadata__" and isinstance(told, dict) and told.get("dtype") == "F32"
    }
    if not tensors:
        raise _broken(path, "it holds no tensor of 32-bit floats")
    return tensors


def _read_header(path: Path, raw: bytes) -> Mapping[str, Any]:
    try:
        header = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise _broken(path, "its header is no JSON") from error
    if not isinstance(header, dict):
        raise _broken(path, "its header is no JSON object")
    return header


def _view(path: Path, data: mmap.mmap, begin: int, name: str, told: Mapping[str, Any]) -> NDArray[np.float32]:
    try:
        shape = _counts(told.get("shape"))
        start, end = _counts(told.get("data_offsets"))
    except ValueError as error:
        raise _broken(path, f"the place of {name} cannot be read") from error
    numbers = math.prod(shape)
    if end - start != numbers * _NUMBER_BYTES:
        raise _broken(path, f"{name} is not as long as its shape says")
    if begin + end > len(data):
        raise _broken(path, f"it ends before {name} does; perhaps it was not fetched to its end")
    return np.frombuffer(data, "<f4", numbers, begin + start).reshape(shape)


def _counts(told: Any) -> list[int]:
    """A list of whole numbers, none below zero; raises ValueError for anything else."""
    if not isinstance(told, list) or not all(type(one) is int and one >= 0 for one in told):
        raise ValueError("no list of counts")
    return told


def _broken(path: Path, reason: str) -> BadValue:
    return BadValue(f"{path} is no whole safetensors file: {reason}")
