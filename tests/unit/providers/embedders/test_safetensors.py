"""Reading tensors: whole files give views, everything else a sentence about what is wrong."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tiny_model import pack

from spectron.domain.errors import BadValue
from spectron.providers.embedders.minilm.safetensors import LONGEST_HEADER, read_tensors


def framed(header: object, data: bytes = b"") -> bytes:
    """A file with this header."""
    told = json.dumps(header).encode()
    return len(told).to_bytes(8, "little") + told + data


def entry(shape: object, offsets: object, dtype: object = "F32") -> dict[str, object]:
    """What a header tells of one tensor."""
    return {"t": {"dtype": dtype, "shape": shape, "data_offsets": offsets}}


def test_tensors_come_back_as_they_were(tmp_path: Path):
    """Names, shapes and numbers survive, and views cannot be written to."""
    given_ones = {"a": np.arange(6, dtype=np.float32).reshape(2, 3), "b": np.float32([-1.5])}
    (tmp_path / "m").write_bytes(pack(given_ones))
    found = read_tensors(tmp_path / "m")
    assert set(found) == {"a", "b"}
    assert all(np.array_equal(found[name], values) for name, values in given_ones.items())
    assert not found["a"].flags.writeable


def test_tensors_of_other_types_are_passed_over(tmp_path: Path):
    """Whole numbers beside the floats do no harm."""
    header = {"n": {"dtype": "I64", "shape": [1], "data_offsets": [0, 8]}} | entry([1], [8, 12])
    (tmp_path / "m").write_bytes(framed(header, bytes(8) + np.float32(2.5).tobytes()))
    assert {name: values.tolist() for name, values in read_tensors(tmp_path / "m").items()} == {"t": [2.5]}


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "ends before its header"),
        (b"12345678", "ends before its header"),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:53aa\nsize 90868376\n", "does not begin with"),
        ((LONGEST_HEADER + 1).to_bytes(8, "little") + b"{}", "does not begin with"),
        ((50).to_bytes(8, "little") + b"{}", "ends before its header"),
        ((2).to_bytes(8, "little") + b"{]", "header is no JSON"),
        ((50_000).to_bytes(8, "little") + b"[" * 50_000, "header is no JSON"),
        ((2).to_bytes(8, "little") + b"\xff\xfe", "header is no JSON"),
        (framed([1]), "no JSON object"),
        (framed({}), "holds no tensor"),
        (framed(entry([1], [0, 4], "F16"), bytes(4)), "holds no tensor"),
        (framed(entry([1], [0, 4, 8]), bytes(8)), "place of t cannot be read"),
        (framed(entry([1], None), bytes(8)), "place of t cannot be read"),
        (framed(entry([-1], [0, 4]), bytes(4)), "place of t cannot be read"),
        (framed(entry(["1"], [0, 4]), bytes(4)), "place of t cannot be read"),
        (framed(entry([True], [0, 4]), bytes(4)), "place of t cannot be read"),
        (framed(entry([2], [0, 4]), bytes(4)), "not as long as its shape says"),
        (framed(entry([1], [4, 0]), bytes(4)), "not as long as its shape says"),
        (framed(entry([2], [0, 8]), bytes(7)), "ends before t does; perhaps it was not fetched to its end"),
    ],
)
def test_a_broken_file_is_refused(tmp_path: Path, content: bytes, reason: str):
    """The error names the file and what is wrong with it."""
    (tmp_path / "model.safetensors").write_bytes(content)
    with pytest.raises(BadValue, match=reason) as refused:
        read_tensors(tmp_path / "model.safetensors")
    assert str(tmp_path / "model.safetensors") in refused.value.detail


def test_a_file_that_is_not_there_is_refused(tmp_path: Path):
    """No file, and a folder in its place, are told as what they are."""
    with pytest.raises(BadValue, match="No such file"):
        read_tensors(tmp_path / "none")
    with pytest.raises(BadValue, match="directory"):
        read_tensors(tmp_path)


@given(st.binary(max_size=64), st.integers(0, 400))
def test_any_bytes_are_read_or_refused(tmp_path_factory: pytest.TempPathFactory, noise: bytes, cut: int):
    """Noise, and a file that is cut off or overwritten anywhere, raise nothing but BadValue."""
    path = tmp_path_factory.mktemp("m", numbered=True) / "m"
    whole = pack({"a": np.ones((3, 4), np.float32), "b": np.ones(5, np.float32)})
    for content in (noise, whole[:cut], whole[:cut] + noise + whole[cut + len(noise) :]):
        path.write_bytes(content)
        try:
            read_tensors(path)
        except BadValue:
            continue
