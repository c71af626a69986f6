"""The examples that people copy are run as they stand."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

EXAMPLES = Path(__file__).parents[2] / "examples"


def run(name: str, *arguments: str | Path, **environment: str) -> list[str]:
    """Run an example; returns the lines it prints."""
    command = [sys.executable, "-W", "error", EXAMPLES / name, *arguments]
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=60, check=False, env={**os.environ, **environment}
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout.splitlines()


def test_first_steps_tells_the_move(tmp_path: Path) -> None:
    """Alice's move is a correction; she is in Munich now, was in Berlin in April, and both are in the history."""
    lines = run("first_steps.py", tmp_path / "m.db")
    assert "corrected: Berlin -> Munich" in lines
    assert "now:       Alice.location = Munich" in lines
    assert "in April:  Alice.location = Berlin" in lines
    assert {line.split()[1] for line in lines if line.startswith("history:")} == {"Berlin", "Munich"}


def test_first_steps_leaves_no_file_of_its_own(tmp_path: Path, monkeypatch: Any) -> None:
    """Without a path the example cleans up after itself."""
    monkeypatch.chdir(tmp_path)
    assert run("first_steps.py")
    assert list(tmp_path.iterdir()) == []


def test_over_http_asks_a_server(server: Any) -> None:
    """Against a server the example prints what changed and a profile that holds it."""
    lines = run("over_http.py", SPECTRON_BASE_URL=server.url, SPECTRON_API_KEY=server.key)
    assert lines[0].startswith("changed: [")
    assert any("Lyon" in line for line in lines[1:])
