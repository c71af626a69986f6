"""The command line as people run it, in this process or in a child, always in an empty directory."""

import logging
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from spectron.cli.main import app

PATIENCE = 180


class Child:
    """A running `spectron serve`: what it has written so far, and where it listens."""

    def __init__(self, process: subprocess.Popen[str]):
        """Read along from the start."""
        self.process = process
        self.lines: list[str] = []
        self.url = ""
        self._errors: list[str] = []
        self._listening = threading.Event()
        self._readers = [
            threading.Thread(target=self._read_output, daemon=True),
            threading.Thread(target=self._read_errors, daemon=True),
        ]
        for reader in self._readers:
            reader.start()

    def wait_until_it_listens(self) -> "Child":
        """Wait for the greeting; fails with what was said instead."""
        self._listening.wait(PATIENCE)
        assert self.url, f"it does not listen; stderr: {''.join(self._errors)}"
        return self

    def end(self, number: int = signal.SIGTERM) -> int:
        """Send a signal and return the exit code."""
        if self.process.poll() is None:
            self.process.send_signal(number)
        code = self.process.wait(PATIENCE)
        for reader in self._readers:
            reader.join(PATIENCE)
        for stream in (self.process.stdout, self.process.stderr):
            stream.close()
        return code

    @property
    def output(self) -> str:
        """All of stdout so far."""
        return "".join(self.lines)

    @property
    def errors(self) -> str:
        """All of stderr so far."""
        return "".join(self._errors)

    def _read_output(self) -> None:
        for line in self.process.stdout:
            self.lines.append(line)
            if line.strip().startswith("database"):
                self.url = next(one.split()[-1] for one in self.lines if "listening on" in one)
                self._listening.set()
        self._listening.set()

    def _read_errors(self) -> None:
        self._errors.extend(self.process.stderr)


@pytest.fixture(autouse=True)
def environment(monkeypatch, tmp_path: Path) -> dict[str, str]:
    """An environment that says nothing to Spectron but where an empty folder of models is."""
    for name in [name for name in os.environ if name.startswith("SPECTRON_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("SPECTRON_MODELS_FOLDER", str(tmp_path / "models"))
    monkeypatch.setenv("PYTHONUTF8", "1")
    return dict(os.environ)


@pytest.fixture
def spectron(tmp_path: Path, environment) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run a command to its end, in an empty directory."""

    def run(*arguments: str, stdin: str | bytes = "", **variables: str) -> subprocess.CompletedProcess[str]:
        given = stdin.encode() if isinstance(stdin, str) else stdin
        command = [sys.executable, "-m", "spectron", *arguments]
        ended = subprocess.run(
            command, input=given, capture_output=True, cwd=tmp_path, env=environment | variables, timeout=PATIENCE
        )
        return subprocess.CompletedProcess(
            command, ended.returncode, ended.stdout.decode("utf-8"), ended.stderr.decode("utf-8")
        )

    return run


@pytest.fixture
def run(tmp_path: Path, monkeypatch) -> Iterator[Callable[..., Result]]:
    """Run a command in this process, in an empty directory; stdout and stderr are kept apart."""
    monkeypatch.chdir(tmp_path)
    handlers = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    level = logging.getLogger("spectron").level
    yield lambda *arguments, stdin="": CliRunner().invoke(app, arguments, input=stdin)
    logging.getLogger("spectron").setLevel(level)
    for number, handler in handlers.items():
        signal.signal(number, handler)


@pytest.fixture
def serve(tmp_path: Path, environment) -> Iterator[Callable[..., Child]]:
    """Start servers on free ports, in an empty directory; those still running are ended with the test."""
    started: list[Child] = []

    def start(*arguments: str, **variables: str) -> Child:
        process = subprocess.Popen(
            [sys.executable, "-m", "spectron", "serve", "--port", "0", *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            cwd=tmp_path,
            env=environment | variables,
        )
        started.append(Child(process))
        return started[-1]

    yield start
    for child in started:
        child.end(signal.SIGKILL)
