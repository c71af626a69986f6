"""The server as a process of its own, which can be killed."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

KEY = "spectron_a-key-that-only-this-test-knows"
_ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+")


@dataclass(frozen=True, slots=True)
class Child:
    """A running server: its process and its address."""

    process: subprocess.Popen[str]
    url: str

    def end(self, how: signal.Signals) -> int:
        """Send a signal and wait for the end."""
        self.process.send_signal(how)
        return self.process.wait(60)


@contextmanager
def start_child(database: Path, log: Path, **environment: str) -> Iterator[Child]:
    """Serve a file on a free port until the block ends; everything the process says is appended to `log`."""
    command = [sys.executable, "-m", "spectron", "serve", "--port", "0", "--db", str(database), "--log-level", "info"]
    with log.open("a") as stderr:
        process = subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=stderr,
            text=True,
            cwd=database.parent,
            env={**os.environ, "SPECTRON_API_KEY": KEY, **environment},
        )
    assert process.stdout is not None
    with process, log.open("a") as said:
        try:
            url = None
            while url is None:
                line = process.stdout.readline()
                assert line, log.read_text()
                said.write(line)
                found = _ADDRESS.search(line)
                url = found and found[0]
            yield Child(process, url)
        finally:
            process.kill()
            said.write(process.stdout.read())
